//! `POST /customers/{customerId}/verify-phone`: sends a code to the customer's phone number.
//!
//! It is needed where the payment provider behind Grid requires a confirmed number. In Grid's sandbox nothing is sent,
//! and the code is always 123456.
//!
//! - Documents: Grid's OpenAPI description 2025-10-13, as of August 2026.
//! - Retry: no. The person would get another message.

use super::fields::{CUSTOMER, path};
use super::service::SERVICE;
use crate::client::endpoint::request_template::RequestTemplate;
use crate::client::endpoint::{Endpoint, Output, RetrySafety};
use crate::rules::operation::Operation;
use crate::rules::shape::Shape;
use crate::value::untrusted::Object;

pub(super) static OPERATION: Operation = Operation { name: "grid.sendPhoneCode", shape: &SHAPE };

static SHAPE: Shape = Shape::new(&[CUSTOMER]);

pub(super) static ENDPOINT: Endpoint =
    Endpoint::new(&OPERATION, &SERVICE, RetrySafety::NeverRetry, request, |_| Ok(Output::Nothing));

pub(super) type Returned = ();

fn request(input: &Object) -> Option<RequestTemplate> {
    Some(RequestTemplate::post(path(input, "/verify-phone")?))
}
