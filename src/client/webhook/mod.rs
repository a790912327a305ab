//! Webhooks: what has to be verified, and what an event says.
//!
//! There is neither I/O nor cryptography here. [`signature_check`] parses the signature header and the keys. The caller
//! has the platform verify the signature over the unchanged bytes of the body, and then has a [`VerifiedBody`], from
//! which the event is read. The feature `webhook` does all of this.
//!
//! ```
//! use kyclink::{UntrustedValue, provider, webhook};
//! let provider = provider::provider("spherepay").expect("registered");
//! let headers = r#"[["Signature", "0dcddb72d28a01ae3aa5d1ac61d32f1af5dcd5974227bbd7f5fd207e0ef8fe64"]]"#;
//! let headers = UntrustedValue::from_json(headers);
//! let keys = UntrustedValue::from_json(r#"{"secret": "secret_cb8dedcf79a84b04b163ec74c7146481"}"#);
//! let check = webhook::signature_check(provider.webhook, &headers.expect("JSON"), &keys.expect("JSON"))?;
//! assert_eq!((check.algorithm, check.signature.len()), (webhook::Algorithm::Hmac, 32));
//!
//! let body = r#"{"id": "event_1", "name": "customer.kyc.pending", "data": {}}"#;
//! let body = UntrustedValue::from_json(body).expect("JSON");
//! let body = webhook::VerifiedBody::verified_elsewhere(provider.webhook, body);
//! assert_eq!(body.event()?.kind, webhook::EventKind::KycPending);
//! # Ok::<(), kyclink::Error>(())
//! ```

mod bytes;
mod ecdsa;
mod event;
mod rsa;
mod verified;

use std::borrow::Cow;

pub(crate) use bytes::{decode_base64, decode_hex};
pub(crate) use ecdsa::{p1363_from_der, parse_public_key};
pub use event::{Event, EventKind, MaxAge, kinds};
pub(crate) use event::{parse_event, parse_signed_event};
pub(crate) use rsa::parse_rsa_key;
pub use verified::VerifiedBody;

use crate::client::customer::capability::Capability;
use crate::client::customer::{CustomerType, Status};
use crate::client::error::{Error, ErrorCode};
use crate::client::link::verification::Terms;
use crate::client::requirement::Requirement;
use crate::rules::option_table::{OptionTable, PackageOption};
use crate::value::json::{Fields, Json, Writer};
use crate::value::secret::{is_clean, is_placeholder};
use crate::value::untrusted::UntrustedValue;

/// A webhook as it arrived, and how old it may be.
#[doc(hidden)]
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
        /// The maximum age of an event, in milliseconds. Providers retry deliveries for days. With it, an event from
        /// more than ten minutes in the future is refused, too.
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
    pub(crate) provider: &'static str,
    /// The header that carries the signature; `None` at a provider of one's own, whose function verifies deliveries.
    pub header: Option<&'static str>,
    /// Parses the header's value; `None` if it is malformed.
    pub(crate) parse_signature: fn(&UntrustedValue) -> Option<Signature>,
    pub(crate) algorithm: Algorithm,
    /// How far from now a signature may have been made that says when, before or after, in milliseconds.
    pub(crate) max_signature_age_ms: u64,
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
    /// The field that contains what the event is about.
    pub(crate) data_field: &'static str,
    /// The kind of each type. Any other type is [`EventKind::Other`].
    pub(crate) kinds: &'static [(&'static str, EventKind)],
    /// Returns the type of an event together with its category, if it lacks that. The fields below take such a type.
    pub(crate) full_type: for<'a> fn(&'a str, &UntrustedValue) -> Cow<'a, str>,
    /// Returns the kind of an event whose type says less than its data.
    pub(crate) kind_of_data: fn(&str, &UntrustedValue) -> Option<EventKind>,
    /// Reads the event that the function of a provider of one's own has returned, or says what is wrong with it.
    pub(crate) read: Option<ReadReturned>,
    /// Returns the id of the customer that an event of this type, with this data, is about.
    pub(crate) customer_id: for<'a> fn(&str, &'a UntrustedValue) -> Option<&'a str>,
    /// Returns the type of that customer, at a provider whose ids and references do not say it.
    pub(crate) customer_type: fn(&UntrustedValue) -> Option<CustomerType>,
    /// Returns the caller's reference that such an event names, at a provider whose events are matched by it.
    pub(crate) reference: Option<IdOfData>,
    /// Returns the id of the link that such an event is about, at a provider where a link comes before the customer.
    pub(crate) link_id: Option<IdOfData>,
    /// Returns what the customer of such an event still needs; `None` if the event has neither customer nor verification.
    pub(crate) progress: fn(&str, &UntrustedValue) -> Option<Progress>,
    /// Returns why the status is what it is; `None` if the event does not say it.
    pub(crate) reasons: fn(&UntrustedValue) -> Option<Reasons>,
    /// The names of members that the provider forbids to show. They are left out of the data at any depth.
    pub(crate) private_members: &'static [&'static str],
}

/// What an event says about a verification, beside the meaning of its type.
pub(crate) struct Progress {
    pub(crate) status: Option<Status>,
    pub(crate) terms: Terms,
    pub(crate) requirements: Vec<Requirement>,
    /// Which product is open; `None` if the event does not say it.
    pub(crate) capabilities: Option<Vec<Capability>>,
}

/// Why a provider has refused somebody.
#[derive(Clone, Default)]
pub(crate) struct Reasons {
    /// In words that it allows the person to see.
    pub(crate) of_person: Vec<String>,
    /// Its codes, which the person must not see.
    pub(crate) of_operator: Vec<String>,
}

