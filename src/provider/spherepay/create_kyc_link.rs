//! `POST /v2/customer/{customerId}/kyc-link`: another link for a customer.
//!
//! Four documented versions share this path. Those of 2026 take no body, and then there is no Content-Type either: an
//! empty JSON body is a 400 on some servers. Those of 2025 take the applicant.

use super::fields::{CUSTOMER_ID, CUSTOMER_TYPE, path};
use super::link;
use super::service::SERVICE;
use crate::client::endpoint::{Endpoint, RetrySafety};
use crate::client::error::ErrorCode;
use crate::client::request_template::RequestTemplate;
use crate::rules::operation::Operation;
use crate::rules::shape::{Field, Kind, Shape};
use crate::value::untrusted::Object;

pub(super) static OPERATION: Operation = Operation { name: "spherepay.createKycLink", shape: &SHAPE };

static SHAPE: Shape = Shape::new(&[
    Field::required("customerId", Kind::CustomerId(&CUSTOMER_ID)),
    Field::optional("applicant", Kind::Object(&APPLICANT)),
]);

static APPLICANT: Shape = Shape::new(&[
    Field::required("type", Kind::Choice(CUSTOMER_TYPE)),
    Field::required("firstName", Kind::Text { max: None }),
    Field::required("lastName", Kind::Text { max: None }),
    Field::required("email", Kind::Email),
]);

pub(super) static ENDPOINT: Endpoint = Endpoint {
    operation: &OPERATION,
    service: &SERVICE,
    request,
    response: link::response,
    retry: RetrySafety::Retryable,
    conflict: ErrorCode::Conflict,
    body_field: Some("applicant"),
};

fn request(input: &Object) -> Option<RequestTemplate> {
    let request = RequestTemplate::post(path(input, "/kyc-link")?);
    Some(match input.get("applicant").and_then(|applicant| applicant.object()) {
        Some(applicant) => request.json(applicant),
        None => request,
    })
}
