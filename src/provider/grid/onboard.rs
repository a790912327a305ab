//! From an applicant to a link: create the customer, then its link.

#[cfg(feature = "client")]
use super::create_kyc_link;
use super::{PHONE, PROVIDER, address, business_info, create_customer, terms_consent};
#[cfg(feature = "client")]
use crate::applicant::{Names, translate};
use crate::check::Fault;
#[cfg(feature = "client")]
use crate::customer::Status;
use crate::data::address::{Use, postal_code};
#[cfg(feature = "client")]
use crate::draft::{Draft, Object};
#[cfg(feature = "client")]
use crate::error::{Error, ErrorCode};
use crate::field::Kind;
use crate::field::choice::words;
#[cfg(feature = "client")]
use crate::field::country::beside;
use crate::field::country::{Alphabet, Country};
use crate::issue::IssueCode;
#[cfg(feature = "client")]
use crate::onboard::{Outcome, Pause, Run};
use crate::operation::Operation;
#[cfg(feature = "client")]
use crate::operation::Output;
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

/// Grid takes no address without a postal code, and many countries have none: their people are asked on the hosted page.
static ADDRESS: Shape = Shape { omit: Some(has_no_postal_codes), ..Shape::new(address::FIELDS) };

fn has_no_postal_codes(country: Country) -> Option<Fault> {
    (postal_code(country) == Use::Unused).then(|| Fault::new(IssueCode::AddressOmitted))
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
        "grid.createKycLink" => Some(translate(applicant, &[("redirectUri", "redirectUri")])),
        _ => None,
    }
}

#[cfg(feature = "client")]
fn customer<'a>(applicant: &Object<'a>) -> Object<'a> {
    let mut input = translate(applicant, NAMES);
    input.remove("redirectUri");
    let names: Vec<_> = ["firstName", "lastName"].into_iter().filter_map(|name| applicant.text(name)).collect();
    if !names.is_empty() {
        input.set("fullName", names.join(" ").into());
    }
    if let Some(kind) = applicant.text("type") {
        input.set("customerType", kind.to_ascii_uppercase().into());
    }
    if applicant.text("type") == Some("business") {
        // A business has a primary contact; these are an individual's.
        for name in ["fullName", "birthDate", "nationality"] {
            input.remove(name);
        }
    }
    if applicant.get("address").and_then(Draft::object).and_then(beside).and_then(has_no_postal_codes).is_some() {
        input.remove("address");
    }
    input
}

#[cfg(feature = "client")]
pub(super) fn run(run: &mut Run<'_>) -> Result<Outcome, Pause> {
    let operation = &create_customer::OPERATION;
    let Output::Customer(customer) = run.call(operation, run.input(operation))? else {
        return Err(Pause::Failed(Error::new(ErrorCode::Internal)));
    };
    if customer.status == Status::Approved {
        return Ok(Outcome::Approved { customer_id: customer.id });
    }
    let operation = &create_kyc_link::OPERATION;
    let mut input = run.input(operation);
    input.set("customerId", customer.id.clone().into());
    match run.call(operation, input) {
        Ok(Output::KycLink(link)) => Ok(Outcome::Link(Box::new(link))),
        Ok(_) => Err(Pause::Failed(Error::new(ErrorCode::Internal))),
        Err(Pause::Failed(error)) if error.code == ErrorCode::ContactNotVerified => Ok(Outcome::VerifyContact {
            customer_id: customer.id,
            channels: unverified(&customer.contact_verification),
        }),
        Err(pause) => Err(pause),
    }
}

/// What is still to be confirmed; where the customer does not say, or says that nothing is, either may be.
#[cfg(feature = "client")]
fn unverified(contacts: &[(&'static str, &'static str)]) -> Vec<&'static str> {
    let open: Vec<_> = contacts.iter().filter(|(_, state)| *state != "verified").map(|(channel, _)| *channel).collect();
    if open.is_empty() { vec!["email", "phone"] } else { open }
}
