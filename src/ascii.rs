//! Texts taken apart at ASCII characters, byte by byte: the standard library's search is made for long texts and for any
//! character, and weighs as much as the rules of several fields.

pub(crate) const DIGITS: &str = "0123456789";

/// What stands before and after the first such character.
pub(crate) fn split_once(text: &str, at: u8) -> Option<(&str, &str)> {
    cut(text, text.bytes().position(|byte| byte == at)?)
}

/// What stands before and after the last such character.
pub(crate) fn rsplit_once(text: &str, at: u8) -> Option<(&str, &str)> {
    cut(text, text.bytes().rposition(|byte| byte == at)?)
}

/// What stands between such characters.
pub(crate) fn split(text: &str, at: u8) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let whole = rest?;
        let (part, others) = split_once(whole, at).map_or((whole, None), |(part, others)| (part, Some(others)));
        rest = others;
        Some(part)
    })
}

/// Whether the character is one of these.
#[expect(clippy::manual_contains, reason = "`contains` looks for a byte with a search for long texts")]
pub(crate) fn is_one_of(byte: u8, characters: &[u8]) -> bool {
    characters.iter().any(|character| *character == byte)
}

/// One character of a text. As a `char` it would have to be encoded again, like any that Unicode has.
pub(crate) fn character(text: &str, at: usize) -> &str {
    text.get(at..).and_then(|rest| rest.get(..1)).unwrap_or_default()
}

fn cut(text: &str, place: usize) -> Option<(&str, &str)> {
    Some((text.get(..place)?, text.get(place + 1..)?))
}
