//! Free text, and the checks that all strings share. Lengths count Unicode code points, as in JSON Schema (validation,
//! section 6.3.1).

use std::borrow::Cow;

use crate::rules::issue::Fault;

/// Refuses a string of more than `max` code points.
pub(crate) fn check(text: &str, max: Option<usize>) -> Result<(), Fault> {
    match max {
        // A string has at least as many bytes as code points, so few strings need to be counted.
        Some(max) if text.len() > max => {
            let actual = code_points(text);
            if actual > max { Err(Fault::too_long(max, actual)) } else { Ok(()) }
        }
        _ => Ok(()),
    }
}

/// Returns whether the string has a control character or a bidirectional formatting character, which no field accepts.
///
/// With bidirectional characters, one name can be made to look like another.
pub(crate) fn has_control(text: &str) -> bool {
    !is_printable_ascii(text.as_bytes()) && text.chars().any(is_control)
}

/// Returns whether all bytes are U+0020 to U+007E, as in most strings. Looks at eight bytes at a time.
fn is_printable_ascii(bytes: &[u8]) -> bool {
    const EACH: u64 = u64::from_ne_bytes([1; 8]);
    let (chunks, rest) = bytes.as_chunks();
    let highest = chunks.iter().map(|chunk| u64::from_ne_bytes(*chunk)).fold(0, |highest, eight| {
        // The highest bit of a byte is set below 0x20, at 0x7F and above; a carry can only follow such a byte.
        highest | eight | eight.wrapping_sub(EACH * 0x20) | eight.wrapping_add(EACH)
    });
    highest & (EACH * 0x80) == 0 && rest.iter().all(|byte| matches!(byte, 0x20..=0x7e))
}

/// The characters that [`has_control`] finds, as an ECMA-262 character class without its brackets.
pub(crate) const CONTROLS: &str = r"\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069";

fn is_control(c: char) -> bool {
    c.is_ascii_control() || matches!(c, '\u{80}'..='\u{9f}') || is_bidirectional(c)
}

/// Returns whether the character changes the direction of the text after it (UAX #9, explicit formatting characters).
fn is_bidirectional(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Removes bidirectional formatting characters, which are often copied along with text, and trims white space.
pub(crate) fn normalize(text: &mut Cow<str>) {
    if !text.is_ascii() && text.chars().any(is_bidirectional) {
        *text = text.chars().filter(|c| !is_bidirectional(*c)).collect::<String>().into();
    }
    match text {
        Cow::Borrowed(text) => *text = text.trim(),
        Cow::Owned(text) => *text = text.trim().to_owned(),
    }
}

/// Counts code points: every code point has one byte that is not a continuation byte (RFC 3629).
///
/// Written by hand because `chars().count()` makes the wasm module of a page larger by as much as the rest of this file.
pub(crate) fn code_points(text: &str) -> usize {
    text.bytes().filter(|byte| byte & 0xc0 != 0x80).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Compares the function and the character class with the documented ranges, for every character.
    #[test]
    fn control_characters_are_the_documented_ranges() {
        let pattern = regex::Regex::new(&format!("[{CONTROLS}]")).expect("a pattern");
        for c in '\0'..=char::MAX {
            let expected = matches!(u32::from(c), 0..=0x1f | 0x7f..=0x9f | 0x202a..=0x202e | 0x2066..=0x2069);
            let text = c.to_string();
            assert_eq!((has_control(&text), pattern.is_match(&text)), (expected, expected), "{:x}", u32::from(c));
        }
    }

    /// Two odd bytes may not cancel each other out, neither within eight bytes nor between two chunks of them.
    #[test]
    fn eight_bytes_at_a_time_are_judged_like_each_byte() {
        for (first, second) in (0..=u8::MAX).flat_map(|first| (0..=u8::MAX).map(move |second| (first, second))) {
            let expected = [first, second].iter().all(|byte| (0x20..=0x7e).contains(byte));
            for second_at in [1, 8, 16] {
                let mut bytes = *b"~~~~ ~~~aaaaaaaa ";
                bytes[0] = first;
                bytes[second_at] = second;
                assert_eq!(is_printable_ascii(&bytes), expected, "{first:x} and {second:x} at {second_at}");
            }
        }
    }

    #[test]
    fn normalizing_removes_bidirectional_characters_and_then_trims() {
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
