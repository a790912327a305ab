//! `POST /v2/customer/{customerId}/tos-link`: creates a link to the terms of service.
//!
//! It is needed where SpherePay, and not the platform, collects the customer's acceptance. The request has no body. The
//! links in the documents expire after an hour.
//!
//! - Documents: SpherePay's API reference of 2025 and 2026.
//! - Retry: yes. A second request creates another link and nothing else.

use super::fields::{CUSTOMER, path};
use super::service::SERVICE;
use crate::client::endpoint::request_template::RequestTemplate;
use crate::client::endpoint::response_field::ResponseField::Value;
use crate::client::endpoint::{Endpoint, Output, ResponseContext, RetrySafety};
use crate::client::error::Error;
use crate::client::link::{KycUrl, TosLink, parse_expiry};
use crate::rules::operation::Operation;
use crate::rules::shape::Shape;
use crate::value::untrusted::Object;

pub(super) static OPERATION: Operation = Operation { name: "spherepay.createTosLink", shape: &SHAPE };

static SHAPE: Shape = Shape::new(&[CUSTOMER]);

pub(super) static ENDPOINT: Endpoint = Endpoint::new(&OPERATION, &SERVICE, RetrySafety::Retryable, request, response)
    .reads(&[Value("link"), Value("expiresAt")]);

pub(super) type Returned = crate::client::link::TosLink;

fn request(input: &Object) -> Option<RequestTemplate> {
    Some(RequestTemplate::post(path(input, "/tos-link")?))
}

/// `{link, expiresAt?}`: the link is not called `url` here.
fn response(context: &ResponseContext<'_>) -> Result<Output, Error> {
    let customer_id = context.sent_customer_id()?;
    let link = context.text("link").ok_or_else(|| Error::unexpected("`link` is missing."))?;
    let expires_at = match context.text("expiresAt") {
        None => None,
        text => Some(parse_expiry(text)?.text),
    };
    Ok(Output::TosLink(TosLink {
        provider: SERVICE.name,
        customer_id,
        url: KycUrl::parse(link, &context.options.links)?,
        expires_at,
    }))
}
