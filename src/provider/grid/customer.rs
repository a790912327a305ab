//! `Customer`: the answer to a create.

use super::{CUSTOMER_ID, PROVIDER};
use crate::customer::{Customer, Status};
use crate::draft::Draft;
use crate::error::Error;
use crate::operation::{Output, Reply};

/// `id` is not among the schema's required fields; without it nothing can be done with the customer.
pub(super) fn read(reply: &Reply<'_>) -> Result<Output, Error> {
    let id = reply.text("id").filter(|id| (CUSTOMER_ID.matches)(id));
    let kind = match reply.text("customerType") {
        Some("INDIVIDUAL") => "individual",
        Some("BUSINESS") => "business",
        _ => return Err(Error::unexpected("It has no customerType.")),
    };
    // A person has a kycStatus, a business a kybStatus; the documents' examples mix them.
    let provider_status = reply.text("kycStatus").or_else(|| reply.text("kybStatus"));
    let own = |name: &str| reply.text(name).map(str::to_owned);
    Ok(Output::Customer(Box::new(Customer {
        provider: PROVIDER.name,
        id: id.ok_or_else(|| Error::unexpected("It has no id."))?.to_owned(),
        kind,
        email: own("email"),
        phone: own("phoneNumber"),
        status: provider_status.map_or(Status::Unknown, status),
        provider_status: provider_status.map(str::to_owned),
        contact_verification: contacts(reply.body),
        created_at: own("createdAt"),
        raw: reply.body.to_static(),
    })))
}

/// The id of the customer that the request named; the answers to such requests do not repeat it.
pub(super) fn sent_id(reply: &Reply<'_>) -> Result<String, Error> {
    reply
        .sent("customerId")
        .map(str::to_owned)
        .ok_or_else(|| Error::config("The answer does not name its customer: give the input that was sent."))
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
