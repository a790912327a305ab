//! Confirming a customer's contacts, where the provider behind Grid demands it: `POST /customers/{customerId}/verify-email`
//! and `…/verify-phone` send a code and answer 204, `…/confirm` takes it and answers the customer. In Grid's sandbox the
//! code is always 123456, and nothing is sent.
//!
//! Sent again, the first reaches the person once more, and the second may count as another guess.

use super::{CUSTOMER_ID, PROVIDER, body, customer, path};
use crate::draft::Object;
use crate::error::{Error, ErrorCode};
use crate::field::Kind;
use crate::operation::{Exchange, Operation, Outline, Output, Repeat, Reply};
use crate::shape::{Field, Shape};

pub(super) static SEND_EMAIL: Operation =
    once("grid.sendEmailCode", &SEND, |input| Outline::post(path(input, "/verify-email")), |_| Ok(Output::Nothing));

pub(super) static SEND_PHONE: Operation =
    once("grid.sendPhoneCode", &SEND, |input| Outline::post(path(input, "/verify-phone")), |_| Ok(Output::Nothing));

pub(super) static CONFIRM_EMAIL: Operation = once(
    "grid.confirmEmail",
    &CONFIRM,
    |input| Outline::post(path(input, "/verify-email/confirm")).json(&body(input)),
    customer::read,
);

pub(super) static CONFIRM_PHONE: Operation = once(
    "grid.confirmPhone",
    &CONFIRM,
    |input| Outline::post(path(input, "/verify-phone/confirm")).json(&body(input)),
    customer::read,
);

const WHOSE: Field = Field::required("customerId", Kind::CustomerId(&CUSTOMER_ID));

static SEND: Shape = Shape::new(&[WHOSE]);
static CONFIRM: Shape = Shape::new(&[WHOSE, Field::required("code", Kind::Text { max: None })]);

const fn once(
    name: &'static str,
    shape: &'static Shape,
    request: fn(&Object) -> Outline,
    read: fn(&Reply<'_>) -> Result<Output, Error>,
) -> Operation {
    let exchange = Exchange { request, read, repeat: Repeat::Once, conflict: ErrorCode::Conflict, body_field: None };
    Operation { name, provider: &PROVIDER, shape, exchange: Some(exchange) }
}
