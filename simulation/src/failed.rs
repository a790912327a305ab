//! The failures of effects in the simulation.

use kyclink::edge::{EffectError, Failure};
use kyclink::{Error, ErrorCode};

/// Why an effect has no value.
pub(crate) enum Failed {
    /// The request's deadline has passed.
    Late,
    /// With this error; `None` where our own side failed.
    Error(Option<Error>),
}

impl Failed {
    pub(crate) const INTERNAL: Self = Self::Error(None);

    pub(crate) fn error(&self) -> Option<&Error> {
        match self {
            Self::Late => None,
            Self::Error(error) => error.as_ref(),
        }
    }
}

impl From<Error> for Failed {
    fn from(error: Error) -> Self {
        Self::Error(Some(error))
    }
}

impl From<Failed> for Failure {
    fn from(failed: Failed) -> Self {
        match failed {
            Failed::Late => Self::Late,
            Failed::Error(Some(error)) => Self::from(&error),
            Failed::Error(None) => Self::Error(EffectError::new(ErrorCode::Internal)),
        }
    }
}
