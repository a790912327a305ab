//! `BusinessInfo`: the details of a business customer.

use super::enums::{
    BUSINESS_TYPE, ENTITY_TYPE, PURPOSE_OF_ACCOUNT, SOURCE_OF_FUNDS_CATEGORY, TRANSACTION_COUNT, TRANSACTION_VOLUME,
};
use super::fields::check_lists;
use super::region::confirms_contacts;
use crate::rules::field::country::Alphabet;
use crate::rules::field::date;
use crate::rules::field::pattern::{Pattern, is_made_of};
use crate::rules::field::person_name::PersonName;
use crate::rules::shape::{Field, Kind, NormalForm, Shape};

const COUNTRY: Kind = Kind::Country(Alphabet::Alpha2);
const COUNTRIES: Kind = Kind::List(&COUNTRY);
const SOURCES_OF_FUNDS: Kind = Kind::List(&Kind::Choice(SOURCE_OF_FUNDS_CATEGORY));

/// A business's data.
pub(super) static SHAPE: Shape = Shape {
    cross_field_rule: Some(|input, name, is_given, _| check_lists(input, name, is_given)),
    ..Shape::new(&FIELDS)
};

/// The fields of a business's data that change.
pub(super) static BUSINESS_INFO_UPDATE: Shape = Shape {
    cross_field_rule: Some(|input, name, is_given, _| check_lists(input, name, is_given)),
    ..Shape::new(&OPTIONAL)
};

static FIELDS: [Field; 21] = fields();

static OPTIONAL: [Field; 21] = optional(fields());

const fn fields() -> [Field; 21] {
    [
        /// Registered name, at most 250 characters.
        Field::required("legalName", Kind::Text { max: Some(250) }),
        /// Trade name, at most 250 characters.
        Field::optional("doingBusinessAs", Kind::Text { max: Some(250) }),
        /// Country of registration: ISO 3166-1 code, sent as alpha-2.
        Field::required("country", COUNTRY),
        /// Registration number, at most 100 characters.
        Field::optional("registrationNumber", Kind::Text { max: Some(100) }).written_in(NormalForm::Code),
        /// Date of incorporation, `YYYY-MM-DD`.
        Field::required("incorporatedOn", date::INCORPORATION),
        /// Legal form.
        Field::optional("entityType", Kind::Choice(ENTITY_TYPE)),
        /// Tax number, at most 100 characters.
        Field::required("taxId", Kind::Text { max: Some(100) }).written_in(NormalForm::Code),
        /// Countries in which the business operates: ISO 3166-1 codes, sent as alpha-2.
        Field::optional("countriesOfOperation", COUNTRIES),
        /// Industry.
        Field::optional("businessType", Kind::Choice(BUSINESS_TYPE)),
        /// What the account is used for.
        Field::optional("purposeOfAccount", Kind::Choice(PURPOSE_OF_ACCOUNT)),
        /// Where the money comes from, as text, at most 500 characters.
        Field::optional("sourceOfFunds", Kind::Text { max: Some(500) }),
        /// Expected number of transactions per month.
        Field::optional("expectedMonthlyTransactionCount", Kind::Choice(TRANSACTION_COUNT)),
        /// Expected volume of transactions per month.
        Field::optional("expectedMonthlyTransactionVolume", Kind::Choice(TRANSACTION_VOLUME)),
        /// Countries of the recipients: ISO 3166-1 codes, sent as alpha-2.
        Field::optional("expectedRecipientJurisdictions", COUNTRIES),
        /// NAICS industry code, 2 to 6 digits.
        Field::optional("naicsCode", Kind::Pattern(&NAICS_CODE)),
        /// Where the money comes from.
        Field::optional("sourceOfFundsCategories", SOURCES_OF_FUNDS),
        /// Required if a source of funds is `OTHER`. At most 500 characters.
        Field::optional("sourceOfFundsOtherDescription", Kind::Text { max: Some(500) }).read_by_rule(),
        /// Required if the purpose is `OTHER`. At most 500 characters.
        Field::optional("purposeOfAccountOtherDescription", Kind::Text { max: Some(500) }).read_by_rule(),
        /// Countries of the counterparties: ISO 3166-1 codes, sent as alpha-2.
        Field::optional("expectedCounterpartyCountries", COUNTRIES),
        /// The primary contact's given name, at most 250 characters. Required in the EU.
        Field::optional("primaryContactFirstName", Kind::Text { max: Some(250) })
            .required_in(confirms_contacts)
            .named(PersonName::Given),
        /// The primary contact's family name, at most 250 characters. Required in the EU.
        Field::optional("primaryContactLastName", Kind::Text { max: Some(250) })
            .required_in(confirms_contacts)
            .named(PersonName::Family { given: "primaryContactFirstName" }),
    ]
}

const fn optional(mut fields: [Field; 21]) -> [Field; 21] {
    let mut rest: &mut [Field] = &mut fields;
    while let Some((field, others)) = rest.split_first_mut() {
        field.required = false;
        field.required_in = None;
        rest = others;
    }
    fields
}

static NAICS_CODE: Pattern =
    Pattern { source: "^[0-9]{2,6}$", matches: |code| is_made_of(code, 2, 6, |b| b.is_ascii_digit()) };
