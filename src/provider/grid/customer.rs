//! `Customer` in a response.

use super::fields::CUSTOMER_ID;
use super::requirement;
use super::service::SERVICE;
use crate::client::contact::{Channel, ContactState};
use crate::client::customer::{Customer, CustomerType, Status};
use crate::client::endpoint::response_field::ResponseField::{self, List, Object, Raw, Value};
use crate::client::endpoint::{Output, ResponseContext};
use crate::client::error::Error;
use crate::client::requirement::Requirement;
use crate::value::untrusted::UntrustedValue;

pub(super) static FIELDS: &[ResponseField] = &[
    Raw,
    Value("id"),
    Value("customerType"),
    Value("kycStatus"),
    Value("kybStatus"),
    Value("email"),
    Value("phoneNumber"),
    Object("contactVerification", &[Value("email"), Value("phone")]),
    Value("createdAt"),
    Value("platformCustomerId"),
    List("beneficialOwners", &[Value("id"), Value("kycStatus")]),
    List("agreementConsents", &[Value("type")]),
];

/// Parses a response that is a single customer.
pub(super) fn parse_response(context: &ResponseContext<'_>) -> Result<Output, Error> {
    context.customer(CUSTOMER_ID.matches, parse)
}

/// Parses the response to an update, which for customers with an embedded wallet is a 202 with a challenge for the
/// wallet.
pub(super) fn parse_update_response(context: &ResponseContext<'_>) -> Result<Output, Error> {
    if context.text("customerType").is_none() {
        return Err(Error::unexpected(
            "The response is not a customer: for a customer with an embedded wallet, Grid wants the update signed by the wallet.",
        ));
    }
    parse_response(context)
}

/// Parses one customer. The schema does not require `id`; `sent_id`, the customer's id in the request, replaces a
/// missing one.
pub(super) fn parse(
    body: &UntrustedValue,
    sent_id: Option<&str>,
    context: &ResponseContext<'_>,
) -> Result<Customer, Error> {
    let id = body.text_of("id").or(sent_id).filter(|id| (CUSTOMER_ID.matches)(id));
    let Some(customer_type) = type_of(body) else {
        return Err(Error::unexpected("The customer's `customerType` is missing or unknown."));
    };
    let provider_status = status_of(body, customer_type);
    let contact_verification = parse_contacts(body);
    Ok(Customer {
        provider: SERVICE.name,
        id: id.ok_or_else(|| Error::unexpected("The customer's `id` is missing or malformed."))?.to_owned(),
        customer_type,
        email: body.owned_text_of("email"),
        phone: body.owned_text_of("phoneNumber"),
        status: provider_status.map_or(Status::Unknown, to_status),
        provider_status: provider_status.map(str::to_owned),
        profiles: None,
        requirements: requirement::of_customer(customer_type, provider_status, &contact_verification, owners(body)),
        contact_verification,
        capabilities: vec![],
        agreements: accepted(body),
        created_at: body.owned_text_of("createdAt"),
        reference: body.owned_text_of("platformCustomerId"),
        raw: context.raw(body),
    })
}

/// Returns what a customer in an event needs; `None` if it is not known whether it is a person or a business.
pub(super) fn requirements(body: &UntrustedValue) -> Option<Vec<Requirement>> {
    let customer_type = type_of(body)?;
    Some(requirement::of_customer(customer_type, status_of(body, customer_type), &parse_contacts(body), owners(body)))
}

fn owners<'a, 'b>(body: &'a UntrustedValue<'b>) -> &'a [UntrustedValue<'b>] {
    body.field("beneficialOwners").and_then(UntrustedValue::list).unwrap_or_default()
}

fn accepted(body: &UntrustedValue) -> Vec<String> {
    let consents = body.field("agreementConsents").and_then(UntrustedValue::list).unwrap_or_default();
    consents.iter().filter_map(|consent| consent.owned_text_of("type")).collect()
}

fn type_of(body: &UntrustedValue) -> Option<CustomerType> {
    match body.text_of("customerType")? {
        "INDIVIDUAL" => Some(CustomerType::Individual),
        "BUSINESS" => Some(CustomerType::Business),
        _ => None,
    }
}

/// A person has a `kycStatus`, a business a `kybStatus`; the documents' examples mix them.
fn status_of<'a>(body: &'a UntrustedValue, customer_type: CustomerType) -> Option<&'a str> {
    let [of_type, of_other_type] = match customer_type {
        CustomerType::Individual => ["kycStatus", "kybStatus"],
        CustomerType::Business => ["kybStatus", "kycStatus"],
    };
    body.text_of(of_type).or_else(|| body.text_of(of_other_type))
}

/// Maps `KycStatus` and `KybStatus`, an open set: it was replaced once and extended once within this version of the
/// API.
fn to_status(word: &str) -> Status {
    match word {
        "UNVERIFIED" => Status::Incomplete,
        "PENDING" => Status::Pending,
        "APPROVED" => Status::Approved,
        "REJECTED" => Status::Rejected,
        "HOLD" => Status::OnHold,
        _ => Status::Unknown,
    }
}

/// Parses `contactVerification`, which has only the contacts that the payment provider behind Grid wants confirmed.
fn parse_contacts(body: &UntrustedValue) -> Vec<(Channel, ContactState)> {
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
