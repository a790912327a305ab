//! From an applicant to a link: one call makes both the customer and the link.

use super::{CUSTOMER_TYPE, PHONE, PROVIDER, address};
#[cfg(feature = "client")]
use super::{create_customer_via_link, create_kyc_link, list_customers};
#[cfg(feature = "client")]
use crate::applicant::{Names, translate};
#[cfg(feature = "client")]
use crate::draft::{Draft, Object};
#[cfg(feature = "client")]
use crate::error::Error;
use crate::field::Kind;
use crate::field::country::Alphabet;
#[cfg(feature = "client")]
use crate::onboard::Outcome;
use crate::operation::Operation;
#[cfg(feature = "client")]
use crate::run::{Pause, Run};
use crate::shape::{Field, Shape};

pub(super) static OPERATION: Operation = Operation {
    name: "spherepay.onboard",
    provider: &PROVIDER,
    shape: &APPLICANT,
    #[cfg(feature = "client")]
    exchange: None,
};

/// What the link call does not take is known all the same, so that one applicant serves every provider.
static APPLICANT: Shape = Shape::new(&[
    Field::required("type", Kind::Choice(&CUSTOMER_TYPE)),
    Field::required("email", Kind::Email),
    Field::required("phone", Kind::Phone(&PHONE)),
    Field::required("address", Kind::Object(&address::SHAPE)),
    Field::optional("firstName", Kind::Text { max: None }),
    Field::optional("lastName", Kind::Text { max: None }),
    Field::optional("birthDate", Kind::PastDate),
    Field::optional("nationality", Kind::Country(Alphabet::Alpha3)),
    Field::optional("business", Kind::Object(&BUSINESS)).when(&("type", "business")),
    Field::optional("reference", Kind::Text { max: None }),
    Field::optional("redirectUri", Kind::RedirectUri),
]);

const TEXT: Kind = Kind::Text { max: None };

static BUSINESS: Shape = Shape::new(&[
    Field::optional("legalName", TEXT),
    Field::optional("tradeName", TEXT),
    Field::optional("doingBusinessAs", TEXT),
    Field::optional("description", TEXT),
    Field::optional("entityType", TEXT),
    Field::optional("naicsCode", TEXT),
    Field::optional("website", TEXT),
    Field::optional("country", Kind::Country(Alphabet::Alpha3)),
    Field::optional("taxId", TEXT),
    Field::optional("identificationNumber", TEXT),
    Field::optional("incorporatedOn", Kind::PastDate),
]);

#[cfg(feature = "client")]
pub(super) static NAMES: Names = &[("type", "type"), ("email", "email"), ("phone", "phone"), ("address", "address")];

/// The applicant's business in the words of `businessInformation`; its country has no place there.
#[cfg(feature = "client")]
const BUSINESS_NAMES: Names = &[
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

/// What finds an applicant in a list.
#[cfg(feature = "client")]
const LIST: Names = &[("email", "email")];

/// What is about a customer that exists takes nothing of the applicant.
#[cfg(feature = "client")]
pub(super) fn to_input<'a>(applicant: &Object<'a>, operation: &Operation) -> Option<Object<'a>> {
    match operation.name {
        "spherepay.createCustomerViaLink" => Some(translate(applicant, NAMES)),
        "spherepay.createCustomer" => {
            let mut input = translate(applicant, NAMES);
            let names = translate(applicant, &[("firstName", "firstName"), ("lastName", "lastName")]);
            if !names.is_empty() {
                input.set("personalInformation", names.into());
            }
            let business =
                applicant.get("business").and_then(Draft::object).map(|given| translate(given, BUSINESS_NAMES));
            if let Some(business) = business.filter(|business| !business.is_empty()) {
                input.set("businessInformation", business.into());
            }
            Some(input)
        }
        "spherepay.listCustomers" => Some(translate(applicant, LIST)),
        _ => operation.exchange.as_ref().map(|_| Object::new()),
    }
}

#[cfg(feature = "client")]
pub(super) fn list_of<'a>(applicant: &Object<'a>) -> Result<(&'static Operation, Object<'a>), Error> {
    Ok((&list_customers::OPERATION, translate(applicant, LIST)))
}

#[cfg(feature = "client")]
pub(super) fn run(run: &mut Run<'_>) -> Result<Outcome, Pause> {
    let operation = &create_customer_via_link::OPERATION;
    let made = run.call(operation, run.input(operation));
    run.link(operation, made, &create_kyc_link::OPERATION, Object::new()).map(Outcome::Link)
}
