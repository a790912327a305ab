//! One request: from an input to an HTTP request, and from an HTTP response to an output or an error.
//!
//! ```text
//! input → validated input │ issues → HttpRequest → (any transport) → HttpResponse → Output │ Error
//! ```

pub(crate) mod typed;

use crate::client::connection::Connection;
use crate::client::connection::call_options::CallOptions;
use crate::client::endpoint::error_response;
use crate::client::endpoint::parse_options::ParseOptions;
use crate::client::endpoint::request_template::RequestTemplate;
use crate::client::endpoint::service::Service;
use crate::client::endpoint::{Endpoint, Output, Request, ResponseContext};
use crate::client::error::echo::Echoes;
use crate::client::error::{Error, ErrorCode};
use crate::client::exchange::no_response::no_response;
use crate::client::http::{Body, HttpRequest, HttpResponse};
use crate::rules::field::extra;
use crate::rules::operation::{Operation, Valid, validate};
use crate::rules::options::{Options, Policy};
use crate::value::untrusted::UntrustedValue;

/// Validates an input of one of the service's operations. Issues are returned as an `invalid_request` error.
pub(crate) fn require_valid<'a>(
    operation: &'static Operation,
    service: &Service,
    input: UntrustedValue<'a>,
    policy: Policy,
    now: i64,
) -> Result<Valid<'a>, Error> {
    validate(operation, input, &Options { policy, now, ..Options::default() })
        .result
        .map_err(|issues| Error::invalid(issues).with_operation(operation.name, service.name))
}

/// Validates the input and builds the request, without sending it.
///
/// `now` is the current time in milliseconds since 1970-01-01 UTC.
///
/// # Errors
///
/// `invalid_request`, with every issue, if the input is not valid; `invalid_config` if the connection is to another
/// provider.
///
/// ```
/// use kyclink::{Connection, Method, UntrustedValue, build_request, endpoint};
/// let endpoint = endpoint("spherepay.getCustomer").expect("registered");
/// let config = UntrustedValue::from_json(r#"{"apiKey":"secret_x","environment":"sandbox"}"#).expect("JSON");
/// let connection = Connection::open(endpoint.service, &config)?;
/// let input = UntrustedValue::from_json(r#"{"customerId":"customer_1ab2c3d4"}"#).expect("JSON");
/// let request = build_request(endpoint, &input, &connection, 1_790_000_000_000)?;
/// assert_eq!(request.method, Method::Get);
/// assert_eq!(request.url, "https://api.sandbox.spherepay.co/v2/customer/customer_1ab2c3d4");
/// # Ok::<(), kyclink::Error>(())
/// ```
pub fn build_request(
    endpoint: &'static Endpoint,
    input: &UntrustedValue,
    connection: &Connection,
    now: i64,
) -> Result<HttpRequest, Error> {
    build_request_with(endpoint, input, connection, &CallOptions::default(), now)
}

/// Validates the input and builds the request with the options of this call, such as an idempotency key.
/// [`build_request`] is for calls without options.
///
/// # Errors
///
/// Those of [`build_request`], and `invalid_config` if an option is malformed.
///
/// ```
/// use kyclink::{CallOptions, Connection, UntrustedValue, build_request_with, endpoint};
/// # let endpoint = endpoint("spherepay.createKycLink").expect("registered");
/// # let config = UntrustedValue::from_json(r#"{"apiKey":"secret_x","environment":"sandbox"}"#).expect("JSON");
/// # let connection = Connection::open(endpoint.service, &config)?;
/// # let input = UntrustedValue::from_json(r#"{"customerId":"customer_1ab2c3d4"}"#).expect("JSON");
/// let options = CallOptions::default().header("X-Trace", "7");
/// let request = build_request_with(endpoint, &input, &connection, &options, 1_790_000_000_000)?;
/// assert!(request.headers.contains(&("X-Trace".into(), "7".into())));
/// # Ok::<(), kyclink::Error>(())
/// ```
pub fn build_request_with(
    endpoint: &'static Endpoint,
    input: &UntrustedValue,
    connection: &Connection,
    options: &CallOptions,
    now: i64,
) -> Result<HttpRequest, Error> {
    // As in the npm package: a call that its connection can never make is refused, whatever its input.
    connection.check_call(options).map_err(|error| endpoint.attribute(error))?;
    connection.complete(endpoint, build_template(endpoint, input.clone(), connection.policy, now)?, options)
}

