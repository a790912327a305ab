//! From an applicant to a link: create the customer, then its link.

use super::{PHONE, PROVIDER, address, business_info, create_customer, terms_consent};
#[cfg(feature = "client")]
use super::{create_kyc_link, list_customers};
#[cfg(feature = "client")]
use crate::applicant::{Names, translate};
#[cfg(feature = "client")]
use crate::customer::{Customer, Status};
use crate::data::address::{Use, postal_code};
#[cfg(feature = "client")]
use crate::draft::{Draft, Object};
#[cfg(feature = "client")]
use crate::error::{Error, ErrorCode};
use crate::field::Kind;
use crate::field::choice::words;
use crate::field::country::{Alphabet, Country};
use crate::issue::IssueCode;
#[cfg(feature = "client")]
use crate::issue::{Issue, Params};
#[cfg(feature = "client")]
use crate::onboard::Outcome;
use crate::operation::Operation;
#[cfg(feature = "client")]
use crate::operation::Output;
#[cfg(feature = "client")]
use crate::reconcile::all;
#[cfg(feature = "client")]
use crate::run::{Pause, Run};
use crate::shape::{Field, Shape};

pub(super) static OPERATION: Operation = Operation {
    name: "grid.onboard",
    provider: &PROVIDER,
    shape: &APPLICANT,
    #[cfg(feature = "client")]
    exchange: None,
};

const TEXT: Kind = Kind::Text { max: None };
const COUNTRY: Kind = Kind::Country(Alphabet::Alpha2);

static APPLICANT: Shape = Shape::new(&[
    Field::required("type", Kind::Choice(&words!["individual", "business"])),
    Field::required("email", Kind::Email),
    Field::required("phone", Kind::Phone(&PHONE)),
    // Not required, or an applicant whose address was left out would be refused when it is checked again.
    Field::optional("address", Kind::Object(&ADDRESS)),
    Field::optional("firstName", TEXT),
    Field::optional("lastName", TEXT),
    Field::optional("birthDate", Kind::PastDate),
    Field::optional("nationality", COUNTRY),
    Field::required("business", Kind::Object(&business_info::SHAPE)).when(&("type", "business")),
    Field::optional("reference", TEXT),
    Field::optional("redirectUri", Kind::RedirectUri),
    Field::optional("currencies", Kind::List(&create_customer::CURRENCY)),
    Field::optional("region", COUNTRY),
    Field::optional("endUserTermsConsent", Kind::Object(&terms_consent::SHAPE)),
]);

/// Grid takes no address without a postal code. Many countries have none, or do not require them: people without one are
/// asked on the hosted page.
static ADDRESS: Shape = Shape { omit: Some(lacks_postal_code), ..Shape::new(address::FIELDS) };

fn lacks_postal_code(country: Country, is_given: &dyn Fn(&str) -> bool) -> Option<IssueCode> {
    let is_left_out = match postal_code(country) {
        Use::Unused => true,
        Use::Used => !is_given("postalCode"),
        Use::Required => false,
    };
    is_left_out.then_some(IssueCode::AddressOmitted)
}

#[cfg(feature = "client")]
pub(super) static NAMES: Names = &[
    ("customerType", "type"),
    ("platformCustomerId", "reference"),
    ("region", "region"),
    ("currencies", "currencies"),
    ("email", "email"),
    ("phoneNumber", "phone"),
    ("endUserTermsConsent", "endUserTermsConsent"),
    ("fullName", "firstName"),
    ("birthDate", "birthDate"),
    ("nationality", "nationality"),
    ("address", "address"),
    ("businessInfo", "business"),
    ("redirectUri", "redirectUri"),
];

#[cfg(feature = "client")]
pub(super) fn to_input<'a>(applicant: &Object<'a>, operation: &Operation) -> Option<Object<'a>> {
    match operation.name {
        "grid.createCustomer" => Some(customer(applicant)),
        "grid.updateCustomer" => {
            let mut input = customer(applicant);
            ["platformCustomerId", "email", "phoneNumber"].iter().for_each(|name| drop(input.remove(name)));
            Some(input)
        }
        "grid.updateContact" => Some(translate(&customer(applicant), CONTACT)),
        "grid.createKycLink" => Some(translate(applicant, &[("redirectUri", "redirectUri")])),
        "grid.listCustomers" => Some(translate(applicant, LIST)),
        _ => operation.exchange.as_ref().map(|_| Object::new()),
    }
}

