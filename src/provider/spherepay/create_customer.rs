//! `POST /v2/customer`: creates a customer whose data and documents are sent through the API instead of a hosted link.
//!
//! The reference of 2025 requires `type` and an address of `state` and `country`. That of 2026 requires a whole `address`
//! of an individual, `addresses` (`{type: "registered" | "operating", …}`, both) of a business, and `email` and `phone`
//! of both. It names only some fields of `personalInformation` and `businessInformation`: those are validated, and other
//! fields are sent as given.
//!
//! - Documents: SpherePay's API reference of April 2025 and of 2026.
//! - Retry: no. SpherePay replays no idempotency key, so a second request may create a second customer.

use super::fields::{CUSTOMER_TYPE, PHONE};
use super::service::SERVICE;
use super::{address, customer};
use crate::client::endpoint::{Endpoint, Output, ResponseContext, RetrySafety};
use crate::client::error::Error;
use crate::client::request_template::RequestTemplate;
use crate::rules::field::country::Alphabet;
use crate::rules::field::open;
use crate::rules::issue::words;
use crate::rules::operation::Operation;
use crate::rules::shape::{Field, Kind, Shape};
use crate::value::untrusted::Object;

pub(super) static OPERATION: Operation = Operation { name: "spherepay.createCustomer", shape: &SHAPE };

static SHAPE: Shape = Shape {
    any_of: &["address", "addresses"],
    ..Shape::new(&[
        Field::required("type", Kind::Choice(CUSTOMER_TYPE)),
        Field::optional("address", Kind::Object(&ADDRESS)),
        Field::optional("addresses", Kind::List(&Kind::Object(&LISTED_ADDRESS))).when(&("type", "business")),
        Field::optional("email", Kind::Email),
        Field::optional("phone", Kind::Phone(&PHONE)),
        Field::optional("personalInformation", Kind::Object(&PERSONAL_INFORMATION)),
        Field::optional("businessInformation", Kind::Object(&BUSINESS_INFORMATION)),
        Field::optional("meta", Kind::Open(&open::FLAT)),
    ])
};

/// The address of 2026, which is that of the link, or only the two fields of 2025.
static ADDRESS: Shape = Shape { minimal_form: Some(&ADDRESS_OF_2025), ..Shape::new(address::FIELDS) };

static ADDRESS_OF_2025: Shape = Shape::new(&[address::STATE, address::COUNTRY]);

/// An element of `addresses`.
static LISTED_ADDRESS: Shape = Shape::new(&[
    Field::required("type", Kind::Choice(words!["registered", "operating"])),
    Field::required("line1", address::LINE),
    Field::optional("line2", address::LINE),
    Field::required("city", address::LINE),
    address::STATE,
    Field::optional("postalCode", Kind::PostalCode),
    address::COUNTRY,
]);

const TEXT: Kind = Kind::Text { max: None };

/// The reference does not say which object has `taxIdentificationNumberCountry`; the tax number itself is in this one.
static PERSONAL_INFORMATION: Shape = Shape {
    rest: Some(&open::DEEP),
    ..Shape::new(&[
        Field::optional("firstName", TEXT),
        Field::optional("lastName", TEXT),
        Field::optional("taxIdentificationNumber", TEXT),
        Field::optional("taxIdentificationNumberType", TEXT),
        Field::optional("taxIdentificationNumberDescription", TEXT),
        Field::optional("taxIdentificationNumberCountry", Kind::Country(Alphabet::Alpha3)),
    ])
};

/// The types of other fields, such as `estimatedAnnualRevenueInUsd`, are not published: they are sent as given.
static BUSINESS_INFORMATION: Shape = Shape {
    rest: Some(&open::DEEP),
    ..Shape::new(&[
        Field::optional("legalName", TEXT),
        Field::optional("tradeName", TEXT),
        Field::optional("description", TEXT),
        Field::optional("entityType", TEXT),
        Field::optional("naicsCode", TEXT),
        Field::optional("website", TEXT),
        Field::optional("incorporatedOn", Kind::PastDate),
        Field::optional("identificationNumber", TEXT),
    ])
};

pub(super) static ENDPOINT: Endpoint =
    Endpoint::new(&OPERATION, &SERVICE, RetrySafety::CreatesCustomer, request, response).reads(customer::FIELDS);

fn request(input: &Object) -> Option<RequestTemplate> {
    Some(RequestTemplate::post("/v2/customer").json(input))
}

/// The customer.
fn response(context: &ResponseContext<'_>) -> Result<Output, Error> {
    customer::parse_response(context)
}
