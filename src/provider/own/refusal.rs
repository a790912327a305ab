//! Why an answer of a function is refused, in words for the developer. None has a value of the answer.

use std::borrow::Cow;

use super::members::Problem;
use crate::client::endpoint::ResponseContext;
use crate::client::error::{Error, ErrorCode};
use crate::client::link::kyc_url::UrlFault;
use crate::value::untrusted::UntrustedValue;

/// Returns what the wrapper says of a function: what it has thrown, or that nothing of what it has returned can be read.
pub(super) fn problem_of(body: &UntrustedValue) -> Option<Cow<'static, str>> {
    body.owned_text_of("problem").map(Cow::Owned)
}

/// Returns what the wrapper says that a failure means, where its status does not: it is about the settings, or nothing was
/// sent.
pub(super) fn meaning_of(body: &UntrustedValue) -> Option<ErrorCode> {
    let meaning = body.text_of("meaning")?;
    [ErrorCode::InvalidConfig, ErrorCode::Unavailable].into_iter().find(|code| code.as_str() == meaning)
}

/// Why an answer is refused.
#[derive(Clone)]
pub(super) enum Refusal {
    /// A member cannot be read.
    Malformed(Problem),
    NoCustomerId,
    OtherCustomer,
    OtherType,
    /// It has neither a link nor a status.
    Empty,
    /// It has neither a token nor a status.
    NoToken,
    Url(UrlFault),
    NoCustomers,
    CustomerWithoutId,
    CustomerWithoutReference,
}

impl Refusal {
    /// Returns what the function has returned.
    fn returned(&self) -> Cow<'static, str> {
        Cow::Borrowed(match self {
            Self::Malformed(problem) => return problem.clone(),
            Self::NoCustomerId => "no customerId",
            Self::OtherCustomer => "the customerId of another customer",
            Self::OtherType => "a type that is not the applicant's",
            Self::Empty => "neither kycUrl nor status",
            Self::NoToken => "neither token nor status",
            Self::Url(UrlFault::NotHttps) => "a kycUrl that is not an https URL without credentials",
            Self::Url(UrlFault::OtherHost(host)) => {
                return ["a kycUrl on another host than those of hosts: ", host].concat().into();
            }
            Self::NoCustomers => "neither customers nor null",
            Self::CustomerWithoutId => "a customer without customerId",
            Self::CustomerWithoutReference => {
                "a customer without the reference that its create had, so nothing says whose it is"
            }
        })
    }

    /// Returns the error with this code, which says why.
    pub(super) fn error(self, context: &ResponseContext<'_>, code: ErrorCode) -> Error {
        // Where `create` makes the links, it has answered for `link`.
        let function = context.text("function").unwrap_or_default();
        let named = || Cow::Owned([function, " returned ", &self.returned(), "."].concat());
        let seen = problem_of(context.body).filter(|_| matches!(self, Self::Malformed(_)));
        Error::new(code).with_hint(seen.unwrap_or_else(named))
    }
}
