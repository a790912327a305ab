//! `PATCH /customers/{customerId}`: other details of a customer, apart from the contacts (`update_contact.rs`).
//!
//! `customerType` must be the one the customer has. A list replaces the one that the customer had. A 424 says that something
//! behind Grid failed, and may be tried again.

use super::fields::{CUSTOMER_ID, CUSTOMER_TYPE, body, path};
use super::service::SERVICE;
use super::{address, business_info, create_customer, terms_consent, update_contact};
use crate::client::endpoint::{Endpoint, RetrySafety};
use crate::client::error::ErrorCode;
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
    Field::optional("currencies", Kind::List(&create_customer::CURRENCY)),
    Field::optional("region", Kind::Country(Alphabet::Alpha2)),
    Field::optional("endUserTermsConsent", Kind::Object(&terms_consent::SHAPE)),
]);

pub(super) static ENDPOINT: Endpoint = Endpoint {
    operation: &OPERATION,
    service: &SERVICE,
    request,
    response: update_contact::response,
    // Sent again later, it would undo what somebody else has changed meanwhile.
    retry: RetrySafety::NeverRetry,
    conflict: ErrorCode::Conflict,
    body_field: None,
};

fn request(input: &Object) -> Option<RequestTemplate> {
    Some(RequestTemplate::patch(path(input, "")?).json(&body(input)))
}
