//! Steps: what the handler asks its host to do, and the response that it ends with.

use super::response::Response;
use crate::value::untrusted::UntrustedValue;

/// The next step of a request. It may hold a person's data, so it has no `Debug`.
///
/// ```
/// use kyclink::UntrustedValue;
/// use kyclink::edge::{Effect, Step, step};
/// let config = r#"{"basePath": "/kyc", "provider": "grid", "allowedOrigins": ["https://app.example.com"]}"#;
/// let config = UntrustedValue::from_json(config).expect("JSON");
/// let request = r#"{"method": "POST", "path": "/kyc/links", "at": 1790000000000,
///     "headers": {"origin": "https://app.example.com", "content-type": "application/json"}}"#;
/// let request = UntrustedValue::from_json(request).expect("JSON");
/// match step(&config, &request, &[]) {
///     Step::Do(effect) => assert!(matches!(effect, Effect::ReadBody { .. })),
///     Step::Respond(_) => unreachable!("the handler needs the body first"),
/// }
/// ```
pub enum Step {
    /// Perform this effect and call [`step`](super::step) again with its outcome added to the list.
    Do(Effect),
    /// The request is finished.
    Respond(Response),
}

/// An effect for the host to perform.
///
/// Its outcome is `{ at, value }`, or `{ at, error }` with the error's `{ code, retryAfterMs, operation, customerId }`,
/// or `{ at, error: { isLate: true } }` once the request's deadline has passed. `at` is the time at which it ended, in
/// milliseconds since 1970-01-01 UTC. Each variant describes its `value`; where it describes none, the value is
/// ignored.
///
/// Effects hold a person's data, so they have no `Debug`.
///
/// ```
/// use kyclink::UntrustedValue;
/// use kyclink::edge::Effect;
/// /// Performs the effects that need neither storage nor the network. `now` is the time at which they end.
/// fn perform(effect: &Effect, now: i64) -> Option<UntrustedValue<'static>> {
///     let value = match effect {
///         Effect::MintId => r#""b1c7f0""#, // a real host takes random bytes
///         Effect::LimitRate => "true",
///         _ => return None,
///     };
///     UntrustedValue::from_json(&format!(r#"{{"at": {now}, "value": {value}}}"#))
/// }
/// let outcome = perform(&Effect::LimitRate, 1_790_000_000_000).expect("an outcome");
/// assert!(outcome.field("value").is_some_and(UntrustedValue::is_true));
/// ```
#[non_exhaustive]
pub enum Effect {
    /// Reads the body: `{ body, key }`, where `key` is the `idempotencyKey` field of a form, or `{ refused }` with
    /// `payload_too_large`, `request_timeout` or `malformed`. Of [`BodyKind::Bytes`] the host keeps the bytes, for
    /// [`Effect::VerifyWebhook`].
    ReadBody {
        /// How the body is written.
        kind: BodyKind,
        /// The size in bytes above which it is refused.
        max_bytes: i64,
        /// The fields to leave out, because only the server may set them.
        without: &'static [&'static str],
    },
    /// Makes an id of at least 128 random bits, which nobody can guess: a string that a URL can contain as it is.
    MintId,
    /// Draws text as a QR code: a string with SVG.
    DrawCode {
        /// The text.
        text: String,
    },
    /// Computes a MAC of a value under each secret, newest first: a list of strings.
    ComputeMacs {
        /// What the value is for; MACs for different purposes differ.
        purpose: String,
        /// The value, such as a normalized applicant.
        value: UntrustedValue<'static>,
    },
    /// Seals the content of the session cookie: a string that only [`Effect::OpenCookies`] of the same handler can open.
    SealCookie {
        /// JSON text.
        content: String,
    },
    /// Opens session cookies: a list of the values that were sealed, in the same order, without the cookies that this
    /// handler did not seal.
    OpenCookies {
        /// The values of the cookies.
        cookies: Vec<String>,
    },
    /// Loads and opens a record: `{ raw, value }`. Without a record both are absent; with one that does not open,
    /// `value` is absent.
    LoadRecord {
        /// The parts of its name.
        name: Vec<String>,
        /// Whether a record that opens under none of the secrets is an error.
        must_open: bool,
    },
    /// Replaces a record if it has not changed: `{ raw }` with the new sealed form, or `false` where it has changed.
    SwapRecord {
        /// The parts of its name.
        name: Vec<String>,
        /// The `raw` that an earlier step returned; null where there must be no record.
        expected: UntrustedValue<'static>,
        /// JSON text to seal and store; `None` removes the record.
        value: Option<String>,
        /// How long the store keeps the record, in milliseconds.
        lifetime_ms: i64,
    },
    /// Validates an applicant by a provider's rules: the normalized applicant, or the error `invalid_request`.
    Validate {
        /// The provider's name. A `provider` hook may return one that does not exist.
        provider: String,
        /// The body of the request. The host should validate the body as it came: JSON text cannot carry every string.
        applicant: UntrustedValue<'static>,
    },
    /// Onboards an applicant with [`onboard`](crate::onboard): `{ customerId, link, expiresAtMs }`, or
    /// `{ customerId, channels, status }` if the link does not exist yet.
    Onboard {
        /// The provider's name.
        provider: &'static str,
        /// The normalized applicant.
        applicant: UntrustedValue<'static>,
        /// The reference of the new customer.
        reference: String,
        /// Where the provider sends the person afterwards.
        redirect_uri: Option<String>,
    },
    /// Finds the customers that a create with an unknown outcome may have made, with
    /// [`reconcile::candidates`](crate::reconcile::candidates): a list of `{ id, createdAt }`.
    FindCandidates {
        /// The provider's name.
        provider: &'static str,
        /// The normalized applicant.
        applicant: UntrustedValue<'static>,
        /// The reference that the create carried.
        reference: String,
        /// Where the provider sends the person afterwards.
        redirect_uri: Option<String>,
        /// The start of the time window, in milliseconds since 1970-01-01 UTC.
        sent_at_ms: i64,
        /// The end of the time window.
        answered_by_ms: i64,
    },
    /// Calls an operation of a provider: the fields of its output that the handler uses, which are `id`, `customerId`,
    /// `type`, `status`, `createdAt`, `email`, `phone`, `channels` (the contacts that are not verified), `expiresAtMs` and
    /// `link`.
    CallProvider {
        /// The provider's name.
        provider: &'static str,
        /// The operation without the provider's name, such as `getCustomer`.
        verb: &'static str,
        /// The customer.
        customer_id: String,
        /// The rest of the input: a JSON object with an applicant's field names, see [`to_input`](crate::to_input).
        fields: String,
        /// The limit on retries, if it differs from the host's own.
        max_retries: Option<u8>,
    },
    /// Reports the latest provider error to the `onError` hook. The request goes on.
    Report,
    /// Calls the `authorize` hook: `{ reference, redirectUri }`, or a boolean where the hook returned a response of its
    /// own.
    Authorize,
    /// Calls the `rateLimit` hook: `true`, or `{ retryAfterMs }` where the request must wait.
    LimitRate,
    /// Calls the `provider` hook: the name of a provider.
    ChooseProvider {
        /// The body of the request, which at least one provider accepts.
        applicant: UntrustedValue<'static>,
    },
    /// Calls the `onCreated` hook. An error does not fail the request.
    NotifyCreated {
        /// The provider's name.
        provider: &'static str,
        /// The new customer.
        customer_id: String,
        /// The customer's reference.
        reference: String,
    },
    /// Calls the `onEvent` hook with the event of [`Effect::VerifyWebhook`]. After an error the provider delivers it
    /// again.
    NotifyEvent,
    /// Checks that the delivery has a well-formed signature, before its body is read.
    CheckSignature {
        /// The provider's name.
        provider: &'static str,
        /// The option that holds the webhook keys.
        key_option: &'static str,
    },
    /// Verifies the delivery and parses its event: `{ id, kind, customerId, occurredAt }`.
    VerifyWebhook {
        /// The provider's name.
        provider: &'static str,
        /// The option that holds the webhook keys.
        key_option: &'static str,
    },
}

/// How a request body is written.
///
/// ```
/// use kyclink::edge::BodyKind;
/// /// Whether the host parses the body; a webhook's bytes are kept as they came.
/// fn is_parsed(kind: BodyKind) -> bool {
///     kind != BodyKind::Bytes
/// }
/// assert!(is_parsed(BodyKind::Form));
/// assert!(!is_parsed(BodyKind::Bytes));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BodyKind {
    /// JSON.
    Json,
    /// A form, `multipart/form-data` or URL-encoded. Field names are dot paths.
    Form,
    /// Bytes whose signature is verified before they are parsed.
    Bytes,
}
