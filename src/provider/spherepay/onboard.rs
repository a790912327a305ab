//! From an applicant to a link: one request creates both the customer and the link.

use super::fields::{CUSTOMER_TYPE, PHONE};
use super::service::SERVICE;
use super::{address, create_customer_via_link, create_kyc_link, list_customers};
use crate::client::endpoint::Endpoint;
use crate::client::engine::OrSuspended;
use crate::client::error::Error;
use crate::client::field_names::{FieldNames, translate};
use crate::client::onboarding::flow::{FlowRun, OnboardingFlow};
use crate::client::onboarding::outcome::Onboarding;
use crate::rules::field::country::Alphabet;
use crate::rules::field::date;
use crate::rules::field::person_name::PersonName;
use crate::rules::operation::Operation;
use crate::rules::shape::{Field, Kind, NormalForm, Shape};
use crate::value::untrusted::{Object, UntrustedValue};

pub(super) static OPERATION: Operation = Operation { name: "spherepay.onboard", shape: &APPLICANT };

/// It includes fields that SpherePay's link does not take, so that one applicant serves every provider.
static APPLICANT: Shape = Shape::new(&[
    Field::required("type", Kind::Choice(CUSTOMER_TYPE)),
    Field::required("email", Kind::Email),
    Field::required("phone", Kind::Phone(&PHONE)),
    Field::required("address", Kind::Object(&address::SHAPE)),
    Field::optional("firstName", Kind::Text { max: None }).named(PersonName::Given),
    Field::optional("lastName", Kind::Text { max: None }).named(PersonName::FAMILY),
    Field::optional("birthDate", date::BIRTH),
    Field::optional("nationality", Kind::Country(Alphabet::Alpha3)),
    Field::optional("business", Kind::Object(&BUSINESS)).when(&("type", "business")),
    Field::optional("reference", Kind::Text { max: None }),
    Field::optional("redirectUri", Kind::RedirectUri),
]);

const TEXT: Kind = Kind::Text { max: None };

/// An applicant that is a business. The link takes none of it, `createCustomer` does.
static BUSINESS: Shape = Shape::new(&[
    /// The registered name.
    Field::optional("legalName", TEXT),
    /// Trade name.
    Field::optional("tradeName", TEXT),
    /// Trade name, if `tradeName` is absent.
    Field::optional("doingBusinessAs", TEXT),
    /// What the business does.
    Field::optional("description", TEXT),
    /// The legal form.
    Field::optional("entityType", TEXT),
    /// NAICS industry code.
    Field::optional("naicsCode", TEXT).written_in(NormalForm::Code),
    /// URL of the website.
    Field::optional("website", TEXT),
    /// Country of registration: ISO 3166-1 code, alpha-2 or alpha-3.
    Field::optional("country", Kind::Country(Alphabet::Alpha3)),
    /// Tax number.
    Field::optional("taxId", TEXT).written_in(NormalForm::Code),
    /// Registration or tax number.
    Field::optional("identificationNumber", TEXT).written_in(NormalForm::Code),
    /// Date of registration, `YYYY-MM-DD`.
    Field::optional("incorporatedOn", date::INCORPORATION),
]);

pub(super) static FLOW: OnboardingFlow = OnboardingFlow {
    service: &SERVICE,
    operation: &OPERATION,
    field_names: FIELD_NAMES,
    business_names: &[],
    to_input,
    list,
    // The maximum is not documented; most interfaces of this kind have it.
    page_size: ("limit", 100),
    // The documents do not say whether a new link works after a rejection.
    has_unique_emails: false,
    run,
};

static FIELD_NAMES: FieldNames = &[("type", "type"), ("email", "email"), ("phone", "phone"), ("address", "address")];

/// The fields of `businessInformation`, which has no field for the country of the applicant's business.
const BUSINESS_NAMES: FieldNames = &[
    ("legalName", "legalName"),
    ("tradeName", "tradeName"),
    ("tradeName", "doingBusinessAs"),
    ("description", "description"),
    ("entityType", "entityType"),
    ("naicsCode", "naicsCode"),
    ("website", "website"),
    ("incorporatedOn", "incorporatedOn"),
    ("identificationNumber", "identificationNumber"),
    ("identificationNumber", "taxId"),
    ("estimatedAnnualRevenueInUsd", "estimatedAnnualRevenueInUsd"),
];

/// The query that finds an applicant's customer.
const LIST_QUERY: FieldNames = &[("email", "email")];

/// Operations on an existing customer use no field of the applicant.
fn to_input<'a>(applicant: &Object<'a>, operation: &Operation) -> Option<Object<'a>> {
    match operation.name {
        "spherepay.createCustomerViaLink" => Some(translate(applicant, FIELD_NAMES)),
        "spherepay.createCustomer" => {
            let mut input = translate(applicant, FIELD_NAMES);
            let names = translate(applicant, &[("firstName", "firstName"), ("lastName", "lastName")]);
            if !names.is_empty() {
                input.set("personalInformation", names.into());
            }
            let business = applicant
                .get("business")
                .and_then(UntrustedValue::object)
                .map(|given| translate(given, BUSINESS_NAMES));
            if let Some(business) = business.filter(|business| !business.is_empty()) {
                input.set("businessInformation", business.into());
            }
            Some(input)
        }
        "spherepay.listCustomers" => Some(translate(applicant, LIST_QUERY)),
        _ if operation.name == OPERATION.name => None,
        _ => Some(Object::new()),
    }
}

fn list<'a>(_: &OnboardingFlow, applicant: &Object<'a>, _: i64) -> Result<(&'static Endpoint, Object<'a>), Error> {
    Ok((&list_customers::ENDPOINT, translate(applicant, LIST_QUERY)))
}

fn run(run: &mut FlowRun) -> OrSuspended<Result<Onboarding, Error>> {
    let create = &create_customer_via_link::ENDPOINT;
    let first = run.send_applicant(create)?;
    let link = run.usable_link(create, first, &create_kyc_link::ENDPOINT, Object::new())?;
    Ok(link.map(Onboarding::Link))
}
