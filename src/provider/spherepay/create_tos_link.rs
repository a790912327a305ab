//! `POST /v2/customer/{customerId}/tos-link`: a link to the terms of service, where SpherePay has them accepted and not you.
//!
//! It takes no body. The answer is `{link, expiresAt?}`, not `url`; the links in the documents last an hour.

use super::fields::{CUSTOMER_ID, path};
use super::service::SERVICE;
use crate::client::endpoint::{Endpoint, Output, ResponseContext, RetrySafety};
use crate::client::error::{Error, ErrorCode};
use crate::client::link::{KycUrl, TosLink, parse_expiry};
use crate::client::request_template::RequestTemplate;
use crate::rules::operation::Operation;
use crate::rules::shape::{Field, Kind, Shape};
use crate::value::untrusted::Object;

pub(super) static OPERATION: Operation = Operation { name: "spherepay.createTosLink", shape: &SHAPE };

static SHAPE: Shape = Shape::new(&[Field::required("customerId", Kind::CustomerId(&CUSTOMER_ID))]);

pub(super) static ENDPOINT: Endpoint = Endpoint {
    operation: &OPERATION,
    service: &SERVICE,
    request,
    response,
    retry: RetrySafety::Retryable,
    conflict: ErrorCode::Conflict,
    body_field: None,
};

fn request(input: &Object) -> Option<RequestTemplate> {
    Some(RequestTemplate::post(path(input, "/tos-link")?))
}

fn response(context: &ResponseContext<'_>) -> Result<Output, Error> {
    let customer_id = context.sent_customer_id()?;
    let link = context.text("link").ok_or_else(|| Error::unexpected("It has no link."))?;
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
