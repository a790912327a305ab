//! `GET /config`: how the platform is set up, such as the currencies and the customer fields that each of them requires.

use super::service::SERVICE;
use crate::client::endpoint::{Endpoint, Output, ResponseContext, RetrySafety};
use crate::client::error::{Error, ErrorCode};
use crate::client::request_template::RequestTemplate;
use crate::rules::operation::Operation;
use crate::rules::shape::Shape;
use crate::value::untrusted::{Object, UntrustedValue};

pub(super) static OPERATION: Operation = Operation { name: "grid.getConfig", shape: &SHAPE };

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
    Some(RequestTemplate::get("/config"))
}

/// `PlatformConfig`, in the schema's order: none of its fields is required, and one of another type is left out.
fn response(context: &ResponseContext<'_>) -> Result<Output, Error> {
    let given = context.body.object().ok_or_else(|| Error::unexpected("It is not an object."))?;
    let is_text: fn(&UntrustedValue) -> bool = |value| value.text().is_some();
    let is_list: fn(&UntrustedValue) -> bool = |value| value.list().is_some();
    let is_object: fn(&UntrustedValue) -> bool = |value| value.object().is_some();
    let mut config = Object::new();
    for (name, fits) in [
        ("id", is_text),
        ("umaDomain", is_text),
        ("proxyUmaSubdomain", is_text),
        ("webhookEndpoint", is_text),
        ("supportedCurrencies", is_list),
        ("isRegulatedFinancialInstitution", |value| matches!(value, UntrustedValue::Bool(_))),
        ("embeddedWalletConfig", is_object),
        ("cardTokenization2faConfig", is_object),
        ("feeConfigs", is_list),
        ("createdAt", is_text),
        ("updatedAt", is_text),
    ] {
        if let Some(value) = given.get(name).filter(|value| fits(value)) {
            config.push(name, value.to_static());
        }
    }
    config.push("raw", context.body.to_static());
    Ok(Output::Data(UntrustedValue::from(config)))
}
