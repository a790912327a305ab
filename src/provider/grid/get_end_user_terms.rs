//! `GET /customers/end-user-terms`: the terms that a customer has to accept, for `endUserTermsConsent`.

use super::service::SERVICE;
use crate::client::endpoint::{Endpoint, Output, ResponseContext, RetrySafety};
use crate::client::error::{Error, ErrorCode};
use crate::client::link::{KycUrl, LinkRules};
use crate::client::request_template::RequestTemplate;
use crate::rules::operation::Operation;
use crate::rules::shape::Shape;
use crate::value::untrusted::{Object, UntrustedValue};

pub(super) static OPERATION: Operation = Operation { name: "grid.getEndUserTerms", shape: &SHAPE };

static SHAPE: Shape = Shape::new(&[]);

pub(super) static ENDPOINT: Endpoint = Endpoint {
    operation: &OPERATION,
    service: &SERVICE,
    request,
    response,
    retry: RetrySafety::Retryable,
    conflict: ErrorCode::Conflict,
    body_field: None,
};

fn request(_: &Object) -> Option<RequestTemplate> {
    Some(RequestTemplate::get("/customers/end-user-terms"))
}

/// `{version, url}`. A page shows the URL as a link, so it must be as safe as one; `allowHosts` is about KYC links alone.
fn response(context: &ResponseContext<'_>) -> Result<Output, Error> {
    let version = context.text("version").filter(|version| !version.is_empty());
    let version = version.ok_or_else(|| Error::unexpected("It has no version."))?;
    let url = context.text("url").ok_or_else(|| Error::unexpected("It has no url."))?;
    let rules = LinkRules { allow_hosts: vec![], allow_loopback: context.options.links.allow_loopback };
    let mut terms = Object::new();
    terms.set("version", version.to_owned().into());
    terms.set("url", KycUrl::parse(url, &rules)?.as_str().to_owned().into());
    terms.set("raw", context.body.to_static());
    Ok(Output::Data(UntrustedValue::from(terms)))
}
