//! Steps: what the handler asks its host to do, and the response that it ends with.

use super::response::Response;
use crate::client::endpoint::Endpoint;
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

/// An effect for the host to perform. It ends with an [`Outcome`](super::Outcome): each variant names its
/// [`Value`](super::Value).
///
/// Effects hold a person's data, so they have no `Debug`.
///
/// ```
/// use kyclink::edge::{Effect, Outcome, Value};
/// /// Performs an effect that needs neither storage nor the network. `now` is the time at which it ends.
/// fn perform(effect: &Effect, now: i64) -> Option<Outcome<'static>> {
///     let value = match effect {
///         Effect::MakeRandomId => Value::Text("b1c7f0".to_owned()), // a real host takes random bytes
///         Effect::Report { .. } => Value::Done,
///         _ => return None,
///     };
///     Some(Outcome { at: now, elapsed_ms: 1, result: Ok(value) })
/// }
/// assert!(perform(&Effect::MakeRandomId, 1_790_000_000_000).is_some_and(|outcome| outcome.result.is_ok()));
/// ```
#[non_exhaustive]
pub enum Effect {
    /// Reads the body: [`Value::Body`](super::Value::Body). Of [`BodyKind::Bytes`] the host keeps the bytes, for
    /// [`Effect::VerifyWebhook`].
    ReadBody {
        /// How the body is written.
        kind: BodyKind,
        /// The size in bytes above which it is refused.
        max_bytes: i64,
        /// The time in milliseconds after which it is refused.
        max_ms: i64,
        /// The fields to leave out, because only the server may set them.
        without: &'static [&'static str],
    },
    /// Makes an id of at least 128 random bits, which nobody can guess: a [`Value::Text`](super::Value::Text) that a
    /// URL can contain as it is.
    MakeRandomId,
    /// Draws text as a QR code: a [`Value::Text`](super::Value::Text) with SVG.
    DrawQrCode {
        /// The text.
        text: String,
    },
    /// Computes a MAC of a value under each secret: [`Value::Macs`](super::Value::Macs).
    ComputeMacs {
        /// What the value is for; MACs for different purposes differ.
        purpose: String,
        /// The value, such as a normalized applicant.
        value: UntrustedValue<'static>,
    },
    /// Seals the content of the session cookie: a [`Value::Text`](super::Value::Text) that only [`Effect::OpenCookies`]
    /// of the same handler can open.
    SealCookie {
        /// JSON text.
        content: String,
    },
    /// Opens session cookies: [`Value::Opened`](super::Value::Opened), in the same order.
    OpenCookies {
        /// The values of the cookies.
        cookies: Vec<String>,
    },
    /// Loads and opens a record: [`Value::Record`](super::Value::Record).
    LoadRecord {
        /// The parts of its name.
        name: Vec<String>,
    },
    /// Replaces a record if it has not changed: [`Value::Swap`](super::Value::Swap).
    SwapRecord {
        /// The parts of its name.
        name: Vec<String>,
        /// The sealed form of the record; `None` where there must be no record.
        expected: Option<String>,
        /// JSON text to seal and store; `None` removes the record.
        value: Option<String>,
        /// How long the store keeps the record, in milliseconds.
        lifetime_ms: i64,
    },
    /// Validates an applicant by a provider's rules: [`Value::Applicant`](super::Value::Applicant), or the error
    /// `invalid_request`.
    Validate {
        /// The provider's name.
        provider: &'static str,
        /// The body of the request. The host should validate the body as it came: JSON text cannot carry every string.
        applicant: UntrustedValue<'static>,
        /// The state, if it differs from that of the body: the applicant has it already.
        state: Option<String>,
    },
    /// Finds the code of a state by a name in common use: [`Value::StateCode`](super::Value::StateCode).
    FindStateCode {
        /// The country, as the person typed it.
        country: String,
        /// The state, as the person typed it.
        name: String,
    },
    /// Onboards an applicant with [`onboard`](crate::onboard): [`Value::Onboarded`](super::Value::Onboarded).
    Onboard {
        /// The provider's name.
        provider: &'static str,
        /// The normalized applicant.
        applicant: UntrustedValue<'static>,
        /// The reference of the new customer.
        reference: String,
        /// Where the provider sends the person afterwards.
        redirect_uri: Option<String>,
        /// The idempotency key of the create. If the provider requires one and this is `None`, the host makes a random
        /// one.
        idempotency_key: Option<String>,
        /// How long it may take with all of its requests, in milliseconds.
        max_ms: i64,
    },
    /// Finds the customers that a create with an unknown outcome may have made, with
    /// [`reconcile::candidates`](crate::reconcile::candidates): [`Value::Customers`](super::Value::Customers).
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
        /// How long it may take with all of its requests, in milliseconds.
        max_ms: i64,
    },
    /// Calls an operation of a provider: [`Value::Returned`](super::Value::Returned).
    CallProvider {
        /// The operation.
        endpoint: &'static Endpoint,
        /// Its input, an object, which has not been validated.
        input: UntrustedValue<'static>,
        /// How long it may take with all of its attempts, in milliseconds.
        max_ms: i64,
        /// The limit on retries, if it differs from the host's own.
        max_retries: Option<u8>,
    },
    /// Passes an error to the `onError` hook: [`Value::Done`](super::Value::Done). The request goes on.
    Report {
        /// The number of the outcome that has the error, from 0.
        outcome: usize,
    },
    /// Calls the `authorize` hook: [`Value::Authorized`](super::Value::Authorized).
    Authorize,
    /// Calls the `rateLimit` hook: [`Value::RateLimit`](super::Value::RateLimit).
    LimitRate,
    /// Calls the `provider` hook: [`Value::Chosen`](super::Value::Chosen).
    ChooseProvider {
        /// The body of the request, which at least one provider accepts.
        applicant: UntrustedValue<'static>,
    },
    /// Calls the `onCreated` hook: [`Value::Done`](super::Value::Done). An error does not fail the request.
    NotifyCreated {
        /// The provider's name.
        provider: &'static str,
        /// What the id is called: `customerId`, or `kycLinkId` where a link comes before the customer.
        id_field: &'static str,
        /// The id of the new customer, or of the link.
        customer_id: String,
        /// The customer's reference.
        reference: String,
    },
    /// Calls the `onEvent` hook with the event of [`Effect::VerifyWebhook`]: [`Value::Done`](super::Value::Done). After
    /// an error the provider delivers it again.
    NotifyEvent,
    /// Checks that the delivery has a well-formed signature, before its body is read:
    /// [`Value::Done`](super::Value::Done).
    CheckSignature {
        /// The provider's name.
        provider: &'static str,
        /// The option that holds the webhook keys.
        key_option: &'static str,
    },
    /// Verifies the delivery and parses its event: [`Value::Event`](super::Value::Event).
    VerifyWebhook {
        /// The provider's name.
        provider: &'static str,
        /// The option that holds the webhook keys.
        key_option: &'static str,
    },
}

