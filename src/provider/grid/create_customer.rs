//! `POST /customers`: creates a customer without starting its verification.
//!
//! - Documents: `CustomerCreateRequest` in Grid's OpenAPI description 2025-10-13, as of August 2026.
//! - 409: an active customer already has this `platformCustomerId`.
//! - Retry: no. No idempotency key is documented, so a second request may create a second customer.

use super::enums::{
    ANNUAL_INCOME_RANGE, EXPECTED_MONTHLY_TRANSACTION_COUNT, EXPECTED_MONTHLY_TRANSACTION_VOLUME, IDENTIFICATION_TYPE,
    INDIVIDUAL_SOURCE_OF_FUNDS_CATEGORY, NET_WORTH_RANGE, PEP_STATUS, PURPOSE_OF_ACCOUNT, SOURCE_OF_WEALTH_CATEGORY,
};
use super::fields::{CURRENCY, CUSTOMER_TYPE, PHONE, other_described};
use super::service::SERVICE;
use super::{address, business_info, customer, terms_consent};
use crate::client::endpoint::{Endpoint, Output, ResponseContext, RetrySafety};
use crate::client::error::Error;
use crate::client::request_template::RequestTemplate;
use crate::rules::field::country::Alphabet;
use crate::rules::field::pattern::{Pattern, is_made_of};
use crate::rules::operation::Operation;
use crate::rules::shape::{Case, Field, Kind, Shape};
use crate::value::text::split_once;
use crate::value::untrusted::Object;

pub(super) static OPERATION: Operation = Operation { name: "grid.createCustomer", shape: &SHAPE };

/// `CustomerCreateRequest`, then `IndividualCustomerFields` with `CustomerEdd`, then `BusinessCustomerFields`.
static SHAPE: Shape = Shape {
    cross_field_rule: Some(other_described),
    ..Shape::new(&[
        Field::required("customerType", Kind::Choice(CUSTOMER_TYPE)),
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
        Field::optional("idType", Kind::Choice(IDENTIFICATION_TYPE)).when(&INDIVIDUAL),
        Field::optional("identifier", TEXT).when(&INDIVIDUAL),
        Field::optional("countryOfIssuance", COUNTRY).when(&INDIVIDUAL),
        Field::optional("sourceOfFundsCategories", Kind::List(&Kind::Choice(INDIVIDUAL_SOURCE_OF_FUNDS_CATEGORY)))
            .when(&INDIVIDUAL),
        Field::optional("sourceOfFundsOtherDescription", TEXT).when(&INDIVIDUAL),
        Field::optional("sourceOfWealthCategories", Kind::List(&Kind::Choice(SOURCE_OF_WEALTH_CATEGORY)))
            .when(&INDIVIDUAL),
        Field::optional("sourceOfWealthOtherDescription", TEXT).when(&INDIVIDUAL),
        Field::optional("purposeOfAccount", Kind::Choice(PURPOSE_OF_ACCOUNT)).when(&INDIVIDUAL),
        Field::optional("purposeOfAccountOtherDescription", TEXT).when(&INDIVIDUAL),
        Field::optional("expectedMonthlyTransactionCount", Kind::Choice(EXPECTED_MONTHLY_TRANSACTION_COUNT))
            .when(&INDIVIDUAL),
        Field::optional("expectedMonthlyTransactionVolume", Kind::Choice(EXPECTED_MONTHLY_TRANSACTION_VOLUME))
            .when(&INDIVIDUAL),
        Field::optional("annualIncomeRange", Kind::Choice(ANNUAL_INCOME_RANGE)).when(&INDIVIDUAL),
        Field::optional("netWorthRange", Kind::Choice(NET_WORTH_RANGE)).when(&INDIVIDUAL),
        Field::optional("pepStatus", Kind::Choice(PEP_STATUS)).when(&INDIVIDUAL),
        Field::required("businessInfo", Kind::Object(&business_info::SHAPE)).when(&BUSINESS),
    ])
};

const TEXT: Kind = Kind::Text { max: None };
const COUNTRY: Kind = Kind::Country(Alphabet::Alpha2);

static INDIVIDUAL: Case = ("customerType", "INDIVIDUAL");
static BUSINESS: Case = ("customerType", "BUSINESS");

/// `$user@domain`: at most 64 characters before the `@`, in lower case.
static UMA_ADDRESS: Pattern = Pattern {
    source: "^\\$[a-z0-9._+-]{1,63}@[A-Za-z0-9.:-]+$",
    matches: |address| {
        let parts = address.strip_prefix("$").and_then(|address| split_once(address, b'@'));
        parts.is_some_and(|(user, domain)| {
            let is_in_user = |b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'_' | b'+' | b'-');
            let is_in_domain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b':' | b'-');
            is_made_of(user, 1, 63, is_in_user) && is_made_of(domain, 1, usize::MAX, is_in_domain)
        })
    },
};

pub(super) static ENDPOINT: Endpoint =
    Endpoint::new(&OPERATION, &SERVICE, RetrySafety::CreatesCustomer, request, response).reads(customer::FIELDS);

fn request(input: &Object) -> Option<RequestTemplate> {
    Some(RequestTemplate::post("/customers").json(input))
}

/// The customer.
fn response(context: &ResponseContext<'_>) -> Result<Output, Error> {
    customer::parse_response(context)
}
