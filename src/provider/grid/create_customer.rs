//! `POST /customers`: creates a customer without sending it anywhere.
//!
//! There is no idempotency key; a `platformCustomerId` that an active customer already has is a 409.

#[cfg(feature = "client")]
use super::customer;
use super::enums::*;
use super::{CUSTOMER_TYPE, PHONE, PROVIDER, address, business_info, terms_consent};
use crate::ascii::split_once;
use crate::check::Fault;
use crate::draft::{Draft, Object};
#[cfg(feature = "client")]
use crate::error::ErrorCode;
use crate::field::Kind;
use crate::field::country::Alphabet;
use crate::field::pattern::{Pattern, is_made_of};
use crate::issue::IssueCode;
use crate::operation::Operation;
#[cfg(feature = "client")]
use crate::operation::{Exchange, Outline, Repeat};
use crate::shape::{Case, Field, Shape};

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

static INDIVIDUAL: Case = ("customerType", "INDIVIDUAL");
static BUSINESS: Case = ("customerType", "BUSINESS");

/// `CustomerCreateRequest`, then `IndividualCustomerFields` with `CustomerEdd`, then `BusinessCustomerFields`.
static SHAPE: Shape = Shape {
    between: Some(other_described),
    ..Shape::new(&[
        Field::required("customerType", Kind::Choice(&CUSTOMER_TYPE)),
        Field::optional("platformCustomerId", TEXT),
        Field::optional("region", COUNTRY),
        Field::optional("currencies", Kind::List(&CURRENCY)),
        Field::optional("email", Kind::Email),
        Field::optional("phoneNumber", Kind::Phone(&PHONE)),
        Field::optional("umaAddress", Kind::Pattern(&UMA_ADDRESS)),
        Field::optional("endUserTermsConsent", Kind::Object(&terms_consent::SHAPE)),
        Field::optional("fullName", TEXT).when(&INDIVIDUAL),
        Field::optional("birthDate", Kind::PastDate).when(&INDIVIDUAL),
        Field::optional("nationality", COUNTRY).when(&INDIVIDUAL),
        Field::optional("address", Kind::Object(&address::SHAPE)),
        Field::optional("idType", Kind::Choice(&IDENTIFICATION_TYPE)).when(&INDIVIDUAL),
        Field::optional("identifier", TEXT).when(&INDIVIDUAL),
        Field::optional("countryOfIssuance", COUNTRY).when(&INDIVIDUAL),
        Field::optional("sourceOfFundsCategories", Kind::List(&Kind::Choice(&INDIVIDUAL_SOURCE_OF_FUNDS_CATEGORY)))
            .when(&INDIVIDUAL),
        Field::optional("sourceOfFundsOtherDescription", TEXT).when(&INDIVIDUAL),
        Field::optional("sourceOfWealthCategories", Kind::List(&Kind::Choice(&SOURCE_OF_WEALTH_CATEGORY)))
            .when(&INDIVIDUAL),
        Field::optional("sourceOfWealthOtherDescription", TEXT).when(&INDIVIDUAL),
        Field::optional("purposeOfAccount", Kind::Choice(&PURPOSE_OF_ACCOUNT)).when(&INDIVIDUAL),
        Field::optional("purposeOfAccountOtherDescription", TEXT).when(&INDIVIDUAL),
        Field::optional("expectedMonthlyTransactionCount", Kind::Choice(&EXPECTED_MONTHLY_TRANSACTION_COUNT))
            .when(&INDIVIDUAL),
        Field::optional("expectedMonthlyTransactionVolume", Kind::Choice(&EXPECTED_MONTHLY_TRANSACTION_VOLUME))
            .when(&INDIVIDUAL),
        Field::optional("annualIncomeRange", Kind::Choice(&ANNUAL_INCOME_RANGE)).when(&INDIVIDUAL),
        Field::optional("netWorthRange", Kind::Choice(&NET_WORTH_RANGE)).when(&INDIVIDUAL),
        Field::optional("pepStatus", Kind::Choice(&PEP_STATUS)).when(&INDIVIDUAL),
        Field::required("businessInfo", Kind::Object(&business_info::SHAPE)).when(&BUSINESS),
    ])
};

/// ISO 4217 codes and tickers such as `USDC`. Grid's own command line asks for this form; the API refuses lower case.
pub(super) const CURRENCY: Kind = Kind::Pattern(&Pattern {
    source: "^[A-Z0-9]{2,10}$",
    matches: |code| is_made_of(code, 2, 10, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"),
});

/// `$user@domain`: at most 64 characters before the `@`, in lower case.
static UMA_ADDRESS: Pattern = Pattern {
    source: "^\\$[a-z0-9._+-]{1,63}@[A-Za-z0-9.:-]+$",
    matches: |address| {
        let parts = address.strip_prefix("$").and_then(|address| split_once(address, b'@'));
        parts.is_some_and(|(user, domain)| {
            is_made_of(user, 1, 63, "abcdefghijklmnopqrstuvwxyz0123456789._+-")
                && is_made_of(
                    domain,
                    1,
                    usize::MAX,
                    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.:-",
                )
        })
    },
};

/// A field whose value may be `OTHER`, and the one that then says what.
static DESCRIPTIONS: &[(&str, &str)] = &[
    ("sourceOfFundsCategories", "sourceOfFundsOtherDescription"),
    ("sourceOfWealthCategories", "sourceOfWealthOtherDescription"),
    ("purposeOfAccount", "purposeOfAccountOtherDescription"),
];

/// `OTHER` asks for a description (`CustomerEdd`, `BusinessInfo`).
pub(super) fn other_described(input: &Object, name: &str, is_given: bool) -> Option<Fault> {
    let (field, _) = DESCRIPTIONS.iter().find(|(_, description)| *description == name && !is_given)?;
    let is_other = |value: &Draft| value.text() == Some("OTHER");
    let value = input.get(field)?;
    (is_other(value) || value.list()?.iter().any(is_other)).then(|| IssueCode::Required.into())
}
