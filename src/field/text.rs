//! Free text. Lengths count Unicode code points, as JSON Schema does (validation, section 6.3.1).

use crate::check::Fault;

/// Refuses a text of more than `max` code points.
pub(crate) fn check(text: &str, max: Option<usize>) -> Result<(), Fault> {
    match max {
        // A text has at least as many bytes as code points: most are counted without being decoded.
        Some(max) if text.len() > max => {
            let actual = code_points(text);
            if actual > max { Err(Fault::too_long(max, actual)) } else { Ok(()) }
        }
        _ => Ok(()),
    }
}

/// Every code point has one byte that does not continue another (RFC 3629). `chars().count()` is faster on long texts
/// and weighs as much as this whole file.
pub(crate) fn code_points(text: &str) -> usize {
    text.bytes().filter(|byte| byte & 0xc0 != 0x80).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_count_code_points() {
        assert!(check(&"a".repeat(255), Some(255)).is_ok());
        assert!(check(&"𐐷".repeat(255), Some(255)).is_ok());
        assert_eq!(check(&"é".repeat(256), Some(255)), Err(Fault::too_long(255, 256)));
        assert!(check(&"a".repeat(10_000_000), None).is_ok());
    }
}
