//! Web addresses: the redirect URI that a caller gives, and the hosted link that a provider answers.
//!
//! Both are parsed by the WHATWG rules, as the browser that follows them will. Those rules forgive a lot (`https:/a`,
//! `https:\\a`, tabs and spaces), so what they would have to repair is refused before parsing.

use crate::ascii::{is_one_of, split, split_once};
use crate::draft::integer;
use crate::host::{Url, parse_url};
use crate::issue::IssueCode;

/// Where the provider sends the person after the hosted flow: https, or http on a loopback host.
pub struct RedirectUri(Url);

impl RedirectUri {
    /// Checks the address and brings it into WHATWG normal form.
    pub fn parse(text: &str) -> Result<Self, IssueCode> {
        absolute(text, true).map(Self)
    }

    /// The providers refuse hosts that they cannot reach, though their documents allow them.
    pub fn warning(&self) -> Option<IssueCode> {
        let Url { hostname, .. } = &self.0;
        (is_loopback(hostname) || is_private(hostname)).then_some(IssueCode::UrlNotPublic)
    }
}

impl From<RedirectUri> for String {
    fn from(uri: RedirectUri) -> Self {
        uri.0.href
    }
}

/// Parses what is literally `https://` (any case) followed at once by a host, without credentials, backslash, control
/// character or space; with `loopback`, `http://` of a loopback host too.
pub(crate) fn absolute(text: &str, loopback: bool) -> Result<Url, IssueCode> {
    if text.chars().any(|c| c.is_control() || c.is_whitespace() || c == '\\') {
        return Err(IssueCode::UrlFormat);
    }
    let (scheme, rest) = split_once(text, b':').ok_or(IssueCode::UrlFormat)?;
    let is_scheme = scheme.bytes().next().is_some_and(|b| b.is_ascii_alphabetic())
        && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || is_one_of(b, b"+-."));
    let secure = scheme.eq_ignore_ascii_case("https");
    match is_scheme {
        false => return Err(IssueCode::UrlFormat),
        true if !secure && !scheme.eq_ignore_ascii_case("http") => return Err(IssueCode::UrlScheme),
        true => {}
    }
    let after = rest.strip_prefix("//").ok_or(IssueCode::UrlFormat)?;
    let mut authority = after.bytes().take_while(|b| !is_one_of(*b, b"/?#")).peekable();
    authority.peek().ok_or(IssueCode::UrlFormat)?;
    if authority.any(|b| b == b'@') {
        return Err(IssueCode::UrlCredentials);
    }
    let url = parse_url(text).filter(|url| !url.hostname.is_empty()).ok_or(IssueCode::UrlFormat)?;
    if secure || (loopback && is_loopback(&url.hostname)) { Ok(url) } else { Err(IssueCode::UrlScheme) }
}

/// RFC 6761 section 6.3 and RFC 1122 section 3.2.1.3: names and addresses of this machine.
pub(crate) fn is_loopback(hostname: &str) -> bool {
    let name = without_dots(hostname);
    name == "localhost"
        || name.ends_with(".localhost")
        || ipv4(hostname).is_some_and(is_loopback_ipv4)
        || hostname == "[::1]"
}

/// A name may end with the dot of the root.
fn without_dots(hostname: &str) -> &str {
    let end = hostname.bytes().rposition(|byte| byte != b'.').map_or(0, |last| last + 1);
    hostname.get(..end).unwrap_or_default()
}

/// RFC 1918, RFC 3927, RFC 4193, RFC 4291 and RFC 6762: names and addresses that end at the local network.
fn is_private(hostname: &str) -> bool {
    let name = without_dots(hostname);
    name.ends_with(".local")
        || name.ends_with(".internal")
        || ipv4(hostname).is_some_and(is_private_ipv4)
        || mapped_ipv4(hostname).is_some_and(|ip| is_loopback_ipv4(ip) || is_private_ipv4(ip))
        || split("[::]|[fc|[fd|[fe8|[fe9|[fea|[feb", b'|').any(|start| hostname.starts_with(start))
}

/// RFC 1918, RFC 3927 and RFC 1122: the networks' numbers, and how many bits are left for hosts.
fn is_private_ipv4(ip: u32) -> bool {
    [(10, 24), (0xac1, 20), (0xc0a8, 16), (0xa9fe, 16), (0, 0)].iter().any(|(network, bits)| ip >> bits == *network)
}

fn is_loopback_ipv4(ip: u32) -> bool {
    ip >> 24 == 127
}

/// RFC 4291 section 2.5.5.2, as WHATWG serialises it: `[::ffff:7f00:1]` is 127.0.0.1.
fn mapped_ipv4(hostname: &str) -> Option<u32> {
    let (high, low) = split_once(hostname.strip_prefix("[::ffff:")?.strip_suffix("]")?, b':')?;
    let half = |text: &str| {
        text.bytes().try_fold(0, |half, byte| match byte {
            b'0'..=b'9' => Some(half << 4 | u32::from(byte - b'0')),
            b'a'..=b'f' => Some(half << 4 | u32::from(byte - b'a' + 10)),
            _ => None,
        })
    };
    Some(half(high)? << 16 | half(low)?)
}

/// WHATWG parsing has already turned every spelling of an IPv4 address into four decimal numbers.
fn ipv4(hostname: &str) -> Option<u32> {
    let (mut ip, mut count) = (0, 0);
    for octet in split(hostname, b'.') {
        ip = ip << 8 | u32::from(u8::try_from(integer(octet)?).ok()?);
        count += 1;
    }
    (count == 4).then_some(ip)
}
