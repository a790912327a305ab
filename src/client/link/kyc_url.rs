//! URLs to which a person is sent.

use crate::client::error::{Error, ErrorCode};
use crate::client::link::rules::LinkRules;
use crate::value::url::absolute;

/// A URL that is safe to send a person to: https, without credentials, on a host that the caller allows.
///
/// [`Debug`](std::fmt::Debug) does not show it.
///
/// ```
/// use kyclink::{KycUrl, LinkRules};
/// let url = KycUrl::parse("https://in.sumsub.com/websdk/p/x", &LinkRules::default())?;
/// assert_eq!(url.as_str(), "https://in.sumsub.com/websdk/p/x");
/// assert_eq!(format!("{url:?}"), "[redacted]");
/// # Ok::<(), kyclink::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct KycUrl(String);

/// Why a person is not sent to a URL.
#[derive(Clone)]
pub(crate) enum UrlFault {
    /// It is not an https URL without credentials.
    NotHttps,
    /// This host is not allowed.
    OtherHost(String),
}

impl KycUrl {
    /// Validates a link before a person is sent there.
    ///
    /// # Errors
    ///
    /// `unexpected_response` if the URL is not https, contains credentials, or is on a host that is not allowed.
    pub fn parse(text: &str, rules: &LinkRules) -> Result<Self, Error> {
        Self::check(text, rules).map_err(|fault| match fault {
            UrlFault::NotHttps if absolute(text, true).is_ok() => Error::unexpected(
                "The link is to this machine, which only allowLoopback accepts: set it for a sandbox.",
            ),
            UrlFault::NotHttps => Error::unexpected("The link is not an https URL without credentials."),
            UrlFault::OtherHost(host) => Error::new(ErrorCode::UnexpectedResponse)
                .with_hint(["The link's host is not one of allowHosts: ", &host, "."].concat()),
        })
    }

    /// Does the same as [`KycUrl::parse`], and says what is wrong as a value.
    pub(crate) fn check(text: &str, rules: &LinkRules) -> Result<Self, UrlFault> {
        let url = absolute(text, rules.allow_loopback).map_err(|_| UrlFault::NotHttps)?;
        if rules.allow(&url) { Ok(Self(url.href)) } else { Err(UrlFault::OtherHost(url.host)) }
    }

    /// The URL in WHATWG normal form.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Validates a link that may lack its scheme, such as `kyc.example.com/x`: it is completed to https.
    ///
    /// Only a name with a dot counts as a host here, without a port: whatever has a colon before its path has a scheme.
    pub(crate) fn parse_completing(text: &str, rules: &LinkRules) -> Result<Self, Error> {
        let host = text.split(['/', '?', '#']).next().unwrap_or_default();
        let is_host = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-');
        let has_labels = host.split_once('.').is_some_and(|(first, rest)| !first.is_empty() && !rest.is_empty());
        match host.bytes().all(is_host) && has_labels && !host.contains("..") {
            true => Self::parse(&["https://", text].concat(), rules),
            false => Self::parse(text, rules),
        }
    }
}

impl std::fmt::Debug for KycUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[redacted]")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_without_a_scheme_is_completed() {
        let parse = |text: &str, hosts: &[&str]| {
            let allow_hosts = hosts.iter().map(|host| (*host).to_owned()).collect();
            let rules = LinkRules { allow_hosts, allow_loopback: true };
            KycUrl::parse_completing(text, &rules).ok().map(|url| url.as_str().to_owned())
        };
        for (text, href) in [
            ("www.kyc.example/blah", "https://www.kyc.example/blah"),
            ("kyc.example", "https://kyc.example/"),
            ("kyc.example?a=b#c", "https://kyc.example/?a=b#c"),
            ("https://kyc.example/a", "https://kyc.example/a"),
            ("http://localhost:4010/a", "http://localhost:4010/a"),
        ] {
            assert_eq!(parse(text, &[]).as_deref(), Some(href), "{text}");
        }
        for text in [
            "",
            "/",
            "/a",
            "//kyc.example/a",
            "kyc",
            "localhost/a",
            "kyc.example:8443/a",
            "a@kyc.example/b",
            "javascript:alert(1)",
            "http://kyc.example/a",
            "kyc.example\\a",
            "kyc.example/a b",
            "..",
            ".example/a",
            "kyc./a",
            "k\u{fc}c.example/a",
            "https:kyc.example",
            "data:text/html,x",
        ] {
            assert_eq!(parse(text, &[]), None, "{text}");
        }
        for labels in [&["kyc", "example"][..], &["www", "kyc", "example"]] {
            for place in 0..=labels.len() {
                let (before, after) = labels.split_at(place);
                let host = [before.join("."), after.join(".")].join("..");
                for end in ["", "/a", "?a=b", "#c"] {
                    assert_eq!(parse(&[host.as_str(), end].concat(), &[]), None, "{host}{end}: an empty label");
                }
            }
        }
        assert!(parse("www.kyc.example/a", &[".kyc.example"]).is_some());
        assert_eq!(parse("www.evil.example/a", &[".kyc.example"]), None);
    }
}
