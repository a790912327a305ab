//! `POST /v2/customer/{customerId}/kyc-link`: another link for a customer.
//!
//! Four documented versions share this path. Those of 2026 take no body, and then there is no Content-Type either: an
//! empty JSON body is a 400 on some servers. Those of 2025 take the applicant.

use super::{CUSTOMER_ID, CUSTOMER_TYPE, PROVIDER};
#[cfg(feature = "client")]
use super::{link, path};
#[cfg(feature = "client")]
use crate::draft::Object;
#[cfg(feature = "client")]
use crate::error::ErrorCode;
use crate::field::Kind;
use crate::operation::Operation;
#[cfg(feature = "client")]
use crate::operation::{Exchange, Outline, Repeat};
use crate::shape::{Field, Shape};

pub(super) static OPERATION: Operation = Operation {
    name: "spherepay.createKycLink",
    provider: &PROVIDER,
    shape: &SHAPE,
    #[cfg(feature = "client")]
    exchange: Some(Exchange {
        request,
        read: link::read,
        repeat: Repeat::Safe,
        conflict: ErrorCode::Conflict,
        body_field: Some("applicant"),
    }),
};

static SHAPE: Shape = Shape::new(&[
    Field::required("customerId", Kind::CustomerId(&CUSTOMER_ID)),
    Field::optional("applicant", Kind::Object(&APPLICANT)),
]);

static APPLICANT: Shape = Shape::new(&[
    Field::required("type", Kind::Choice(&CUSTOMER_TYPE)),
    Field::required("firstName", Kind::Text { max: None }),
    Field::required("lastName", Kind::Text { max: None }),
    Field::required("email", Kind::Email),
]);

#[cfg(feature = "client")]
fn request(input: &Object) -> Outline {
    let outline = Outline::post(path(input, "/kyc-link"));
    match input.get("applicant").and_then(|applicant| applicant.object()) {
        Some(applicant) => outline.json(applicant),
        None => outline,
    }
}
