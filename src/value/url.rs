//! Absolute web addresses, parsed like a browser parses them: by the WHATWG URL Standard.
//!
//! The standard's parser repairs malformed addresses (`https:/a`, `https:\\a`, tabs and spaces), so these are refused
//! before parsing.

use crate::value::host::{Url, parse_url};
use crate::value::url_fast_path;

/// Why a string is not an address that people can be sent to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum UrlError {
    /// The string is not an absolute URL.
    Malformed,
    /// The scheme is not https, or http on a loopback host where that is allowed.
    Scheme,
    /// The URL contains a user name or password.
    Credentials,
}

/// Parses an address that starts literally with `https://` (in any case) and a host, without credentials, backslashes,
/// control characters or spaces. With `allow_loopback`, also parses `http://` on a loopback host.
pub(crate) fn absolute(text: &str, allow_loopback: bool) -> Result<Url, UrlError> {
    // A URL in normal form has nothing to refuse but its scheme.
    let url = match url_fast_path::parse(text) {
        Some(url) => url,
        None => {
            refuse_malformed(text)?;
            parse_url(text).filter(|url| !url.hostname.is_empty()).ok_or(UrlError::Malformed)?
        }
    };
    let is_allowed = url.href.starts_with("https:") || (allow_loopback && is_loopback(&url.hostname));
    if is_allowed { Ok(url) } else { Err(UrlError::Scheme) }
}

/// Refuses what the parser would repair, schemes other than https and http, and credentials.
fn refuse_malformed(text: &str) -> Result<(), UrlError> {
    if text.chars().any(|c| c.is_control() || c.is_whitespace() || c == '\\') {
        return Err(UrlError::Malformed);
    }
    let (scheme, rest) = text.split_once(':').ok_or(UrlError::Malformed)?;
    let is_scheme = scheme.bytes().next().is_some_and(|b| b.is_ascii_alphabetic())
        && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b));
    if !is_scheme {
        return Err(UrlError::Malformed);
    }
    if !["https", "http"].iter().any(|known| scheme.eq_ignore_ascii_case(known)) {
        return Err(UrlError::Scheme);
    }
    let after = rest.strip_prefix("//").ok_or(UrlError::Malformed)?;
    let mut authority = after.bytes().take_while(|b| !b"/?#".contains(b)).peekable();
    authority.peek().ok_or(UrlError::Malformed)?;
    if authority.any(|b| b == b'@') { Err(UrlError::Credentials) } else { Ok(()) }
}

pub(crate) fn is_loopback_url(base_url: &str) -> bool {
    let host = host_of(base_url);
    is_loopback(split_port(host).map_or(host, |(name, _)| name))
}

/// Returns the host and the port of an absolute URL without credentials.
pub(crate) fn host_of(url: &str) -> &str {
    url.split('/').nth(2).unwrap_or_default()
}

/// Splits a host and its port. The colons of an IPv6 address are inside brackets.
pub(crate) fn split_port(host: &str) -> Option<(&str, &str)> {
    host.rsplit_once(':').filter(|(_, port)| !port.ends_with(']'))
}

/// Returns whether a host is a name or an address of this machine (RFC 6761 section 6.3, RFC 1122 section 3.2.1.3).
pub(crate) fn is_loopback(hostname: &str) -> bool {
    let name = without_trailing_dots(hostname);
    name == "localhost"
        || name.ends_with(".localhost")
        || matches!(ipv4(hostname), Some([127, ..]))
        || hostname == "[::1]"
}

/// Returns the numbers of an IPv4 address in normal form. The standard library's parser takes a kilobyte in a wasm module.
#[inline(never)]
pub(crate) fn ipv4(hostname: &str) -> Option<[u8; 4]> {
    let mut numbers = [0_u8; 4];
    let mut labels = hostname.split('.');
    for number in &mut numbers {
        *number = labels.next().filter(|label| !label.is_empty())?.bytes().try_fold(0, |number: u8, digit| {
            number.checked_mul(10)?.checked_add(digit.checked_sub(b'0').filter(|digit| *digit < 10)?)
        })?;
    }
    labels.next().is_none().then_some(numbers)
}

pub(crate) fn without_trailing_dots(hostname: &str) -> &str {
    hostname.trim_end_matches('.')
}
