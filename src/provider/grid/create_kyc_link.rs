//! `POST /customers/{customerId}/kyc-link`: a fresh hosted link; earlier ones stay valid.
//!
//! A 409 says that the customer's contacts must be confirmed first.

use super::fields::{CUSTOMER_ID, body, path};
use super::service::SERVICE;
use crate::client::endpoint::{Endpoint, Output, ResponseContext, RetrySafety};
use crate::client::error::{Error, ErrorCode};
use crate::client::link::{KycLink, KycUrl, parse_expiry};
use crate::client::request_template::RequestTemplate;
use crate::rules::operation::Operation;
use crate::rules::shape::{Field, Kind, Shape};
use crate::value::secret::Secret;
use crate::value::untrusted::Object;

pub(super) static OPERATION: Operation = Operation { name: "grid.createKycLink", shape: &SHAPE };

static SHAPE: Shape = Shape::new(&[
    Field::required("customerId", Kind::CustomerId(&CUSTOMER_ID)),
    Field::optional("redirectUri", Kind::RedirectUri),
]);

pub(super) static ENDPOINT: Endpoint = Endpoint {
    operation: &OPERATION,
    service: &SERVICE,
    request,
    response,
    retry: RetrySafety::Retryable,
    conflict: ErrorCode::ContactNotVerified,
    body_field: None,
};

/// The body is optional in the schema; `{}` is what is known to work without a redirect.
fn request(input: &Object) -> Option<RequestTemplate> {
    Some(RequestTemplate::post(path(input, "/kyc-link")?).json(&body(input)))
}

/// `{kycUrl, expiresAt, provider, token?}`: the answer never says whose link it is.
fn response(context: &ResponseContext<'_>) -> Result<Output, Error> {
    let customer_id = context.sent_customer_id()?;
    link(context, &customer_id).map_err(|error| error.about_customer(&customer_id))
}

fn link(context: &ResponseContext<'_>, customer_id: &str) -> Result<Output, Error> {
    let url = context.text("kycUrl").ok_or_else(|| Error::unexpected("It has no kycUrl."))?;
    let expires = parse_expiry(context.text("expiresAt"))?;
    Ok(Output::KycLink(KycLink {
        provider: SERVICE.name,
        customer_id: customer_id.to_owned(),
        kyc_url: KycUrl::parse(url, &context.options.links)?,
        expires: Some(expires),
        verification_provider: context.text("provider").map(str::to_owned),
        token: context.text("token").map(Secret::new),
    }))
}
