//! `Customer`, as every answer has it.

use super::{CUSTOMER_ID, PROVIDER};
use crate::customer::{Customer, Status};
use crate::draft::Draft;
use crate::error::Error;
use crate::operation::{Output, Reply};

/// A single customer.
pub(super) fn read(reply: &Reply<'_>) -> Result<Output, Error> {
    let sent_id = reply.sent("customerId");
    let read = of(reply.body, sent_id, reply).and_then(Customer::dated);
    // One that was created exists, whatever else of the response cannot be read.
    let created = reply.text("id").filter(|id| reply.creates() && (CUSTOMER_ID.matches)(id));
    let customer = read.map_err(|error| created.into_iter().fold(error, Error::about_customer))?;
    Ok(Output::Customer(Box::new(customer)))
}

/// One customer of an answer. `id` is not among the schema's required fields: `sent_id`, whom the request was about, takes
/// its place, and without either nothing can be done with the customer.
pub(super) fn of(body: &Draft, sent_id: Option<&str>, _: &Reply<'_>) -> Result<Customer, Error> {
    let id = body.text_of("id").or(sent_id).filter(|id| (CUSTOMER_ID.matches)(id));
    let kind = match body.text_of("customerType") {
        Some("INDIVIDUAL") => "individual",
        Some("BUSINESS") => "business",
        _ => return Err(Error::unexpected("The customer has no customerType.")),
    };
    // A person has a kycStatus, a business a kybStatus; the documents' examples mix them.
    let [own, other] = if kind == "business" { ["kybStatus", "kycStatus"] } else { ["kycStatus", "kybStatus"] };
    let provider_status = body.text_of(own).or_else(|| body.text_of(other));
    Ok(Customer {
        provider: PROVIDER.name,
        id: id.ok_or_else(|| Error::unexpected("The customer has no id."))?.to_owned(),
        kind,
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
fn contacts(body: &Draft) -> Vec<(&'static str, &'static str)> {
    let state = |channel| {
        let word = body.field("contactVerification")?.field(channel)?.text()?;
        Some(match word {
            "PENDING" => (channel, "pending"),
            "VERIFIED" => (channel, "verified"),
            _ => (channel, "unknown"),
        })
    };
    ["email", "phone"].into_iter().filter_map(state).collect()
}
