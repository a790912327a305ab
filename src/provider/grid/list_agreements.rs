//! `GET /customers/agreements`: returns the agreements that a customer can accept in `agreementConsents`.
//!
//! - Documents: `AgreementDocument` in the files of Grid's repository of September 2026.
//! - Retry: yes. It only reads.

use super::service::SERVICE;
use crate::client::endpoint::request_template::RequestTemplate;
use crate::client::endpoint::response_field::ResponseField::Value;
use crate::client::endpoint::{Endpoint, Output, ResponseContext, RetrySafety};
use crate::client::error::Error;
use crate::client::link::KycUrl;
use crate::client::link::rules::LinkRules;
use crate::rules::operation::Operation;
use crate::rules::shape::Shape;
use crate::value::untrusted::{Object, UntrustedValue};

pub(super) static OPERATION: Operation = Operation { name: "grid.listAgreements", shape: &SHAPE };

static SHAPE: Shape = Shape::new(&[]);

pub(super) static ENDPOINT: Endpoint =
    Endpoint::new(&OPERATION, &SERVICE, RetrySafety::Retryable, request, response).reads(&[Value("data")]);

pub(super) type Returned = Agreements;

fn request(_: &Object) -> Option<RequestTemplate> {
    Some(RequestTemplate::get("/customers/agreements"))
}

/// `{data: [{type, version, url}]}`. Each URL is validated like a KYC link, because a page shows it.
fn response(context: &ResponseContext<'_>) -> Result<Output, Error> {
    let data = context.body.field("data").and_then(UntrustedValue::list);
    let data = data.ok_or_else(|| Error::unexpected("`data` is not a list."))?;
    let rules = LinkRules::default().allow_loopback(context.options.links.allow_loopback);
    let agreements: Result<Vec<_>, _> = data.iter().map(|document| parse(document, &rules)).collect();
    Ok(Output::Data(
        Object::from_iter([("agreements", UntrustedValue::List(agreements?.into_iter().collect()))]).into(),
    ))
}

fn parse(document: &UntrustedValue, rules: &LinkRules) -> Result<UntrustedValue<'static>, Error> {
    let text = |name| document.text_of(name).filter(|text| !text.is_empty());
    let (Some(kind), Some(version), Some(url)) = (text("type"), text("version"), text("url")) else {
        return Err(Error::unexpected("An agreement lacks `type`, `version` or `url`."));
    };
    let url = KycUrl::parse(url, rules)?;
    let texts = [("type", kind), ("version", version), ("url", url.as_str())];
    Ok(Object::from_iter(texts.map(|(name, text)| (name, text.to_owned().into()))).into())
}

/// `GridAgreements` in `types.d.ts`.
type Agreements = UntrustedValue<'static>;
