//! `POST /customers`: creates a customer without starting its verification.
//!
//! - Documents: `CustomerCreateRequest` in Grid's OpenAPI description 2025-10-13, as of August 2026.
//! - 409: an active customer already has this `platformCustomerId`.
//! - Retry: no. No idempotency key is documented, so a second request may create a second customer.

use super::enums::{
    ANNUAL_INCOME_RANGE, IDENTIFICATION_TYPE, INDIVIDUAL_SOURCE_OF_FUNDS_CATEGORY, NET_WORTH_RANGE, PEP_STATUS,
    PURPOSE_OF_ACCOUNT, SOURCE_OF_WEALTH_CATEGORY, TRANSACTION_COUNT, TRANSACTION_VOLUME,
};
use super::fields::{CURRENCY, CUSTOMER_TYPE, EXTRA, PHONE, check_customer};
use super::region::deciding_country;
use super::service::SERVICE;
use super::{address, business_info, customer, terms_consent};
use crate::client::endpoint::{Endpoint, RetrySafety};
use crate::rules::field::country::Alphabet;
use crate::rules::field::date;
use crate::rules::field::pattern::{Pattern, is_made_of};
use crate::rules::field::person_name::PersonName;
use crate::rules::operation::Operation;
use crate::rules::shape::{Case, Field, Kind, NormalForm, Shape};

pub(super) static OPERATION: Operation = Operation { name: "grid.createCustomer", shape: &SHAPE };

