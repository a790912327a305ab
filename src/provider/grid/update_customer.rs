//! `PATCH /customers/{customerId}`: changes other details than the contacts, which `update_contact.rs` changes.
//!
//! `customerType` must be the customer's own. A given list replaces the customer's list. A 424 means that a service behind
//! Grid failed; the error says that it may be retried.
//!
//! - Documents: `updateCustomerById` in Grid's OpenAPI description 2025-10-13, as of August 2026.
//! - Retry: no. Sent again later, it would undo a change that was made in the meantime.

use super::fields::{CURRENCY, CUSTOMER_ID, CUSTOMER_TYPE, body, path};
use super::service::SERVICE;
use super::{address, business_info, customer, terms_consent};
use crate::client::endpoint::{Endpoint, Output, ResponseContext, RetrySafety};
use crate::client::error::Error;
use crate::client::request_template::RequestTemplate;
use crate::rules::field::country::Alphabet;
use crate::rules::operation::Operation;
use crate::rules::shape::{Field, Kind, Shape};
use crate::value::untrusted::Object;

pub(super) static OPERATION: Operation = Operation { name: "grid.updateCustomer", shape: &SHAPE };

static SHAPE: Shape = Shape::new(&[
    Field::required("customerId", Kind::CustomerId(&CUSTOMER_ID)),
    Field::required("customerType", Kind::Choice(CUSTOMER_TYPE)),
    Field::optional("fullName", Kind::Text { max: None }).when(&("customerType", "INDIVIDUAL")),
    Field::optional("birthDate", Kind::PastDate).when(&("customerType", "INDIVIDUAL")),
    Field::optional("nationality", Kind::Country(Alphabet::Alpha2)).when(&("customerType", "INDIVIDUAL")),
    Field::optional("address", Kind::Object(&address::SHAPE)),
    Field::optional("businessInfo", Kind::Object(&business_info::UPDATE)).when(&("customerType", "BUSINESS")),
    Field::optional("currencies", Kind::List(&CURRENCY)),
    Field::optional("region", Kind::Country(Alphabet::Alpha2)),
    Field::optional("endUserTermsConsent", Kind::Object(&terms_consent::SHAPE)),
]);

pub(super) static ENDPOINT: Endpoint =
    Endpoint::new(&OPERATION, &SERVICE, RetrySafety::NeverRetry, request, response).reads(customer::FIELDS);

fn request(input: &Object) -> Option<RequestTemplate> {
    Some(RequestTemplate::patch(path(input, "")?).json(&body(input)))
}

/// The customer.
fn response(context: &ResponseContext<'_>) -> Result<Output, Error> {
    customer::parse_update_response(context)
}
