//! Free text. Lengths count Unicode code points, as JSON Schema does (validation, section 6.3.1).

use crate::check::Fault;

/// Refuses a text of more than `max` code points.
pub(crate) fn check(text: &str, max: Option<usize>) -> Result<&str, Vec<Fault>> {
    match max {
        // A text has at least as many bytes as code points: most are counted without being decoded.
        Some(max) if text.len() > max => {
            let actual = text.chars().count();
            if actual > max { Err(vec![Fault::too_long(max, actual)]) } else { Ok(text) }
        }
        _ => Ok(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_count_code_points() {
        assert!(check(&"a".repeat(255), Some(255)).is_ok());
        assert!(check(&"𐐷".repeat(255), Some(255)).is_ok());
        assert_eq!(check(&"é".repeat(256), Some(255)), Err(vec![Fault::too_long(255, 256)]));
        assert!(check(&"a".repeat(10_000_000), None).is_ok());
    }
}