/// Validates the input and builds what no connection has to add.
pub(crate) fn build_template(
    endpoint: &'static Endpoint,
    input: UntrustedValue,
    policy: Policy,
    now: i64,
) -> Result<RequestTemplate, Error> {
    let valid = require_valid(endpoint.operation, endpoint.service, input, policy, now)?;
    let mut input = valid.object().clone();
    let extra = input.remove(extra::NAME);
    let input = &input;
    // A valid input has every field that the path needs.
    let template = match endpoint.request {
        Request::Post(path) => Some(RequestTemplate::post(path).json(input)),
        Request::Build(build) => build(input),
    };
    let template = template.map(|template| template.extended_with(extra.as_ref()));
    template.ok_or_else(|| endpoint.attribute(Error::new(ErrorCode::Internal)))
}

/// Like [`parse_response`], for a host that may have left out a part of what was sent, because passing it on takes time.
/// `None` if that part is needed: the id of a customer in an error must not repeat what was sent.
pub(crate) fn parse_received(
    endpoint: &'static Endpoint,
    response: &HttpResponse<'_>,
    input: Option<&UntrustedValue<'_>>,
    options: &ParseOptions,
    is_whole: bool,
) -> Option<Result<Output, Error>> {
    let output = parse_response(endpoint, response, input, options);
    let is_settled = is_whole || output.as_ref().err().is_none_or(|error| error.customer_id().is_none());
    is_settled.then_some(output)
}

/// Parses a response: a 2xx into the operation's output, any other status into an error.
///
/// `input` is the input of the request. Some outputs need it, because the response does not repeat the customer's id.
///
/// # Errors
///
/// The provider's error as a coded one; `unexpected_response` if a 2xx does not have the documented form;
/// `invalid_config` if `input` is needed and missing.
///
/// ```
/// use kyclink::{Body, HttpResponse, Output, ParseOptions, endpoint, parse_response};
/// let endpoint = endpoint("spherepay.createKycLink").expect("registered");
/// let body = br#"{"customerId":"customer_1","url":"https://in.sumsub.com/x","expiresAt":"2027-01-15T14:32:00Z"}"#;
/// let response = HttpResponse { status: 201, headers: vec![], body: Body::decode(body) };
/// let options = ParseOptions::new(1_790_000_000_000);
/// let Ok(Output::KycLink(link)) = parse_response(endpoint, &response, None, &options) else { panic!("a link") };
/// assert_eq!(link.kyc_url.as_str(), "https://in.sumsub.com/x");
/// ```
pub fn parse_response(
    endpoint: &'static Endpoint,
    response: &HttpResponse<'_>,
    input: Option<&UntrustedValue<'_>>,
    options: &ParseOptions,
) -> Result<Output, Error> {
    if response.is_none() {
        return Err(no_response(endpoint, ErrorCode::Network, true));
    }
    if !response.is_success() {
        return Err(error_response::parse(endpoint, response, input, options));
    }
    let is_whole = !matches!(response.body, Body::Fields(_));
    let context = ResponseContext { endpoint, body: response.body.json(), is_whole, input, options };
    let output = match response.body {
        // A gateway's HTML page with status 200 is not a success.
        Body::Other => Err(Error::unexpected("The body is not JSON.")),
        _ => (endpoint.response)(&context),
    };
    output.map_err(|mut error| {
        error.details.status = Some(response.status);
        Echoes::of(endpoint.operation, input, &options.credentials).remove_from(&mut error);
        endpoint.attribute(error_response::with_create_advice(endpoint, error))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provider::endpoints;

    /// An id of a customer may repeat what the host has left out.
    #[test]
    fn what_a_host_has_left_out_is_needed_only_where_an_error_has_the_id_of_a_customer() {
        let options = ParseOptions::new(0);
        let create = endpoints().find(|endpoint| endpoint.name().ends_with(".createCustomerViaLink")).unwrap();
        for (status, body, is_settled) in [
            (
                201,
                r#"{"customerId":"customer_1","url":"https://kyc.example/x","expiresAt":"2099-01-15T14:32:00Z"}"#,
                true,
            ),
            (201, r#"{"customerId":"customer_1","url":"http://kyc.example/x"}"#, false),
            (201, "{}", true),
            (422, r#"{"customerId":"customer_1"}"#, true),
        ] {
            let response = HttpResponse::new(status, [], body.as_bytes());
            let read = |is_whole| parse_received(create, &response, None, &options, is_whole).is_some();
            assert_eq!((read(false), read(true)), (is_settled, true), "{status} {body}");
        }
    }
}
