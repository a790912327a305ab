//! The token of a link to another device or of an operator: in the query, or, after a login, in a cookie.
//!
//! `authorize` may lead whoever opens a link to a login first. No hook sees the token, so the login could not lead back to
//! the link. The browser keeps the token meanwhile, which it has in its history anyway.

use crate::edge::engine::run::HandlerRun;
use crate::edge::request::gate;
use crate::edge::session::{CookieKind, LINK};
use crate::value::text::trim_header;

/// How long a login may take, in seconds.
const LOGIN_S: &str = "600";
/// Longer than any token. Any site can lead a browser to a link, and servers refuse requests with very long cookies.
const MAX_KEPT: usize = 64;

/// Returns the token with which a link was opened. It ends where its alphabet does: mail programs take a full stop or a
/// bracket behind a link for a part of it.
pub(crate) fn of<'a>(run: &HandlerRun<'a>) -> &'a str {
    run.request.text_of("token").map(whole).or_else(|| kept(run)).unwrap_or_default()
}

/// Returns the `Set-Cookie` header with which a browser keeps the token during a login; `None` without what may be one,
/// or if a script sends the request.
pub(crate) fn keep(run: &HandlerRun) -> Option<String> {
    let token = run.request.text_of("token").map(whole).filter(|token| (1..=MAX_KEPT).contains(&token.len()))?;
    gate::is_navigation(run).then(|| CookieKind::named(run, LINK).set(token, LOGIN_S))
}

fn kept<'a>(run: &HandlerRun<'a>) -> Option<&'a str> {
    let CookieKind { name, .. } = CookieKind::named(run, LINK);
    let pairs = run.header("cookie")?.split(';').map(trim_header);
    pairs.filter_map(|pair| pair.strip_prefix(name)?.strip_prefix('=')).map(whole).next_back()
}

fn whole(token: &str) -> &str {
    let is_in_alphabet = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
    let end = token.bytes().position(|byte| !is_in_alphabet(byte)).unwrap_or(token.len());
    token.get(..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::whole;

    /// base64url (RFC 4648, section 5).
    #[test]
    fn a_token_has_the_characters_of_its_alphabet_and_ends_at_any_other() {
        let token = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        assert_eq!(whole(token), token);
        for c in (0..=u32::from('\u{2fff}')).filter_map(char::from_u32).filter(|c| !token.contains(*c)) {
            assert_eq!(whole(&format!("{token}{c}{token}")), token, "{c:?}");
        }
    }
}
