//! Outcomes: what an effect ended with.

use crate::client::error::{Error, ErrorCode};

/// What an effect ended with, and when. It may hold a person's data, so it has no `Debug`.
///
/// ```
/// use kyclink::edge::{Outcome, Value};
/// let outcome = Outcome { at: 1_790_000_000_000, elapsed_ms: 5, result: Ok(Value::Done) };
/// assert!(outcome.result.is_ok());
/// ```
pub struct Outcome<V, E = EffectError> {
    /// The time at which it ended, in milliseconds since 1970-01-01 UTC.
    pub at: i64,
    /// How long everything had taken by then, in milliseconds of a clock that never jumps.
    pub elapsed_ms: i64,
    /// The value, which belongs to the effect, or why there is none.
    pub result: Result<V, E>,
}

/// Why an effect failed.
///
/// ```
/// use kyclink::ErrorCode;
/// use kyclink::edge::EffectError;
/// let refused = EffectError { was_not_sent: true, ..EffectError::new(ErrorCode::Network) };
/// assert_eq!(refused.code, ErrorCode::Network);
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct EffectError {
    /// What went wrong.
    pub code: ErrorCode,
    /// Whether it is certain that the request was not sent, because there was no connection.
    pub was_not_sent: bool,
    /// The status of a response that cannot be used, if it has one.
    pub status: Option<u16>,
    /// What to do about it, without personal data.
    pub hint: Option<String>,
}

impl EffectError {
    /// Returns an error about which nothing else is known.
    ///
    /// ```
    /// use kyclink::ErrorCode;
    /// assert!(kyclink::edge::EffectError::new(ErrorCode::Network).hint.is_none());
    /// ```
    pub const fn new(code: ErrorCode) -> Self {
        Self { code, was_not_sent: false, status: None, hint: None }
    }
}

impl From<&EffectError> for Error {
    fn from(failure: &EffectError) -> Self {
        let mut error = Self::new(failure.code);
        error.details.status = failure.status;
        match &failure.hint {
            Some(hint) => error.with_hint(hint.clone()),
            None => error,
        }
    }
}
