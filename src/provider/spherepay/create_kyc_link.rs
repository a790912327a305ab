//! `POST /v2/customer/{customerId}/kyc-link`: creates another hosted link for a customer.
//!
//! Four documented versions share this path. Those of 2026 take no body, and then no Content-Type is sent: some servers
//! refuse an empty JSON body with a 400. Those of 2025 take the applicant as the body.
//!
//! - Documents: SpherePay's API reference of April 2025, mid-2025, early 2026 and July 2026 ("Regenerate KYC Link").
//! - Retry: yes. A second request creates another link and nothing else.

use super::fields::{CUSTOMER_ID, CUSTOMER_TYPE, path};
use super::link;
use super::service::SERVICE;
use crate::client::endpoint::{Endpoint, Output, ResponseContext, RetrySafety};
use crate::client::error::Error;
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

pub(super) static ENDPOINT: Endpoint = Endpoint::new(&OPERATION, &SERVICE, RetrySafety::Retryable, request, response)
    .reads(link::FIELDS)
    .with_body_field("applicant");

fn request(input: &Object) -> Option<RequestTemplate> {
    let request = RequestTemplate::post(path(input, "/kyc-link")?);
    Some(match input.get("applicant").and_then(|applicant| applicant.object()) {
        Some(applicant) => request.json(applicant),
        None => request,
    })
}

/// The link.
fn response(context: &ResponseContext<'_>) -> Result<Output, Error> {
    link::parse_response(context)
}
