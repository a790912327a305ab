//! From an applicant to a link: one request creates both links. The terms come first, then the identity check.

use super::create_kyc_link::ENDORSEMENTS;
use super::fields::CUSTOMER_TYPE;
use super::service::SERVICE;
use super::transliteration;
use super::{create_kyc_link, list_kyc_links};
use crate::client::endpoint::{Endpoint, Output};
use crate::client::engine::OrSuspended;
use crate::client::error::{Error, ErrorCode};
use crate::client::field_names::{FieldNames, translate};
use crate::client::onboarding::flow::{FlowRun, OnboardingFlow};
use crate::client::onboarding::outcome::Onboarding;
use crate::rules::field::country::Alphabet;
use crate::rules::field::date;
use crate::rules::field::person_name::PersonName;
use crate::rules::field::phone::PhoneRule;
use crate::rules::field::subdivision::SubdivisionRule;
use crate::rules::issue::Fault;
use crate::rules::operation::Operation;
use crate::rules::shape::{Field, Fields, Kind, NormalForm, Shape};
use crate::value::untrusted::{Object, UntrustedValue};

pub(super) static OPERATION: Operation = Operation { name: "bridge.onboard", shape: &APPLICANT };

/// It includes fields that Bridge's link does not take, so that one applicant serves every provider. The hosted pages
/// ask for them.
static APPLICANT: Shape = Shape {
    cross_field_rule: Some(|input, name, is_given, _| check_transliteration(input, name, is_given)),
    joins_names: true,
    ..Shape::new(&[
        Field::required("type", Kind::Choice(CUSTOMER_TYPE)),
        Field::required("email", Kind::Email),
        Field::optional("phone", Kind::Phone(&PHONE)),
        Field::optional("address", Kind::Object(&ADDRESS)),
        Field::optional("firstName", TEXT).named(PersonName::Given).written_in(NormalForm::Latin1),
        Field::optional("lastName", TEXT).named(PersonName::FAMILY).written_in(NormalForm::Latin1),
        transliteration::FIRST_NAME.when(&("type", "individual")),
        transliteration::MIDDLE_NAME.when(&("type", "individual")),
        transliteration::LAST_NAME.when(&("type", "individual")),
        Field::optional("birthDate", date::BIRTH),
        Field::optional("nationality", COUNTRY),
        Field::optional("business", Kind::Object(&BUSINESS)).when(&("type", "business")),
        transliteration::LEGAL_NAME.when(&("type", "business")),
        Field::optional("reference", TEXT),
        Field::optional("redirectUri", Kind::RedirectUri),
        ENDORSEMENTS,
    ])
};

/// Cross-field rule: a transliteration belongs to the person's name, or to that of the business.
fn check_transliteration(input: &Fields, field: &str, is_given: bool) -> Option<Fault> {
    if input.has("business") {
        let legal_name = BUSINESS.value_of("legalName", input.get("business"));
        return transliteration::check(input, field, is_given, legal_name.map(|(_, name)| name).as_slice());
    }
    transliteration::check(input, field, is_given, &[input.get("firstName"), input.get("lastName")])
}

const TEXT: Kind = Kind::Text { max: None };
const COUNTRY: Kind = Kind::Country(Alphabet::Alpha2);

/// E.164. The number is not sent.
static PHONE: PhoneRule = PhoneRule { min: 2, max: 15, leading_zero: false, pattern: "^\\+[1-9][0-9]{1,14}$" };

/// Not sent, so that no country requires more of it than the others.
static ADDRESS: Shape = Shape::new(&[
    /// Street and number.
    Field::optional("line1", TEXT),
    /// Apartment, building or floor.
    Field::optional("line2", TEXT),
    /// City or town.
    Field::optional("city", TEXT),
    /// The state or province.
    Field::optional("state", Kind::Subdivision(SubdivisionRule::FreeText)),
    /// The postal code.
    Field::optional("postalCode", TEXT).written_in(NormalForm::Code),
    /// ISO 3166-1 code, alpha-2 or alpha-3.
    Field::required("country", COUNTRY),
]);

