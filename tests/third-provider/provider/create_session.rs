//! `POST /v1/sessions`: creates a person and a link in one request. The body is `application/x-www-form-urlencoded`.
//!
//! - Documents: none, because Harbor does not exist.
//! - Retry: no. A second request would create a second person.

use super::PHONE;
use super::service::SERVICE;
use crate::client::endpoint::{Endpoint, Output, ResponseContext, RetrySafety};
use crate::client::error::Error;
use crate::client::link::{KycLink, KycUrl};
use crate::client::request_template::RequestTemplate;
use crate::client::response_field::ResponseField::Value;
use crate::rules::operation::Operation;
use crate::rules::shape::{Field, Kind, Shape};
use crate::value::untrusted::Object;

pub(super) static OPERATION: Operation = Operation { name: "harbor.createSession", shape: &SHAPE };

static SHAPE: Shape = Shape::new(&[
    /// Email address.
    Field::required("email", Kind::Email),
    /// Phone number.
    Field::optional("phone", Kind::Phone(&PHONE)),
]);

pub(super) static ENDPOINT: Endpoint =
    Endpoint::new(&OPERATION, &SERVICE, RetrySafety::CreatesCustomer, request, response)
        .reads(&[Value("id"), Value("url")]);

pub(super) type Returned = Session;

fn request(input: &Object) -> Option<RequestTemplate> {
    let pairs: Vec<_> =
        input.iter().filter_map(|(name, value)| Some([name, "=", &encode(value.text()?)].concat())).collect();
    Some(RequestTemplate {
        body: Some(pairs.join("&")),
        content_type: "application/x-www-form-urlencoded",
        ..RequestTemplate::post("/v1/sessions")
    })
}

/// `{id, url}`: the id is the customer's, and the link does not expire.
fn response(context: &ResponseContext<'_>) -> Result<Output, Error> {
    let id = context.text("id").ok_or_else(|| Error::unexpected("`id` is missing."))?;
    let url = context.text("url").ok_or_else(|| Error::unexpected("`url` is missing."))?;
    Ok(Output::KycLink(KycLink {
        customer_id: Some(id.to_owned()),
        ..KycLink::new(SERVICE.name, KycUrl::parse(url, &context.options.links)?)
    }))
}

/// `HarborSession` in `types.d.ts`: a link that does not expire.
type Session = KycLink;

fn encode(text: &str) -> String {
    text.bytes().fold(String::new(), |mut encoded, byte| {
        match byte.is_ascii_alphanumeric() {
            true => encoded.push(char::from(byte)),
            false => encoded.push_str(&format!("%{byte:02X}")),
        }
        encoded
    })
}
