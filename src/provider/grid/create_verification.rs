//! `POST /verifications`: submits a customer for verification when its data is sent through the API instead of a link.
//!
//! - Documents: Grid's OpenAPI description 2025-10-13, as of August 2026.
//! - Retry: no. Each submission may start a review, and Grid refuses one for a customer that is already approved. After a
//!   lost response, read the customer instead of submitting again.

use super::fields::CUSTOMER_ID;
use super::service::SERVICE;
use super::verification;
use crate::client::endpoint::{Endpoint, Output, ResponseContext, RetrySafety};
use crate::client::error::Error;
use crate::client::request_template::RequestTemplate;
use crate::rules::operation::Operation;
use crate::rules::shape::{Field, Kind, Shape};
use crate::value::untrusted::Object;

pub(super) static OPERATION: Operation = Operation { name: "grid.createVerification", shape: &SHAPE };

static SHAPE: Shape = Shape::new(&[Field::required("customerId", Kind::CustomerId(&CUSTOMER_ID))]);

pub(super) static ENDPOINT: Endpoint =
    Endpoint::new(&OPERATION, &SERVICE, RetrySafety::NeverRetry, request, response).reads(verification::FIELDS);

fn request(input: &Object) -> Option<RequestTemplate> {
    Some(RequestTemplate::post("/verifications").json(input))
}

/// The verification.
fn response(context: &ResponseContext<'_>) -> Result<Output, Error> {
    verification::parse_response(context)
}
