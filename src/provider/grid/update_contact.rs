//! `PATCH /customers/{customerId}`: another e-mail address or phone number. One at a time: both in one call are refused.
//!
//! `customerType` must be the one the customer has. Customers with an embedded wallet are answered 202 and a challenge that
//! their wallet has to sign, which is not done here.

use super::{CUSTOMER_ID, CUSTOMER_TYPE, PHONE, PROVIDER, body, customer, path};
use crate::check::Fault;
use crate::draft::Object;
use crate::error::{Error, ErrorCode};
use crate::field::Kind;
use crate::issue::IssueCode;
use crate::operation::{Exchange, Operation, Outline, Output, Repeat, Reply};
use crate::shape::{Field, Shape};

pub(super) static OPERATION: Operation = Operation {
    name: "grid.updateContact",
    provider: &PROVIDER,
    shape: &SHAPE,
    exchange: Some(Exchange {
        request: |input| Outline::patch(path(input, "")).json(&body(input)),
        read,
        repeat: Repeat::Once,
        conflict: ErrorCode::Conflict,
        body_field: None,
    }),
};

static SHAPE: Shape = Shape {
    any_of: &["email", "phoneNumber"],
    between: Some(one_contact),
    ..Shape::new(&[
        Field::required("customerId", Kind::CustomerId(&CUSTOMER_ID)),
        Field::required("customerType", Kind::Choice(&CUSTOMER_TYPE)),
        Field::optional("email", Kind::Email),
        Field::optional("phoneNumber", Kind::Phone(&PHONE)),
    ])
};

fn one_contact(input: &Object, name: &str, is_given: bool) -> Option<Fault> {
    let is_second = name == "phoneNumber" && is_given && input.get("email").is_some_and(|email| !email.is_absent());
    is_second.then(|| Fault::with(IssueCode::MutuallyExclusive, "email"))
}

pub(super) fn read(reply: &Reply<'_>) -> Result<Output, Error> {
    if reply.text("customerType").is_none() {
        return Err(Error::unexpected(
            "It is no customer: with an embedded wallet, Grid wants an update signed by that.",
        ));
    }
    customer::read(reply)
}
