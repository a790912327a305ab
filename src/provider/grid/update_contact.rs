//! `PATCH /customers/{customerId}`: changes the email address or the phone number. Grid refuses both in one request.
//!
//! `customerType` must be the customer's own.
//!
//! - Documents: `updateCustomerById` in Grid's OpenAPI description 2025-10-13, as of August 2026.
//! - Retry: no. Sent again later, it would undo a change that was made in the meantime.

use super::customer;
use super::fields::{CUSTOMER, CUSTOMER_TYPE, EXTRA, PHONE, body, path};
use super::service::SERVICE;
use crate::client::endpoint::request_template::RequestTemplate;
use crate::client::endpoint::{Endpoint, RetrySafety};
use crate::rules::issue::{Fault, IssueCode};
use crate::rules::operation::Operation;
use crate::rules::shape::Fields;
use crate::rules::shape::{Field, Kind, Shape};
use crate::value::untrusted::Object;

pub(super) static OPERATION: Operation = Operation { name: "grid.updateContact", shape: &SHAPE };

/// Either `email` or `phoneNumber`.
static SHAPE: Shape = Shape {
    any_of: &["email", "phoneNumber"],
    cross_field_rule: Some(|input, name, is_given, _| one_contact(input, name, is_given)),
    ..Shape::new(&[
        CUSTOMER,
        /// The customer's type, which cannot be changed.
        Field::required("customerType", Kind::Choice(CUSTOMER_TYPE)),
        /// The new email address.
        Field::optional("email", Kind::Email),
        /// The new phone number: `+`, a digit from 1 to 9, then 1 to 14 digits.
        Field::optional("phoneNumber", Kind::Phone(&PHONE)),
        EXTRA,
    ])
};

/// Cross-field rule: Grid refuses both contacts in one request.
fn one_contact(input: &Fields, name: &str, is_given: bool) -> Option<Fault> {
    let is_second = name == "phoneNumber" && is_given && !input.get("email").is_absent();
    is_second.then(|| Fault::with(IssueCode::MutuallyExclusive, "email"))
}

pub(super) static ENDPOINT: Endpoint =
    Endpoint::new(&OPERATION, &SERVICE, RetrySafety::NeverRetry, request, customer::parse_update_response)
        .reads(customer::FIELDS);

pub(super) type Returned = crate::client::customer::Customer;

fn request(input: &Object) -> Option<RequestTemplate> {
    Some(RequestTemplate::patch(path(input, "")?).json(&body(input)))
}
