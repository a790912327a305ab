//! Links to a provider's hosted pages, validated before a person is sent there.

pub(crate) mod kyc_url;
pub(crate) mod page;
pub(crate) mod rules;
pub(crate) mod verification;

use crate::client::error::Error;
pub use crate::client::link::kyc_url::KycUrl;
use crate::client::link::verification::{Terms, Verification};
use crate::client::requirement::Requirement;
use crate::value::json::{Json, Writer};
use crate::value::secret::Secret;
use crate::value::time::timestamp_ms;
use crate::value::untrusted::UntrustedValue;

/// A hosted KYC link.
///
/// ```
/// use kyclink::{HttpResponse, spherepay};
///
/// # let client = spherepay::Client::new(spherepay::Credentials::sandbox("secret_x"))?;
/// # let input = spherepay::CreateKycLink::new("customer_1ab2c3d4");
/// let body = br#"{"url": "https://in.sumsub.com/websdk/p/x", "expiresAt": "2027-01-15T14:32:00Z"}"#;
/// let link: kyclink::KycLink = client.create_kyc_link(&input).read(&HttpResponse::new(201, [], body))?;
/// assert_eq!(link.customer_id.as_deref(), Some("customer_1ab2c3d4"));
/// assert_eq!(link.kyc_url.as_str(), "https://in.sumsub.com/websdk/p/x");
/// # Ok::<(), kyclink::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KycLink {
    /// The provider's name.
    pub provider: &'static str,
    /// The link's own id, at a provider where a link comes before the customer.
    pub id: Option<String>,
    /// The id of the customer that it is for. `None` only where a link comes before the customer, who may not exist
    /// yet.
    pub customer_id: Option<String>,
    /// Where to send the person. Anyone who has the link can act as that person, so do not log it.
    pub kyc_url: KycUrl,
    /// Where the person accepts the provider's terms of service, if the provider has a page for them. As secret as
    /// `kyc_url`.
    pub tos_url: Option<KycUrl>,
    /// When it expires, if it does.
    pub expiry: Option<Expiry>,
    /// Whether it can be opened only once. Do not store such a link: request another one after the opening.
    pub once: bool,
    /// The company that runs the hosted page, such as `SUMSUB`: an open set.
    pub verification_provider: Option<String>,
    /// A token for that company's own SDK, which can be used instead of the link.
    pub token: Option<Secret>,
    /// The progress of the verification, if the provider returns it with the link.
    pub verification: Option<Box<Verification>>,
    /// What the customer still needs, where an onboarding has read the customer before the link.
    pub requirements: Vec<Requirement>,
}

impl KycLink {
    /// A link about which nothing else is known.
    pub(crate) fn new(provider: &'static str, kyc_url: KycUrl) -> Self {
        Self {
            provider,
            id: None,
            customer_id: None,
            kyc_url,
            tos_url: None,
            expiry: None,
            once: false,
            verification_provider: None,
            token: None,
            verification: None,
            requirements: vec![],
        }
    }

    /// The id by which the provider knows whom the link is for: the link's own, or else the customer's.
    pub(crate) fn subject_id(&self) -> Option<&str> {
        self.id.as_deref().or(self.customer_id.as_deref())
    }

    /// Where the person accepts the terms of service, if that is still to be done.
    pub(crate) fn open_terms(&self) -> Option<&KycUrl> {
        let is_open = self.verification.as_ref().is_some_and(|verification| verification.terms == Terms::Pending);
        self.tos_url.as_ref().filter(|_| is_open)
    }

    /// Whether it has expired at `now`, in milliseconds since 1970-01-01 UTC.
    pub(crate) fn has_expired(&self, now: i64) -> bool {
        self.expiry.as_ref().is_some_and(|expiry| expiry.ms <= now)
    }
}

/// A hosted KYC link that was created earlier, as the provider returns it with the progress of its verification.
///
/// ```
/// use kyclink::{HttpResponse, LinkProgress, Status, bridge};
///
/// # let client = bridge::Client::new(bridge::Credentials::sandbox("sk-test-x"))?;
/// let input = bridge::GetKycLink::new("75d2f259");
/// let body = br#"{"id": "75d2f259", "kyc_status": "approved", "tos_status": "approved"}"#;
/// let link: LinkProgress = client.get_kyc_link(&input).read(&HttpResponse::new(200, [], body))?;
/// assert_eq!(link.verification.status, Status::Approved);
/// assert!(link.kyc_url.is_none(), "there is nothing left to do");
/// # Ok::<(), kyclink::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkProgress {
    /// The provider's name.
    pub provider: &'static str,
    /// The link's own id.
    pub id: String,
    /// The id of the customer, who may not exist yet.
    pub customer_id: Option<String>,
    /// Where to send the person. It may be missing if the person does not need it. As secret as that of a [`KycLink`].
    pub kyc_url: Option<KycUrl>,
    /// Where the person accepts the provider's terms of service. As secret as `kyc_url`.
    pub tos_url: Option<KycUrl>,
    /// The progress of the verification.
    pub verification: Verification,
}

