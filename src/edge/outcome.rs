//! Outcomes: what an effect ended with. A host in Rust makes them from the crate's own results; `outcome_reader` makes
//! them from what a host in another language has written.

use super::provider_outcome::{Applicant, Found, FoundCustomer, Onboarded, ReceivedEvent, Returned};
use crate::client::endpoint::Endpoint;
use crate::client::error::{Error, ErrorCode};
use crate::provider::{Provider, endpoint};
use crate::value::untrusted::UntrustedValue;

/// What an effect ended with, and when. It may hold a person's data, so it has no `Debug`.
///
/// ```
/// use kyclink::edge::{Outcome, Value};
/// let outcome = Outcome { at: 1_790_000_000_000, elapsed_ms: 5, result: Ok(Value::Text("6f1e8d0a".to_owned())) };
/// assert!(matches!(outcome.result, Ok(Value::Text(id)) if id == "6f1e8d0a"));
/// ```
pub struct Outcome<'a> {
    /// The time at which it ended, in milliseconds since 1970-01-01 UTC.
    pub at: i64,
    /// How long the request had taken by then, in milliseconds of a clock that never jumps.
    pub elapsed_ms: i64,
    /// The value, whose variant belongs to the effect, or why there is none.
    pub result: Result<Value<'a>, Failure>,
}

/// What an effect ended with. [`Effect`](super::Effect) says which variant each effect has.
///
/// ```
/// use kyclink::edge::{Effect, RateLimit, Value};
/// /// Performs the effects that need neither storage nor the network.
/// fn perform(effect: &Effect) -> Option<Value<'static>> {
///     match effect {
///         Effect::MakeRandomId => Some(Value::Text("b1c7f0".to_owned())), // a real host takes random bytes
///         Effect::LimitRate => Some(Value::RateLimit(RateLimit::Allowed)),
///         _ => None,
///     }
/// }
/// assert!(perform(&Effect::LimitRate).is_some());
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
    Record(Record<'a>),
    /// Whether a record was replaced.
    Swap(Swap),
    /// An applicant that the rules of a provider accept.
    Applicant(Applicant<'a>),
    /// The code of a state; `None` if no state has this name.
    StateCode(Option<String>),
    /// An onboarding at a provider.
    Onboarded(Onboarded),
    /// The customers that a search found.
    Customers(Vec<FoundCustomer>),
    /// What an operation returned.
    Returned(Returned),
    /// What the `authorize` hook returned.
    Authorized(Authorized),
    /// What the `rateLimit` hook returned.
    RateLimit(RateLimit),
    /// The provider that the `provider` hook chose; `None` if there is none of this name.
    Chosen(Option<&'static Provider>),
    /// The event of a delivery.
    Event(ReceivedEvent),
}

/// Why an effect has no value.
///
/// ```
/// use kyclink::edge::Failure;
/// use kyclink::{ErrorCode, no_response};
/// let error = no_response(kyclink::endpoint("grid.getCustomer").expect("registered"), ErrorCode::Network, true);
/// assert!(matches!(Failure::from(&error), Failure::Error(error) if error.code == ErrorCode::Network));
/// ```
pub enum Failure {
    /// The deadline of the request has passed: the host performs nothing more.
    Late,
    /// The effect failed.
    Error(EffectError),
}

/// An error of an effect. The host keeps the rest of it, such as its issues, for the response.
///
/// ```
/// use kyclink::ErrorCode;
/// use kyclink::edge::EffectError;
/// let error = EffectError::new(ErrorCode::Internal);
/// assert_eq!((error.code, error.customer_id), (ErrorCode::Internal, None));
/// ```
pub struct EffectError {
    /// What went wrong.
    pub code: ErrorCode,
    /// How long the provider asks to wait before a retry, in milliseconds.
    pub retry_after_ms: Option<i64>,
    /// The operation that failed; `None` also for a composite.
    pub endpoint: Option<&'static Endpoint>,
    /// The customer that exists although the effect failed.
    pub customer_id: Option<String>,
    /// What is wrong with the applicant.
    pub issues: Vec<Found>,
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
}

/// A record of the store.
///
/// ```
/// use kyclink::edge::Record;
/// let missing = Record::default();
/// assert!(missing.sealed.is_none() && missing.value.is_none());
/// ```
#[derive(Default)]
pub struct Record<'a> {
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

impl EffectError {
    /// Returns an error about which nothing else is known.
    ///
    /// ```
    /// use kyclink::ErrorCode;
    /// assert!(kyclink::edge::EffectError::new(ErrorCode::Network).retry_after_ms.is_none());
    /// ```
    pub const fn new(code: ErrorCode) -> Self {
        Self { code, retry_after_ms: None, endpoint: None, customer_id: None, issues: vec![] }
    }
}

impl From<&Error> for Failure {
    fn from(error: &Error) -> Self {
        Self::Error(EffectError {
            code: error.code(),
            retry_after_ms: error.details.retry_after_ms,
            endpoint: error.operation().and_then(endpoint),
            customer_id: error.details.customer_id.clone(),
            issues: error.issues().iter().map(Found::from).collect(),
        })
    }
}
