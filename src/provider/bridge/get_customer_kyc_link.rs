//! `GET /customers/{customerId}/kyc_link`: returns a hosted KYC link for a customer who needs a further approval.
//!
//! - Documents: Bridge's OpenAPI description of September 2026.
//! - Retry: yes. It only reads.

use super::fields::{CUSTOMER, REDIRECT_URI, customer_path, to_wire};
use super::service::SERVICE;
use crate::client::endpoint::request_template::RequestTemplate;
use crate::client::endpoint::response_field::ResponseField::Value;
use crate::client::endpoint::{Endpoint, Output, ResponseContext, RetrySafety};
use crate::client::error::Error;
use crate::client::link::{KycLink, KycUrl};
use crate::rules::operation::Operation;
use crate::rules::shape::{Field, Kind, Shape};
use crate::rules::words::{Words, words};
use crate::value::untrusted::Object;

pub(super) static OPERATION: Operation = Operation { name: "bridge.getCustomerKycLink", shape: &SHAPE };

static SHAPE: Shape = Shape::new(&[
    CUSTOMER,
    /// The product for which the customer is to be approved.
    Field::optional("endorsement", Kind::Choice(LINK_ENDORSEMENT)),
    REDIRECT_URI,
]);

/// A product for which a customer may need another link.
const LINK_ENDORSEMENT: Words = words!["sepa", "spei", "cards"];

pub(super) static ENDPOINT: Endpoint =
    Endpoint::new(&OPERATION, &SERVICE, RetrySafety::Retryable, request, response).reads(&[Value("url")]);

pub(super) type Returned = CustomerLink;

fn request(input: &Object) -> Option<RequestTemplate> {
    let mut query = to_wire(input);
    query.remove("customer_id");
    Some(RequestTemplate::get(customer_path(input, "/kyc_link")?).query(&query))
}

/// `{url}`
fn response(context: &ResponseContext<'_>) -> Result<Output, Error> {
    let customer_id = Some(context.sent_customer_id()?);
    let url = context.text("url").ok_or_else(|| Error::unexpected("`url` is missing."))?;
    let url = KycUrl::parse_completing(url, &context.options.links)?;
    Ok(Output::KycLink(KycLink { customer_id, ..KycLink::new(SERVICE.name, url) }))
}

/// `BridgeCustomerLink` in `types.d.ts`: a link whose expiry Bridge does not tell.
type CustomerLink = KycLink;