impl Effect {
    /// The name of the effect, which [`Outcome::read`](super::Outcome::read) expects in its outcome and `onStep`
    /// reports.
    ///
    /// ```
    /// assert_eq!(kyclink::edge::Effect::LimitRate.name(), "rateLimit");
    /// ```
    pub const fn name(&self) -> &'static str {
        match self {
            Self::ReadBody { .. } => "body",
            Self::MakeRandomId => "randomId",
            Self::DrawQrCode { .. } => "drawQrCode",
            Self::ComputeMacs { .. } => "computeMacs",
            Self::SealCookie { .. } => "seal",
            Self::OpenCookies { .. } => "open",
            Self::LoadRecord { .. } => "load",
            Self::SwapRecord { .. } => "swap",
            Self::Validate { .. } => "validate",
            Self::FindStateCode { .. } => "state",
            Self::Onboard { .. } => "onboard",
            Self::FindCandidates { .. } => "candidates",
            Self::CallProvider { .. } => "call",
            Self::Report { .. } => "report",
            Self::Authorize => "authorize",
            Self::LimitRate => "rateLimit",
            Self::ChooseProvider { .. } => "provider",
            Self::NotifyCreated { .. } => "onCreated",
            Self::NotifyEvent => "onEvent",
            Self::CheckSignature { .. } => "signature",
            Self::VerifyWebhook { .. } => "verify",
        }
    }

    /// Whether the host passes an error of this effect to the `onError` hook at once. The handler decides about the
    /// others, for which the provider or the applicant may be the reason: with [`Effect::Report`], or with its
    /// response. An effect that the deadline has ended is always reported.
    ///
    /// ```
    /// use kyclink::edge::Effect;
    /// assert!(Effect::Authorize.is_reported_at_once());
    /// assert!(!Effect::CheckSignature { provider: "grid", key_option: "publicKey" }.is_reported_at_once());
    /// ```
    pub const fn is_reported_at_once(&self) -> bool {
        !matches!(
            self,
            Self::Validate { .. }
                | Self::Onboard { .. }
                | Self::FindCandidates { .. }
                | Self::CallProvider { .. }
                | Self::CheckSignature { .. }
                | Self::VerifyWebhook { .. }
        )
    }
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
