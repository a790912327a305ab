//! `POST /v2/customer`: creates a customer whose data and documents are sent through the API, not through a link.
//!
//! The pages of 2025 ask for `type` and an address of `state` and `country`. Those of 2026 ask an individual for a whole
//! `address`, a business for `addresses` (`{type: "registered" | "operating", …}`, both), and both for `email` and `phone`.
//! They name some fields of `personalInformation` and `businessInformation` and not all: those that are named are checked,
//! the others pass as they are. There is no idempotency key that replays: sent twice, it may make two customers.

use super::fields::{CUSTOMER_TYPE, PHONE};
use super::service::SERVICE;
use super::{address, customer};
use crate::client::endpoint::{Endpoint, RetrySafety};
use crate::client::error::ErrorCode;
use crate::client::request_template::RequestTemplate;
use crate::rules::field::country::Alphabet;
use crate::rules::field::open::Depth;
use crate::rules::operation::Operation;
use crate::rules::shape::{Field, Kind, Shape};
use crate::value::untrusted::Object;

pub(super) static OPERATION: Operation = Operation { name: "spherepay.createCustomer", shape: &SHAPE };

const TEXT: Kind = Kind::Text { max: None };

/// An individual has an `address`; a business has that or `addresses`.
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
        Field::optional("meta", Kind::Open(Depth::Flat)),
    ])
};

/// The address of 2026, which is that of the link, or the two fields of 2025.
static ADDRESS: Shape = Shape { minimal_form: Some(&MINIMAL), ..Shape::new(address::FIELDS) };

static MINIMAL: Shape = Shape::new(&[address::STATE, address::COUNTRY]);

/// An element of `addresses`.
static LISTED_ADDRESS: Shape = Shape::new(&[
    Field::required("type", Kind::Choice(&["registered", "operating"])),
    Field::required("line1", address::LINE),
    Field::optional("line2", address::LINE),
    Field::required("city", address::LINE),
    address::STATE,
    Field::optional("postalCode", Kind::PostalCode),
    address::COUNTRY,
]);

/// The page that names the country of the tax number does not name its object; the number stands here.
static PERSONAL_INFORMATION: Shape = Shape {
    rest: Some(Depth::Deep),
    ..Shape::new(&[
        Field::optional("firstName", TEXT),
        Field::optional("lastName", TEXT),
        Field::optional("taxIdentificationNumber", TEXT),
        Field::optional("taxIdentificationNumberType", TEXT),
        Field::optional("taxIdentificationNumberDescription", TEXT),
        Field::optional("taxIdentificationNumberCountry", Kind::Country(Alphabet::Alpha3)),
    ])
};

/// Of `estimatedAnnualRevenueInUsd` and its like no type is published: they pass, as a number or as text.
static BUSINESS_INFORMATION: Shape = Shape {
    rest: Some(Depth::Deep),
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

pub(super) static ENDPOINT: Endpoint = Endpoint {
    operation: &OPERATION,
    service: &SERVICE,
    request,
    response: customer::response,
    retry: RetrySafety::CreatesCustomer,
    conflict: ErrorCode::Conflict,
    body_field: None,
};

fn request(input: &Object) -> Option<RequestTemplate> {
    Some(RequestTemplate::post("/v2/customer").json(input))
}