/// One of the contacts is to be changed: whoever gives both is told so.
#[cfg(feature = "client")]
static CONTACT: Names = &[("customerType", "customerType"), ("email", "email"), ("phoneNumber", "phoneNumber")];

#[cfg(feature = "client")]
fn customer<'a>(applicant: &Object<'a>) -> Object<'a> {
    let mut input = translate(applicant, NAMES);
    input.remove("redirectUri");
    let names: Vec<_> = ["firstName", "lastName"]
        .into_iter()
        .filter_map(|name| applicant.text(name))
        .filter(|name| !name.is_empty())
        .collect();
    if !names.is_empty() {
        input.set("fullName", names.join(" ").into());
    }
    if let Some(kind) = applicant.text("type") {
        input.set("customerType", kind.to_ascii_uppercase().into());
    }
    // A business has a primary contact; these are an individual's.
    let others: &[_] = match applicant.text("type") {
        Some("business") => &["fullName", "birthDate", "nationality"],
        Some("individual") => &["businessInfo"],
        _ => &[],
    };
    others.iter().for_each(|name| drop(input.remove(name)));
    if applicant.get("address").and_then(Draft::object).is_some_and(|address| ADDRESS.omits(address).is_some()) {
        input.remove("address");
    }
    input
}

/// What finds an applicant in a list.
#[cfg(feature = "client")]
const LIST: Names = &[("platformCustomerId", "reference")];

/// Only the caller's own reference tells whose a customer is.
#[cfg(feature = "client")]
pub(super) fn list_of<'a>(applicant: &Object<'a>) -> Result<(&'static Operation, Object<'a>), Error> {
    let query = translate(applicant, LIST);
    if query.is_empty() {
        let path = vec!["platformCustomerId".into()];
        let missing = Issue::new(IssueCode::Required, path, Params::None);
        return Err(OPERATION.attribute(Error::invalid(vec![missing])));
    }
    Ok((&list_customers::OPERATION, query))
}

#[cfg(feature = "client")]
pub(super) fn run(run: &mut Run<'_>) -> Result<Outcome, Pause> {
    let operation = &create_customer::OPERATION;
    let customer = match run.call(operation, run.input(operation)) {
        Ok(Output::Customer(customer)) => *customer,
        Ok(_) => return Err(Error::new(ErrorCode::Internal).into()),
        Err(Pause::Failed(error)) if error.code == ErrorCode::Conflict => of_reference(run, error)?,
        Err(pause) => return Err(pause),
    };
    run.has_customer(&customer.id);
    if customer.status == Status::Approved {
        return Ok(Outcome::Approved { customer_id: customer.id });
    }
    let operation = &create_kyc_link::OPERATION;
    let mut input = run.input(operation);
    input.set("customerId", customer.id.clone().into());
    let made = run.call(operation, input.clone());
    match run.link(operation, made, operation, input) {
        Ok(link) => Ok(Outcome::Link(link)),
        Err(Pause::Failed(error)) if error.code == ErrorCode::ContactNotVerified => {
            Ok(Outcome::VerifyContact { channels: customer.open_contacts(), customer_id: customer.id })
        }
        Err(pause) => Err(pause),
    }
}

/// The customer that already has the applicant's reference: an earlier attempt has made it.
#[cfg(feature = "client")]
fn of_reference(run: &mut Run<'_>, conflict: Error) -> Result<Customer, Pause> {
    let Some(reference) = run.applicant.object().text("reference").map(str::to_owned) else {
        return Err(conflict.into());
    };
    let (list, query) = list_of(run.applicant.object())?;
    let found = all(run, list, query, |_| false)?;
    let is_its = |customer: &Customer| customer.raw.text_of("platformCustomerId") == Some(&reference);
    found.into_iter().find(is_its).ok_or_else(|| conflict.into())
}
