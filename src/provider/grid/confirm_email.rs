//! `POST /customers/{customerId}/verify-email/confirm`: confirms the customer's email address with the code sent to it. The
//! response is the customer.
//!
//! Never retried: a wrong code might count against the person twice.

use super::customer;
use super::fields::{CUSTOMER_ID, body, path};
use super::service::SERVICE;
use crate::client::endpoint::{Endpoint, RetrySafety};
use crate::client::error::ErrorCode;
use crate::client::request_template::RequestTemplate;
use crate::rules::operation::Operation;
use crate::rules::shape::{Field, Kind, Shape};
use crate::value::untrusted::Object;

pub(super) static OPERATION: Operation = Operation { name: "grid.confirmEmail", shape: &SHAPE };

static SHAPE: Shape = Shape::new(&[
    Field::required("customerId", Kind::CustomerId(&CUSTOMER_ID)),
    Field::required("code", Kind::Text { max: None }),
]);

pub(super) static ENDPOINT: Endpoint = Endpoint {
    operation: &OPERATION,
    service: &SERVICE,
    request,
    response: customer::response,
    retry: RetrySafety::NeverRetry,
    conflict: ErrorCode::Conflict,
    body_field: None,
};

fn request(input: &Object) -> Option<RequestTemplate> {
    Some(RequestTemplate::post(path(input, "/verify-email/confirm")?).json(&body(input)))
}
