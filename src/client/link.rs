//! The hosted KYC link: what a provider answered, once it is safe to send a person there.

use crate::client::error::Error;
use crate::value::host::Url;
use crate::value::json::{Json, Writer};
use crate::value::secret::Secret;
use crate::value::time::timestamp_ms;
use crate::value::untrusted::{Object, UntrustedValue};
use crate::value::url::absolute;

/// A hosted KYC link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KycLink {
    /// The provider.
    pub provider: &'static str,
    /// The customer it is for.
    pub customer_id: String,
    /// Where to send the person. Whoever has it can act as that person: not for logs.
    pub kyc_url: KycUrl,
    /// When it expires, where it does.
    pub expires: Option<Moment>,
    /// Who runs the hosted flow, such as `SUMSUB`: an open set.
    pub verification_provider: Option<String>,
    /// For that company's own SDK, in place of the link.
    pub token: Option<Secret>,
}

impl KycLink {
    /// Whether it has expired already.
    pub(crate) fn is_past(&self, now: i64) -> bool {
        self.expires.as_ref().is_some_and(|expires| expires.ms <= now)
    }
}

/// A link to the provider's terms of service, for the customer to accept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TosLink {
    /// The provider.
    pub provider: &'static str,
    /// The customer it is for.
    pub customer_id: String,
    /// Where to send the person. Whoever has it can act as that person: not for logs.
    pub url: KycUrl,
    /// When it expires, in the provider's own words (RFC 3339), where it says so.
    pub expires_at: Option<String>,
}

/// A moment as a provider wrote it, and the same as a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    /// RFC 3339, in the provider's own words.
    pub text: String,
    /// Milliseconds since 1970-01-01 UTC.
    pub ms: i64,
}

/// A URL that is literally https, without credentials, on a host the caller allows.
#[derive(Clone, PartialEq, Eq)]
pub struct KycUrl(String);

/// Which links are taken from answers.
#[derive(Clone, Debug, Default)]
pub struct LinkRules {
    /// `example.com`, `example.com:8443`, or `.example.com` for its subdomains; where empty, any host.
    pub allow_hosts: Vec<String>,
    /// Takes http on a loopback host as well: for sandboxes and tests.
    pub allow_loopback: bool,
}

impl LinkRules {
    /// Reads `allowHosts` and `allowLoopback`.
    pub fn read(options: &Object) -> Result<Self, Error> {
        let allow_hosts = match options.get("allowHosts").filter(|hosts| !matches!(hosts, UntrustedValue::Null)) {
            None => Some(vec![]),
            Some(hosts) => hosts.list().filter(|hosts| !hosts.is_empty()).and_then(|hosts| {
                hosts.iter().map(|host| Some(host.text().filter(|host| is_entry(host))?.to_ascii_lowercase())).collect()
            }),
        };
        Ok(Self {
            allow_hosts: allow_hosts.ok_or_else(|| {
                Error::config("allowHosts lists hosts such as \"example.com\" or \".example.com\", in ASCII and without a scheme.")
            })?,
            allow_loopback: options.get("allowLoopback").is_some_and(UntrustedValue::is_true),
        })
    }

    fn allow(&self, url: &Url) -> bool {
        // What is parsed leaves a scheme's own port out; an entry may write it.
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

/// Whether some host could match: an entry that none can would refuse every link without a word.
fn is_entry(entry: &str) -> bool {
    entry.bytes().any(|b| b != b'.') && entry.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._:[]".contains(&b))
}

/// Whether an entry names a port; the colons of an IPv6 address stand inside brackets.
fn has_port(entry: &str) -> bool {
    entry.rsplit_once(':').is_some_and(|(_, port)| !port.ends_with(']'))
}

impl KycUrl {
    /// Checks a link before a person is sent there.
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
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for KycUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[redacted]")
    }
}

/// The expiry of a link that has one.
pub(crate) fn parse_expiry(text: Option<&str>) -> Result<Moment, Error> {
    text.and_then(|text| Some(Moment { text: text.to_owned(), ms: timestamp_ms(text)? }))
        .ok_or_else(|| Error::unexpected("The link's expiry is not an RFC 3339 timestamp with an offset."))
}

/// How long a link that expires at `expires_at_ms` lasts at `now`; negative once it has expired.
pub fn ms_until_expiry(expires_at_ms: i64, now: i64) -> i64 {
    expires_at_ms.saturating_sub(now)
}

/// Whether a link is too old to send a person there, with `skew_ms` for clocks that differ and for the way.
pub fn is_expired(expires_at_ms: i64, now: i64, skew_ms: i64) -> bool {
    ms_until_expiry(expires_at_ms, now) <= skew_ms
}

impl Json for TosLink {
    fn write(&self, out: &mut Writer) {
        out.object(|fields| {
            fields.text("provider", self.provider);
            fields.field("customerId", &self.customer_id);
            fields.text("url", self.url.as_str());
            fields.optional("expiresAt", self.expires_at.as_ref());
        });
    }
}

impl Json for KycLink {
    fn write(&self, out: &mut Writer) {
        out.object(|fields| {
            fields.text("provider", self.provider);
            fields.field("customerId", &self.customer_id);
            fields.text("kycUrl", self.kyc_url.as_str());
            fields.optional("expiresAt", self.expires.as_ref().map(|expires| &expires.text));
            fields.optional("expiresAtMs", self.expires.as_ref().map(|expires| &expires.ms));
            fields.optional("verificationProvider", self.verification_provider.as_ref());
            fields.optional("token", self.token.as_ref().map(Secret::expose).as_ref());
        });
    }
}
