//! Outcomes: what an effect ended with. A host in Rust makes them itself; `outcome_reader` makes them from what a host
//! in another language has written.

use crate::client::engine::outcome;
pub use crate::client::exchange::effect_error::EffectError;
use crate::client::http::HttpResponse;
use crate::value::untrusted::UntrustedValue;

/// What an effect of the handler ended with, and when. It may hold a person's data, so it has no `Debug`.
///
/// ```
/// use kyclink::edge::{Outcome, Value};
/// let outcome = Outcome { at: 1_790_000_000_000, elapsed_ms: 5, result: Ok(Value::Text("6f1e8d0a".to_owned())) };
/// assert!(matches!(outcome.result, Ok(Value::Text(id)) if id == "6f1e8d0a"));
/// ```
pub type Outcome<'a> = outcome::Outcome<Value<'a>, Failure>;

/// What an effect ended with. [`Effect`](crate::edge::Effect) says which variant each effect has.
///
/// ```
/// use kyclink::edge::{Effect, RateLimit, Value};
/// /// Performs the effects that need neither storage nor the network.
/// fn perform(effect: &Effect) -> Option<Value<'static>> {
///     match effect {
///         Effect::Report { .. } => Some(Value::Done),
///         Effect::RateLimit => Some(Value::RateLimit(RateLimit::Allowed)),
///         _ => None,
///     }
/// }
/// assert!(perform(&Effect::RateLimit).is_some());
/// ```
#[non_exhaustive]
pub enum Value<'a> {
    /// The effect has no result.
    Done,
    /// A string that is not empty.
    Text(String),
    /// The body of the request.
    Body(ReceivedBody<'a>),
    /// MACs under each secret, newest first; at least one.
    Macs(Vec<String>),
    /// What was sealed in the cookies, without those that this handler did not seal.
    Opened(Vec<UntrustedValue<'a>>),
    /// A record of the store.
    Record(LoadedRecord<'a>),
    /// Whether the store still has a record as it was loaded.
    Checked(bool),
    /// Whether a record was replaced.
    Swap(Swap),
    /// The code of a state, or the name of the provider that the `provider` hook chose; `None` if there is none.
    Name(Option<String>),
    /// The response to a request.
    Response(HttpResponse<'a>),
    /// What the `authorize` hook returned.
    Authorized(Authorized),
    /// What the `rateLimit` hook returned.
    RateLimit(RateLimit),
    /// The body of a delivery whose signature is valid; null if the body is not JSON. `None` if the signature matches
    /// none of the keys.
    Verified(Option<UntrustedValue<'a>>),
}

/// Why an effect has no value.
///
/// ```
/// use kyclink::ErrorCode;
/// use kyclink::edge::{EffectError, Failure};
/// let failure = Failure::Error(EffectError::new(ErrorCode::Network));
/// assert!(matches!(failure, Failure::Error(error) if !error.was_not_sent));
/// ```
pub enum Failure {
    /// The deadline of the request has passed: the host performs nothing more.
    Late,
    /// The effect failed.
    Error(EffectError),
}

/// The body of a request.
///
/// ```
/// use kyclink::edge::{ReceivedBody, Unreadable};
/// let status = |body: &ReceivedBody| match body {
///     ReceivedBody::Read { .. } => 200,
///     ReceivedBody::Unreadable(Unreadable::TooLarge) => 413,
///     ReceivedBody::Unreadable(Unreadable::TooSlow) => 408,
///     ReceivedBody::Unreadable(Unreadable::Malformed) => 400,
///     ReceivedBody::Unreadable(Unreadable::Encoded) => 415,
/// };
/// assert_eq!(status(&ReceivedBody::Unreadable(Unreadable::TooLarge)), 413);
/// ```
pub enum ReceivedBody<'a> {
    /// It was read.
    Read {
        /// Its content; null for bytes, which the host keeps.
        content: UntrustedValue<'a>,
        /// The `idempotencyKey` field of a form.
        form_key: Option<String>,
    },
    /// It cannot be read.
    Unreadable(Unreadable),
}

/// Why a body cannot be read.
///
/// ```
/// use kyclink::edge::{BodyKind, Unreadable};
/// /// Checks the head of a body.
/// fn check(bytes: &[u8], kind: BodyKind, max_bytes: usize) -> Result<(), Unreadable> {
///     match kind {
///         _ if bytes.len() > max_bytes => Err(Unreadable::TooLarge),
///         BodyKind::Json if !bytes.starts_with(b"{") => Err(Unreadable::Malformed),
///         _ => Ok(()),
///     }
/// }
/// assert_eq!(check(b"x", BodyKind::Json, 16), Err(Unreadable::Malformed));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// It is larger than the limit.
    TooLarge,
    /// It did not arrive in time.
    TooSlow,
    /// It is not what its media type says.
    Malformed,
    /// It is compressed, as its `content-encoding` says.
    Encoded,
}

/// A record of the store.
///
/// ```
/// use kyclink::edge::LoadedRecord;
/// let missing = LoadedRecord::default();
/// assert!(missing.sealed.is_none() && missing.value.is_none());
/// ```
#[derive(Default)]
pub struct LoadedRecord<'a> {
    /// Its sealed form; `None` if the record does not exist.
    pub sealed: Option<String>,
    /// What was sealed; `None` if it does not open.
    pub value: Option<UntrustedValue<'a>>,
}

/// Whether a record was replaced.
///
/// ```
/// use kyclink::edge::Swap;
/// let written = |swap: &Swap| matches!(swap, Swap::Written(_));
/// assert!(written(&Swap::Written("sealed".to_owned())) && !written(&Swap::Changed));
/// ```
pub enum Swap {
    /// The store has the new record, of this sealed form.
    Written(String),
    /// The store has no such record any more.
    Removed,
    /// The record is not the expected one, and stays as it is.
    Changed,
}

/// What the `authorize` hook returned.
///
/// ```
/// use kyclink::edge::Authorized;
/// let user = |id: &str| Authorized::Caller { reference: Some(id.to_owned()), redirect_uri: None };
/// assert!(matches!(user("user-1"), Authorized::Caller { reference: Some(_), .. }));
/// ```
pub enum Authorized {
    /// The request may go on.
    Caller {
        /// The application's own id of the person.
        reference: Option<String>,
        /// Where the provider sends the person afterwards. It is not validated.
        redirect_uri: Option<String>,
    },
    /// The hook responds itself.
    Refused,
}

/// What the `rateLimit` hook returned.
///
/// ```
/// use kyclink::edge::RateLimit;
/// assert_ne!(RateLimit::Allowed, RateLimit::Refused { retry_after_ms: None });
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RateLimit {
    /// The request may go on.
    Allowed,
    /// The request must wait.
    Refused {
        /// How long, in milliseconds, if the hook says it.
        retry_after_ms: Option<i64>,
    },
}
