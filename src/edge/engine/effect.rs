//! What the handler asks its host to do.

use crate::client::endpoint::Endpoint;
use crate::client::error::Error;
use crate::client::http::HttpRequest;
use crate::client::webhook::SignatureCheck;
use crate::edge::response::Response;
use crate::value::untrusted::UntrustedValue;

/// Where a replay has stopped: at an effect without an outcome, at the end of its plan, or at the response.
pub(crate) enum StoppedAt {
    Effect(Effect),
    EndOfPlan,
    Response(Response),
}

/// An effect for the host to perform: what a host can do, and Rust cannot. It ends with an [`Outcome`](crate::edge::Outcome): each variant names its
/// [`Value`](crate::edge::Value).
///
/// Effects hold a person's data, so they have no `Debug`.
///
/// ```
/// use kyclink::edge::{Effect, Outcome, RateLimit, Value};
/// /// Performs an effect that needs neither storage nor the network. `now` is the time at which it ends.
/// fn perform(effect: &Effect, now: i64) -> Option<Outcome<'static>> {
///     let value = match effect {
///         Effect::RateLimit => Value::RateLimit(RateLimit::Allowed),
///         Effect::Report { .. } => Value::Done,
///         _ => return None,
///     };
///     Some(Outcome { at: now, elapsed_ms: 1, result: Ok(value) })
/// }
/// assert!(perform(&Effect::RateLimit, 1_790_000_000_000).is_some_and(|outcome| outcome.result.is_ok()));
/// ```
#[derive(Clone)]
#[non_exhaustive]
pub enum Effect {
    /// Reads the body: [`Value::Body`](crate::edge::Value::Body). Of [`BodyKind::Bytes`] the host keeps the bytes, for
    /// [`Effect::VerifySignature`].
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
    /// Draws text as a QR code: a [`Value::Text`](crate::edge::Value::Text) with SVG.
    DrawQrCode {
        /// The text.
        text: String,
    },
    /// Computes a MAC of a value under each secret: [`Value::Macs`](crate::edge::Value::Macs).
    ComputeMacs {
        /// What the value is for; MACs for different purposes differ.
        purpose: String,
        /// The value, such as a normalized applicant.
        value: UntrustedValue<'static>,
    },
    /// Seals the content of the session cookie: a [`Value::Text`](crate::edge::Value::Text) that only [`Effect::OpenCookies`]
    /// of the same handler can open.
    SealCookie {
        /// JSON text.
        content: String,
    },
    /// Opens session cookies: [`Value::Opened`](crate::edge::Value::Opened), in the same order.
    OpenCookies {
        /// The values of the cookies.
        cookies: Vec<String>,
    },
    /// Loads and opens a record: [`Value::Record`](crate::edge::Value::Record).
    LoadRecord {
        /// The parts of its name.
        name: Vec<String>,
    },
    /// Checks whether the store still has a record as it was loaded: [`Value::Checked`](crate::edge::Value::Checked).
    CheckRecord {
        /// The parts of its name.
        name: Vec<String>,
        /// The sealed form of the record; `None` where there was none.
        expected: Option<String>,
    },
    /// Replaces a record if it has not changed: [`Value::Swap`](crate::edge::Value::Swap).
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
    /// Finds the code of a state by a name in common use: [`Value::Name`](crate::edge::Value::Name).
    FindStateCode {
        /// The country, as the person typed it.
        country: String,
        /// The state, as the person typed it.
        name: String,
    },
    /// Sends a request to a provider once: [`Value::Response`](crate::edge::Value::Response), or the error `network`,
    /// `timeout` or `unexpected_response`. The host must not follow redirects.
    Request {
        /// The endpoint of the request.
        endpoint: &'static Endpoint,
        /// The request, with the provider's credentials.
        request: HttpRequest,
        /// 1 for the first time that this request is sent, 2 for the second.
        attempt: i64,
        /// How long the response may take, in milliseconds.
        timeout_ms: i64,
    },
    /// Waits: [`Value::Done`](crate::edge::Value::Done).
    Wait {
        /// How long, in milliseconds.
        ms: i64,
    },
    /// Passes an error to the `onError` hook: [`Value::Done`](crate::edge::Value::Done). The request goes on.
    Report {
        /// The error.
        error: Error,
    },
    /// Calls the `authorize` hook: [`Value::Authorized`](crate::edge::Value::Authorized).
    Authorize,
    /// Calls the `rateLimit` hook: [`Value::RateLimit`](crate::edge::Value::RateLimit). `limitBy` is part of the npm
    /// package: a host in Rust has a limiter of its own, such as the crate `governor`.
    RateLimit,
    /// Calls the `provider` hook: [`Value::Name`](crate::edge::Value::Name).
    Provider {
        /// The body of the request, which at least one provider accepts.
        applicant: UntrustedValue<'static>,
    },
    /// Calls the `onCreated` hook: [`Value::Done`](crate::edge::Value::Done). An error does not fail the request.
    OnCreated {
        /// The provider's name.
        provider: &'static str,
        /// What the id is called: `customerId`, or `kycLinkId` where a link comes before the customer.
        id_field: &'static str,
        /// The id of the new customer, or of the link.
        customer_id: String,
        /// The customer's reference.
        reference: String,
        /// The application's own fields, as the body had them: an object; `None` if the configuration declares none.
        own: Option<UntrustedValue<'static>>,
    },
    /// Calls the `onEvent` hook: [`Value::Done`](crate::edge::Value::Done). After an error the provider delivers the event
    /// again.
    OnEvent {
        /// The event, as JSON.
        event: String,
    },
    /// Verifies the signature over the bytes of the body: [`Value::Verified`](crate::edge::Value::Verified). The
    /// function of a provider of one's own returns the event as the body, and null if the delivery does not matter.
    VerifySignature {
        /// The name of the provider whose delivery it is.
        provider: &'static str,
        /// The signature, and the keys.
        check: SignatureCheck,
    },
}

impl Effect {
    /// Whether the host passes an error of this effect to the `onError` hook at once. The handler decides about a
    /// request of the provider's and one to it: with [`Effect::Report`], or with its response. An effect that the
    /// deadline has ended is always reported.
    ///
    /// ```
    /// use kyclink::edge::Effect;
    /// assert!(Effect::Authorize.is_reported_at_once());
    /// ```
    pub const fn is_reported_at_once(&self) -> bool {
        !matches!(self, Self::Request { .. } | Self::VerifySignature { .. })
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

impl BodyKind {
    /// The name that the host knows.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Form => "form",
            Self::Bytes => "bytes",
        }
    }
}
