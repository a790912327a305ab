//! What every text has in common, and free text. Lengths count Unicode code points, as JSON Schema does (validation, section 6.3.1).

use std::borrow::Cow;

use crate::rules::issue::Fault;

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

/// Whether there is a character that no text may have. No field of a provider has a use for one, and with a
/// bidirectional one a name can be made to look like another.
pub(crate) fn has_control(text: &str) -> bool {
    // Most texts are ASCII, and need not be decoded.
    text.bytes().any(|byte| byte < 0x20 || byte == 0x7f) || !text.is_ascii() && text.chars().any(is_control)
}

/// The characters of [`has_control`] as a class of an ECMA-262 regular expression, without its brackets.
pub(crate) const CONTROLS: &str = r"\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069";

fn is_control(c: char) -> bool {
    c.is_ascii_control() || matches!(c, '\u{80}'..='\u{9f}') || is_bidirectional(c)
}

/// The characters that change the direction of what follows them (UAX #9, explicit formatting characters).
fn is_bidirectional(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Drops bidirectional characters, which come along when text is copied, and takes white space off both ends.
pub(crate) fn normalize(text: &mut Cow<str>) {
    if !text.is_ascii() && text.chars().any(is_bidirectional) {
        *text = text.chars().filter(|c| !is_bidirectional(*c)).collect::<String>().into();
    }
    match text {
        Cow::Borrowed(text) => *text = text.trim(),
        Cow::Owned(text) => *text = text.trim().to_owned(),
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

    /// The table of the contract, character by character, and the regular expression that JSON Schema has for it.
    #[test]
    fn control_characters_are_these_and_no_others() {
        let pattern = regex::Regex::new(&format!("[{CONTROLS}]")).expect("a pattern");
        for c in '\0'..=char::MAX {
            let expected = matches!(u32::from(c), 0..=0x1f | 0x7f..=0x9f | 0x202a..=0x202e | 0x2066..=0x2069);
            let text = c.to_string();
            assert_eq!((has_control(&text), pattern.is_match(&text)), (expected, expected), "{:x}", u32::from(c));
        }
    }

    #[test]
    fn normalizing_drops_what_changes_the_direction_and_then_trims() {
        for (given, normal) in [
            ("\u{202a}  Jane \u{202c}", "Jane"),
            (" \u{2066}Ja\u{2069}ne\t\n", "Jane"),
            ("Ja\u{0}ne", "Ja\u{0}ne"),
            ("\u{200f}Jane", "\u{200f}Jane"),
            ("\u{202e}", ""),
        ] {
            for mut text in [Cow::Borrowed(given), Cow::Owned(given.to_owned())] {
                normalize(&mut text);
                assert_eq!(text, normal);
            }
        }
    }

    #[test]
    fn lengths_count_code_points() {
        assert!(check(&"a".repeat(255), Some(255)).is_ok());
        assert!(check(&"𐐷".repeat(255), Some(255)).is_ok());
        assert_eq!(check(&"é".repeat(256), Some(255)), Err(Fault::too_long(255, 256)));
        assert!(check(&"a".repeat(10_000_000), None).is_ok());
    }
}