/// A link to the provider's terms of service, for the customer to accept.
///
/// ```
/// use kyclink::{HttpResponse, spherepay};
///
/// # let client = spherepay::Client::new(spherepay::Credentials::sandbox("secret_x"))?;
/// let input = spherepay::CreateTosLink::new("customer_1ab2c3d4");
/// let body = br#"{"link": "https://terms.example.com/x"}"#;
/// let link: kyclink::TosLink = client.create_tos_link(&input).read(&HttpResponse::new(201, [], body))?;
/// assert_eq!((link.url.as_str(), link.expires_at), ("https://terms.example.com/x", None));
/// # Ok::<(), kyclink::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TosLink {
    /// The provider's name.
    pub provider: &'static str,
    /// The id of the customer that it is for.
    pub customer_id: String,
    /// Where to send the person. Anyone who has the link can act as that person, so do not log it.
    pub url: KycUrl,
    /// When it expires, if it does: the provider's own timestamp (RFC 3339).
    pub expires_at: Option<String>,
}

/// When a link expires.
///
/// ```
/// use kyclink::{Expiry, is_expired, ms_until_expiry};
/// let expiry = Expiry { text: "2027-01-15T14:32:00Z".into(), ms: 1_800_023_520_000 };
/// let now = 1_800_023_460_000;
/// assert_eq!(ms_until_expiry(expiry.ms, now), 60_000);
/// assert!(!is_expired(expiry.ms, now, 30_000));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expiry {
    /// The provider's own timestamp (RFC 3339 with an offset).
    pub text: String,
    /// When the link expires, in milliseconds since 1970-01-01 UTC.
    pub ms: i64,
}

/// Parses the expiry of a link. A missing one is an error.
pub(crate) fn parse_expiry(text: Option<&str>) -> Result<Expiry, Error> {
    text.and_then(|text| Some(Expiry { text: text.to_owned(), ms: timestamp_ms(text)? }))
        .ok_or_else(|| Error::unexpected("The link's expiry is not an RFC 3339 timestamp with an offset."))
}

/// Returns how many milliseconds a link that expires at `expires_at_ms` is still valid at `now`; negative once it has
/// expired.
///
/// ```
/// assert_eq!(kyclink::ms_until_expiry(1_000, 400), 600);
/// ```
pub fn ms_until_expiry(expires_at_ms: i64, now: i64) -> i64 {
    expires_at_ms.saturating_sub(now)
}

/// Returns when a link that was stored as JSON expires, in milliseconds since 1970-01-01 UTC; `None` for a link that does
/// not expire.
///
/// # Errors
///
/// `invalid_config` if the JSON is not a link: it has neither an expiry nor a URL.
///
/// ```
/// use kyclink::{UntrustedValue, read_expiry};
/// let json = |text| UntrustedValue::from_json(text).expect("JSON");
/// let link = json(r#"{"kycUrl": "https://kyc.example.com/1", "expiresAtMs": 1800023520000}"#);
/// assert_eq!(read_expiry(&link)?, Some(1_800_023_520_000));
/// assert_eq!(read_expiry(&json(r#"{"kycUrl": "https://kyc.example.com/1"}"#))?, None);
/// assert!(read_expiry(&json("{}")).is_err());
/// # Ok::<(), kyclink::Error>(())
/// ```
pub fn read_expiry(link: &UntrustedValue) -> Result<Option<i64>, Error> {
    let is_absent = |name| link.field(name).is_none_or(UntrustedValue::is_absent);
    if link.text_of("kycUrl").is_some() && ["expiresAt", "expiresAtMs"].into_iter().all(is_absent) {
        return Ok(None);
    }
    let expiry = link.field("expiresAtMs").and_then(UntrustedValue::integer);
    let hint = "A link must have expiresAtMs, a whole number of milliseconds, or else kycUrl and no expiresAt.";
    expiry.map(Some).ok_or_else(|| Error::config(hint))
}

