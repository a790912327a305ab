//! The redirect URI: where the provider sends the person after the hosted flow.

use super::Sent;
use crate::rules::findings::Findings;
use crate::rules::issue::{Fault, IssueCode};
use crate::value::host::Url;
use crate::value::url::{UrlError, absolute, ipv4, is_loopback, without_trailing_dots};

/// A redirect URI in WHATWG normal form: https, or http on a loopback host.
///
/// ```
/// use kyclink::IssueCode;
/// use kyclink::field::url::RedirectUri;
/// let uri = RedirectUri::parse("http://localhost:8787/done").map_err(IssueCode::as_str)?;
/// assert_eq!(uri.warning(), Some(IssueCode::UrlNotPublic));
/// assert_eq!(String::from(uri), "http://localhost:8787/done");
/// assert_eq!(RedirectUri::parse("http://example.com").err(), Some(IssueCode::UrlScheme));
/// # Ok::<(), &str>(())
/// ```
pub struct RedirectUri(Url);

impl RedirectUri {
    /// Validates a URI and converts it to WHATWG normal form.
    pub fn parse(text: &str) -> Result<Self, IssueCode> {
        absolute(text, true).map(Self).map_err(|error| match error {
            UrlError::Malformed => IssueCode::UrlFormat,
            UrlError::Scheme => IssueCode::UrlScheme,
            UrlError::Credentials => IssueCode::UrlCredentials,
        })
    }

    /// Returns the warning for a host that the provider's documents allow but that it cannot send people to.
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

/// Refuses a string that is no redirect URI, and warns about a host that the provider cannot send people to.
#[inline(never)]
pub(crate) fn check(text: &str, findings: &mut Findings) -> Result<Sent, Fault> {
    let uri = RedirectUri::parse(text)?;
    uri.warning().into_iter().for_each(|code| findings.warn(code.into()));
    let uri = String::from(uri);
    Ok(if uri == text { Sent::AsGiven } else { Sent::Instead(uri) })
}

/// Returns whether the host is a name or an address of a local network (RFC 1122, RFC 1918, RFC 3927, RFC 4193, RFC
/// 4291, RFC 6762).
fn is_private(hostname: &str) -> bool {
    let name = without_trailing_dots(hostname);
    name.ends_with(".local")
        || name.ends_with(".internal")
        || ipv4(hostname).is_some_and(is_private_ipv4)
        || hostname.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).is_some_and(is_private_ipv6)
}

fn is_private_ipv4(address: [u8; 4]) -> bool {
    matches!(address, [0 | 10, ..] | [172, 16..=31, ..] | [192, 168, ..] | [169, 254, ..])
}

/// Returns whether an address in normal form (URL Standard, "IPv6 serializer") is unspecified, unique local, link-local,
/// or an IPv4 address of this machine or of a local network.
fn is_private_ipv6(address: &str) -> bool {
    let (first, _) = address.split_once(':').unwrap_or((address, ""));
    let is_local = ["fc", "fd", "fe8", "fe9", "fea", "feb"].iter().any(|start| first.starts_with(start));
    let ipv4 = address.strip_prefix("::ffff:").and_then(|rest| rest.split_once(':'));
    let ipv4 =
        ipv4.and_then(|(high, low)| Some([u16::from_str_radix(high, 16).ok()?, u16::from_str_radix(low, 16).ok()?]));
    address == "::"
        || is_local && first.len() == 4
        || ipv4
            .map(|[high, low]| [high.to_be_bytes(), low.to_be_bytes()])
            .is_some_and(|[[a, b], [c, d]]| a == 127 || is_private_ipv4([a, b, c, d]))
}
