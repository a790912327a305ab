//! A string is read if and only if `serde_json` reads it, and writing the value and reading it again gives the same
//! value.

use kyclink::UntrustedValue;

use crate::grammar::to_json;

pub(super) fn target(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let value = UntrustedValue::from_json(text);
    // What is nested deeper than 64 is skipped without recursion, and `serde_json` alone reads down to 128.
    if depth(text) < 100 {
        assert_eq!(value.is_some(), serde_json::from_str::<serde_json::Value>(text).is_ok());
    }
    let Some(value) = value else { return };
    let written = to_json(&value);
    if depth(text) <= 64 {
        assert!(UntrustedValue::from_json(&written) == Some(value.clone()), "the value changed");
        assert_eq!(to_json(&value), written);
    }
    assert!(value.to_static() == value);
}

/// Returns a depth that the value does not exceed.
fn depth(text: &str) -> usize {
    text.bytes().filter(|byte| matches!(byte, b'[' | b'{')).count()
}
