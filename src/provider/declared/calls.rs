//! The functions of a declared provider, as endpoints: what they get, and what they may return.
//!
//! A function gets the whole input. The wrapper sorts out what is the applicant's.

use crate::client::customer::capability::Capability;
use crate::client::customer::page::CustomerPage;
use crate::client::customer::{Customer, CustomerType, Status};
use crate::client::endpoint::{Output, ResponseContext};
use crate::client::error::Error;
use crate::client::link::verification::{Terms, Verification};
use crate::client::link::{KycLink, LinkProgress};
use crate::client::requirement::Requirement;
use crate::rules::field::pattern::{Pattern, is_made_of};
use crate::value::untrusted::UntrustedValue;

/// Ids become a part of names and, at most providers, of paths.
pub(super) static CUSTOMER_ID: Pattern = Pattern {
    source: "^(?=.*[A-Za-z0-9])[A-Za-z0-9._:@|~+=,-]{1,200}$",
    matches: |id| {
        is_made_of(id, 1, 200, |b| b.is_ascii_alphanumeric() || b"._:@|~+=,-".contains(&b))
            && id.bytes().any(|b| b.is_ascii_alphanumeric())
    },
};

/// Whether this can be the id of a customer.
pub(super) fn is_customer_id(id: &str) -> bool {
    (CUSTOMER_ID.matches)(id)
}

/// Parses `{ customerId?, kycUrl, expiresAt?, token? }`, or `{ customerId?, status, type?, requirements?, capabilities? }`
/// of a status, or where there is nothing to open. The id is missing only if the function got it.
pub(super) fn parse(context: &ResponseContext<'_>) -> Result<Output, Error> {
    let id = customer_id(context.text("customerId").or(context.sent("customerId")))?;
    let is_given = |name| context.body.field(name).is_some_and(|value| !value.is_absent());
    let parsed = if is_given("kycUrl") {
        let url = context.text("kycUrl").unwrap_or_default();
        KycLink::parse(context, id, url, is_given("expiresAt")).map(Output::KycLink)
    } else {
        parse_progress(context, id)
    };
    // The customer exists, even if its link cannot be used.
    parsed.map_err(|error| error.with_customer_id(id))
}

fn customer_id(given: Option<&str>) -> Result<&str, Error> {
    given.filter(|id| is_customer_id(id)).ok_or_else(|| Error::unexpected("`customerId` is missing or malformed."))
}

fn parse_progress(context: &ResponseContext<'_>, id: &str) -> Result<Output, Error> {
    let status = context.text("status").and_then(Status::parse);
    Ok(Output::LinkProgress(Box::new(LinkProgress {
        provider: context.endpoint.service.name,
        id: id.to_owned(),
        customer_id: None,
        kyc_url: None,
        tos_url: None,
        verification: Verification {
            customer_type: context.text("type").and_then(CustomerType::parse),
            email: None,
            full_name: None,
            status: status.ok_or_else(|| Error::unexpected("`status` is not a status of kyclink."))?,
            provider_status: None,
            terms: Terms::Unknown,
            rejection_reasons: vec![],
            requirements: requirements(context.body),
            capabilities: capabilities(context.body),
            created_at: None,
        },
    })))
}

/// What is missing. The wrapper has filled in the words that a function may leave out.
pub(super) fn requirements(body: &UntrustedValue) -> Vec<Requirement> {
    list(body, "requirements").iter().filter_map(Requirement::read).collect()
}

/// Which products are open.
pub(super) fn capabilities(body: &UntrustedValue) -> Vec<Capability> {
    list(body, "capabilities").iter().filter_map(Capability::read).collect()
}

fn list<'a, 'b>(body: &'a UntrustedValue<'b>, name: &str) -> &'a [UntrustedValue<'b>] {
    body.field(name).and_then(UntrustedValue::list).unwrap_or_default()
}

/// Parses `{ customers: [{ customerId, createdAt? }] }`: the customers that the lost create may have made. The function
/// was asked with the applicant, so that each has its data.
pub(super) fn parse_found(context: &ResponseContext<'_>) -> Result<Output, Error> {
    let sent = |name| context.sent(name).map(str::to_owned);
    let found = context.body.field("customers").and_then(UntrustedValue::list);
    let mut items = Vec::new();
    for item in found.ok_or_else(|| Error::unexpected("It is not known whether there is a customer."))? {
        items.push(Customer {
            provider: context.endpoint.service.name,
            id: customer_id(item.text_of("customerId"))?.to_owned(),
            customer_type: context.sent("type").and_then(CustomerType::parse).unwrap_or(CustomerType::Individual),
            email: sent("email"),
            phone: sent("phone"),
            status: Status::Unknown,
            provider_status: None,
            profiles: None,
            contact_verification: vec![],
            requirements: vec![],
            capabilities: vec![],
            agreements: vec![],
            created_at: item.owned_text_of("createdAt"),
            reference: sent("reference"),
            raw: UntrustedValue::Null,
        });
    }
    Ok(Output::Page(CustomerPage { items, next: None, is_cut_off: false, total: None }))
}
