//! `Customer`, as every answer has it.

use super::fields::CUSTOMER_ID;
use super::service::SERVICE;
use crate::client::customer::{Channel, ContactState, Customer, CustomerType, Status};
use crate::client::endpoint::{Output, ResponseContext};
use crate::client::error::Error;
use crate::value::untrusted::UntrustedValue;

/// A single customer.
pub(super) fn response(context: &ResponseContext<'_>) -> Result<Output, Error> {
    let sent_id = context.sent("customerId");
    let read = of(context.body, sent_id).and_then(Customer::dated);
    // One that was created exists, whatever else of the response cannot be read.
    let created = context.text("id").filter(|id| context.endpoint.creates_customer() && (CUSTOMER_ID.matches)(id));
    let customer = read.map_err(|error| created.into_iter().fold(error, Error::about_customer))?;
    Ok(Output::Customer(Box::new(customer)))
}

/// One customer of an answer. `id` is not among the schema's required fields: `sent_id`, whom the request was about, takes
/// its place, and without either nothing can be done with the customer.
pub(super) fn of(body: &UntrustedValue, sent_id: Option<&str>) -> Result<Customer, Error> {
    let id = body.text_of("id").or(sent_id).filter(|id| (CUSTOMER_ID.matches)(id));
    let customer_type = match body.text_of("customerType") {
        Some("INDIVIDUAL") => CustomerType::Individual,
        Some("BUSINESS") => CustomerType::Business,
        _ => return Err(Error::unexpected("The customer has no customerType.")),
    };
    // A person has a kycStatus, a business a kybStatus; the documents' examples mix them.
    let [own, other] = match customer_type {
        CustomerType::Individual => ["kycStatus", "kybStatus"],
        CustomerType::Business => ["kybStatus", "kycStatus"],
    };
    let provider_status = body.text_of(own).or_else(|| body.text_of(other));
    Ok(Customer {
        provider: SERVICE.name,
        id: id.ok_or_else(|| Error::unexpected("The customer has no id."))?.to_owned(),
        customer_type,
        email: body.owned_text_of("email"),
        phone: body.owned_text_of("phoneNumber"),
        status: provider_status.map_or(Status::Unknown, status),
        provider_status: provider_status.map(str::to_owned),
        profiles: None,
        contact_verification: contacts(body),
        created_at: body.owned_text_of("createdAt"),
        raw: body.to_static(),
    })
}

/// `KycStatus` and `KybStatus`: the list was replaced once and extended once under the same version.
fn status(word: &str) -> Status {
    match word {
        "UNVERIFIED" => Status::Incomplete,
        "PENDING" => Status::Pending,
        "APPROVED" => Status::Approved,
        "REJECTED" => Status::Rejected,
        "HOLD" => Status::OnHold,
        _ => Status::Unknown,
    }
}

/// `contactVerification` is there only where the provider behind Grid demands it, and names only what it demands.
fn contacts(body: &UntrustedValue) -> Vec<(Channel, ContactState)> {
    let state = |channel: Channel| {
        let word = body.field("contactVerification")?.field(channel.as_str())?.text()?;
        Some(match word {
            "PENDING" => (channel, ContactState::Pending),
            "VERIFIED" => (channel, ContactState::Verified),
            _ => (channel, ContactState::Unknown),
        })
    };
    [Channel::Email, Channel::Phone].into_iter().filter_map(state).collect()
}
