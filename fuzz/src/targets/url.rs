//! A link or redirect URI is accepted if and only if the crate `url` parses it and the rules of `reference` allow it,
//! and its normal form is that of `url`: the fast path agrees with the full parser. An allowed host is on the list.

use kyclink::field::url::RedirectUri;
use kyclink::{KycUrl, LinkRules};
use url::{Host, Url};

const ALLOWED: [&str; 4] = ["example.com", ".example.org", "a.example:8443", "127.0.0.1"];

pub(super) fn target(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let expected = reference(text);
    for allow_loopback in [false, true] {
        let expected = expected.as_ref().filter(|url| url.scheme() == "https" || allow_loopback && is_loopback(url));
        let rules = LinkRules::default().allow_loopback(allow_loopback);
        let link = KycUrl::parse(text, &rules).ok();
        assert_eq!(link.as_ref().map(KycUrl::as_str), expected.map(Url::as_str));
        let rules = rules.allow_hosts(ALLOWED);
        let expected = expected.filter(|url| is_allowed(url));
        let link = KycUrl::parse(text, &rules).ok();
        assert_eq!(link.as_ref().map(KycUrl::as_str), expected.map(Url::as_str));
    }
    let expected = expected.filter(|url| url.scheme() == "https" || is_loopback(url)).map(String::from);
    assert_eq!(RedirectUri::parse(text).ok().map(String::from), expected);
}

/// Parses a URL that the crate `url` need not repair, without credentials.
fn reference(text: &str) -> Option<Url> {
    let start = text.find("//")?;
    let (scheme, rest) = text.split_at(start);
    let authority = rest[2..].split(['/', '?', '#']).next()?;
    let is_clean = !text.chars().any(|c| c.is_control() || c.is_whitespace() || c == '\\');
    let is_web = ["https:", "http:"].iter().any(|known| scheme.eq_ignore_ascii_case(known));
    let is_plain = is_clean && is_web && !authority.is_empty() && !authority.contains('@');
    Url::parse(text).ok().filter(|_| is_plain)
}

pub(super) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        Some(Host::Domain(name)) => {
            let name = name.trim_end_matches('.');
            name == "localhost" || name.ends_with(".localhost")
        }
        None => false,
    }
}

fn is_allowed(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    host == "example.com"
        || host.ends_with(".example.org")
        || host == "a.example" && url.port() == Some(8443)
        || host == "127.0.0.1"
}
