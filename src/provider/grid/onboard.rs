//! From an applicant to a link: the first request creates the customer, the second its link.

use super::fields::{APPLICANT_NAMES, CURRENCY, PHONE};
use super::region::deciding_country;
use super::service::SERVICE;
use super::{address, business_info, create_customer, create_kyc_link, list_customers, terms_consent};
use crate::client::customer::{Customer, Status};
use crate::client::endpoint::{Endpoint, Output};
use crate::client::engine::OrSuspended;
use crate::client::error::{Error, ErrorCode};
use crate::client::field_names::{FieldNames, translate};
use crate::client::onboarding::flow::{FlowRun, OnboardingFlow};
use crate::client::onboarding::outcome::Onboarding;
use crate::rules::field::country::{Alphabet, Country};
use crate::rules::field::date;
use crate::rules::field::person_name::PersonName;
use crate::rules::field::postal_code;
use crate::rules::field::postal_code::Use;
use crate::rules::field::text::is_blank;
use crate::rules::issue::{Issue, IssueCode, Params};
use crate::rules::operation::Operation;
use crate::rules::shape::{Field, Kind, Shape};
use crate::rules::words::words;
use crate::value::untrusted::{Object, UntrustedValue};

pub(super) static OPERATION: Operation = Operation { name: "grid.onboard", shape: &APPLICANT };

const TEXT: Kind = Kind::Text { max: None };
const COUNTRY: Kind = Kind::Country(Alphabet::Alpha2);

/// `address` is optional, because it is omitted in countries without postal codes.
static APPLICANT: Shape = Shape {
    deciding_country: Some(deciding_country),
    joins_names: true,
    ..Shape::new(&[
        Field::required("type", Kind::Choice(words!["individual", "business"])),
        Field::required("email", Kind::Email),
        Field::required("phone", Kind::Phone(&PHONE)),
        // Optional, because validation removes an address without a postal code, and the result must itself be valid.
        Field::optional("address", Kind::Object(&APPLICANT_ADDRESS)),
        Field::optional("firstName", TEXT).named(PersonName::Given),
        Field::optional("lastName", TEXT).named(PersonName::FAMILY),
        Field::optional("birthDate", date::BIRTH),
        Field::optional("nationality", COUNTRY),
        /// The business.
        Field::required("business", Kind::Object(&business_info::SHAPE)).when(&("type", "business")),
        Field::optional("reference", TEXT),
        Field::optional("redirectUri", Kind::RedirectUri),
        Field::optional("currencies", Kind::List(&CURRENCY)),
        Field::optional("region", COUNTRY),
        Field::optional("endUserTermsConsent", Kind::Object(&terms_consent::SHAPE)),
        Field::optional("agreementConsents", terms_consent::AGREEMENT_CONSENTS),
    ])
};

/// Grid refuses an address without a postal code. Many countries have no postal codes or do not require them: people
/// without one enter their address on the hosted page.
static APPLICANT_ADDRESS: Shape = Shape { omit_when: Some(lacks_postal_code), ..Shape::new(address::FIELDS) };

/// Leaves out an address without a postal code, unless the country requires one.
fn lacks_postal_code(country: Country, is_given: &dyn Fn(&str) -> bool) -> Option<IssueCode> {
    let is_left_out = match postal_code::usage(country) {
        Use::Unused => true,
        Use::Used => !is_given("postalCode"),
        Use::Required => false,
    };
    is_left_out.then_some(IssueCode::AddressOmitted)
}

pub(super) static FLOW: OnboardingFlow = OnboardingFlow {
    service: &SERVICE,
    operation: &OPERATION,
    field_names: APPLICANT_NAMES,
    business_names: &[],
    to_input,
    list: |_, applicant, _| list(applicant),
    page_size: ("limit", 100),
    // "Regenerate the link or request manual review" (KYC guide).
    has_unique_emails: false,
    run,
};

fn to_input<'a>(applicant: &Object<'a>, operation: &Operation) -> Option<Object<'a>> {
    match operation.name {
        "grid.createCustomer" => Some(customer_input(applicant)),
        "grid.updateCustomer" => {
            let mut input = customer_input(applicant);
            ["platformCustomerId", "email", "phoneNumber"].iter().for_each(|name| drop(input.remove(name)));
            Some(input)
        }
        "grid.updateContact" => Some(translate(&customer_input(applicant), CONTACT)),
        "grid.createKycLink" => Some(translate(applicant, &[("redirectUri", "redirectUri")])),
        "grid.listCustomers" => Some(translate(applicant, LIST_QUERY)),
        _ if operation.name == OPERATION.name => None,
        _ => Some(Object::new()),
    }
}

/// Both contacts, although an update takes only one: for an applicant with both, validation reports that issue.
static CONTACT: FieldNames = &[("customerType", "customerType"), ("email", "email"), ("phoneNumber", "phoneNumber")];

