//! The error of a request without a response.

use crate::client::endpoint::error_response;
use crate::client::endpoint::{Endpoint, RetrySafety};
use crate::client::error::{Error, ErrorCode};

/// Returns the error for a request that got no response. `code` is `network`, `timeout` or `aborted`.
///
/// For a request that creates a customer and was sent, the error is `outcome_unknown`: the provider may have created
/// it. A request that was not sent is retryable; one that was sent is retryable only if the endpoint is.
///
/// ```
/// use kyclink::{ErrorCode, endpoint, no_response};
/// let create = endpoint("grid.createCustomer").expect("registered");
/// assert_eq!(no_response(create, ErrorCode::Timeout, true).code(), ErrorCode::OutcomeUnknown);
/// assert_eq!(no_response(create, ErrorCode::Timeout, false).code(), ErrorCode::Timeout);
/// ```
pub fn no_response(endpoint: &Endpoint, code: ErrorCode, was_sent: bool) -> Error {
    let code = if endpoint.creates_customer() && was_sent { ErrorCode::OutcomeUnknown } else { code };
    let mut error = Error::new(code);
    error.details.hint = error_response::hint(endpoint, code).map(Into::into);
    error.details.retryable &= !was_sent || endpoint.retry == RetrySafety::Retryable;
    endpoint.attribute(error)
}
