//! Absolute web addresses, parsed by the WHATWG rules as the browser that follows them parses them.
//!
//! Those rules repair a lot (`https:/a`, `https:\\a`, tabs and spaces), so what they would have to repair is refused
//! before parsing.

use crate::value::host::{Url, parse_url};

/// Why a string is not an address to send anyone to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum UrlError {
    /// Not an absolute URL.
    Malformed,
    /// Neither https nor, where allowed, http on a loopback host.
    Scheme,
    /// A user name or password stands in it.
    Credentials,
}

/// Parses an address that is literally `https://` (in any case) followed by a host, without credentials, backslash,
/// control character or space. With `loopback`, also `http://` on a loopback host.
pub(crate) fn absolute(text: &str, loopback: bool) -> Result<Url, UrlError> {
    if text.chars().any(|c| c.is_control() || c.is_whitespace() || c == '\\') {
        return Err(UrlError::Malformed);
    }
    let (scheme, rest) = text.split_once(':').ok_or(UrlError::Malformed)?;
    let is_scheme = scheme.bytes().next().is_some_and(|b| b.is_ascii_alphabetic())
        && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b));
    let secure = scheme.eq_ignore_ascii_case("https");
    match is_scheme {
        false => return Err(UrlError::Malformed),
        true if !secure && !scheme.eq_ignore_ascii_case("http") => return Err(UrlError::Scheme),
        true => {}
    }
    let after = rest.strip_prefix("//").ok_or(UrlError::Malformed)?;
    let mut authority = after.bytes().take_while(|b| !b"/?#".contains(b)).peekable();
    authority.peek().ok_or(UrlError::Malformed)?;
    if authority.any(|b| b == b'@') {
        return Err(UrlError::Credentials);
    }
    let url = parse_url(text).filter(|url| !url.hostname.is_empty()).ok_or(UrlError::Malformed)?;
    if secure || (loopback && is_loopback(&url.hostname)) { Ok(url) } else { Err(UrlError::Scheme) }
}

/// RFC 6761 section 6.3 and RFC 1122 section 3.2.1.3: names and addresses of this machine.
pub(crate) fn is_loopback(hostname: &str) -> bool {
    let name = without_dots(hostname);
    name == "localhost"
        || name.ends_with(".localhost")
        || ipv4(hostname).is_some_and(is_loopback_ipv4)
        || hostname == "[::1]"
}

/// The name without the dot of the root that it may end with.
pub(crate) fn without_dots(hostname: &str) -> &str {
    hostname.trim_end_matches('.')
}

pub(crate) fn is_loopback_ipv4(ip: u32) -> bool {
    ip >> 24 == 127
}

/// The address, if the host is an IPv4 address: WHATWG parsing has brought every spelling into four decimal numbers.
///
/// By hand, because the parsers of `std::net` add 1.4 KB to the wasm module of a page; the tests compare with them.
pub(crate) fn ipv4(hostname: &str) -> Option<u32> {
    let (mut ip, mut count) = (0, 0);
    for octet in hostname.split('.') {
        let is_number = octet.bytes().all(|byte| byte.is_ascii_digit());
        ip = ip << 8 | octet.parse::<u32>().ok().filter(|octet| is_number && *octet < 256)?;
        count += 1;
    }
    (count == 4).then_some(ip)
}
