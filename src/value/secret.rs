//! Strings that must never be printed, and strings that stand where a secret should.

use std::fmt;

use crate::value::text::is_invisible;

/// A credential. Only [`Secret::expose`] returns it, and its `Debug` output is `[redacted]`.
///
/// ```
/// use kyclink::{HttpResponse, Secret, grid};
/// # let credentials = grid::Credentials::sandbox("id", "secret_x");
/// # let input = grid::CreateKycLink::new("Customer:1");
/// # let client = grid::Client::new(credentials)?;
/// # let call = client.create_kyc_link(&input);
/// let body = br#"{"kycUrl": "https://in.sumsub.com/x", "expiresAt": "2027-01-15T14:32:00Z", "provider": "SUMSUB",
///     "token": "token_x"}"#;
/// let token: Secret = call.read(&HttpResponse::new(201, [], body))?.token.expect("the response has one");
/// assert_eq!((token.expose(), format!("{token:?}").as_str()), ("token_x", "[redacted]"));
/// # Ok::<(), kyclink::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// Returns the credential itself, for the `Authorization` header and nothing else.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

/// What a program writes for a value that is not there.
const UNSET: [&str; 5] = ["undefined", "null", "nan", "none", "nil"];
/// What documents and templates write in the place of a secret, without the characters between the words.
const PHRASES: [&str; 13] = [
    "changeme",
    "changethis",
    "replaceme",
    "replacethis",
    "placeholder",
    "yourapikey",
    "yoursecret",
    "yourkey",
    "yourtoken",
    "yourclient",
    "yourcookie",
    "yourwebhook",
    "keyhere",
];

/// Whether this is certainly not a secret: blank, an unset variable, a prefix with nothing behind it, or a placeholder.
/// A short secret is not refused, because providers do not promise the form of theirs.
pub(crate) fn is_placeholder(text: &str) -> bool {
    let text = text.trim();
    let lower = text.to_ascii_lowercase();
    let is_separator = |c: char| matches!(c, '_' | '-');
    let is_template = lower.starts_with("${")
        || lower.starts_with("{{")
        || lower.starts_with("[object ")
        || lower.starts_with('<') && lower.ends_with('>');
    let is_prefix = text.ends_with(is_separator) && text.chars().all(|c| c.is_ascii_lowercase() || is_separator(c));
    let end = lower.rsplit(is_separator).next().unwrap_or_default();
    let is_unset = UNSET.contains(&end) && text.chars().all(|c| c.is_ascii_lowercase() || is_separator(c));
    let is_mask = end.chars().all(|c| matches!(c, 'x' | '*' | '.' | '\u{2022}' | '\u{2026}'))
        && (end.chars().count() > 2 || end == "\u{2026}");
    let words: String = lower.chars().filter(char::is_ascii_alphanumeric).collect();
    text.is_empty()
        || is_template
        || is_prefix
        || is_mask
        || is_unset
        || lower.split(|c: char| !c.is_ascii_alphanumeric()).all(|part| UNSET.contains(&part))
        || PHRASES.iter().any(|phrase| words.contains(phrase))
}

/// Whether a text is in quotes: some programs that read `.env` files keep them.
fn is_quoted(text: &str) -> bool {
    ['"', '\''].into_iter().any(|quote| text.len() > 1 && text.starts_with(quote) && text.ends_with(quote))
}

/// Whether a text is as it was copied, with nothing around it or in it that a dashboard does not show: white space or quotes
/// at its ends, and control or invisible characters anywhere, which a chat or a web page adds.
pub(crate) fn is_clean(text: &str) -> bool {
    is_as_copied(text, is_unseen)
}

/// The same of a name, which may have emoji: their joiners and variation selectors are part of it.
pub(crate) fn is_clean_name(text: &str) -> bool {
    is_as_copied(text, |c| is_unseen(c) && !matches!(c, '\u{200d}' | '\u{fe0e}' | '\u{fe0f}'))
}

fn is_as_copied(text: &str, is_added: fn(char) -> bool) -> bool {
    text.trim() == text && !is_quoted(text) && !text.chars().any(is_added)
}

fn is_unseen(c: char) -> bool {
    c.is_control() || is_invisible(c)
}

/// Words that are repeated are shorter than this.
const LONGEST_WORD: usize = 16;

/// Whether a secret repeats a character or a word, or has fewer than `min_groups` different groups of three characters.
/// Case does not matter, and a prefix such as `secret_` does not count.
pub(crate) fn is_repetitive(text: &str, min_groups: usize) -> bool {
    let lower = text.to_ascii_lowercase();
    let is_word = |prefix: &str| prefix.bytes().all(|byte| byte.is_ascii_lowercase());
    let secret = lower.split_once('_').filter(|(prefix, _)| is_word(prefix)).map_or(lower.as_str(), |(_, rest)| rest);
    let bytes = secret.as_bytes();
    let mut groups: Vec<&[u8]> = Vec::with_capacity(min_groups);
    for group in bytes.windows(3) {
        if groups.len() == min_groups {
            break;
        }
        if !groups.contains(&group) {
            groups.push(group);
        }
    }
    let repeats = |length: usize| bytes.iter().zip(bytes.iter().skip(length)).all(|(byte, later)| byte == later);
    groups.len() < min_groups || (1..LONGEST_WORD).any(|length| 2 * length <= bytes.len() && repeats(length))
}
