//! From an applicant to a link: create the customer, then its link.

use super::fields::PHONE;
use super::service::SERVICE;
use super::{address, business_info, create_customer, create_kyc_link, list_customers, terms_consent};
use crate::client::customer::{Customer, Status};
use crate::client::endpoint::{Endpoint, Output};
use crate::client::error::{Error, ErrorCode};
use crate::client::onboarding::field_names::{FieldNames, translate};
use crate::client::onboarding::outcome::Onboarding;
use crate::client::onboarding::reconcile::all_pages;
use crate::client::onboarding::replay::{Journey, Pause, Run};
use crate::rules::field::country::{Alphabet, Country};
use crate::rules::field::postal_code;
use crate::rules::field::postal_code::Use;
use crate::rules::issue::{Issue, IssueCode, Params};
use crate::rules::operation::Operation;
use crate::rules::shape::{Field, Kind, Shape};
use crate::value::untrusted::{Object, UntrustedValue};

pub(super) static OPERATION: Operation = Operation { name: "grid.onboard", shape: &APPLICANT };

const TEXT: Kind = Kind::Text { max: None };
const COUNTRY: Kind = Kind::Country(Alphabet::Alpha2);

static APPLICANT: Shape = Shape::new(&[
    Field::required("type", Kind::Choice(&["individual", "business"])),
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
static ADDRESS: Shape = Shape { omit_when: Some(lacks_postal_code), ..Shape::new(address::FIELDS) };

fn lacks_postal_code(country: Country, is_given: &dyn Fn(&str) -> bool) -> Option<IssueCode> {
    let is_left_out = match postal_code::usage(country) {
        Use::Unused => true,
        Use::Used => !is_given("postalCode"),
        Use::Required => false,
    };
    is_left_out.then_some(IssueCode::AddressOmitted)
}

/// How Grid onboards.
pub(super) static JOURNEY: Journey =
    Journey { service: &SERVICE, operation: &OPERATION, field_names: FIELD_NAMES, to_input, list, run };

static FIELD_NAMES: FieldNames = &[
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

fn to_input<'a>(applicant: &Object<'a>, operation: &Operation) -> Option<Object<'a>> {
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
        _ if operation.name == OPERATION.name => None,
        _ => Some(Object::new()),
    }
}

/// One of the contacts is to be changed: whoever gives both is told so.
static CONTACT: FieldNames = &[("customerType", "customerType"), ("email", "email"), ("phoneNumber", "phoneNumber")];

fn customer<'a>(applicant: &Object<'a>) -> Object<'a> {
    let mut input = translate(applicant, FIELD_NAMES);
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
    if applicant
        .get("address")
        .and_then(UntrustedValue::object)
        .is_some_and(|address| ADDRESS.omission(address).is_some())
    {
        input.remove("address");
    }
    input
}

/// What finds an applicant in a list.
const LIST: FieldNames = &[("platformCustomerId", "reference")];

/// Only the caller's own reference tells whose a customer is.
fn list<'a>(applicant: &Object<'a>) -> Result<(&'static Endpoint, Object<'a>), Error> {
    let query = translate(applicant, LIST);
    if query.is_empty() {
        let path = vec!["platformCustomerId".into()];
        let missing = Issue::new(IssueCode::Required, path, Params::None);
        return Err(Error::invalid(vec![missing]).of_operation(OPERATION.name, SERVICE.name));
    }
    Ok((&list_customers::ENDPOINT, query))
}

fn run(run: &mut Run<'_>) -> Result<Onboarding, Pause> {
    let create = &create_customer::ENDPOINT;
    let customer = match run.call(create, run.input(create)) {
        Ok(Output::Customer(customer)) => *customer,
        Ok(_) => return Err(Error::new(ErrorCode::Internal).into()),
        Err(Pause::Failed(error)) if error.code == ErrorCode::Conflict => of_reference(run, error)?,
        Err(pause) => return Err(pause),
    };
    run.has_customer(&customer.id);
    if customer.status == Status::Approved {
        return Ok(Onboarding::Approved { customer_id: customer.id });
    }
    let create_link = &create_kyc_link::ENDPOINT;
    let mut input = run.input(create_link);
    input.set("customerId", customer.id.clone().into());
    let made = run.call(create_link, input.clone());
    match run.link(create_link, made, create_link, input) {
        Ok(link) => Ok(Onboarding::Link(link)),
        Err(Pause::Failed(error)) if error.code == ErrorCode::ContactNotVerified => {
            Ok(Onboarding::VerifyContact { channels: customer.open_contacts(), customer_id: customer.id })
        }
        Err(pause) => Err(pause),
    }
}

/// The customer that already has the applicant's reference: an earlier attempt has made it.
fn of_reference(run: &mut Run<'_>, conflict: Error) -> Result<Customer, Pause> {
    let Some(reference) = run.applicant.object().text("reference").map(str::to_owned) else {
        return Err(conflict.into());
    };
    let (endpoint, query) = list(run.applicant.object())?;
    let found = all_pages(run, endpoint, query, |_| false)?;
    let is_its = |customer: &Customer| customer.raw.text_of("platformCustomerId") == Some(&reference);
    found.into_iter().find(is_its).ok_or_else(|| conflict.into())
}
