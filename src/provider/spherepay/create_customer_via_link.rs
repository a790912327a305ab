//! `POST /v2/customer/kyc-link`: creates a customer and its hosted link in one request.
//!
//! - Documents: "Create Customer via Link" in SpherePay's API reference of July 2026.
//! - Retry: no. SpherePay replays no idempotency key, so a second request may create a second customer.

use super::fields::{CUSTOMER_TYPE, PHONE};
use super::service::SERVICE;
use super::{address, link};
use crate::client::endpoint::{Endpoint, Output, ResponseContext, RetrySafety};
use crate::client::error::Error;
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

pub(super) static ENDPOINT: Endpoint =
    Endpoint::new(&OPERATION, &SERVICE, RetrySafety::CreatesCustomer, request, response).reads(link::FIELDS);

fn request(input: &Object) -> Option<RequestTemplate> {
    Some(RequestTemplate::post("/v2/customer/kyc-link").json(input))
}

/// The link.
fn response(context: &ResponseContext<'_>) -> Result<Output, Error> {
    link::parse_response(context)
}
