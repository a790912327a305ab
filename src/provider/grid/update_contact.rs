//! `PATCH /customers/{customerId}`: changes the email address or the phone number. Both in one request are refused.
//!
//! `customerType` must be the one the customer has. Customers with an embedded wallet are answered 202 and a challenge that
//! their wallet has to sign, which is not done here.

use super::customer;
use super::fields::{CUSTOMER_ID, CUSTOMER_TYPE, PHONE, body, path};
use super::service::SERVICE;
use crate::client::endpoint::{Endpoint, Output, ResponseContext, RetrySafety};
use crate::client::error::{Error, ErrorCode};
use crate::client::request_template::RequestTemplate;
use crate::rules::issue::{Fault, IssueCode};
use crate::rules::operation::Operation;
use crate::rules::shape::{Field, Kind, Shape};
use crate::value::untrusted::Object;

pub(super) static OPERATION: Operation = Operation { name: "grid.updateContact", shape: &SHAPE };

static SHAPE: Shape = Shape {
    any_of: &["email", "phoneNumber"],
    cross_field_rule: Some(one_contact),
    ..Shape::new(&[
        Field::required("customerId", Kind::CustomerId(&CUSTOMER_ID)),
        Field::required("customerType", Kind::Choice(CUSTOMER_TYPE)),
        Field::optional("email", Kind::Email),
        Field::optional("phoneNumber", Kind::Phone(&PHONE)),
    ])
};

fn one_contact(input: &Object, name: &str, is_given: bool) -> Option<Fault> {
    let is_second = name == "phoneNumber" && is_given && input.get("email").is_some_and(|email| !email.is_absent());
    is_second.then(|| Fault::with(IssueCode::MutuallyExclusive, "email"))
}

pub(super) static ENDPOINT: Endpoint = Endpoint {
    operation: &OPERATION,
    service: &SERVICE,
    request,
    response,
    retry: RetrySafety::NeverRetry,
    conflict: ErrorCode::Conflict,
    body_field: None,
};

fn request(input: &Object) -> Option<RequestTemplate> {
    Some(RequestTemplate::patch(path(input, "")?).json(&body(input)))
}

pub(super) fn response(context: &ResponseContext<'_>) -> Result<Output, Error> {
    if context.text("customerType").is_none() {
        return Err(Error::unexpected(
            "It is no customer: with an embedded wallet, Grid wants an update signed by that.",
        ));
    }
    customer::response(context)
}
