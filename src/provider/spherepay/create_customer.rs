//! `POST /v2/customer`: creates a customer whose data and documents are sent through the API, not through a link.
//!
//! The pages of 2025 ask for `type` and an address of `state` and `country`. Those of 2026 ask an individual for a whole
//! `address`, a business for `addresses`, and both for `email` and `phone`; they do not show the elements of `addresses` nor
//! all names of `personalInformation` and `businessInformation`, which pass through as they are. There is no idempotency
//! key that replays: sent twice, it may make two customers.

use super::customer;
use super::{CUSTOMER_TYPE, PHONE, PROVIDER, address};
use crate::error::ErrorCode;
use crate::field::Kind;
use crate::field::open::Depth;
use crate::operation::Operation;
use crate::operation::{Exchange, Outline, Repeat};
use crate::shape::{Field, Shape};

pub(super) static OPERATION: Operation = Operation {
    name: "spherepay.createCustomer",
    provider: &PROVIDER,
    shape: &SHAPE,
    exchange: Some(Exchange {
        request: |input| Outline::post("/v2/customer").json(input),
        read: customer::read,
        repeat: Repeat::Creates,
        conflict: ErrorCode::Conflict,
        body_field: None,
    }),
};

const OBJECT: Kind = Kind::Open(Depth::Deep);

/// An individual has an `address`; a business has that or `addresses`.
static SHAPE: Shape = Shape {
    any_of: &["address", "addresses"],
    ..Shape::new(&[
        Field::required("type", Kind::Choice(&CUSTOMER_TYPE)),
        Field::optional("address", Kind::Object(&ADDRESS)),
        Field::optional("addresses", Kind::List(&OBJECT)).when(&("type", "business")),
        Field::optional("email", Kind::Email),
        Field::optional("phone", Kind::Phone(&PHONE)),
        Field::optional("personalInformation", OBJECT),
        Field::optional("businessInformation", OBJECT),
        Field::optional("meta", Kind::Open(Depth::Flat)),
    ])
};

/// The address of 2026, which is that of the link, or the two fields of 2025.
static ADDRESS: Shape = Shape { lesser: Some(&MINIMAL), ..Shape::new(address::FIELDS) };

static MINIMAL: Shape = Shape::new(&[address::STATE, address::COUNTRY]);
