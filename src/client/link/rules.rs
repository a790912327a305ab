//! Which links are accepted.

use crate::client::error::Error;
use crate::rules::option_names::unknown_option;
use crate::rules::option_table::{OptionTable, PackageOption};
use crate::value::host::Url;
use crate::value::untrusted::{Object, UntrustedValue};
use crate::value::url::split_port;

/// Which links are accepted.
#[doc(hidden)]
pub static LINK_OPTIONS: OptionTable = OptionTable::new(
    "LinkOptions",
    &[
        /// The hosts that links may have: `"example.com"` (any port), `"example.com:8443"`, or `".example.com"`
        /// (subdomains).
        ///
        /// Default: any host
        PackageOption::optional("allowHosts", "readonly string[]"),
        /// Also accepts http links to a loopback host, for sandboxes and tests.
        ///
        /// Default: whether the response came from one
        PackageOption::optional("allowLoopback", "boolean"),
    ],
);

/// Which links in responses are accepted.
///
/// ```
/// use kyclink::{KycUrl, LinkRules};
/// let rules = LinkRules::default().allow_hosts([".sumsub.com"]);
/// assert!(KycUrl::parse("https://in.sumsub.com/websdk/p/x", &rules).is_ok());
/// assert!(KycUrl::parse("https://example.com/websdk/p/x", &rules).is_err());
/// ```
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct LinkRules {
    /// Hosts in lower case, such as `example.com`, `example.com:8443`, or `.example.com` for its subdomains. If empty,
    /// any host.
    pub allow_hosts: Vec<String>,
    /// Whether http on a loopback host is accepted as well, for sandboxes and tests.
    pub allow_loopback: bool,
}

impl LinkRules {
    /// Sets the hosts that links may have, in any case: `example.com`, `example.com:8443`, or `.example.com` for its
    /// subdomains.
    #[must_use]
    pub fn allow_hosts<T: Into<String>>(mut self, hosts: impl IntoIterator<Item = T>) -> Self {
        // A parsed URL has its host in lower case.
        let lower = |host: String| host.to_ascii_lowercase();
        self.allow_hosts = hosts.into_iter().map(Into::into).map(lower).collect();
        self
    }

    /// Also accepts http on a loopback host, for sandboxes and tests.
    ///
    /// ```
    /// use kyclink::{KycUrl, LinkRules};
    /// let rules = LinkRules::default().allow_loopback(true);
    /// assert!(KycUrl::parse("http://localhost:8787/x", &rules).is_ok());
    /// ```
    #[must_use]
    pub const fn allow_loopback(mut self, allow: bool) -> Self {
        self.allow_loopback = allow;
        self
    }

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
        match unknown_option(options.iter().map(|(name, _)| name), &["allowHosts", "allowLoopback"]) {
            Some(message) => Err(Error::config(message)),
            None => Self::parse_known(options),
        }
    }

    /// Parses `allowHosts` and `allowLoopback`, and ignores other options: their names have been checked.
    pub(crate) fn parse_known(options: &Object) -> Result<Self, Error> {
        let option = |name| options.get(name).unwrap_or(&UntrustedValue::Null);
        Self::from_values(option("allowHosts"), option("allowLoopback"))
    }

    pub(crate) fn from_values(hosts: &UntrustedValue, allow_loopback: &UntrustedValue) -> Result<Self, Error> {
        let hosts: Option<Vec<_>> = match hosts {
            UntrustedValue::Null => Some(vec![]),
            _ => hosts
                .list()
                .filter(|hosts| !hosts.is_empty())
                .and_then(|hosts| hosts.iter().map(|host| host.text().filter(|host| can_match(host))).collect()),
        };
        let hosts = hosts.ok_or_else(|| {
            Error::config("allowHosts must be a list of hosts such as \"example.com\" or \".example.com\", in ASCII and without a scheme.")
        })?;
        Ok(Self::default().allow_hosts(hosts).allow_loopback(allow_loopback.is_true()))
    }

    pub(crate) fn allow(&self, url: &Url) -> bool {
        // A parsed URL omits the default port of its scheme; an entry may contain it.
        let own_port = if url.href.starts_with("https:") { ":443" } else { ":80" };
        let has_port = |host: &str| split_port(host).is_some();
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
