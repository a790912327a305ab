//! The functions of a declared provider, as endpoints: what they get, and what they may return.
//!
//! A function gets the whole input. The wrapper sorts out what is the applicant's.

use std::borrow::Cow;

use super::members::{CUSTOMER_ID, are_readable, is_about_somebody};
use crate::client::customer::capability::Capability;
use crate::client::customer::{Customer, CustomerType, Status};
use crate::client::endpoint::{Output, ResponseContext};
use crate::client::error::{Error, ErrorCode};
use crate::client::link::LinkProgress;
use crate::client::link::page::CustomerPage;
use crate::client::link::verification::{Terms, Verification};
use crate::client::requirement::Requirement;
use crate::client::webhook::Progress;
use crate::value::untrusted::UntrustedValue;

/// Parses `{ customerId?, kycUrl, expiresAt?, token? }`, or `{ customerId?, status, type?, requirements?, capabilities? }`
/// of a status, or where there is nothing to open. The id is missing only if the function got it.
pub(super) fn parse(context: &ResponseContext<'_>) -> Result<Output, Error> {
    let (given, sent) = (context.text("customerId"), context.sent("customerId"));
    let is_own = |id: &&str| (CUSTOMER_ID.matches)(id) && sent.is_none_or(|sent| sent == *id);
    let Some(id) = given.or(sent).filter(is_own).filter(|_| is_about_somebody(context.body)) else {
        // A create may have made a customer, and nothing says which.
        let code = if sent.is_some() { ErrorCode::UnexpectedResponse } else { ErrorCode::OutcomeUnknown };
        return Err(malformed(context, code));
    };
    // A business must not go on as the person that the provider knows under its reference.
    if let (Some(given), Some(sent)) = (context.text("type"), context.sent("type"))
        && given != sent
    {
        return Err(malformed(context, ErrorCode::Conflict));
    }
    // The customer exists, even if its link cannot be used.
    read(context, id).ok_or_else(|| malformed(context, ErrorCode::UnexpectedResponse).with_customer_id(id))
}

fn read(context: &ResponseContext<'_>, id: &str) -> Option<Output> {
    if !are_readable(context.body) {
        return None;
    }
    if let Some(url) = context.text("kycUrl") {
        return context.link(id, url, context.text("expiresAt").is_some()).ok().map(Output::KycLink);
    }
    let Progress { status, terms, requirements, capabilities } = progress(context.body)?;
    let verification = Verification {
        customer_type: context.text("type").and_then(CustomerType::parse),
        email: None,
        full_name: None,
        status: status?,
        provider_status: None,
        terms,
        rejection_reasons: vec![],
        requirements,
        capabilities: capabilities.unwrap_or_default(),
        created_at: None,
    };
    Some(Output::LinkProgress(Box::new(LinkProgress {
        provider: context.endpoint.service.name,
        id: id.to_owned(),
        customer_id: None,
        kyc_url: None,
        tos_url: None,
        verification,
    })))
}

/// The error of an answer that is malformed. The wrapper says in which way.
fn malformed(context: &ResponseContext<'_>, code: ErrorCode) -> Error {
    let mut error = Error::new(code);
    error.details.hint = problem_of(context.body);
    error
}

/// What the wrapper says is wrong with what a function has returned or thrown.
pub(super) fn problem_of(body: &UntrustedValue) -> Option<Cow<'static, str>> {
    body.owned_text_of("problem").map(Cow::Owned)
}

/// Reads `{ status, requirements?, capabilities? }`. The wrapper has filled in the words that a function may leave out.
pub(super) fn progress(body: &UntrustedValue) -> Option<Progress> {
    let list = |name| body.field(name).and_then(UntrustedValue::list).unwrap_or_default().iter();
    Some(Progress {
        status: Some(Status::parse(body.text_of("status")?)?),
        terms: Terms::Unknown,
        requirements: list("requirements").filter_map(Requirement::read).collect(),
        capabilities: body.field("capabilities").map(|_| list("capabilities").filter_map(Capability::read).collect()),
    })
}

/// Parses `{ customers: [{ customerId, createdAt?, type, email?, phone?, reference }] }`: the customers that the lost
/// create may have made. The wrapper adds the applicant's data, because the function was asked for that applicant.
pub(super) fn parse_found(context: &ResponseContext<'_>) -> Result<Output, Error> {
    parse_list(context).ok_or_else(|| malformed(context, ErrorCode::OutcomeUnknown))
}

/// More than these are not the customers of one applicant.
const MAX_CUSTOMERS: usize = 100;

fn parse_list(context: &ResponseContext<'_>) -> Option<Output> {
    let mut items = Vec::new();
    for found in context.body.field("customers")?.list().filter(|all| all.len() <= MAX_CUSTOMERS)? {
        if !are_readable(found) {
            return None;
        }
        items.push(Customer {
            provider: context.endpoint.service.name,
            id: found.owned_text_of("customerId")?,
            customer_type: CustomerType::parse(found.text_of("type")?)?,
            email: found.owned_text_of("email"),
            phone: found.owned_text_of("phone"),
            status: Status::Unknown,
            provider_status: None,
            profiles: None,
            contact_verification: vec![],
            requirements: vec![],
            capabilities: vec![],
            agreements: vec![],
            created_at: found.owned_text_of("createdAt"),
            reference: found.owned_text_of("reference"),
            raw: UntrustedValue::Null,
        });
    }
    Some(Output::Page(CustomerPage { items, next: None, is_cut_off: false, total: None }))
}
