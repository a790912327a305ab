//! `POST /customers/{customerId}/verify-email/confirm`: confirms the customer's email address with the code sent to it.
//!
//! - Documents: Grid's OpenAPI description 2025-10-13, as of August 2026.
//! - Retry: no. A wrong code may count against the person twice.

use super::customer;
use super::fields::{CUSTOMER, body, path};
use super::service::SERVICE;
use crate::client::endpoint::request_template::RequestTemplate;
use crate::client::endpoint::{Endpoint, RetrySafety};
use crate::rules::operation::Operation;
use crate::rules::shape::{Field, Kind, Shape};
use crate::value::untrusted::Object;

pub(super) static OPERATION: Operation = Operation { name: "grid.confirmEmail", shape: &SHAPE };

static SHAPE: Shape = Shape::new(&[
    CUSTOMER,
    /// The code that the person received.
    Field::required("code", Kind::Text { max: None }),
]);

pub(super) static ENDPOINT: Endpoint =
    Endpoint::new(&OPERATION, &SERVICE, RetrySafety::NeverRetry, request, customer::parse_response)
        .reads(customer::FIELDS);

pub(super) type Returned = crate::client::customer::Customer;

fn request(input: &Object) -> Option<RequestTemplate> {
    Some(RequestTemplate::post(path(input, "/verify-email/confirm")?).json(&body(input)))
}
