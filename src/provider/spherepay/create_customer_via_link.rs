//! `POST /v2/customer/kyc-link`: creates a customer and the link in one call.
//!
//! Sending it twice may make two customers: there is no idempotency key that replays.

#[cfg(feature = "client")]
use super::link;
use super::{CUSTOMER_TYPE, PHONE, PROVIDER, address};
#[cfg(feature = "client")]
use crate::error::ErrorCode;
use crate::field::Kind;
use crate::operation::Operation;
#[cfg(feature = "client")]
use crate::operation::{Exchange, Outline, Repeat};
use crate::shape::{Field, Shape};

pub(super) static OPERATION: Operation = Operation {
    name: "spherepay.createCustomerViaLink",
    provider: &PROVIDER,
    shape: &SHAPE,
    #[cfg(feature = "client")]
    exchange: Some(Exchange {
        request: |input| Outline::post("/v2/customer/kyc-link").json(input),
        read: link::read,
        repeat: Repeat::Creates,
        conflict: ErrorCode::Conflict,
        body_field: None,
    }),
};

static SHAPE: Shape = Shape::new(&[
    Field::required("type", Kind::Choice(&CUSTOMER_TYPE)),
    Field::required("email", Kind::Email),
    Field::required("phone", Kind::Phone(&PHONE)),
    Field::required("address", Kind::Object(&address::SHAPE)),
]);