/// Maps an applicant to the input of `createCustomer`.
fn customer_input<'a>(applicant: &Object<'a>) -> Object<'a> {
    let names: Vec<_> = ["firstName", "lastName"]
        .into_iter()
        .filter_map(|name| applicant.text(name))
        .filter(|name| !name.is_empty())
        .collect();
    // `fullName` keeps its place among the fields, also where there is only a family name.
    let mut named = applicant.clone();
    if !names.is_empty() {
        named.set("firstName", names.join(" ").into());
    }
    let mut input = translate(&named, APPLICANT_NAMES);
    input.remove("redirectUri");
    if let Some(kind) = applicant.text("type") {
        input.set("customerType", kind.to_ascii_uppercase().into());
    }
    // A field of the other type of customer would be unknown.
    let others: &[_] = match applicant.text("type") {
        Some("business") => &["fullName", "birthDate", "nationality"],
        Some("individual") => &["businessInfo"],
        _ => &[],
    };
    others.iter().for_each(|name| drop(input.remove(name)));
    if applicant
        .get("address")
        .and_then(UntrustedValue::object)
        .is_some_and(|address| APPLICANT_ADDRESS.omission(address).is_some())
    {
        input.remove("address");
    }
    input
}

/// The query that finds an applicant's customer.
const LIST_QUERY: FieldNames = &[("platformCustomerId", "reference")];

/// Only the caller's own reference identifies a customer; without it, it is reported as missing.
fn list<'a>(applicant: &Object<'a>) -> Result<(&'static Endpoint, Object<'a>), Error> {
    if reference(applicant).is_none() {
        let path = vec!["platformCustomerId".into()];
        let missing = Issue::new(IssueCode::Required, path, Params::None);
        return Err(Error::invalid(vec![missing]).with_operation(OPERATION.name, SERVICE.name));
    }
    Ok((&list_customers::ENDPOINT, translate(applicant, LIST_QUERY)))
}

/// The caller's own reference. A blank one counts as absent, as in the create: a list without it has every customer.
fn reference<'v>(applicant: &'v Object<'_>) -> Option<&'v str> {
    applicant.text("reference").filter(|text| !is_blank(text))
}

fn run(run: &mut FlowRun) -> OrSuspended<Result<Onboarding, Error>> {
    let customer = match create_or_find(run)? {
        Ok(customer) => customer,
        Err(error) => return Ok(Err(error)),
    };
    run.customer_exists(&customer.id);
    let customer_id = customer.id.clone();
    if customer.status == Status::Approved {
        return Ok(Ok(Onboarding::Approved { customer_id }));
    }
    let create_link = &create_kyc_link::ENDPOINT;
    let mut input = run.input(create_link);
    input.set("customerId", customer_id.clone().into());
    let link = run.send(create_link, input.clone())?;
    Ok(match run.usable_link(create_link, link, create_link, input)? {
        Ok(mut link) => {
            link.requirements.clone_from(&customer.requirements);
            Ok(Onboarding::Link(link))
        }
        Err(error) if error.code() == ErrorCode::ContactNotVerified => {
            Ok(Onboarding::VerifyContact { channels: customer.unverified_contacts(), customer_id })
        }
        Err(error) => Err(error),
    })
}

fn create_or_find<'a>(run: &mut FlowRun<'_, 'a>) -> OrSuspended<Result<&'a Customer, Error>> {
    match run.send_applicant(&create_customer::ENDPOINT)? {
        Ok(Output::Customer(customer)) => Ok(Ok(customer)),
        Ok(_) => Ok(Err(Error::new(ErrorCode::Internal))),
        Err(error) if error.code() == ErrorCode::Conflict => find_by_reference(run, error),
        Err(error) => Ok(Err(error)),
    }
}

/// Finds the customer that already has the applicant's reference: an earlier attempt has created it. A business is not
/// the person with the same reference, nor the reverse.
fn find_by_reference<'a>(run: &mut FlowRun<'_, 'a>, conflict: Error) -> OrSuspended<Result<&'a Customer, Error>> {
    if reference(run.applicant()).is_none() {
        return Ok(Err(conflict));
    }
    let (endpoint, query) = match list(run.applicant()) {
        Ok(list) => list,
        Err(error) => return Ok(Err(error)),
    };
    // A server that ignores the query must not lead to another person's customer.
    let is_same_person = |customer: &Customer, applicant: &Object| {
        customer.reference.as_deref() == reference(applicant)
            && applicant.text("type") == Some(customer.customer_type.as_str())
    };
    let found = run.search(endpoint, query, None, &is_same_person, &|_, found| !found.is_empty())?;
    Ok(found.and_then(|found| found.first().copied().ok_or(conflict)))
}
