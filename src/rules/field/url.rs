//! The redirect URI: where the provider sends the person after the hosted flow.

use std::net::IpAddr;

use super::Sent;
use crate::rules::findings::Findings;
use crate::rules::issue::{Fault, IssueCode};
use crate::value::host::Url;
use crate::value::url::{UrlError, absolute, is_loopback, without_trailing_dots};

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
    let address = hostname.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(hostname).parse();
    name.ends_with(".local")
        || name.ends_with(".internal")
        || match address.map(|address: IpAddr| address.to_canonical()) {
            Ok(IpAddr::V4(ip)) => {
                let is_loopback = ip.is_loopback() && hostname.starts_with('[');
                is_loopback || ip.is_private() || ip.is_link_local() || ip.octets().starts_with(&[0])
            }
            Ok(IpAddr::V6(ip)) => ip.is_unspecified() || ip.is_unique_local() || ip.is_unicast_link_local(),
            Err(_) => false,
        }
}
