//! `POST /v2/customer/kyc-link`: creates a customer and the link in one call.
//!
//! Sending it twice may make two customers: there is no idempotency key that replays.

use super::fields::{CUSTOMER_TYPE, PHONE};
use super::service::SERVICE;
use super::{address, link};
use crate::client::endpoint::{Endpoint, RetrySafety};
use crate::client::error::ErrorCode;
use crate::client::request_template::RequestTemplate;
use crate::rules::operation::Operation;
use crate::rules::shape::{Field, Kind, Shape};
use crate::value::untrusted::Object;

pub(super) static OPERATION: Operation = Operation { name: "spherepay.createCustomerViaLink", shape: &SHAPE };

static SHAPE: Shape = Shape::new(&[
    Field::required("type", Kind::Choice(CUSTOMER_TYPE)),
    Field::required("email", Kind::Email),
    Field::required("phone", Kind::Phone(&PHONE)),
    Field::required("address", Kind::Object(&address::SHAPE)),
]);

pub(super) static ENDPOINT: Endpoint = Endpoint {
    operation: &OPERATION,
    service: &SERVICE,
    request,
    response: link::response,
    retry: RetrySafety::CreatesCustomer,
    conflict: ErrorCode::Conflict,
    body_field: None,
};

fn request(input: &Object) -> Option<RequestTemplate> {
    Some(RequestTemplate::post("/v2/customer/kyc-link").json(input))
}
