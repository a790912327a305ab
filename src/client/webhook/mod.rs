//! Webhooks: whether a delivery is the provider's, and what it says.
//!
//! Here is neither I/O nor cryptography. [`check`] reads header and keys and hands out what is to be verified; whoever
//! calls has the platform verify that over the body's own bytes, and only then gives the body to [`event`].
//!
//! ```
//! use kyclink::{UntrustedValue, provider, webhook};
//! let provider = provider::provider("spherepay").expect("registered");
//! let headers = UntrustedValue::from_json(r#"[["Signature", "0dcddb72d28a01ae3aa5d1ac61d32f1af5dcd5974227bbd7f5fd207e0ef8fe64"]]"#);
//! let keys = UntrustedValue::from_json(r#"{"secret": "secret_cb8dedcf79a84b04b163ec74c7146481"}"#);
//! let check = webhook::check(provider.webhook, &headers.expect("JSON"), &keys.expect("JSON"))?;
//! assert_eq!((check.algorithm, check.signature.len()), (webhook::Algorithm::Hmac, 32));
//!
//! let body = UntrustedValue::from_json(r#"{"id": "event_1", "name": "customer.kyc.pending", "data": {}}"#).expect("JSON");
//! assert_eq!(webhook::event(provider.webhook, &body, None)?.kind, webhook::EventKind::KycPending);
//! # Ok::<(), kyclink::Error>(())
//! ```

mod bytes;
mod ecdsa;

pub(crate) use bytes::{base64, hex};
pub(crate) use ecdsa::{p1363, spki};

use crate::client::error::{Error, ErrorCode};
use crate::value::json::{Json, Writer};
use crate::value::time::timestamp_ms;
use crate::value::untrusted::{Object, UntrustedValue};

/// What only a provider knows of its webhooks.
pub struct Webhook {
    /// The provider's name.
    pub(crate) provider: &'static str,
    /// The header that carries the signature.
    pub(crate) header: &'static str,
    /// The signature's bytes; `None` where the header's value is of no form that the provider sends.
    pub(crate) signature: fn(&UntrustedValue) -> Option<Vec<u8>>,
    pub(crate) algorithm: Algorithm,
    /// The caller's option that holds the keys, and what to say where it holds none.
    pub(crate) keys: (&'static str, &'static str),
    /// A key's bytes; `None` where the text is no key.
    pub(crate) key: fn(&str) -> Option<Vec<u8>>,
    /// Under which names an event says its own id; the first that is there counts.
    pub(crate) ids: &'static [&'static str],
    /// Under which names an event says its type and when it occurred; the first that is there counts.
    pub(crate) names: &'static [&'static str],
    pub(crate) times: &'static [&'static str],
    /// What the types mean; whatever is not listed is [`EventKind::Other`].
    pub(crate) kinds: &'static [(&'static str, EventKind)],
    /// The id of the customer that an event of that type is about.
    pub(crate) customer_id: for<'a> fn(&str, &'a UntrustedValue) -> Option<&'a str>,
}

/// How a signature is made; the hash is SHA-256.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    /// A MAC with a shared secret.
    Hmac,
    /// On the curve P-256; the signature is r‖s (IEEE P1363), the keys are `SubjectPublicKeyInfo`.
    Ecdsa,
}

/// What is to be verified over the bytes of a body: that the signature is one of any of the keys.
#[derive(Clone, PartialEq, Eq)]
pub struct Check {
    /// How.
    pub algorithm: Algorithm,
    /// One or more keys. They are the caller's secrets: this has no `Debug`.
    pub keys: Vec<Vec<u8>>,
    /// The signature.
    pub signature: Vec<u8>,
}

/// What an event means, in one vocabulary for all providers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventKind {
    /// The provider is deciding.
    KycPending,
    /// Verified.
    KycApproved,
    /// Refused.
    KycRejected,
    /// There is no decision until somebody does something: the person, or a reviewer.
    KycNeedsReview,
    /// There is a new customer.
    CustomerCreated,
    /// Something of a customer has changed.
    CustomerUpdated,
    /// Sent to try the endpoint.
    Test,
    /// Whatever else the provider sends, types that are new to us included.
    Other,
}

