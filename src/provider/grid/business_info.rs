//! `BusinessInfo`: the details of a business customer.

use super::enums::{
    BUSINESS_TYPE, ENTITY_TYPE, EXPECTED_MONTHLY_TRANSACTION_COUNT, EXPECTED_MONTHLY_TRANSACTION_VOLUME,
    PURPOSE_OF_ACCOUNT, SOURCE_OF_FUNDS_CATEGORY,
};
use super::fields::other_described;
use crate::rules::field::country::Alphabet;
use crate::rules::field::pattern::{Pattern, is_made_of};
use crate::rules::shape::{Field, Kind, Shape};

const TEXT: Kind = Kind::Text { max: None };
const COUNTRY: Kind = Kind::Country(Alphabet::Alpha2);
const COUNTRIES: Kind = Kind::List(&COUNTRY);
const SOURCES_OF_FUNDS: Kind = Kind::List(&Kind::Choice(SOURCE_OF_FUNDS_CATEGORY));

pub(super) static SHAPE: Shape = Shape { cross_field_rule: Some(other_described), ..Shape::new(&FIELDS) };

/// The same for an update, in which every field is optional.
pub(super) static UPDATE: Shape = Shape { cross_field_rule: Some(other_described), ..Shape::new(&OPTIONAL) };

static FIELDS: [Field; 21] = fields();

static OPTIONAL: [Field; 21] = optional(fields());

const fn fields() -> [Field; 21] {
    [
        Field::required("legalName", TEXT),
        Field::optional("doingBusinessAs", TEXT),
        Field::required("country", COUNTRY),
        Field::optional("registrationNumber", TEXT),
        Field::required("incorporatedOn", Kind::PastDate),
        Field::optional("entityType", Kind::Choice(ENTITY_TYPE)),
        Field::required("taxId", TEXT),
        Field::optional("countriesOfOperation", COUNTRIES),
        Field::optional("businessType", Kind::Choice(BUSINESS_TYPE)),
        Field::optional("purposeOfAccount", Kind::Choice(PURPOSE_OF_ACCOUNT)),
        Field::optional("sourceOfFunds", TEXT),
        Field::optional("expectedMonthlyTransactionCount", Kind::Choice(EXPECTED_MONTHLY_TRANSACTION_COUNT)),
        Field::optional("expectedMonthlyTransactionVolume", Kind::Choice(EXPECTED_MONTHLY_TRANSACTION_VOLUME)),
        Field::optional("expectedRecipientJurisdictions", COUNTRIES),
        Field::optional("naicsCode", Kind::Pattern(&NAICS_CODE)),
        Field::optional("sourceOfFundsCategories", SOURCES_OF_FUNDS),
        Field::optional("sourceOfFundsOtherDescription", Kind::Text { max: Some(500) }),
        Field::optional("purposeOfAccountOtherDescription", Kind::Text { max: Some(500) }),
        Field::optional("expectedCounterpartyCountries", COUNTRIES),
        Field::optional("primaryContactFirstName", Kind::Text { max: Some(250) }),
        Field::optional("primaryContactLastName", Kind::Text { max: Some(250) }),
    ]
}

const fn optional(mut fields: [Field; 21]) -> [Field; 21] {
    let mut rest: &mut [Field] = &mut fields;
    while let Some((field, others)) = rest.split_first_mut() {
        field.required = false;
        rest = others;
    }
    fields
}

static NAICS_CODE: Pattern =
    Pattern { source: "^[0-9]{2,6}$", matches: |code| is_made_of(code, 2, 6, |b| b.is_ascii_digit()) };
