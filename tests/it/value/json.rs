//! JSON that the crate writes. What it reads is that of serde_json: the target `json` of `fuzz/`.

use kyclink::UntrustedValue;
use kyclink::json::Json;

#[test]
fn escapes_only_what_rfc_8259_requires() {
    for c in (0..=0x7f_u32).filter_map(char::from_u32) {
        let written = c.to_string().to_json();
        assert_eq!(serde_json::from_str::<String>(&written).ok(), Some(c.to_string()), "{written}");
        assert_eq!(written.len() > c.len_utf8() + 2, c < ' ' || c == '"' || c == '\\', "{written}");
    }
    let others: String = (0x80..=0x10ffff_u32).filter_map(char::from_u32).collect();
    assert!(others.to_json() == format!("\"{others}\""), "only ASCII is escaped");
}

#[test]
fn integers_are_written_in_decimal() {
    for value in [0, 7, 10, -1, 1_790_000_000_000, i64::MAX, i64::MIN] {
        assert_eq!(value.to_json(), value.to_string());
    }
}

#[test]
fn a_number_is_read_exactly() {
    for text in ["1e59", "1e23", "9007199254740993.5", "2.2250738585072014e-308", "0.1", "1.7976931348623157e308"] {
        let number = UntrustedValue::from_json(text);
        let written = number.as_ref().map(Json::to_json);
        assert_eq!(written.and_then(|written| written.parse::<f64>().ok()), text.parse().ok(), "{text}");
        assert_eq!(number.as_ref().map(Json::to_json).and_then(|text| UntrustedValue::from_json(&text)), number);
    }
}