/// Writes reasons as the operator gets them.
pub(crate) fn write_reasons(fields: &mut Fields, of_person: &Vec<String>, of_operator: &Vec<String>) {
    for (name, reasons) in [("reasons", of_person), ("operatorReasons", of_operator)] {
        fields.optional(name, (!reasons.is_empty()).then_some(reasons));
    }
}

/// Returns an id that an event of a type has in its data.
type IdOfData = for<'a> fn(&str, &'a UntrustedValue) -> Option<&'a str>;
type ReadReturned = fn(&UntrustedValue) -> Result<UntrustedValue<'static>, Cow<'static, str>>;

/// A signature in a header.
pub(crate) struct Signature {
    pub(crate) bytes: Vec<u8>,
    /// When it was made, as the header has it.
    pub(crate) signed_at: Option<String>,
}

impl From<Vec<u8>> for Signature {
    /// A signature of the body alone.
    fn from(bytes: Vec<u8>) -> Self {
        Self { bytes, signed_at: None }
    }
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
///         Algorithm::Rsa => Some("RSASSA-PKCS1-v1_5"),
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
    /// RSASSA-PKCS1-v1_5 (RFC 8017 section 8.2). The keys are `SubjectPublicKeyInfo` in DER.
    Rsa,
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
/// let keys = vec![vec![1], vec![2]];
/// let check = SignatureCheck { algorithm: Algorithm::Hmac, keys, signature: vec![2], signed_at: None };
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
    /// When the delivery was signed, as its header says it. `None`: the message of the signature is the body. Otherwise
    /// the message is the SHA-256 of this text, a dot and the body, and [`require_recent`] says whether it is recent.
    pub signed_at: Option<String>,
}

/// Parses the signature of a delivery and the caller's keys.
///
/// `headers` is a list of pairs of a name and a value; a value that is the JSON of an object may be that object. `keys`
/// is an object with one key or a list of keys in the provider's option.
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
    let Some(signature_header) = webhook.header else {
        return Ok(SignatureCheck { algorithm: webhook.algorithm, keys: vec![], signature: vec![], signed_at: None });
    };
    let (option, hint) = webhook.keys;
    let keys = parse_keys(webhook, keys.field(option).unwrap_or(&UntrustedValue::Null));
    let keys = keys.ok_or_else(|| Error::config(hint).with_provider(webhook.provider))?;
    let mut value = None;
    for header in headers.list().unwrap_or_default() {
        let Some([name, given]) = header.list() else { continue };
        if name.text().is_some_and(|name| name.eq_ignore_ascii_case(signature_header)) {
            // Two signatures are ambiguous, so they are as malformed as none.
            value = if value.is_none() { Some(given) } else { Some(&UntrustedValue::Null) };
        }
    }
    let signature = value.and_then(webhook.parse_signature).ok_or_else(|| {
        Error::new(ErrorCode::WebhookSignature)
            .with_provider(webhook.provider)
            .with_hint("The signature header is missing or malformed.")
    })?;
    let Signature { bytes, signed_at } = signature;
    Ok(SignatureCheck { algorithm: webhook.algorithm, keys, signature: bytes, signed_at })
}

/// Refuses a delivery that was signed too long ago, so that a recorded one cannot be sent again, or as far in the
/// future: that one could be sent again for longer. `now` is the current time in milliseconds since 1970-01-01 UTC.
///
/// # Errors
///
/// `webhook_too_old`.
///
/// ```
/// use kyclink::{provider, webhook};
/// let grid = provider::provider("grid").expect("registered");
/// assert!(webhook::require_recent(grid.webhook, None, 1_790_000_000_000).is_ok(), "its signatures have no time");
/// ```
pub fn require_recent(webhook: &Webhook, signed_at: Option<&str>, now: i64) -> Result<(), Error> {
    let Some(signed_at) = signed_at else { return Ok(()) };
    // A time that is not a number cannot have been signed by the provider.
    let distance = signed_at.parse::<i64>().map_or(u64::MAX, |at| now.abs_diff(at));
    if distance <= webhook.max_signature_age_ms {
        return Ok(());
    }
    Err(Error::new(ErrorCode::WebhookTooOld).with_provider(webhook.provider))
}

/// Parses one key or a list of keys; `None` if there is none or one is malformed, or if a secret is a public key or a
/// placeholder, with which anyone could sign deliveries, or has something around it that the provider's does not have.
pub(crate) fn parse_keys(webhook: &Webhook, given: &UntrustedValue) -> Option<Vec<Vec<u8>>> {
    let mut keys = Vec::new();
    for key in given.list().unwrap_or(std::slice::from_ref(given)) {
        let is_secret = |text: &&str| !is_public_key(text) && !is_placeholder(text) && is_clean(text);
        let text = key.text().filter(|text| webhook.algorithm != Algorithm::Hmac || is_secret(text))?;
        keys.push((webhook.parse_key)(text)?);
    }
    (!keys.is_empty()).then_some(keys)
}

/// Whether this is a public key, or any other key in PEM, which is not the secret that an option is for.
pub(crate) fn is_public_key(text: &str) -> bool {
    text.contains("-----BEGIN") || parse_public_key(text).is_some()
}

/// Writes WebCrypto's names, and bytes as lists of numbers.
impl Json for SignatureCheck {
    fn write(&self, out: &mut Writer) {
        let (algorithm, format) = match self.algorithm {
            Algorithm::Hmac => ("HMAC", "raw"),
            Algorithm::Ecdsa => ("ECDSA", "spki"),
            Algorithm::Rsa => ("RSASSA-PKCS1-v1_5", "spki"),
        };
        out.object(|fields| {
            fields.text("algorithm", algorithm);
            fields.text("format", format);
            fields.field("keys", &self.keys);
            fields.field("signature", &self.signature);
            fields.optional("signedAt", self.signed_at.as_ref());
        });
    }
}
