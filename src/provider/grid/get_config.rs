//! `GET /config`: returns the platform's configuration, such as its currencies and the customer fields each one requires.
//!
//! - Documents: `PlatformConfig` in Grid's OpenAPI description 2025-10-13, as of August 2026.
//! - Retry: yes. It only reads.

use super::service::SERVICE;
use crate::client::endpoint::{Endpoint, Output, ResponseContext, RetrySafety};
use crate::client::error::Error;
use crate::client::request_template::RequestTemplate;
use crate::rules::operation::Operation;
use crate::rules::shape::Shape;
use crate::value::untrusted::{Object, UntrustedValue};

pub(super) static OPERATION: Operation = Operation { name: "grid.getConfig", shape: &SHAPE };

static SHAPE: Shape = Shape::new(&[]);

pub(super) static ENDPOINT: Endpoint = Endpoint::new(&OPERATION, &SERVICE, RetrySafety::Retryable, request, response);

fn request(_: &Object) -> Option<RequestTemplate> {
    Some(RequestTemplate::get("/config"))
}

/// `PlatformConfig`, in the schema's order. No field is required; one of another type than documented is left out.
fn response(context: &ResponseContext<'_>) -> Result<Output, Error> {
    let given = context.body.object().ok_or_else(|| Error::unexpected("The body is not an object."))?;
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