/// What a provider tells. Its data is a person's: it has no `Debug`.
pub struct Event<'a> {
    /// The provider.
    pub provider: &'static str,
    /// The same at every repetition of the delivery: who must not act twice remembers it.
    pub id: &'a str,
    /// The provider's own type: an open set.
    pub name: &'a str,
    /// What that means.
    pub kind: EventKind,
    /// The customer, where the event is about one.
    pub customer_id: Option<&'a str>,
    /// When, in the provider's own words (RFC 3339).
    pub occurred_at: Option<&'a str>,
    /// What the provider tells, as it came.
    pub data: &'a UntrustedValue<'a>,
}

/// The oldest that an event may be.
#[derive(Clone, Copy, Debug)]
pub struct MaxAge {
    /// In milliseconds.
    pub ms: i64,
    /// The present, in milliseconds since 1970.
    pub now: i64,
}

/// Reads signature and keys. `headers` is a list of pairs: a name, and its text or the object that the text is the JSON of.
pub fn check(webhook: &Webhook, headers: &UntrustedValue, keys: &UntrustedValue) -> Result<Check, Error> {
    let (option, hint) = webhook.keys;
    let keys = read_keys(webhook, keys.field(option).unwrap_or(&UntrustedValue::Null));
    let keys = keys.ok_or_else(|| Error::config(hint).of_provider(webhook.provider))?;
    let mut value = None;
    for header in headers.list().unwrap_or_default() {
        let Some([name, given]) = header.list() else { continue };
        if name.text().is_some_and(|name| name.eq_ignore_ascii_case(webhook.header)) {
            // Of two signatures nobody can say which is meant.
            value = if value.is_none() { Some(given) } else { Some(&UntrustedValue::Null) };
        }
    }
    let signature = value.and_then(webhook.signature).ok_or_else(|| {
        let mut error = Error::new(ErrorCode::WebhookSignature).of_provider(webhook.provider);
        error.hint = Some("Its header is missing, or of no form that the provider sends.");
        error
    })?;
    Ok(Check { algorithm: webhook.algorithm, keys, signature })
}

/// One key or a list of them; `None` where there is none, or one is none.
pub(crate) fn read_keys(webhook: &Webhook, given: &UntrustedValue) -> Option<Vec<Vec<u8>>> {
    let mut keys = Vec::new();
    for key in given.list().unwrap_or(std::slice::from_ref(given)) {
        keys.push((webhook.key)(key.text()?)?);
    }
    (!keys.is_empty()).then_some(keys)
}

/// What the types of a provider mean; whatever is not listed is [`EventKind::Other`].
pub fn kinds(webhook: &Webhook) -> &'static [(&'static str, EventKind)] {
    webhook.kinds
}

/// Reads the body of a delivery whose signature is good.
pub fn event<'a>(
    webhook: &'static Webhook,
    body: &'a UntrustedValue<'a>,
    max_age: Option<MaxAge>,
) -> Result<Event<'a>, Error> {
    static NOTHING: UntrustedValue = UntrustedValue::Object(Object::new());
    let refused = |code| Error::new(code).of_provider(webhook.provider);
    let any = |names: &[&str]| names.iter().find_map(|name| body.field(name)?.text().filter(|text| !text.is_empty()));
    let (Some(id), Some(name)) = (any(webhook.ids), any(webhook.names)) else {
        return Err(refused(ErrorCode::WebhookMalformed));
    };
    let data = body.field("data").filter(|data| !data.is_absent()).unwrap_or(&NOTHING);
    let moment = any(webhook.times).and_then(|text| Some((text, timestamp_ms(text)?)));
    if let Some(MaxAge { ms, now }) = max_age {
        // Whoever sets a limit does not want what cannot show its age.
        if moment.is_none_or(|(_, at)| now.saturating_sub(at) > ms) {
            return Err(refused(ErrorCode::WebhookStale));
        }
    }
    let kind = webhook.kinds.iter().find(|(known, _)| *known == name);
    Ok(Event {
        provider: webhook.provider,
        id,
        name,
        kind: kind.map_or(EventKind::Other, |(_, kind)| *kind),
        customer_id: (webhook.customer_id)(name, data),
        occurred_at: moment.map(|(text, _)| text),
        data,
    })
}

impl EventKind {
    /// The kind as it stands in results.
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

/// In WebCrypto's words, bytes as lists of numbers.
impl Json for Check {
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
            fields.text("type", self.name);
            fields.text("kind", self.kind.as_str());
            fields.optional("customerId", self.customer_id.as_ref());
            fields.optional("occurredAt", self.occurred_at.as_ref());
            fields.field("data", self.data);
        });
    }
}
