//! Webhooks: what has to be verified, and what an event says.
//!
//! There is neither I/O nor cryptography here. [`signature_check`] parses the signature header and the keys. The caller has
//! the platform verify the signature over the unchanged bytes of the body, and has a [`VerifiedBody`] then, from which the event
//! is read. The feature `webhook` does all of this.
//!
//! ```
//! use kyclink::{UntrustedValue, provider, webhook};
//! let provider = provider::provider("spherepay").expect("registered");
//! let headers = UntrustedValue::from_json(r#"[["Signature", "0dcddb72d28a01ae3aa5d1ac61d32f1af5dcd5974227bbd7f5fd207e0ef8fe64"]]"#);
//! let keys = UntrustedValue::from_json(r#"{"secret": "secret_cb8dedcf79a84b04b163ec74c7146481"}"#);
//! let check = webhook::signature_check(provider.webhook, &headers.expect("JSON"), &keys.expect("JSON"))?;
//! assert_eq!((check.algorithm, check.signature.len()), (webhook::Algorithm::Hmac, 32));
//!
//! let body = UntrustedValue::from_json(r#"{"id": "event_1", "name": "customer.kyc.pending", "data": {}}"#).expect("JSON");
//! let body = webhook::VerifiedBody::verified_elsewhere(provider.webhook, body);
//! assert_eq!(body.event()?.kind, webhook::EventKind::KycPending);
//! # Ok::<(), kyclink::Error>(())
//! ```

mod bytes;
mod ecdsa;
mod verified;

pub(crate) use bytes::{decode_base64, decode_hex};
pub(crate) use ecdsa::{p1363_from_der, parse_public_key};
pub use verified::VerifiedBody;

use std::time::Duration;

use crate::client::error::{Error, ErrorCode};
use crate::rules::option_table::{OptionTable, PackageOption};
use crate::value::host::now_ms;
use crate::value::json::{Json, Writer};
use crate::value::time::timestamp_ms;
use crate::value::untrusted::{Object, UntrustedValue};

/// A webhook as it arrived, and how old it may be.
///
/// ```
/// assert!(kyclink::options::WEBHOOK_DELIVERY.names().contains(&"body"));
/// ```
pub static WEBHOOK_DELIVERY: OptionTable = OptionTable::new(
    "WebhookDelivery",
    &[
        /// The raw body: bytes, or a string that nothing has parsed.
        PackageOption::required("body", "string | ArrayBuffer | ArrayBufferView"),
        /// The request's headers. Node's `request.headers` work as they are.
        PackageOption::required(
            "headers",
            "HeadersInput | Readonly<Record<string, string | readonly string[] | undefined>>",
        ),
        /// The maximum age of an event, in milliseconds. Providers retry deliveries for days.
        ///
        /// Default: no limit
        PackageOption::optional("maxAgeMs", "number"),
        /// The time to compare with, in epoch milliseconds.
        ///
        /// Default: Date.now()
        PackageOption::optional("now", "number"),
    ],
);

/// A provider's webhooks: how they are signed, and where their fields are.
///
/// ```
/// use kyclink::{provider, webhook};
/// let webhook: &webhook::Webhook = provider::provider("grid").expect("registered").webhook;
/// assert!(webhook::kinds(webhook).contains(&("TEST", webhook::EventKind::Test)));
/// ```
pub struct Webhook {
    /// The provider's name.
    pub(crate) provider: &'static str,
    /// The header that carries the signature.
    pub(crate) header: &'static str,
    /// Parses the header's value into the bytes of the signature; `None` if it is malformed.
    pub(crate) parse_signature: fn(&UntrustedValue) -> Option<Vec<u8>>,
    /// How the body is signed.
    pub(crate) algorithm: Algorithm,
    /// The caller's option with the keys, and the hint of the error if it is missing or malformed.
    pub(crate) keys: (&'static str, &'static str),
    /// Parses a key into its bytes; `None` if it is malformed.
    pub(crate) parse_key: fn(&str) -> Option<Vec<u8>>,
    /// The fields that may contain the event's id; the first one given counts.
    pub(crate) id_fields: &'static [&'static str],
    /// The fields that may contain the event's type; the first one given counts.
    pub(crate) type_fields: &'static [&'static str],
    /// The fields that may contain when the event occurred; the first one given counts.
    pub(crate) time_fields: &'static [&'static str],
    /// The kind of each type. Any other type is [`EventKind::Other`].
    pub(crate) kinds: &'static [(&'static str, EventKind)],
    /// Returns the id of the customer that an event of this type, with this data, is about.
    pub(crate) customer_id: for<'a> fn(&str, &'a UntrustedValue) -> Option<&'a str>,
}

