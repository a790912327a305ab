//! `POST /v2/customer`: creates a customer whose data and documents are sent through the API instead of a hosted link.
//!
//! The reference of 2025 requires `type` and an address of `state` and `country`. That of 2026 requires a whole
//! `address` of an individual, `addresses` (`{type: "registered" | "operating", …}`, both) of a business, and `email`
//! and `phone` of both. It names only some fields of `personalInformation` and `businessInformation`: those are
//! validated, and other fields are sent as given.
//!
//! - Documents: SpherePay's API reference of April 2025 and of 2026.
//! - Retry: no. SpherePay replays no idempotency key, so a second request may create a second customer.

use super::fields::{CUSTOMER_TYPE, EXTRA, PHONE};
use super::service::SERVICE;
use super::{address, customer};
use crate::client::endpoint::{Endpoint, RetrySafety};
use crate::rules::field::country::Alphabet;
use crate::rules::field::date;
use crate::rules::field::open;
use crate::rules::field::person_name::PersonName;
use crate::rules::operation::Operation;
use crate::rules::shape::{Field, Kind, NormalForm, Shape};
use crate::rules::words::{Words, words};

pub(super) static OPERATION: Operation = Operation { name: "spherepay.createCustomer", shape: &SHAPE };

/// The current API requires `email` and `phone`, and of a business `addresses` with the registered and the operating
/// one. The API of 2025 takes `address` instead.
static SHAPE: Shape = Shape {
    any_of: &["address", "addresses"],
    ..Shape::new(&[
        /// Whether the customer is a person or a company.
        Field::required("type", Kind::Choice(CUSTOMER_TYPE)),
        /// Where the person lives, or where the business is registered.
        Field::optional("address", Kind::Object(&CUSTOMER_ADDRESS)),
        /// The registered and the operating address.
        Field::optional("addresses", Kind::List(&Kind::Object(&LISTED_ADDRESS))).when(&("type", "business")),
        /// Email address, at most 254 characters.
        Field::optional("email", Kind::Email),
        /// Phone number: `+` and 7 to 15 digits.
        Field::optional("phone", Kind::Phone(&PHONE)),
        /// The person's data.
        Field::optional("personalInformation", Kind::Object(&PERSONAL_INFORMATION)),
        /// The business's data.
        Field::optional("businessInformation", Kind::Object(&BUSINESS_INFORMATION)),
        /// Your own data about the customer.
        Field::optional("meta", Kind::Open(&open::FLAT)),
        EXTRA,
    ])
};

/// The address of a customer created through the API: complete, or only `state` and `country` as in the API of 2025.
static CUSTOMER_ADDRESS: Shape = Shape { minimal_form: Some(&ADDRESS_OF_2025), ..Shape::new(address::FIELDS) };

static ADDRESS_OF_2025: Shape = Shape::new(&[address::STATE, address::COUNTRY]);

/// Whether a business is registered at an address or operates there.
const ADDRESS_TYPE: Words = words!["registered", "operating"];

/// One of a business's addresses. SpherePay requires one of each type.
static LISTED_ADDRESS: Shape = Shape::new(&[
    /// Where the business is registered, or where it operates.
    Field::required("type", Kind::Choice(ADDRESS_TYPE)),
    /// Street and number, 1 to 255 characters.
    Field::required("line1", address::LINE),
    /// Apartment, building or floor, at most 255 characters.
    Field::optional("line2", address::LINE),
    /// City or town, 1 to 255 characters.
    Field::required("city", address::LINE),
    address::STATE,
    /// Postal code, at most 20 characters. Some countries require it.
    Field::optional("postalCode", Kind::PostalCode),
    address::COUNTRY,
]);

const TEXT: Kind = Kind::Text { max: None };

/// A person's data. The fields that SpherePay has published are validated; others are sent unchanged.
// The reference does not say which object has `taxIdentificationNumberCountry`; the tax number itself is in this one.
static PERSONAL_INFORMATION: Shape = Shape {
    rest: Some(&open::DEEP),
    ..Shape::new(&[
        /// Given name.
        Field::optional("firstName", TEXT).named(PersonName::Given),
        /// Family name.
        Field::optional("lastName", TEXT).named(PersonName::FAMILY),
        /// Tax or identification number.
        Field::optional("taxIdentificationNumber", TEXT).written_in(NormalForm::Code),
        /// The number's type, such as `"ssn"`, `"passport"`, `"national_id"` or `"other"`. SpherePay may add types.
        Field::optional("taxIdentificationNumberType", TEXT),
        /// Description of the number, if the type is `"other"`.
        Field::optional("taxIdentificationNumberDescription", TEXT),
        /// The country that issued the number: ISO 3166-1 code, sent as alpha-3.
        Field::optional("taxIdentificationNumberCountry", Kind::Country(Alphabet::Alpha3)),
    ])
};

/// A business's data. The fields that SpherePay has published are validated; others, such as
/// `estimatedAnnualRevenueInUsd`, whose type is not published, are sent unchanged.
static BUSINESS_INFORMATION: Shape = Shape {
    rest: Some(&open::DEEP),
    ..Shape::new(&[
        /// Registered name.
        Field::optional("legalName", TEXT),
        /// Trade name.
        Field::optional("tradeName", TEXT),
        /// What the business does.
        Field::optional("description", TEXT),
        /// Legal form.
        Field::optional("entityType", TEXT),
        /// NAICS industry code.
        Field::optional("naicsCode", TEXT).written_in(NormalForm::Code),
        /// URL of the website.
        Field::optional("website", TEXT),
        /// Date of incorporation: `YYYY-MM-DD`, not in the future.
        Field::optional("incorporatedOn", date::INCORPORATION),
        /// Registration or tax number. Which numbers are accepted depends on the country.
        Field::optional("identificationNumber", TEXT).written_in(NormalForm::Code),
    ])
};

pub(super) static ENDPOINT: Endpoint =
    Endpoint::posting(&OPERATION, &SERVICE, RetrySafety::CreatesCustomer, "/v2/customer", customer::parse_response)
        .reads(customer::FIELDS);

pub(super) type Returned = crate::client::customer::Customer;
