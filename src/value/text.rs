//! Decodes strings, searches in them and splits them at an ASCII character.
//!
//! Searching and splitting are written by hand because the standard library's search can panic with a formatted message,
//! which adds 1 KB to the wasm module of a page, and 2 KB more for the search for a string.

/// Decodes UTF-8 that JavaScript has written, up to its first malformed byte.
#[allow(dead_code, reason = "only the npm package needs it")]
pub(crate) fn decode(bytes: &[u8]) -> &str {
    str::from_utf8(bytes).unwrap_or_else(|_| bytes.utf8_chunks().next().map_or("", |chunk| chunk.valid()))
}

/// Returns a header's value without the optional white space around it: spaces and tabs, and nothing else that Unicode
/// counts as white space (RFC 9110, section 5.6.3).
pub(crate) fn trim_header(value: &str) -> &str {
    value.trim_matches([' ', '\t'])
}

/// Splits a string at the first place of an ASCII character.
pub(crate) fn split_once(text: &str, separator: u8) -> Option<(&str, &str)> {
    around(text, text.bytes().position(|byte| byte == separator)?)
}

/// Splits a string at the last place of an ASCII character.
pub(crate) fn rsplit_once(text: &str, separator: u8) -> Option<(&str, &str)> {
    around(text, text.bytes().rposition(|byte| byte == separator)?)
}

/// Splits a string at every place of an ASCII character.
pub(crate) fn split(text: &str, separator: u8) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let (part, others) = split_once(text, separator).map_or((text, None), |(part, others)| (part, Some(others)));
        rest = others;
        Some(part)
    })
}

/// Whether a string that is not empty occurs in another.
pub(crate) fn contains(text: &str, part: &str) -> bool {
    text.as_bytes().windows(part.len().max(1)).any(|window| window == part.as_bytes())
}

fn around(text: &str, at: usize) -> Option<(&str, &str)> {
    Some((text.get(..at)?, text.get(at + 1..)?))
}

/// What people type in place of ASCII: the first character of a range, how many there are, and the ASCII character of the
/// first. They are the full-width forms, and the Arabic, Persian and Devanagari digits.
const FORMS: [(char, u32, u8); 5] =
    [('！', 94, b'!'), ('\u{3000}', 1, b' '), ('٠', 10, b'0'), ('۰', 10, b'0'), ('०', 10, b'0')];

/// Returns the ASCII form of a full-width character or of a digit in another script, and any other character unchanged.
pub(crate) fn ascii(c: char) -> char {
    let form = |(first, count, ascii): (char, u32, u8)| {
        let offset = u32::from(c).checked_sub(first.into()).filter(|offset| *offset < count)?;
        char::from_u32(u32::from(ascii) + offset)
    };
    FORMS.into_iter().find_map(form).unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use super::{ascii, trim_header};

    /// Unicode's Halfwidth and Fullwidth Forms, U+FF01 to U+FF5E, and its decimal digits.
    #[test]
    fn every_form_of_an_ascii_character_becomes_that_character() {
        for (code, c) in (0xff01..=0xff5e).zip('!'..='~') {
            assert_eq!(char::from_u32(code).map(ascii), Some(c));
        }
        for zero in ['\u{660}', '\u{6f0}', '\u{966}', '\u{ff10}'] {
            for (code, digit) in (u32::from(zero)..).zip('0'..='9') {
                assert_eq!(char::from_u32(code).map(ascii), Some(digit));
            }
        }
        assert_eq!(ascii('\u{3000}'), ' ');
        // The neighbours of each range.
        for other in "\u{65f}\u{66a}\u{6ef}\u{6fa}\u{965}\u{970}\u{2fff}\u{3001}\u{ff00}\u{ff5f}é字".chars() {
            assert_eq!(ascii(other), other);
        }
        assert!((' '..='~').all(|c| ascii(c) == c));
    }

    /// RFC 9110, section 5.6.3.
    #[test]
    fn only_spaces_and_tabs_around_a_header_are_optional() {
        assert_eq!(trim_header(" \t a b\t "), "a b");
        for other in ["\u{a0}a", "a\u{3000}", "\u{b}a", "a\n"] {
            assert_eq!(trim_header(other), other);
        }
    }
}
