//! `POST /verifications`: submits a customer for verification when documents and data are sent through the API instead of
//! the hosted page. The response is a `Verification`.
//!
//! Never retried: each submission may start a review, and a customer who is already approved is refused. After a lost
//! response, read the customer instead of submitting again.

use super::fields::CUSTOMER_ID;
use super::service::SERVICE;
use super::verification;
use crate::client::endpoint::{Endpoint, RetrySafety};
use crate::client::error::ErrorCode;
use crate::client::request_template::RequestTemplate;
use crate::rules::operation::Operation;
use crate::rules::shape::{Field, Kind, Shape};
use crate::value::untrusted::Object;

pub(super) static OPERATION: Operation = Operation { name: "grid.createVerification", shape: &SHAPE };

static SHAPE: Shape = Shape::new(&[Field::required("customerId", Kind::CustomerId(&CUSTOMER_ID))]);

pub(super) static ENDPOINT: Endpoint = Endpoint {
    operation: &OPERATION,
    service: &SERVICE,
    request,
    response: verification::response,
    retry: RetrySafety::NeverRetry,
    conflict: ErrorCode::Conflict,
    body_field: None,
};

fn request(input: &Object) -> Option<RequestTemplate> {
    Some(RequestTemplate::post("/verifications").json(input))
}
