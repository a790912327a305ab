//! `GET /v2/customer/{customerId}`: a customer, and where its verifications stand.
//!
//! Whether customers that were made by link are found here is not documented.

use super::customer;
use super::fields::{CUSTOMER_ID, path};
use super::service::SERVICE;
use crate::client::endpoint::{Endpoint, RetrySafety};
use crate::client::error::ErrorCode;
use crate::client::request_template::RequestTemplate;
use crate::rules::operation::Operation;
use crate::rules::shape::{Field, Kind, Shape};
use crate::value::untrusted::Object;

pub(super) static OPERATION: Operation = Operation { name: "spherepay.getCustomer", shape: &SHAPE };

static SHAPE: Shape = Shape::new(&[Field::required("customerId", Kind::CustomerId(&CUSTOMER_ID))]);

pub(super) static ENDPOINT: Endpoint = Endpoint {
    operation: &OPERATION,
    service: &SERVICE,
    request,
    response: customer::response,
    retry: RetrySafety::Retryable,
    conflict: ErrorCode::Conflict,
    body_field: None,
};

fn request(input: &Object) -> Option<RequestTemplate> {
    Some(RequestTemplate::get(path(input, "")?))
}
