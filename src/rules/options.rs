//! How strictly an input is validated.

use crate::value::untrusted::UntrustedValue;

/// How much an input must satisfy.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Policy {
    /// Only what the provider's published schema requires.
    Schema,
    /// Also what the postal format of the country requires: a state, a postal code.
    #[default]
    Postal,
    /// Warnings about phone, state and postal code become issues.
    Strict,
}

impl Policy {
    /// The policy as it stands in options.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Schema => "schema",
            Self::Postal => "postal",
            Self::Strict => "strict",
        }
    }

    /// Reads a policy's name, or says what it must be; an absent one is [`Policy::Postal`].
    pub(crate) fn parse(name: &UntrustedValue) -> Result<Self, &'static str> {
        if name.is_absent() {
            return Ok(Self::default());
        }
        let mut policies = [Self::Schema, Self::Postal, Self::Strict].into_iter();
        policies
            .find(|policy| name.text() == Some(policy.as_str()))
            .ok_or("policy must be \"schema\", \"postal\" or \"strict\".")
    }
}

/// How to validate.
///
/// ```
/// use kyclink::{Options, Policy};
/// let options = Options { policy: Policy::Strict, ..Options::default() };
/// assert!(!options.normalize);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// How much the input must satisfy.
    pub policy: Policy,
    /// Whether to [normalize](crate::normalize) the input first.
    pub normalize: bool,
    /// The current time, in milliseconds since 1970-01-01 UTC: later dates are refused.
    pub now: i64,
}

/// Without a clock, no date is in the future.
impl Default for Options {
    fn default() -> Self {
        Self { policy: Policy::default(), normalize: false, now: i64::MAX }
    }
}

impl Options {
    /// Reads `policy`, `normalize` and `now`, or says what is wrong with them; `null` stands for each default.
    pub fn parse([policy, normalize, now]: [&UntrustedValue; 3]) -> Result<Self, &'static str> {
        Ok(Self {
            policy: Policy::parse(policy)?,
            normalize: normalize.is_true(),
            now: match now {
                UntrustedValue::Null => Self::default().now,
                now => now.integer().ok_or("now must be a number of milliseconds.")?,
            },
        })
    }
}
