//! URLs to which a person is sent, and which of them are accepted.

use crate::client::error::Error;
use crate::rules::option_names::unknown_option;
use crate::rules::option_table::{OptionTable, PackageOption};
use crate::value::host::Url;
use crate::value::untrusted::{Object, UntrustedValue};
use crate::value::url::absolute;

/// Which links are accepted.
///
/// ```
/// assert!(kyclink::options::LINK_OPTIONS.names().contains(&"allowHosts"));
/// ```
pub static LINK_OPTIONS: OptionTable = OptionTable::new(
    "LinkOptions",
    &[
        /// The hosts that links may have: `"example.com"` (any port), `"example.com:8443"`, or `".example.com"` (subdomains).
        ///
        /// Default: any host
        PackageOption::optional("allowHosts", "readonly string[]"),
        /// Also accepts http links to a loopback host, for sandboxes and tests.
        ///
        /// Default: false
        PackageOption::optional("allowLoopback", "boolean"),
    ],
);

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

/// Which links in responses are accepted.
///
/// ```
/// use kyclink::{KycUrl, LinkRules};
/// let rules = LinkRules { allow_hosts: vec![".sumsub.com".into()], allow_loopback: false };
/// assert!(KycUrl::parse("https://in.sumsub.com/websdk/p/x", &rules).is_ok());
/// assert!(KycUrl::parse("https://example.com/websdk/p/x", &rules).is_err());
/// ```
#[derive(Clone, Debug, Default)]
pub struct LinkRules {
    /// Hosts such as `example.com`, `example.com:8443`, or `.example.com` for its subdomains. If empty, any host.
    pub allow_hosts: Vec<String>,
    /// Whether http on a loopback host is accepted as well, for sandboxes and tests.
    pub allow_loopback: bool,
}

impl LinkRules {
    /// Parses `allowHosts` and `allowLoopback`.
    ///
    /// # Errors
    ///
    /// `invalid_config` if `allowHosts` is not a list of hosts with at least one, or if another option is given.
    ///
    /// ```
    /// use kyclink::{LinkRules, Object, UntrustedValue};
    /// let mut options = Object::new();
    /// options.set("allowHosts", vec![UntrustedValue::from(".Sumsub.com")].into());
    /// assert_eq!(LinkRules::parse(&options)?.allow_hosts, [".sumsub.com"]);
    /// # Ok::<(), kyclink::Error>(())
    /// ```
    pub fn parse(options: &Object) -> Result<Self, Error> {
        match unknown_option(options.iter().map(|(name, _)| name), &["allowHosts", "allowLoopback"], &[]) {
            Some(message) => Err(Error::config(message)),
            None => Self::parse_known(options),
        }
    }

    /// Parses `allowHosts` and `allowLoopback`, and ignores other options: their names have been checked.
    pub(crate) fn parse_known(options: &Object) -> Result<Self, Error> {
        let option = |name| options.get(name).unwrap_or(&UntrustedValue::Null);
        Self::from_values(option("allowHosts"), option("allowLoopback"))
    }

    /// Does the same with the values of `allowHosts` and `allowLoopback`.
    pub(crate) fn from_values(hosts: &UntrustedValue, allow_loopback: &UntrustedValue) -> Result<Self, Error> {
        let allow_hosts = match hosts {
            UntrustedValue::Null => Some(vec![]),
            _ => hosts.list().filter(|hosts| !hosts.is_empty()).and_then(|hosts| {
                hosts
                    .iter()
                    .map(|host| Some(host.text().filter(|host| can_match(host))?.to_ascii_lowercase()))
                    .collect()
            }),
        };
        Ok(Self {
            allow_hosts: allow_hosts.ok_or_else(|| {
                Error::config("allowHosts must be a list of hosts such as \"example.com\" or \".example.com\", in ASCII and without a scheme.")
            })?,
            allow_loopback: allow_loopback.is_true(),
        })
    }

    fn allow(&self, url: &Url) -> bool {
        // A parsed URL omits the default port of its scheme; an entry may contain it.
        let own_port = if url.href.starts_with("https:") { ":443" } else { ":80" };
        self.allow_hosts.is_empty()
            || self.allow_hosts.iter().any(|allowed| {
                let allowed = match allowed.strip_suffix(own_port) {
                    Some(bare) if has_port(allowed) && !has_port(&url.host) => bare,
                    _ => allowed,
                };
                let subject = if has_port(allowed) { &url.host } else { &url.hostname };
                if allowed.starts_with('.') { subject.ends_with(allowed) } else { subject == allowed }
            })
    }
}

/// Whether a host can match the entry. An entry that none can match would refuse every link without saying why.
fn can_match(entry: &str) -> bool {
    entry.bytes().any(|b| b != b'.') && entry.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._:[]".contains(&b))
}

/// Whether an entry contains a port. The colons of an IPv6 address are inside brackets.
fn has_port(entry: &str) -> bool {
    entry.rsplit_once(':').is_some_and(|(_, port)| !port.ends_with(']'))
}

impl KycUrl {
    /// Validates a link before a person is sent there.
    ///
    /// # Errors
    ///
    /// `unexpected_response` if the URL is not https, contains credentials, or is on a host that is not allowed.
    ///
    /// ```
    /// use kyclink::{KycUrl, LinkRules};
    /// assert!(KycUrl::parse("https://in.sumsub.com/websdk/p/x", &LinkRules::default()).is_ok());
    /// assert!(KycUrl::parse("javascript:alert(1)", &LinkRules::default()).is_err());
    /// ```
    pub fn parse(text: &str, rules: &LinkRules) -> Result<Self, Error> {
        let url = absolute(text, rules.allow_loopback)
            .map_err(|_| Error::unexpected("The link is not an https URL without credentials."))?;
        if !rules.allow(&url) {
            return Err(Error::unexpected("The link's host is not one of allowHosts."));
        }
        Ok(Self(url.href))
    }

    /// The URL in WHATWG normal form.
    ///
    /// ```
    /// use kyclink::{KycUrl, LinkRules};
    /// let url = KycUrl::parse("HTTPS://In.Sumsub.com:443/websdk/p/x", &LinkRules::default())?;
    /// assert_eq!(url.as_str(), "https://in.sumsub.com/websdk/p/x");
    /// # Ok::<(), kyclink::Error>(())
    /// ```
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
            "k\u{fc}c.example/a",
            "https:kyc.example",
            "data:text/html,x",
        ] {
            assert_eq!(parse(text, &[]), None, "{text}");
        }
        assert!(parse("www.kyc.example/a", &[".kyc.example"]).is_some());
        assert_eq!(parse("www.evil.example/a", &[".kyc.example"]), None);
    }
}
