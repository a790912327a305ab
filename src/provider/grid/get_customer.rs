//! `GET /customers/{customerId}`: returns a customer and the status of its verification.
//!
//! - Documents: Grid's OpenAPI description 2025-10-13, as of August 2026.
//! - Retry: yes. It only reads.

use super::customer;
use super::fields::{CUSTOMER, path};
use super::service::SERVICE;
use crate::client::endpoint::request_template::RequestTemplate;
use crate::client::endpoint::{Endpoint, RetrySafety};
use crate::rules::operation::Operation;
use crate::rules::shape::Shape;
use crate::value::untrusted::Object;

pub(super) static OPERATION: Operation = Operation { name: "grid.getCustomer", shape: &SHAPE };

static SHAPE: Shape = Shape::new(&[CUSTOMER]);

pub(super) static ENDPOINT: Endpoint =
    Endpoint::new(&OPERATION, &SERVICE, RetrySafety::Retryable, request, customer::parse_response)
        .reads(customer::FIELDS);

pub(super) type Returned = crate::client::customer::Customer;

fn request(input: &Object) -> Option<RequestTemplate> {
    Some(RequestTemplate::get(path(input, "")?))
}
