//! JSON that the crate writes.

use kyclink::UntrustedValue;
use kyclink::json::Json;
use proptest::prelude::*;
use regex::Regex;

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

#[test]
fn an_untrusted_value_survives_a_round_trip() {
    let text = r#"{"a":[1,-2.5,1e+21,null,true,false,"é\n"],"__proto__":{},"":"x"}"#;
    let value = UntrustedValue::from_json(text);
    let written = value.as_ref().map(Json::to_json);
    assert!(value.is_some());
    assert_eq!(written.and_then(|text| UntrustedValue::from_json(&text)), value);
}

proptest! {
    /// What JavaScript accepts is what serde_json accepts, if no surrogate is one.
    #[test]
    fn a_lone_surrogate_makes_no_difference_to_what_is_json(
        parts in prop::collection::vec(
            prop::sample::select(vec![
                "\\ud83d", "\\ude00", "\\uD83D\\uDE00", "\\u00e9", "\\\\", "\\", "\\n", "\"", "u", "d83d", "é", "😀", "a",
                "[", "]", "{", "}", ":", ",", "1", " ", "\\ud8", "\\u+83d", "\\\"",
            ]),
            0..12,
        ),
        is_quoted: bool,
    ) {
        let text = parts.concat();
        let text = if is_quoted { format!("[\"{text}\"]") } else { text };
        let surrogate = Regex::new(r"\\u[dD][89a-fA-F][0-9a-fA-F]{2}").unwrap();
        let replaced = surrogate.replace_all(&text, r"\ufffd");
        let is_json = serde_json::from_str::<serde_json::Value>(&replaced).is_ok();
        prop_assert_eq!(UntrustedValue::from_json(&text).is_some(), is_json, "{}", text);
    }
}
