//! `{id, type, email?, phone?, createdAt?, verificationProfiles: [{name, status, criteria?}]}`: a customer in a
//! response.
//!
//! In the documents' examples, some profiles have their criteria at the top level, and some have none.

use super::fields::CUSTOMER_ID;
use super::requirement;
use super::service::SERVICE;
use crate::client::customer::capability::Capability;
use crate::client::customer::{Customer, CustomerType, Profile, Status};
use crate::client::endpoint::response_field::ResponseField::{self, List, Raw, Value};
use crate::client::endpoint::{Output, ResponseContext};
use crate::client::error::Error;
use crate::client::requirement::word;
use crate::value::untrusted::{Object, UntrustedValue};

pub(super) static FIELDS: &[ResponseField] = &[
    Raw,
    Value("id"),
    Value("type"),
    Value("email"),
    Value("phone"),
    Value("createdAt"),
    List("verificationProfiles", PROFILE),
];

static PROFILE: &[ResponseField] = &[
    Value("name"),
    Value("status"),
    ResponseField::Object("criteria", CRITERIA),
    Value("complete"),
    Value("pending"),
    Value("required"),
    List("errors", ERROR),
];

static CRITERIA: &[ResponseField] = &[Value("complete"), Value("pending"), Value("required"), List("errors", ERROR)];

static ERROR: &[ResponseField] = &[Value("name"), Value("message")];

/// Parses a response that is a single customer.
pub(super) fn parse_response(context: &ResponseContext<'_>) -> Result<Output, Error> {
    let sent_id = context.sent("customerId");
    let customer = parse(context.body, sent_id, context).and_then(Customer::require_valid_date);
    // A created customer exists, even if the rest of the response is malformed.
    let created_id = context.text("id").filter(|id| context.endpoint.creates_customer() && (CUSTOMER_ID.matches)(id));
    let customer = customer.map_err(|error| created_id.into_iter().fold(error, Error::with_customer_id))?;
    Ok(Output::Customer(Box::new(customer)))
}

/// Parses one customer. `sent_id` is the customer's id in the request, for a response without one.
pub(super) fn parse(
    body: &UntrustedValue,
    sent_id: Option<&str>,
    context: &ResponseContext<'_>,
) -> Result<Customer, Error> {
    let id = body.text_of("id").or(sent_id).filter(|id| (CUSTOMER_ID.matches)(id));
    let customer_type = match body.text_of("type") {
        Some("individual") => Some(CustomerType::Individual),
        Some("business") => Some(CustomerType::Business),
        _ => None,
    };
    let customer_type =
        customer_type.ok_or_else(|| Error::unexpected("The customer's `type` is missing or unknown."))?;
    let profiles: Vec<_> = list(body, "verificationProfiles").iter().map(parse_profile).collect();
    let wanted = Wanted::new(&context.options.profiles, customer_type);
    let (status, provider_status) = wanted.status(&profiles);
    Ok(Customer {
        provider: SERVICE.name,
        id: id.ok_or_else(|| Error::unexpected("The customer's `id` is missing or malformed."))?.to_owned(),
        customer_type,
        email: body.owned_text_of("email"),
        phone: body.owned_text_of("phone"),
        status,
        provider_status,
        requirements: requirement::of_profiles(wanted.among(&profiles), customer_type),
        capabilities: profiles.iter().filter_map(capability).collect(),
        agreements: vec![],
        profiles: Some(profiles),
        contact_verification: vec![],
        created_at: body.owned_text_of("createdAt"),
        reference: None,
        raw: context.raw(body),
    })
}

/// Parses one profile. A malformed one counts as well, because it is not known to be approved.
fn parse_profile(profile: &UntrustedValue) -> Profile {
    let criteria = profile.field("criteria").filter(|criteria| criteria.object().is_some()).unwrap_or(profile);
    let words = |name| list(criteria, name).iter().filter_map(UntrustedValue::text).map(str::to_owned).collect();
    let error = |error: &UntrustedValue| {
        let text = |name| error.owned_text_of(name).unwrap_or_default();
        (text("name"), text("message"))
    };
    Profile {
        name: profile.owned_text_of("name").unwrap_or_default(),
        status: profile.owned_text_of("status").unwrap_or_else(|| Status::Unknown.as_str().to_owned()),
        complete: words("complete"),
        pending: words("pending"),
        required: words("required"),
        errors: list(criteria, "errors").iter().map(error).collect(),
    }
}

/// Returns the product that a profile opens. A profile without a name opens none that anybody could ask for.
fn capability(profile: &Profile) -> Option<Capability> {
    let status = match profile.status.as_str() {
        "incomplete" => Status::Incomplete,
        "pending" => Status::Pending,
        "approved" => Status::Approved,
        "rejected" => Status::Rejected,
        _ => Status::Unknown,
    };
    word(&profile.name).map(|name| Capability::new(&name, status))
}

/// The elements of a list; none if the field is not a list.
fn list<'a, 'b>(object: &'a UntrustedValue<'b>, name: &str) -> &'a [UntrustedValue<'b>] {
    object.field(name).and_then(UntrustedValue::list).unwrap_or_default()
}

/// The profiles that decide about a customer: those that are wanted, or all if none is.
struct Wanted<'a>(Vec<&'a str>);

impl<'a> Wanted<'a> {
    /// A profile belongs to people (`kyc_profile_a`) or to businesses (`kyb_profile_a`). The names for the other type of
    /// customer are not wanted of this one.
    fn new(names: &'a [String], customer_type: CustomerType) -> Self {
        let others = match customer_type {
            CustomerType::Individual => "kyb_",
            CustomerType::Business => "kyc_",
        };
        Self(names.iter().map(String::as_str).filter(|name| !name.starts_with(others)).collect())
    }

    fn among<'b>(&self, profiles: &'b [Profile]) -> impl Iterator<Item = &'b Profile> {
        profiles.iter().filter(|profile| self.0.is_empty() || self.0.contains(&profile.name.as_str()))
    }

    /// Returns the status over the profiles that decide, and the provider's word if there is only one. A wanted profile
    /// that is missing is not known to be approved.
    fn status(&self, profiles: &[Profile]) -> (Status, Option<String>) {
        let words: Vec<_> = self.among(profiles).map(|profile| profile.status.as_str()).collect();
        let is_missing = |name: &&str| !profiles.iter().any(|profile| profile.name == *name);
        let has = |word| words.contains(&word);
        let status = if has("rejected") {
            Status::Rejected
        } else if !["approved", "pending", "incomplete"].into_iter().any(has) {
            Status::Unknown
        } else if words.iter().all(|word| *word == "approved") && !self.0.iter().any(is_missing) {
            Status::Approved
        } else if has("pending") {
            Status::Pending
        } else {
            Status::Incomplete
        };
        let provider_status = match words[..] {
            [word] => Some(word.to_owned()),
            _ => None,
        };
        (status, provider_status)
    }
}

/// Without `profiles`, a verification that the platform does not need keeps a customer from being approved.
pub(super) fn advice(config: &Object) -> Option<&'static str> {
    config.get("profiles").is_none_or(UntrustedValue::is_absent).then_some(
        "spherepay.profiles is missing, so all verification profiles of a customer decide the status: list the profiles that you need.",
    )
}
