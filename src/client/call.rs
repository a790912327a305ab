//! One call: from an input to a request, from a response to an output or an error.
//!
//! ```text
//! input → validated input │ issues → HttpRequest → (any transport) → HttpResponse → Output │ Error
//! ```

use crate::client::connection::Connection;
use crate::client::endpoint::{Endpoint, Output, ResponseContext, RetrySafety};
use crate::client::error::{Error, ErrorCode};
use crate::client::http::{Body, HttpRequest, HttpResponse};
use crate::client::parse_options::ParseOptions;
use crate::client::refusal;
use crate::rules::operation::{Operation, Valid, validate};
use crate::rules::options::Options;
use crate::value::untrusted::UntrustedValue;

/// Validates an input as strictly as the connection asks; its issues are an error.
pub(crate) fn admit<'a>(
    operation: &'static Operation,
    input: &UntrustedValue<'a>,
    connection: &Connection,
    now: i64,
) -> Result<Valid<'a>, Error> {
    let options = Options { policy: connection.policy, normalize: false, now };
    validate(operation, input.clone(), &options)
        .result
        .map_err(|issues| Error::invalid(issues).of_operation(operation.name, connection.provider()))
}

/// Validates the input and builds the request, without sending it.
///
/// `now` is the current time in milliseconds since 1970-01-01 UTC.
pub fn build_request(
    endpoint: &'static Endpoint,
    input: &UntrustedValue,
    connection: &Connection,
    now: i64,
) -> Result<HttpRequest, Error> {
    let valid = admit(endpoint.operation, input, connection, now)?;
    // A valid input has what the path is made of.
    let template = (endpoint.request)(valid.object()).ok_or_else(|| Error::new(ErrorCode::Internal));
    template.and_then(|template| connection.complete(template)).map_err(|error| endpoint.attribute(error))
}

/// Returns the error of a request that got no response: `code` is `network`, `timeout` or `aborted`.
///
/// Once a create was sent, nobody can tell whether it happened; any other request may be sent again.
pub fn no_response(endpoint: &Endpoint, code: ErrorCode, was_sent: bool) -> Error {
    let code = if endpoint.creates_customer() && was_sent { ErrorCode::OutcomeUnknown } else { code };
    let mut error = Error::new(code);
    error.retryable &= !was_sent || endpoint.retry == RetrySafety::Retryable;
    endpoint.attribute(error)
}

/// Reads a response: the output of any 2xx, an error from everything else.
///
/// `input` is what was sent, for what a response leaves out.
pub fn parse_response(
    endpoint: &'static Endpoint,
    response: &HttpResponse<'_>,
    input: Option<&UntrustedValue<'_>>,
    options: &ParseOptions,
) -> Result<Output, Error> {
    // The status of fetch's `Response.error()`: there was no response.
    if response.is_none() {
        return Err(no_response(endpoint, ErrorCode::Network, true));
    }
    if !(200..300).contains(&response.status) {
        return Err(refusal::read(endpoint, response, input, options.now));
    }
    let context = ResponseContext { endpoint, body: response.body.json(), input, options };
    let output = match response.body {
        // A gateway's page with status 200 is not a success of any operation.
        Body::Other => Err(Error::unexpected("The body is not JSON.")),
        _ => (endpoint.response)(&context),
    };
    output.map_err(|mut error| {
        error.status = Some(response.status);
        endpoint.attribute(error)
    })
}
