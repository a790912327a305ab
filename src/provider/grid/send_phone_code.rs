//! `POST /customers/{customerId}/verify-phone`: sends a code to the customer's phone number, where the provider behind Grid requires
//! a confirmed one. The response is a 204. In Grid's sandbox the code is always 123456, and nothing is sent.
//!
//! Never retried: the person would get another message.

use super::fields::{CUSTOMER_ID, path};
use super::service::SERVICE;
use crate::client::endpoint::{Endpoint, Output, RetrySafety};
use crate::client::error::ErrorCode;
use crate::client::request_template::RequestTemplate;
use crate::rules::operation::Operation;
use crate::rules::shape::{Field, Kind, Shape};
use crate::value::untrusted::Object;

pub(super) static OPERATION: Operation = Operation { name: "grid.sendPhoneCode", shape: &SHAPE };

static SHAPE: Shape = Shape::new(&[Field::required("customerId", Kind::CustomerId(&CUSTOMER_ID))]);

pub(super) static ENDPOINT: Endpoint = Endpoint {
    operation: &OPERATION,
    service: &SERVICE,
    request,
    response: |_| Ok(Output::Nothing),
    retry: RetrySafety::NeverRetry,
    conflict: ErrorCode::Conflict,
    body_field: None,
};

fn request(input: &Object) -> Option<RequestTemplate> {
    Some(RequestTemplate::post(path(input, "/verify-phone")?))
}
