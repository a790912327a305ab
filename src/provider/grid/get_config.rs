//! `GET /config`: returns the platform's configuration, such as its currencies and the customer fields each one
//! requires.
//!
//! - Documents: `PlatformConfig` in Grid's OpenAPI description 2025-10-13, as of August 2026.
//! - Retry: yes. It only reads.

use super::service::SERVICE;
use crate::client::endpoint::request_template::RequestTemplate;
use crate::client::endpoint::response_field::ResponseField::{Raw, Value};
use crate::client::endpoint::{Endpoint, Output, ResponseContext, RetrySafety};
use crate::client::error::Error;
use crate::rules::operation::Operation;
use crate::rules::shape::Shape;
use crate::value::untrusted::{Object, UntrustedValue};

pub(super) static OPERATION: Operation = Operation { name: "grid.getConfig", shape: &SHAPE };

static SHAPE: Shape = Shape::new(&[]);

pub(super) static ENDPOINT: Endpoint = Endpoint::new(&OPERATION, &SERVICE, RetrySafety::Retryable, request, response)
    .reads(&[
        Value("id"),
        Value("umaDomain"),
        Value("proxyUmaSubdomain"),
        Value("webhookEndpoint"),
        Value("supportedCurrencies"),
        Value("isRegulatedFinancialInstitution"),
        Value("embeddedWalletConfig"),
        Value("cardTokenization2faConfig"),
        Value("feeConfigs"),
        Value("createdAt"),
        Value("updatedAt"),
        Raw,
    ]);

pub(super) type Returned = PlatformConfig;

fn request(_: &Object) -> Option<RequestTemplate> {
    Some(RequestTemplate::get("/config"))
}

/// `PlatformConfig`, in the schema's order. No field is required; one of another type than documented is left out.
fn response(context: &ResponseContext<'_>) -> Result<Output, Error> {
    let given = context.body.object().ok_or_else(|| Error::unexpected("The body is not an object."))?;
    let mut config = Object::new();
    for field in context.endpoint.reads {
        let Value(name) = field else { continue };
        if let Some(value) = given.get(name).filter(|value| has_type(name, value)) {
            config.push(*name, value.to_static());
        }
    }
    config.push("raw", context.raw(context.body));
    Ok(Output::Data(UntrustedValue::from(config)))
}

/// Whether a value has the documented type of the field.
fn has_type(name: &str, value: &UntrustedValue) -> bool {
    match name {
        "supportedCurrencies" | "feeConfigs" => value.list().is_some(),
        "embeddedWalletConfig" | "cardTokenization2faConfig" => value.object().is_some(),
        "isRegulatedFinancialInstitution" => matches!(value, UntrustedValue::Bool(_)),
        _ => value.text().is_some(),
    }
}

/// `GridPlatformConfig` in `types.d.ts`.
type PlatformConfig = UntrustedValue<'static>;
