//! `POST /v1/sessions`: a person and a link to check them, in one. The body is `application/x-www-form-urlencoded`.

use super::{PHONE};
#[cfg(feature = "client")]
use crate::draft::{UntrustedValue, Object};
#[cfg(feature = "client")]
use crate::error::{Error, ErrorCode};
use crate::field::Kind;
#[cfg(feature = "client")]
use crate::link::{KycLink, KycUrl};
use crate::operation::Operation;
#[cfg(feature = "client")]
use crate::operation::{Exchange, RequestTemplate, Output, Repeat, ResponseContext};
use crate::shape::{Field, Shape};

pub(super) static OPERATION: Operation = Operation {
    name: "harbor.createSession",
    provider: &PROVIDER,
    shape: &SHAPE,
    #[cfg(feature = "client")]
    exchange: Some(Exchange {
        request,
        read,
        retry: RetrySafety::CreatesCustomer,
        conflict: ErrorCode::Conflict,
        body_field: None,
    }),
};

static SHAPE: Shape =
    Shape::new(&[Field::required("email", Kind::Email), Field::optional("phone", Kind::Phone(&PHONE))]);

#[cfg(feature = "client")]
fn request(input: &Object) -> RequestTemplate {
    let pairs: Vec<_> = input
        .iter()
        .filter_map(|(name, value)| Some([name, "=", &encode(value.text()?)].concat()))
        .collect();
    RequestTemplate {
        body: Some(pairs.join("&")),
        content_type: "application/x-www-form-urlencoded",
        ..RequestTemplate::post("/v1/sessions")
    }
}

#[cfg(feature = "client")]
fn encode(text: &str) -> String {
    text.bytes().fold(String::new(), |mut encoded, byte| {
        match byte.is_ascii_alphanumeric() {
            true => encoded.push(char::from(byte)),
            false => encoded.push_str(&format!("%{byte:02X}")),
        }
        encoded
    })
}

#[cfg(feature = "client")]
fn read(context: &ResponseContext<'_>) -> Result<Output, Error> {
    let id = context.body.field("id").and_then(UntrustedValue::text).ok_or_else(|| Error::unexpected("It has no id."))?;
    let url = context.text("url").ok_or_else(|| Error::unexpected("It has no url."))?;
    Ok(Output::KycLink(KycLink {
        provider: SERVICE.name,
        customer_id: id.to_owned(),
        kyc_url: KycUrl::parse(url, &context.options.links)?,
        expires: None,
        verification_provider: None,
        token: None,
    }))
}
