//! The redirect URI: where the provider sends the person after the hosted flow.

use std::net::{IpAddr, Ipv4Addr};

use crate::rules::issue::IssueCode;
use crate::value::host::Url;
use crate::value::url::{UrlError, absolute, ip_address, is_loopback, without_dots};

/// Where the provider sends the person after the hosted flow: https, or http on a loopback host.
pub struct RedirectUri(Url);

impl RedirectUri {
    /// Checks the address and brings it into WHATWG normal form.
    pub fn parse(text: &str) -> Result<Self, IssueCode> {
        absolute(text, true).map(Self).map_err(|error| match error {
            UrlError::Malformed => IssueCode::UrlFormat,
            UrlError::Scheme => IssueCode::UrlScheme,
            UrlError::Credentials => IssueCode::UrlCredentials,
        })
    }

    /// Warns of hosts that a provider cannot reach, though its documents allow them.
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

/// RFC 1918, RFC 3927, RFC 4193, RFC 4291 and RFC 6762: names and addresses that end at the local network.
fn is_private(hostname: &str) -> bool {
    let name = without_dots(hostname);
    name.ends_with(".local")
        || name.ends_with(".internal")
        || match ip_address(hostname) {
            Some(IpAddr::V4(ip)) => is_private_ipv4(ip),
            Some(IpAddr::V6(ip)) => {
                ip.is_unspecified()
                    || ip.is_unique_local()
                    || ip.is_unicast_link_local()
                    || ip.to_ipv4_mapped().is_some_and(|ip| ip.is_loopback() || is_private_ipv4(ip))
            }
            None => false,
        }
}

/// RFC 1918, RFC 3927, and the unspecified network `0.0.0.0/16`.
fn is_private_ipv4(ip: Ipv4Addr) -> bool {
    ip.is_private() || ip.is_link_local() || matches!(ip.octets(), [0, 0, ..])
}