/// How a body is signed. The hash is always SHA-256.
///
/// ```
/// use kyclink::webhook::Algorithm;
/// /// The name of the algorithm in WebCrypto.
/// fn web_crypto(algorithm: Algorithm) -> Option<&'static str> {
///     match algorithm {
///         Algorithm::Hmac => Some("HMAC"),
///         Algorithm::Ecdsa => Some("ECDSA"),
///         _ => None,
///     }
/// }
/// assert_eq!(web_crypto(Algorithm::Ecdsa), Some("ECDSA"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Algorithm {
    /// HMAC with a shared secret.
    Hmac,
    /// ECDSA on the curve P-256. The signature is r‖s (IEEE P1363), the keys are `SubjectPublicKeyInfo` in DER.
    Ecdsa,
}

/// What has to be verified over the bytes of a body: the signature must be valid under one of the keys.
///
/// It has no `Debug`, because the keys may be secrets.
///
/// ```
/// use kyclink::webhook::{Algorithm, SignatureCheck};
/// /// Whether one of the keys made the signature; `verify` is the platform's HMAC or ECDSA.
/// fn is_valid(check: &SignatureCheck, verify: impl Fn(Algorithm, &[u8], &[u8]) -> bool) -> bool {
///     check.keys.iter().any(|key| verify(check.algorithm, key, &check.signature))
/// }
/// let check = SignatureCheck { algorithm: Algorithm::Hmac, keys: vec![vec![1], vec![2]], signature: vec![2] };
/// assert!(is_valid(&check, |_, key, signature| key == signature)); // stands in for a real verification
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct SignatureCheck {
    /// How the body is signed.
    pub algorithm: Algorithm,
    /// The bytes of one or more keys.
    pub keys: Vec<Vec<u8>>,
    /// The bytes of the signature.
    pub signature: Vec<u8>,
}

/// The meaning of an event, in one vocabulary for all providers.
///
/// ```
/// use kyclink::webhook::EventKind;
/// let is_decision = |kind| matches!(kind, EventKind::KycApproved | EventKind::KycRejected);
/// assert!(is_decision(EventKind::KycApproved));
/// assert!(!is_decision(EventKind::KycPending));
/// assert_eq!(EventKind::KycApproved.as_str(), "kyc_approved");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum EventKind {
    /// The provider is reviewing the customer.
    KycPending,
    /// The customer is verified.
    KycApproved,
    /// The provider refused the customer.
    KycRejected,
    /// The person or a reviewer has to do something before the provider can decide.
    KycNeedsReview,
    /// A customer was created.
    CustomerCreated,
    /// A customer was changed.
    CustomerUpdated,
    /// A test of the webhook endpoint.
    Test,
    /// Any other event, including types that are unknown to kyclink.
    Other,
}

/// An event. It has no `Debug`, because it contains a person's data.
///
/// ```
/// use kyclink::{UntrustedValue, provider, webhook};
/// let grid = provider::provider("grid").expect("registered");
/// let body = r#"{"id": "event_1", "type": "CUSTOMER.KYC_APPROVED", "data": {"id": "Customer:1"}}"#;
/// let body = UntrustedValue::from_json(body).expect("JSON");
/// let body = webhook::VerifiedBody::verified_elsewhere(grid.webhook, body);
/// let event: webhook::Event = body.event()?;
/// assert_eq!((event.id, event.kind), ("event_1", webhook::EventKind::KycApproved));
/// assert_eq!(event.customer_id, Some("Customer:1"));
/// # Ok::<(), kyclink::Error>(())
/// ```
pub struct Event<'a> {
    /// The provider's name.
    pub provider: &'static str,
    /// The event's id. It is the same at every delivery of the event, so it can be used to drop duplicates.
    pub id: &'a str,
    /// The provider's own type: an open set.
    pub event_type: &'a str,
    /// The meaning of the type.
    pub kind: EventKind,
    /// The id of the customer, if the event is about one.
    pub customer_id: Option<&'a str>,
    /// When the event occurred: the provider's own timestamp (RFC 3339).
    pub occurred_at: Option<&'a str>,
    /// The unchanged data of the event.
    pub data: &'a UntrustedValue<'a>,
}

