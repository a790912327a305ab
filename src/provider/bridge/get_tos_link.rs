//! `GET /customers/{customerId}/tos_acceptance_link`: returns a link to the terms of service for a customer.
//!
//! - Documents: Bridge's OpenAPI description of September 2026.
//! - Retry: yes. It only reads.

use super::fields::{CUSTOMER, customer_path};
use super::service::SERVICE;
use crate::client::endpoint::request_template::RequestTemplate;
use crate::client::endpoint::response_field::ResponseField::Value;
use crate::client::endpoint::{Endpoint, Output, ResponseContext, RetrySafety};
use crate::client::error::Error;
use crate::client::link::{KycUrl, TosLink};
use crate::rules::operation::Operation;
use crate::rules::shape::Shape;
use crate::value::untrusted::Object;

pub(super) static OPERATION: Operation = Operation { name: "bridge.getTosLink", shape: &SHAPE };

static SHAPE: Shape = Shape::new(&[CUSTOMER]);

pub(super) static ENDPOINT: Endpoint =
    Endpoint::new(&OPERATION, &SERVICE, RetrySafety::Retryable, request, response).reads(&[Value("url")]);

pub(super) type Returned = crate::client::link::TosLink;

fn request(input: &Object) -> Option<RequestTemplate> {
    Some(RequestTemplate::get(customer_path(input, "/tos_acceptance_link")?))
}

/// `{url}`
fn response(context: &ResponseContext<'_>) -> Result<Output, Error> {
    let customer_id = context.sent_customer_id()?;
    let url = context.text("url").ok_or_else(|| Error::unexpected("`url` is missing."))?;
    let url = KycUrl::parse_completing(url, &context.options.links)?;
    Ok(Output::TosLink(TosLink { provider: SERVICE.name, customer_id, url, expires_at: None }))
}
