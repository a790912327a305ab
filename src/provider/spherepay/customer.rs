//! A customer as answers describe one, and its `verificationProfiles`: `{name, status, criteria?}` each, usually one.
//!
//! The documents' own examples have criteria that stand on the profile itself, and profiles without any.

use super::fields::CUSTOMER_ID;
use super::service::SERVICE;
use crate::client::customer::{Customer, CustomerType, Profile, Status};
use crate::client::endpoint::{Output, ResponseContext};
use crate::client::error::Error;
use crate::value::untrusted::{Object, UntrustedValue};

/// A single customer.
pub(super) fn response(context: &ResponseContext<'_>) -> Result<Output, Error> {
    let sent_id = context.sent("customerId");
    let read = of(context.body, sent_id, context).and_then(Customer::dated);
    // One that was created exists, whatever else of the response cannot be read.
    let created = context.text("id").filter(|id| context.endpoint.creates_customer() && (CUSTOMER_ID.matches)(id));
    let customer = read.map_err(|error| created.into_iter().fold(error, Error::about_customer))?;
    Ok(Output::Customer(Box::new(customer)))
}

/// One customer of an answer; `sent_id` is whom the request was about.
pub(super) fn of(
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
    let profiles: Vec<_> = list(body, "verificationProfiles").iter().map(profile).collect();
    let (status, provider_status) = overall(&profiles, &context.options.profiles);
    Ok(Customer {
        provider: SERVICE.name,
        id: id.ok_or_else(|| Error::unexpected("The customer has no id."))?.to_owned(),
        customer_type: customer_type.ok_or_else(|| Error::unexpected("The customer has no type."))?,
        email: body.owned_text_of("email"),
        phone: body.owned_text_of("phone"),
        status,
        provider_status,
        profiles: Some(profiles),
        contact_verification: vec![],
        created_at: body.owned_text_of("createdAt"),
        raw: body.to_static(),
    })
}

/// Whatever stands in the list counts: one that cannot be read is not known to be approved.
fn profile(draft: &UntrustedValue) -> Profile {
    let criteria = draft.field("criteria").filter(|criteria| criteria.object().is_some()).unwrap_or(draft);
    let words = |name| list(criteria, name).iter().filter_map(UntrustedValue::text).map(str::to_owned).collect();
    let error = |error: &UntrustedValue| {
        let text = |name| error.owned_text_of(name).unwrap_or_default();
        (text("name"), text("message"))
    };
    Profile {
        name: draft.owned_text_of("name").unwrap_or_default(),
        status: draft.owned_text_of("status").unwrap_or_else(|| Status::Unknown.as_str().to_owned()),
        complete: words("complete"),
        pending: words("pending"),
        required: words("required"),
        errors: list(criteria, "errors").iter().map(error).collect(),
    }
}

fn list<'a, 'b>(draft: &'a UntrustedValue<'b>, name: &str) -> &'a [UntrustedValue<'b>] {
    draft.field(name).and_then(UntrustedValue::list).unwrap_or_default()
}

/// Where a customer stands over the profiles that count, and the provider's word where there is only one. A profile that
/// was asked for and is not there is not known to be approved.
fn overall(profiles: &[Profile], wanted: &[String]) -> (Status, Option<String>) {
    let counts = |profile: &&Profile| wanted.is_empty() || wanted.contains(&profile.name);
    let words: Vec<_> = profiles.iter().filter(counts).map(|profile| profile.status.as_str()).collect();
    let is_missing = |name: &String| !profiles.iter().any(|profile| profile.name == *name);
    let has = |word| words.contains(&word);
    let status = if has("rejected") {
        Status::Rejected
    } else if !["approved", "pending", "incomplete"].into_iter().any(has) {
        Status::Unknown
    } else if words.iter().all(|word| *word == "approved") && !wanted.iter().any(is_missing) {
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

/// Without `profiles`, one verification that nobody asked for keeps a customer from being approved.
pub(super) fn advice(config: &Object) -> Option<&'static str> {
    config.get("profiles").is_none_or(UntrustedValue::is_absent).then_some(
        "spherepay.profiles is missing: a status is then about all verification profiles of a customer. List those that you need.",
    )
}