/// Whether a link expires within `skew_ms`. The allowance is for clocks that differ and for the time a redirect takes.
///
/// ```
/// assert!(kyclink::is_expired(100_000, 40_000, 60_000));
/// assert!(!kyclink::is_expired(100_000, 39_999, 60_000));
/// ```
pub fn is_expired(expires_at_ms: i64, now: i64, skew_ms: i64) -> bool {
    ms_until_expiry(expires_at_ms, now) <= skew_ms
}

/// Whether a link with this expiry expires within `skew_ms`. One without an expiry never does.
pub(crate) fn is_link_expired(expiry: Option<i64>, now: i64, skew_ms: i64) -> bool {
    expiry.is_some_and(|at| is_expired(at, now, skew_ms))
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
            fields.optional("id", self.id.as_ref());
            fields.optional("customerId", self.customer_id.as_ref());
            fields.text("kycUrl", self.kyc_url.as_str());
            fields.optional("tosUrl", self.tos_url.as_ref().map(KycUrl::as_str).as_ref());
            fields.optional("expiresAt", self.expiry.as_ref().map(|expiry| &expiry.text));
            fields.optional("expiresAtMs", self.expiry.as_ref().map(|expiry| &expiry.ms));
            fields.flag("once", self.once);
            fields.optional("verificationProvider", self.verification_provider.as_ref());
            fields.optional("token", self.token.as_ref().map(Secret::expose).as_ref());
            self.verification.iter().for_each(|verification| verification.write_fields(fields));
        });
    }
}

impl Json for LinkProgress {
    fn write(&self, out: &mut Writer) {
        out.object(|fields| {
            fields.text("provider", self.provider);
            fields.field("id", &self.id);
            fields.optional("customerId", self.customer_id.as_ref());
            fields.optional("kycUrl", self.kyc_url.as_ref().map(KycUrl::as_str).as_ref());
            fields.optional("tosUrl", self.tos_url.as_ref().map(KycUrl::as_str).as_ref());
            self.verification.write_fields(fields);
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::link::rules::LinkRules;

    #[test]
    fn a_link_without_an_expiry_is_told_from_what_is_no_link() {
        let read = |json| read_expiry(&UntrustedValue::from_json(json).unwrap()).ok();
        assert_eq!(read(r#"{"kycUrl": "https://x.example"}"#), Some(None));
        assert_eq!(read(r#"{"kycUrl": "https://x.example", "expiresAt": null, "expiresAtMs": null}"#), Some(None));
        assert_eq!(read(r#"{"expiresAtMs": 7}"#), Some(Some(7)));
        for refused in ["{}", "null", r#"{"expiresAtMs": "7"}"#, r#"{"kycUrl": "x", "expiresAt": "x"}"#] {
            assert_eq!(read(refused), None, "{refused}");
        }
    }

    #[test]
    fn a_link_expires_only_if_it_has_an_expiry() {
        for (now, skew_ms) in [(0, 0), (999, 0), (1_000, 0), (999, 1), (i64::MAX, 60_000), (i64::MAX, i64::MAX)] {
            assert!(!is_link_expired(None, now, skew_ms), "{now} {skew_ms}");
            assert_eq!(is_link_expired(Some(1_000), now, skew_ms), is_expired(1_000, now, skew_ms), "{now} {skew_ms}");
        }
        assert!(!link().has_expired(i64::MAX));
        let expiry = Some(Expiry { text: "1970-01-01T00:00:01Z".into(), ms: 1_000 });
        let link = KycLink { expiry, ..link() };
        for now in [0, 999, 1_000, 1_001, i64::MAX] {
            assert_eq!(link.has_expired(now), is_expired(1_000, now, 0), "{now}");
        }
    }

    fn link() -> KycLink {
        KycLink::new("test", KycUrl::parse("https://kyc.example/x", &LinkRules::default()).unwrap())
    }

    /// A link with an id of its own is asked for by that: its customer may not exist yet.
    #[test]
    fn a_link_is_known_by_its_own_id_or_else_by_its_customer() {
        for (id, customer_id, expected) in
            [(Some("l"), None, Some("l")), (None, Some("c"), Some("c")), (Some("l"), Some("c"), Some("l"))]
        {
            let [id, customer_id] = [id, customer_id].map(|id| id.map(str::to_owned));
            assert_eq!(KycLink { id, customer_id, ..link() }.subject_id(), expected);
        }
    }
}