/// The maximum age of an event.
///
/// ```
/// use kyclink::{ErrorCode, UntrustedValue, provider, webhook};
/// let grid = provider::provider("grid").expect("registered");
/// let body = r#"{"id": "event_1", "type": "TEST", "timestamp": "2026-09-21T14:13:20Z"}"#;
/// let body = UntrustedValue::from_json(body).expect("JSON");
/// let age = webhook::MaxAge { ms: 300_000, now: 1_790_000_000_000 + 300_001 };
/// let body = webhook::VerifiedBody::verified_elsewhere(grid.webhook, body);
/// let error = body.event_within(age).err().expect("the event is too old");
/// assert_eq!(error.code(), ErrorCode::WebhookStale);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct MaxAge {
    /// The maximum age in milliseconds.
    pub ms: i64,
    /// The current time, in milliseconds since 1970-01-01 UTC.
    pub now: i64,
}

impl MaxAge {
    /// An age that ends now.
    ///
    /// ```
    /// use kyclink::webhook::MaxAge;
    /// assert_eq!(MaxAge::until_now(std::time::Duration::from_secs(300)).ms, 300_000);
    /// ```
    #[must_use]
    pub fn until_now(age: Duration) -> Self {
        Self { ms: i64::try_from(age.as_millis()).unwrap_or(i64::MAX), now: now_ms() }
    }
}

/// Parses the signature of a delivery and the caller's keys.
///
/// `headers` is a list of pairs of a name and a value; a value that is the JSON of an object may be that object. `keys` is
/// an object with one key or a list of keys in the provider's option.
///
/// # Errors
///
/// `invalid_config` if a key is missing or malformed, `webhook_signature` if the signature is.
///
/// ```
/// use kyclink::{ErrorCode, UntrustedValue, provider, webhook};
/// let spherepay = provider::provider("spherepay").expect("registered");
/// let keys = UntrustedValue::from_json(r#"{"secret": "secret_x"}"#).expect("JSON");
/// let headers = UntrustedValue::from_json(r#"[["content-type", "application/json"]]"#).expect("JSON");
/// let error = webhook::signature_check(spherepay.webhook, &headers, &keys).err().expect("no signature");
/// assert_eq!(error.code(), ErrorCode::WebhookSignature);
/// ```
pub fn signature_check(
    webhook: &Webhook,
    headers: &UntrustedValue,
    keys: &UntrustedValue,
) -> Result<SignatureCheck, Error> {
    let (option, hint) = webhook.keys;
    let keys = parse_keys(webhook, keys.field(option).unwrap_or(&UntrustedValue::Null));
    let keys = keys.ok_or_else(|| Error::config(hint).with_provider(webhook.provider))?;
    let mut value = None;
    for header in headers.list().unwrap_or_default() {
        let Some([name, given]) = header.list() else { continue };
        if name.text().is_some_and(|name| name.eq_ignore_ascii_case(webhook.header)) {
            // Two signatures are ambiguous, so they are as malformed as none.
            value = if value.is_none() { Some(given) } else { Some(&UntrustedValue::Null) };
        }
    }
    let signature = value.and_then(webhook.parse_signature).ok_or_else(|| {
        Error::new(ErrorCode::WebhookSignature)
            .with_provider(webhook.provider)
            .with_hint("The signature header is missing or malformed.")
    })?;
    Ok(SignatureCheck { algorithm: webhook.algorithm, keys, signature })
}

/// Parses one key or a list of keys; `None` if there is none or one is malformed, or if a secret is a public key: whoever knows
/// that could sign deliveries.
pub(crate) fn parse_keys(webhook: &Webhook, given: &UntrustedValue) -> Option<Vec<Vec<u8>>> {
    let mut keys = Vec::new();
    for key in given.list().unwrap_or(std::slice::from_ref(given)) {
        let text = key.text().filter(|text| webhook.algorithm == Algorithm::Ecdsa || !is_public_key(text))?;
        keys.push((webhook.parse_key)(text)?);
    }
    (!keys.is_empty()).then_some(keys)
}

/// Whether this is a public key, or any other key in PEM, which is not the secret that an option is for.
pub(crate) fn is_public_key(text: &str) -> bool {
    text.contains("-----BEGIN") || parse_public_key(text).is_some()
}

