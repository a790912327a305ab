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
    text.char_indices().any(|(at, _)| text.get(at..).is_some_and(|rest| rest.starts_with(part)))
}

fn around(text: &str, at: usize) -> Option<(&str, &str)> {
    Some((text.get(..at)?, text.get(at + 1..)?))
}

/// The 0 of the scripts in which people type numbers: full-width, Arabic, Persian and Devanagari. The other digits
/// follow it.
const ZEROS: [char; 4] = ['０', '٠', '۰', '०'];

/// Returns the ASCII form of a digit, and any other character unchanged.
pub(crate) fn ascii_digit(c: char) -> char {
    let value = |zero: char| u32::from(c).checked_sub(u32::from(zero)).filter(|value| *value < 10);
    let digit = ZEROS.into_iter().find_map(value).and_then(|value| char::from_digit(value, 10));
    digit.unwrap_or(c)
}