/// ```ts
/// const customer = await client.createCustomer({
///   customerType: "INDIVIDUAL",
///   platformCustomerId: "user-17",
///   fullName: "Jane Smith",
/// });
/// ```
// `CustomerCreateRequest`, then `IndividualCustomerFields` with `CustomerEdd`, then `BusinessCustomerFields`.
static SHAPE: Shape = Shape {
    cross_field_rule: Some(|input, name, is_given, _| check_customer(input, name, is_given)),
    deciding_country: Some(deciding_country),
    ..Shape::new(&[
        /// Whether the customer is a person or a business.
        Field::required("customerType", Kind::Choice(CUSTOMER_TYPE)),
        /// Your own id of the customer. A second active customer with the same id is refused with `conflict`.
        Field::optional("platformCustomerId", TEXT),
        /// ISO 3166-1 code, sent as alpha-2. Needed only if several of your regions offer the same currency.
        Field::optional("region", COUNTRY),
        /// ISO 4217 codes or tickers, in upper case.
        Field::optional("currencies", Kind::List(&CURRENCY)),
        /// Email address. Some regions require it.
        Field::optional("email", Kind::Email),
        /// Phone number: `+`, a digit from 1 to 9, then 1 to 14 digits. Some regions require it.
        Field::optional("phoneNumber", Kind::Phone(&PHONE)),
        /// UMA address: `$user@domain`.
        Field::optional("umaAddress", Kind::Pattern(&UMA_ADDRESS)),
        /// The customer's consent to the terms from `grid.getEndUserTerms`.
        Field::optional("endUserTermsConsent", Kind::Object(&terms_consent::SHAPE)),
        /// The customer's consents to agreements from `grid.listAgreements`.
        Field::optional("agreementConsents", terms_consent::AGREEMENT_CONSENTS),
        /// Given and family name, at most 250 characters. Most platforms require it.
        Field::optional("fullName", Kind::Text { max: Some(250) }).named(PersonName::Full).when(&INDIVIDUAL),
        /// Date of birth, `YYYY-MM-DD`.
        Field::optional("birthDate", date::BIRTH).when(&INDIVIDUAL),
        /// ISO 3166-1 code, sent as alpha-2.
        Field::optional("nationality", COUNTRY).when(&INDIVIDUAL),
        /// Where the person lives, or where the business is registered.
        Field::optional("address", Kind::Object(&address::SHAPE)),
        /// The type of `identifier`.
        Field::optional("idType", Kind::Choice(IDENTIFICATION_TYPE)).when(&INDIVIDUAL),
        /// Tax or identification number, at most 100 characters. Required with `idType`.
        Field::optional("identifier", Kind::Text { max: Some(100) })
            .written_in(NormalForm::Code)
            .when(&INDIVIDUAL)
            .read_by_rule(),
        /// The country that issued `identifier`: the United States, or absent.
        Field::optional("countryOfIssuance", COUNTRY).when(&INDIVIDUAL).read_by_rule(),
        /// Where the money comes from.
        Field::optional("sourceOfFundsCategories", Kind::List(&Kind::Choice(INDIVIDUAL_SOURCE_OF_FUNDS_CATEGORY)))
            .when(&INDIVIDUAL),
        /// Required if a source of funds is `OTHER`. At most 500 characters.
        Field::optional("sourceOfFundsOtherDescription", REMARK).when(&INDIVIDUAL).read_by_rule(),
        /// Where the person's wealth comes from.
        Field::optional("sourceOfWealthCategories", Kind::List(&Kind::Choice(SOURCE_OF_WEALTH_CATEGORY)))
            .when(&INDIVIDUAL),
        /// Required if a source of wealth is `OTHER`. At most 500 characters.
        Field::optional("sourceOfWealthOtherDescription", REMARK).when(&INDIVIDUAL).read_by_rule(),
        /// What the account is used for.
        Field::optional("purposeOfAccount", Kind::Choice(PURPOSE_OF_ACCOUNT)).when(&INDIVIDUAL),
        /// Required if the purpose is `OTHER`. At most 500 characters.
        Field::optional("purposeOfAccountOtherDescription", REMARK).when(&INDIVIDUAL).read_by_rule(),
        /// Expected number of transactions per month.
        Field::optional("expectedMonthlyTransactionCount", Kind::Choice(TRANSACTION_COUNT)).when(&INDIVIDUAL),
        /// Expected volume of transactions per month.
        Field::optional("expectedMonthlyTransactionVolume", Kind::Choice(TRANSACTION_VOLUME)).when(&INDIVIDUAL),
        /// Annual income.
        Field::optional("annualIncomeRange", Kind::Choice(ANNUAL_INCOME_RANGE)).when(&INDIVIDUAL),
        /// Net worth.
        Field::optional("netWorthRange", Kind::Choice(NET_WORTH_RANGE)).when(&INDIVIDUAL),
        /// Whether the person is a politically exposed person.
        Field::optional("pepStatus", Kind::Choice(PEP_STATUS)).when(&INDIVIDUAL),
        /// The business's data.
        Field::required("businessInfo", Kind::Object(&business_info::SHAPE)).when(&BUSINESS),
        EXTRA,
    ])
};

const TEXT: Kind = Kind::Text { max: None };
const REMARK: Kind = Kind::Text { max: Some(500) };
const COUNTRY: Kind = Kind::Country(Alphabet::Alpha2);

static INDIVIDUAL: Case = ("customerType", "INDIVIDUAL");
static BUSINESS: Case = ("customerType", "BUSINESS");

/// `$user@domain`: at most 64 characters before the `@`, in lower case.
static UMA_ADDRESS: Pattern = Pattern {
    source: "^\\$[a-z0-9._+-]{1,63}@[A-Za-z0-9.:-]+$",
    matches: |address| {
        let parts = address.strip_prefix("$").and_then(|address| address.split_once('@'));
        parts.is_some_and(|(user, domain)| {
            let is_in_user = |b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'_' | b'+' | b'-');
            let is_in_domain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b':' | b'-');
            is_made_of(user, 1, 63, is_in_user) && is_made_of(domain, 1, usize::MAX, is_in_domain)
        })
    },
};

pub(super) static ENDPOINT: Endpoint =
    Endpoint::posting(&OPERATION, &SERVICE, RetrySafety::CreatesCustomer, "/customers", customer::parse_response)
        .reads(customer::FIELDS);

pub(super) type Returned = crate::client::customer::Customer;
