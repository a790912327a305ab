//! A string is read if and only if `serde_json` reads it, except that lone surrogates are read, too. Writing the value
//! and reading it again gives the same value, or, if there are lone surrogates, one that is written alike.

use kyclink::UntrustedValue;

use crate::grammar::to_json;

pub(super) fn target(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let value = UntrustedValue::from_json(text);
    // What is nested deeper than 64 is skipped without recursion, and `serde_json` alone reads down to 128.
    if depth(text) < 100 {
        assert_eq!(value.is_some(), is_json(&without_surrogates(text)));
    }
    let Some(value) = value else { return };
    let written = to_json(&value);
    if depth(text) <= 64 {
        let again = UntrustedValue::from_json(&written).expect("what was written is JSON");
        assert!(again == value || !is_json(text), "the value changed");
        assert_eq!(to_json(&again), written);
    }
    assert!(value.to_static() == value);
}

fn is_json(text: &str) -> bool {
    serde_json::from_str::<serde_json::Value>(text).is_ok()
}

/// Replaces each escape of a surrogate, also in a pair, by that of U+FFFD.
fn without_surrogates(text: &str) -> String {
    let is_surrogate =
        |digits: &str| u32::from_str_radix(digits, 16).is_ok_and(|unit| (0xd800..0xe000).contains(&unit));
    let parts = text.split("\\u").enumerate().map(|(index, part)| match part.split_at_checked(4) {
        _ if index == 0 => part.to_owned(),
        Some((digits, rest)) if is_surrogate(digits) => format!("\\ufffd{rest}"),
        _ => format!("\\u{part}"),
    });
    parts.collect()
}

/// Returns a depth that the value does not exceed.
fn depth(text: &str) -> usize {
    text.bytes().filter(|byte| matches!(byte, b'[' | b'{')).count()
}
