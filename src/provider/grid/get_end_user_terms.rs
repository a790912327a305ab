//! `GET /customers/end-user-terms`: returns the terms that a customer accepts in `endUserTermsConsent`.
//!
//! - Documents: Grid's OpenAPI description 2025-10-13, as of August 2026.
//! - Retry: yes. It only reads.

use super::service::SERVICE;
use crate::client::endpoint::request_template::RequestTemplate;
use crate::client::endpoint::response_field::ResponseField::{Raw, Value};
use crate::client::endpoint::{Endpoint, Output, ResponseContext, RetrySafety};
use crate::client::error::Error;
use crate::client::link::KycUrl;
use crate::client::link::rules::LinkRules;
use crate::rules::operation::Operation;
use crate::rules::shape::Shape;
use crate::value::untrusted::{Object, UntrustedValue};

pub(super) static OPERATION: Operation = Operation { name: "grid.getEndUserTerms", shape: &SHAPE };

static SHAPE: Shape = Shape::new(&[]);

pub(super) static ENDPOINT: Endpoint = Endpoint::new(&OPERATION, &SERVICE, RetrySafety::Retryable, request, response)
    .reads(&[Raw, Value("version"), Value("url")]);

pub(super) type Returned = EndUserTerms;

fn request(_: &Object) -> Option<RequestTemplate> {
    Some(RequestTemplate::get("/customers/end-user-terms"))
}

/// `{version, url}`. The URL is validated like a KYC link, because a page shows it; `allowHosts` is for KYC links only.
fn response(context: &ResponseContext<'_>) -> Result<Output, Error> {
    let version = context.text("version").filter(|version| !version.is_empty());
    let version = version.ok_or_else(|| Error::unexpected("`version` is missing."))?;
    let url = context.text("url").ok_or_else(|| Error::unexpected("`url` is missing."))?;
    let rules = LinkRules::default().allow_loopback(context.options.links.allow_loopback);
    let mut terms = Object::new();
    terms.set("version", version.to_owned().into());
    terms.set("url", KycUrl::parse(url, &rules)?.as_str().to_owned().into());
    terms.set("raw", context.raw(context.body));
    Ok(Output::Data(UntrustedValue::from(terms)))
}

/// `GridEndUserTerms` in `types.d.ts`.
type EndUserTerms = UntrustedValue<'static>;
