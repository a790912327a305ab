//! `POST /customers`: creates a customer without sending it anywhere.
//!
//! There is no idempotency key; a `platformCustomerId` that an active customer already has is a 409.

#[cfg(feature = "client")]
use super::customer;
use super::enums::*;
use super::{PHONE, PROVIDER, address, business_info, terms_consent};
use crate::check::{Check, Fault};
use crate::draft::{Draft, Object};
#[cfg(feature = "client")]
use crate::error::ErrorCode;
use crate::field::Kind;
use crate::field::country::Alphabet;
use crate::issue::IssueCode;
use crate::operation::Operation;
#[cfg(feature = "client")]
use crate::operation::{Exchange, Outline, Repeat};
use crate::shape::{Field, Shape};

pub(super) static OPERATION: Operation = Operation {
    name: "grid.createCustomer",
    provider: &PROVIDER,
    shape: &SHAPE,
    #[cfg(feature = "client")]
    exchange: Some(Exchange {
        request: |input| Outline::post("/customers").json(input),
        read: customer::read,
        repeat: Repeat::Creates,
        conflict: ErrorCode::Conflict,
        body_field: None,
    }),
};

const TEXT: Kind = Kind::Text { max: None };
const COUNTRY: Kind = Kind::Country(Alphabet::Alpha2);

/// `CustomerCreateRequest`, then `IndividualCustomerFields` with `CustomerEdd`, then `BusinessCustomerFields`.
static SHAPE: Shape = Shape {
    fields: &[
        Field::required("customerType", Kind::Choice(&["INDIVIDUAL", "BUSINESS"])),
        Field::optional("platformCustomerId", TEXT),
        Field::optional("region", COUNTRY),
        Field::optional("currencies", Kind::List(&TEXT)),
        Field::optional("email", Kind::Email),
        Field::optional("phoneNumber", Kind::Phone(&PHONE)),
        Field::optional("umaAddress", TEXT),
        Field::optional("endUserTermsConsent", Kind::Object(&terms_consent::SHAPE)),
        Field::optional("fullName", TEXT).when("customerType", "INDIVIDUAL"),
        Field::optional("birthDate", Kind::PastDate).when("customerType", "INDIVIDUAL"),
        Field::optional("nationality", COUNTRY).when("customerType", "INDIVIDUAL"),
        Field::optional("address", Kind::Object(&address::SHAPE)),
        Field::optional("idType", Kind::Choice(IDENTIFICATION_TYPE)).when("customerType", "INDIVIDUAL"),
        Field::optional("identifier", TEXT).when("customerType", "INDIVIDUAL"),
        Field::optional("countryOfIssuance", COUNTRY).when("customerType", "INDIVIDUAL"),
        Field::optional("sourceOfFundsCategories", Kind::List(&Kind::Choice(INDIVIDUAL_SOURCE_OF_FUNDS_CATEGORY)))
            .when("customerType", "INDIVIDUAL"),
        Field::optional("sourceOfFundsOtherDescription", TEXT).when("customerType", "INDIVIDUAL"),
        Field::optional("sourceOfWealthCategories", Kind::List(&Kind::Choice(SOURCE_OF_WEALTH_CATEGORY)))
            .when("customerType", "INDIVIDUAL"),
        Field::optional("sourceOfWealthOtherDescription", TEXT).when("customerType", "INDIVIDUAL"),
        Field::optional("purposeOfAccount", Kind::Choice(PURPOSE_OF_ACCOUNT)).when("customerType", "INDIVIDUAL"),
        Field::optional("purposeOfAccountOtherDescription", TEXT).when("customerType", "INDIVIDUAL"),
        Field::optional("expectedMonthlyTransactionCount", Kind::Choice(EXPECTED_MONTHLY_TRANSACTION_COUNT))
            .when("customerType", "INDIVIDUAL"),
        Field::optional("expectedMonthlyTransactionVolume", Kind::Choice(EXPECTED_MONTHLY_TRANSACTION_VOLUME))
            .when("customerType", "INDIVIDUAL"),
        Field::optional("annualIncomeRange", Kind::Choice(ANNUAL_INCOME_RANGE)).when("customerType", "INDIVIDUAL"),
        Field::optional("netWorthRange", Kind::Choice(NET_WORTH_RANGE)).when("customerType", "INDIVIDUAL"),
        Field::optional("pepStatus", Kind::Choice(PEP_STATUS)).when("customerType", "INDIVIDUAL"),
        Field::required("businessInfo", Kind::Object(&business_info::SHAPE)).when("customerType", "BUSINESS"),
    ],
    between: Some(other_described),
    omit: None,
};

/// A field whose value may be `OTHER`, and the one that then says what.
static DESCRIPTIONS: &[(&str, &str)] = &[
    ("sourceOfFundsCategories", "sourceOfFundsOtherDescription"),
    ("sourceOfWealthCategories", "sourceOfWealthOtherDescription"),
    ("purposeOfAccount", "purposeOfAccountOtherDescription"),
];

/// `OTHER` asks for a description (`CustomerEdd`, `BusinessInfo`).
pub(super) fn other_described(input: &Object, check: &mut Check) {
    let is_other = |value: &Draft| value.text() == Some("OTHER");
    for (field, description) in DESCRIPTIONS {
        let is_other = input
            .get(field)
            .is_some_and(|value| is_other(value) || value.list().is_some_and(|l| l.iter().any(is_other)));
        if is_other && input.get(description).is_none() {
            check.at((*description).into(), |check| check.issue(Fault::new(IssueCode::Required)));
        }
    }
}
