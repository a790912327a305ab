//! `GET /config`: how the platform is set up, such as the currencies and the customer fields that each of them requires.

use super::PROVIDER;
use crate::draft::{Draft, Object};
use crate::error::{Error, ErrorCode};
use crate::operation::{Exchange, Operation, Outline, Output, Repeat, Reply};
use crate::shape::Shape;

pub(super) static OPERATION: Operation = Operation {
    name: "grid.getConfig",
    provider: &PROVIDER,
    shape: &SHAPE,
    exchange: Some(Exchange {
        request: |_| Outline::get("/config"),
        read,
        repeat: Repeat::Safe,
        conflict: ErrorCode::Conflict,
        body_field: None,
    }),
};

static SHAPE: Shape = Shape::new(&[]);

/// `PlatformConfig`, in the schema's order: none of its fields is required, and one of another type is left out.
fn read(reply: &Reply<'_>) -> Result<Output, Error> {
    let given = reply.body.object().ok_or_else(|| Error::unexpected("It is not an object."))?;
    let is_text: fn(&Draft) -> bool = |value| value.text().is_some();
    let is_list: fn(&Draft) -> bool = |value| value.list().is_some();
    let is_object: fn(&Draft) -> bool = |value| value.object().is_some();
    let mut config = Object::new();
    for (name, fits) in [
        ("id", is_text),
        ("umaDomain", is_text),
        ("proxyUmaSubdomain", is_text),
        ("webhookEndpoint", is_text),
        ("supportedCurrencies", is_list),
        ("isRegulatedFinancialInstitution", |value| matches!(value, Draft::Bool(_))),
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
    config.push("raw", reply.body.to_static());
    Ok(Output::Data(Draft::from(config)))
}
