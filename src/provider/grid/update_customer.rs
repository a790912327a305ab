//! `PATCH /customers/{customerId}`: other details of a customer, apart from the contacts (`update_contact.rs`).
//!
//! `customerType` must be the one the customer has. A list replaces the one that the customer had. A 424 says that something
//! behind Grid failed, and may be tried again.

use super::update_contact::read;
use super::{CUSTOMER_ID, CUSTOMER_TYPE, PROVIDER, address, body, business_info, create_customer, path, terms_consent};
use crate::error::ErrorCode;
use crate::field::Kind;
use crate::field::country::Alphabet;
use crate::operation::{Exchange, Operation, Outline, Repeat};
use crate::shape::{Field, Shape};

pub(super) static OPERATION: Operation = Operation {
    name: "grid.updateCustomer",
    provider: &PROVIDER,
    shape: &SHAPE,
    exchange: Some(Exchange {
        request: |input| Outline::patch(path(input, "")).json(&body(input)),
        read,
        // Sent again later, it would undo what somebody else has changed meanwhile.
        repeat: Repeat::Once,
        conflict: ErrorCode::Conflict,
        body_field: None,
    }),
};

static SHAPE: Shape = Shape::new(&[
    Field::required("customerId", Kind::CustomerId(&CUSTOMER_ID)),
    Field::required("customerType", Kind::Choice(&CUSTOMER_TYPE)),
    Field::optional("fullName", Kind::Text { max: None }).when(&("customerType", "INDIVIDUAL")),
    Field::optional("birthDate", Kind::PastDate).when(&("customerType", "INDIVIDUAL")),
    Field::optional("nationality", Kind::Country(Alphabet::Alpha2)).when(&("customerType", "INDIVIDUAL")),
    Field::optional("address", Kind::Object(&address::SHAPE)),
    Field::optional("businessInfo", Kind::Object(&business_info::UPDATE)).when(&("customerType", "BUSINESS")),
    Field::optional("currencies", Kind::List(&create_customer::CURRENCY)),
    Field::optional("region", Kind::Country(Alphabet::Alpha2)),
    Field::optional("endUserTermsConsent", Kind::Object(&terms_consent::SHAPE)),
]);