/// Only the name is sent.
static BUSINESS: Shape = Shape::new(&[
    /// The name in the company register. It is sent as the name of the link.
    Field::optional("legalName", TEXT).read_by_rule().written_in(NormalForm::Latin1),
    /// A name under which the business trades.
    Field::optional("tradeName", TEXT),
    /// Another name under which the business trades.
    Field::optional("doingBusinessAs", TEXT),
    /// What the business does.
    Field::optional("description", TEXT),
    /// The legal form.
    Field::optional("entityType", TEXT),
    /// The industry, as a NAICS code.
    Field::optional("naicsCode", TEXT).written_in(NormalForm::Code),
    /// The website.
    Field::optional("website", TEXT),
    /// ISO 3166-1 code, alpha-2 or alpha-3.
    Field::optional("country", COUNTRY),
    /// The tax number.
    Field::optional("taxId", TEXT).written_in(NormalForm::Code),
    /// The number in the company register.
    Field::optional("identificationNumber", TEXT).written_in(NormalForm::Code),
    /// When the business was founded, `YYYY-MM-DD`.
    Field::optional("incorporatedOn", date::INCORPORATION),
]);

pub(super) static FLOW: OnboardingFlow = OnboardingFlow {
    service: &SERVICE,
    operation: &OPERATION,
    field_names: FIELD_NAMES,
    business_names: &[("fullName", "business.legalName")],
    to_input,
    list,
    page_size: ("limit", 100),
    has_unique_emails: true,
    run,
};

static FIELD_NAMES: FieldNames = &[
    ("fullName", "firstName"),
    ("transliteratedFirstName", "transliteratedFirstName"),
    ("transliteratedMiddleName", "transliteratedMiddleName"),
    ("transliteratedLastName", "transliteratedLastName"),
    ("transliteratedBusinessLegalName", "transliteratedBusinessLegalName"),
    ("email", "email"),
    ("type", "type"),
    ("endorsements", "endorsements"),
    ("redirectUri", "redirectUri"),
];

/// Operations on an existing link or customer use no field of the applicant.
fn to_input<'a>(applicant: &Object<'a>, operation: &Operation) -> Option<Object<'a>> {
    match operation.name {
        "bridge.createKycLink" => Some(link_input(applicant)),
        "bridge.listKycLinks" => Some(translate(applicant, &[("email", "email")])),
        _ if operation.name == OPERATION.name => None,
        _ => Some(Object::new()),
    }
}

/// Maps an applicant to the input of `createKycLink`: `fullName` is the person's name, or the legal name of the
/// business.
fn link_input<'a>(applicant: &Object<'a>) -> Object<'a> {
    let name = match (applicant.text("type"), applicant.get("business").and_then(UntrustedValue::object)) {
        (Some("business"), Some(business)) => business.text("legalName").unwrap_or_default().to_owned(),
        _ => {
            let names = ["firstName", "lastName"].into_iter().filter_map(|name| applicant.text(name));
            names.filter(|name| !name.is_empty()).collect::<Vec<_>>().join(" ")
        }
    };
    let mut named = applicant.clone();
    named.set("firstName", name.into());
    // A person's fields of a business, and the reverse, were not checked.
    for (field, (name, value)) in APPLICANT.fields.iter().filter_map(|field| Some((field, field.when?))) {
        if applicant.text(name).is_some_and(|given| given != *value) {
            named.remove(field.name);
        }
    }
    let mut input = translate(&named, FIELD_NAMES);
    if input.text("fullName") == Some("") {
        input.remove("fullName");
    }
    input
}

/// Bridge's customers have neither a phone number nor a reference, so nothing identifies the customer of a lost create.
/// The create is sent again with the same idempotency key instead.
fn list<'a>(_: &OnboardingFlow, _: &Object<'a>, _: i64) -> Result<(&'static Endpoint, Object<'a>), Error> {
    let mut error = Error::new(ErrorCode::NotSupported);
    error.details.hint =
        Some("Call onboard again with the same idempotencyKey: Bridge then returns the same link.".into());
    Err(list_kyc_links::ENDPOINT.attribute(error))
}

fn run(run: &mut FlowRun) -> OrSuspended<Result<Onboarding, Error>> {
    Ok(match run.send_applicant(&create_kyc_link::ENDPOINT)? {
        Ok(Output::KycLink(link)) => {
            let then = Box::new(link.clone());
            Ok(match link.open_terms().cloned() {
                Some(url) => Onboarding::AcceptTerms { url, then },
                None => Onboarding::Link(then),
            })
        }
        Ok(_) => Err(Error::new(ErrorCode::Internal)),
        Err(error) => Err(error),
    })
}
