//! `GET /v2/customer/{customerId}`: a customer, and where its verifications stand.
//!
//! Whether customers that were made by link are found here is not documented.

use super::{CUSTOMER_ID, PROVIDER, customer, path};
use crate::error::ErrorCode;
use crate::field::Kind;
use crate::operation::{Exchange, Operation, Outline, Repeat};
use crate::shape::{Field, Shape};

pub(super) static OPERATION: Operation = Operation {
    name: "spherepay.getCustomer",
    provider: &PROVIDER,
    shape: &SHAPE,
    exchange: Some(Exchange {
        request: |input| Outline::get(path(input, "")),
        read: customer::read,
        repeat: Repeat::Safe,
        conflict: ErrorCode::Conflict,
        body_field: None,
    }),
};

static SHAPE: Shape = Shape::new(&[Field::required("customerId", Kind::CustomerId(&CUSTOMER_ID))]);
