//! Whether an idempotency key looks as if somebody could guess it. A request that repeats a key and its applicant gets the
//! onboarding, so a key must be as random as a password.

/// Whether a key consists of words and numbers, such as `onboarding-of-jane-2026-11-22-1`.
///
/// Random keys do not look like that: in a UUID, in hexadecimal digits and in base64, letters and digits alternate.
pub(crate) fn is_guessable(key: &str) -> bool {
    if key.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-') {
        return false;
    }
    let parts: Vec<_> = key.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| !part.is_empty()).collect();
    let is_plain = parts.iter().all(|part| is_number(part) || is_word(part));
    let has = |is_kind: fn(&str) -> bool| parts.iter().any(|part| is_kind(part));
    is_plain && has(is_word) && has(ends_with_digit) && parts.len() > 1
}

fn is_number(part: &str) -> bool {
    part.bytes().all(|byte| byte.is_ascii_digit())
}

fn ends_with_digit(part: &str) -> bool {
    part.ends_with(|c: char| c.is_ascii_digit())
}

/// Whether this is a word in one case or with a capital, perhaps with a number behind it.
fn is_word(part: &str) -> bool {
    let word = part.trim_end_matches(|c: char| c.is_ascii_digit());
    let is_all = |is_case: fn(&u8) -> bool| word.bytes().skip(1).all(|byte| is_case(&byte));
    let is_letter = |byte: u8| byte.is_ascii_alphabetic();
    word.len() > 1 && word.bytes().all(is_letter) && (is_all(u8::is_ascii_lowercase) || is_all(u8::is_ascii_uppercase))
}
