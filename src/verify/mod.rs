//! Floor 7: the cryptography of webhooks, for Rust hosts, which have no WebCrypto.

mod signature;

use crate::client::error::{Error, ErrorCode};
use crate::client::http::Body;
use crate::client::webhook::{self, VerifiedBody, Webhook};
use crate::value::host::now_ms;
use crate::value::untrusted::{Object, UntrustedValue};

/// Verifies the webhooks of a provider with its keys. Needs the feature `webhook`.
///
/// ```
/// use kyclink::spherepay;
/// use kyclink::webhook::{EventKind, Verifier};
///
/// let verifier = Verifier::new(spherepay::webhook(), ["secret_cb8dedcf79a84b04b163ec74c7146481"])?;
/// // What the server received: the headers, and the bytes of the body as they are.
/// let headers = [("signature", "f6fea6139cb506e0110e57df677f2895738b8bac66b0995e9a8b4fbc6812bed8")];
/// let body = br#"{"id": "event_1", "name": "customer.kyc.successful", "data": {}}"#;
/// let verified = verifier.verify(headers, body)?;
/// assert_eq!(verified.event()?.kind, EventKind::KycApproved);
/// # Ok::<(), kyclink::Error>(())
/// ```
pub struct Verifier {
    webhook: &'static Webhook,
    /// The caller's option with the keys.
    keys: UntrustedValue<'static>,
}

impl Verifier {
    /// Checks one key or, while a new one replaces it, several. Do this when the program starts: at the first delivery
    /// it would be too late.
    ///
    /// # Errors
    ///
    /// `invalid_config` if there is no key, or one is malformed.
    pub fn new<K: Into<String>>(webhook: &'static Webhook, keys: impl IntoIterator<Item = K>) -> Result<Self, Error> {
        let (option, hint) = webhook.keys;
        let given: Vec<UntrustedValue> = keys.into_iter().map(|key| key.into().into()).collect();
        let mut keys = Object::new();
        keys.set(option, given.into());
        let parsed = keys.get(option).and_then(|given| webhook::parse_keys(webhook, given));
        if !parsed.is_some_and(|keys| keys.iter().all(|key| signature::is_usable(webhook.algorithm, key))) {
            return Err(Error::config(hint).with_provider(webhook.provider));
        }
        Ok(Self { webhook, keys: keys.into() })
    }

    /// Verifies the signature of a delivery. The event can only be read from what this returns.
    ///
    /// `headers` are those of the request, such as `&http::HeaderMap` or a list of pairs. `body` is its raw body: bytes
    /// that were parsed and written again have another signature.
    ///
    /// # Errors
    ///
    /// `webhook_signature` if the signature is missing, malformed, or of none of the keys; `webhook_too_old` if the
    /// provider signs a time, and it is too long ago or in the future.
    pub fn verify<N: AsRef<str>, V: AsRef<[u8]>>(
        &self,
        headers: impl IntoIterator<Item = (N, V)>,
        body: &[u8],
    ) -> Result<VerifiedBody<'static>, Error> {
        let pair = |(name, value): (N, V)| {
            UntrustedValue::from(vec![name.as_ref().to_owned().into(), header_value(value.as_ref())])
        };
        let headers = headers.into_iter().map(pair).collect::<Vec<_>>().into();
        let check = webhook::signature_check(self.webhook, &headers, &self.keys)?;
        if !signature::is_valid(&check, body) {
            return Err(Error::new(ErrorCode::WebhookSignature).with_provider(self.webhook.provider));
        }
        webhook::require_recent(self.webhook, check.signed_at.as_deref(), now_ms())?;
        // Unlike a response, a signed body must not be read as anything but what was signed.
        let body = std::str::from_utf8(body).map_or(Body::Other, Body::parse);
        Ok(VerifiedBody::verified_elsewhere(self.webhook, body.json().to_static()))
    }
}

/// Shows the provider, and no key.
impl std::fmt::Debug for Verifier {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Verifier").field("provider", &self.webhook.provider).finish_non_exhaustive()
    }
}

/// The value of a header, or the object whose JSON it is.
fn header_value(bytes: &[u8]) -> UntrustedValue<'static> {
    let Ok(text) = std::str::from_utf8(bytes) else { return UntrustedValue::Malformed };
    let object = UntrustedValue::from_json(text).filter(|json| json.object().is_some());
    object.unwrap_or_else(|| text.to_owned().into())
}