/// Returns the kind of each type of a provider's events. Any other type is [`EventKind::Other`].
///
/// ```
/// use kyclink::{provider, webhook};
/// let grid = provider::provider("grid").expect("registered");
/// let approved = webhook::kinds(grid.webhook).iter().filter(|(_, kind)| *kind == webhook::EventKind::KycApproved);
/// let types: Vec<_> = approved.map(|(name, _)| *name).collect();
/// assert_eq!(types, ["CUSTOMER.KYC_APPROVED", "CUSTOMER.KYB_APPROVED"]);
/// ```
pub fn kinds(webhook: &Webhook) -> &'static [(&'static str, EventKind)] {
    webhook.kinds
}

/// Parses the body of a delivery whose signature has been verified. Outside the crate, only a [`VerifiedBody`] is parsed.
///
/// # Errors
///
/// `webhook_malformed` if the body has no id or no type; `webhook_stale` if the event is older than `max_age`, or does not
/// say when it occurred.
pub(crate) fn parse_event<'a>(
    webhook: &'static Webhook,
    body: &'a UntrustedValue<'a>,
    max_age: Option<MaxAge>,
) -> Result<Event<'a>, Error> {
    static EMPTY: UntrustedValue = UntrustedValue::Object(Object::new());
    let refusal = |code| Error::new(code).with_provider(webhook.provider);
    let first_text =
        |names: &[&str]| names.iter().find_map(|name| body.field(name)?.text().filter(|text| !text.is_empty()));
    let (Some(id), Some(event_type)) = (first_text(webhook.id_fields), first_text(webhook.type_fields)) else {
        return Err(refusal(ErrorCode::WebhookMalformed));
    };
    let data = body.field("data").filter(|data| !data.is_absent()).unwrap_or(&EMPTY);
    let occurred_at = first_text(webhook.time_fields).and_then(|text| Some((text, timestamp_ms(text)?)));
    if let Some(MaxAge { ms, now }) = max_age {
        // An event of unknown age may be a replay, so it is as stale as an old one.
        if occurred_at.is_none_or(|(_, at)| now.saturating_sub(at) > ms) {
            return Err(refusal(ErrorCode::WebhookStale));
        }
    }
    let kind = webhook.kinds.iter().find(|(known, _)| *known == event_type);
    Ok(Event {
        provider: webhook.provider,
        id,
        event_type,
        kind: kind.map_or(EventKind::Other, |(_, kind)| *kind),
        customer_id: (webhook.customer_id)(event_type, data),
        occurred_at: occurred_at.map(|(text, _)| text),
        data,
    })
}

impl EventKind {
    const ALL: [Self; 8] = [
        Self::KycPending,
        Self::KycApproved,
        Self::KycRejected,
        Self::KycNeedsReview,
        Self::CustomerCreated,
        Self::CustomerUpdated,
        Self::Test,
        Self::Other,
    ];

    /// Returns the kind that [`as_str`](Self::as_str) gives as this string.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    /// The kind in results, such as `kyc_approved`.
    ///
    /// ```
    /// assert_eq!(kyclink::webhook::EventKind::KycApproved.as_str(), "kyc_approved");
    /// ```
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::KycPending => "kyc_pending",
            Self::KycApproved => "kyc_approved",
            Self::KycRejected => "kyc_rejected",
            Self::KycNeedsReview => "kyc_needs_review",
            Self::CustomerCreated => "customer_created",
            Self::CustomerUpdated => "customer_updated",
            Self::Test => "test",
            Self::Other => "other",
        }
    }
}

/// Writes WebCrypto's names, and bytes as lists of numbers.
impl Json for SignatureCheck {
    fn write(&self, out: &mut Writer) {
        let (algorithm, format) = match self.algorithm {
            Algorithm::Hmac => ("HMAC", "raw"),
            Algorithm::Ecdsa => ("ECDSA", "spki"),
        };
        out.object(|fields| {
            fields.text("algorithm", algorithm);
            fields.text("format", format);
            fields.field("keys", &self.keys);
            fields.field("signature", &self.signature);
        });
    }
}

impl Json for Event<'_> {
    fn write(&self, out: &mut Writer) {
        out.object(|fields| {
            fields.text("provider", self.provider);
            fields.text("id", self.id);
            fields.text("type", self.event_type);
            fields.text("kind", self.kind.as_str());
            fields.optional("customerId", self.customer_id.as_ref());
            fields.optional("occurredAt", self.occurred_at.as_ref());
            fields.field("data", self.data);
        });
    }
}
