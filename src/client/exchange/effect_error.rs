//! Why an attempt has no usable response, or another effect no value.

use crate::client::error::{Error, ErrorCode};
use crate::client::exchange::UNANSWERED;

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
    pub const fn new(code: ErrorCode) -> Self {
        Self { code, was_not_sent: false, status: None, hint: None }
    }

    /// The failure of an attempt, by the name of its code.
    ///
    /// # Errors
    ///
    /// `invalid_config` if the name is not one of [`UNANSWERED`].
    pub(crate) fn unanswered(code: &str) -> Result<Self, Error> {
        let code = UNANSWERED.into_iter().find(|known| known.as_str() == code);
        code.map(Self::new).ok_or_else(|| Error::config("An attempt does not fail with this code."))
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
