//! `POST /customers/{customerId}/kyc-link`: creates a hosted link. Earlier links stay valid.
//!
//! - Documents: `createCustomerKycLink` in Grid's OpenAPI description 2025-10-13, as of August 2026.
//! - 409: the customer's email or phone must be confirmed first.
//! - Retry: yes. A second request creates another link and nothing else.

use super::fields::{CUSTOMER, EXTRA, body, path};
use super::service::SERVICE;
use crate::client::endpoint::request_template::RequestTemplate;
use crate::client::endpoint::response_field::ResponseField::Value;
use crate::client::endpoint::{Endpoint, Output, ResponseContext, RetrySafety};
use crate::client::error::{Error, ErrorCode};
use crate::rules::operation::Operation;
use crate::rules::shape::{Field, Kind, Shape};
use crate::value::untrusted::Object;

pub(super) static OPERATION: Operation = Operation { name: "grid.createKycLink", shape: &SHAPE };

static SHAPE: Shape = Shape::new(&[
    CUSTOMER,
    /// Where the person goes after the hosted flow: an https URL on a public host. http is for loopback hosts only.
    Field::optional("redirectUri", Kind::RedirectUri),
    EXTRA,
]);

pub(super) static ENDPOINT: Endpoint = Endpoint::new(&OPERATION, &SERVICE, RetrySafety::Retryable, request, response)
    .reads(&[Value("kycUrl"), Value("expiresAt"), Value("provider"), Value("token")])
    .conflict_means(ErrorCode::ContactNotVerified);

pub(super) type Returned = crate::client::link::KycLink;

/// The schema allows no body; `{}` is known to work.
fn request(input: &Object) -> Option<RequestTemplate> {
    Some(RequestTemplate::post(path(input, "/kyc-link")?).json(&body(input)))
}

/// `{kycUrl, expiresAt, provider, token?}`: the customer's id is only in the request.
///
/// If the link is not usable, the error has the customer's id, because the customer exists.
fn response(context: &ResponseContext<'_>) -> Result<Output, Error> {
    let customer_id = context.sent_customer_id()?;
    parse_link(context, &customer_id).map_err(|error| error.with_customer_id(&customer_id))
}

fn parse_link(context: &ResponseContext<'_>, customer_id: &str) -> Result<Output, Error> {
    let url = context.text("kycUrl").ok_or_else(|| Error::unexpected("`kycUrl` is missing."))?;
    let mut link = context.link(customer_id, url, true)?;
    link.verification_provider = context.text("provider").map(str::to_owned);
    Ok(Output::KycLink(link))
}
