//! The functions of a provider of one's own, as endpoints: what they get, and what they may return.
//!
//! A function gets the whole input. The wrapper sorts out what is the applicant's.

use super::members::{OF_CUSTOMER, OF_FOUND, OF_TOKEN, Problem, problem_in, requirement, time};
use super::refusal::Refusal;
use crate::client::customer::capability::Capability;
use crate::client::customer::{Customer, CustomerType, Status};
use crate::client::endpoint::{Output, ResponseContext};
use crate::client::error::{Error, ErrorCode};
use crate::client::link::kyc_url::KycUrl;
use crate::client::link::page::CustomerPage;
use crate::client::link::sdk_token::SdkToken;
use crate::client::link::verification::{Terms, Verification};
use crate::client::link::{Expiry, KycLink, LinkProgress, parse_expiry};
use crate::client::webhook::{Progress, Reasons};
use crate::value::secret::Secret;
use crate::value::untrusted::UntrustedValue;
use std::borrow::Cow;

/// Parses `{ customerId?, kycUrl, expiresAt?, once?, token? }`, or `{ customerId?, status, type?, requirements?,
/// capabilities?, reasons?, operatorReasons? }` of a status, or where there is nothing to open. The id is missing only if the function got it.
pub(super) fn parse(context: &ResponseContext<'_>) -> Result<Output, Error> {
    let unknown = match context.sent("customerId") {
        Some(_) => ErrorCode::UnexpectedResponse,
        None if context.body.field("hasOnlyRead").is_some_and(UntrustedValue::is_true) => ErrorCode::Unavailable,
        // A create may have made a customer, and nothing says which.
        None => ErrorCode::OutcomeUnknown,
    };
    let id = customer_id(context).map_err(|refusal| refusal.error(context, unknown))?;
    require_type(context)?;
    // The customer exists, even if its link cannot be used.
    read(context, id).map_err(|refusal| refusal.error(context, ErrorCode::UnexpectedResponse).with_customer_id(id))
}

/// Parses `{ token, id?, expiresAt? }`, or the status of a customer who needs no token.
pub(super) fn parse_token(context: &ResponseContext<'_>) -> Result<Output, Error> {
    let refused = |refusal: Refusal| refusal.error(context, ErrorCode::UnexpectedResponse);
    let id = customer_id(context).map_err(refused)?;
    require_type(context)?;
    require_readable(context.body, &OF_TOKEN).map_err(refused)?;
    if let Some(token) = context.text("token") {
        return Ok(Output::SdkToken(SdkToken {
            provider: context.endpoint.service.name,
            token: Secret::new(token),
            id: context.text("id").map(str::to_owned),
            expiry: expiry(context),
        }));
    }
    read_status(context, id).map_err(|refusal| match refusal {
        Refusal::Empty => refused(Refusal::NoToken),
        refusal => refused(refusal),
    })
}

/// Refuses what is about a customer of another type: a business must not go on as the person that the provider knows under
/// its reference.
fn require_type(context: &ResponseContext<'_>) -> Result<(), Error> {
    match (context.text("type"), context.sent("type")) {
        (Some(given), Some(sent)) if given != sent => Err(Refusal::OtherType.error(context, ErrorCode::Conflict)),
        _ => Ok(()),
    }
}

/// Returns the id of the customer whom an answer is about.
fn customer_id<'a>(context: &'a ResponseContext<'_>) -> Result<&'a str, Refusal> {
    require_readable(context.body, &["customerId", "type"])?;
    match (context.text("customerId"), context.sent("customerId")) {
        (Some(given), Some(sent)) if given != sent => Err(Refusal::OtherCustomer),
        (given, sent) => given.or(sent).ok_or(Refusal::NoCustomerId),
    }
}

/// Refuses an answer if one of these members cannot be read.
fn require_readable(answer: &UntrustedValue, names: &[&str]) -> Result<(), Refusal> {
    problem_in(answer, names).map_or(Ok(()), |problem| Err(Refusal::Malformed(problem)))
}

fn expiry(context: &ResponseContext<'_>) -> Option<Expiry> {
    let time = context.body.field("expiresAt").and_then(time)?;
    parse_expiry(Some(&time)).ok()
}

fn read(context: &ResponseContext<'_>, id: &str) -> Result<Output, Refusal> {
    require_readable(context.body, &OF_CUSTOMER)?;
    if let Some(url) = context.text("kycUrl") {
        let kyc_url = KycUrl::check(url, &context.options.links).map_err(Refusal::Url)?;
        return Ok(Output::KycLink(KycLink {
            customer_id: Some(id.to_owned()),
            expiry: expiry(context),
            once: context.body.field("once").is_some_and(UntrustedValue::is_true),
            token: context.text("token").map(Secret::new),
            ..KycLink::new(context.endpoint.service.name, kyc_url)
        }));
    }
    read_status(context, id)
}

fn read_status(context: &ResponseContext<'_>, id: &str) -> Result<Output, Refusal> {
    let Progress { status, terms, requirements, capabilities } = progress(context.body).ok_or(Refusal::Empty)?;
    let Reasons { of_person, of_operator } = reasons(context.body).unwrap_or_default();
    let verification = Verification {
        customer_type: context.text("type").and_then(CustomerType::parse),
        email: None,
        full_name: None,
        status: status.ok_or(Refusal::Empty)?,
        provider_status: None,
        terms,
        rejection_reasons: of_person,
        operator_reasons: of_operator,
        requirements,
        capabilities: capabilities.unwrap_or_default(),
        created_at: None,
    };
    Ok(Output::LinkProgress(Box::new(LinkProgress {
        provider: context.endpoint.service.name,
        id: id.to_owned(),
        customer_id: None,
        kyc_url: None,
        tos_url: None,
        verification,
    })))
}

/// Reads `{ status, requirements?, capabilities? }`.
pub(super) fn progress(body: &UntrustedValue) -> Option<Progress> {
    let list = |name| body.field(name).and_then(UntrustedValue::list).unwrap_or_default().iter();
    Some(Progress {
        status: Some(Status::parse(body.text_of("status")?)?),
        terms: Terms::Unknown,
        requirements: list("requirements").map(requirement).collect(),
        capabilities: body.field("capabilities").map(|_| list("capabilities").filter_map(Capability::read).collect()),
    })
}

/// Reads `{ reasons?, operatorReasons? }`; `None` if there is neither.
pub(super) fn reasons(body: &UntrustedValue) -> Option<Reasons> {
    let texts = |name| body.field(name)?.texts();
    let (of_person, of_operator) = (texts("reasons"), texts("operatorReasons"));
    let is_said = of_person.is_some() || of_operator.is_some();
    let owned = |texts: Option<Vec<&str>>| texts.into_iter().flatten().map(str::to_owned).collect();
    is_said.then(|| Reasons { of_person: owned(of_person), of_operator: owned(of_operator) })
}

/// Parses `{ customers: [{ customerId, reference?, createdAt?, type, email?, phone? }] }`: the customers that the lost
/// create may have made. The wrapper adds the applicant's type, email and phone, but no reference: only the provider can
/// say whose a customer is. One without it is somebody's with that address, and no evidence of a create.
pub(super) fn parse_found(context: &ResponseContext<'_>) -> Result<Output, Error> {
    let found = customers(context).map_err(|refusal| refusal.error(context, ErrorCode::OutcomeUnknown))?;
    let (items, nameless): (Vec<_>, Vec<_>) = found.into_iter().partition(|customer| customer.reference.is_some());
    let is_own = |customer: &Customer| customer.reference.as_deref() == context.sent("reference");
    if !nameless.is_empty() && !items.iter().any(is_own) {
        return Err(Refusal::CustomerWithoutReference.error(context, ErrorCode::Conflict));
    }
    Ok(Output::Page(CustomerPage { items, next: None, is_cut_off: false, total: None }))
}

/// More than these are not the customers of one applicant.
const MAX_CUSTOMERS: usize = 100;

fn customers(context: &ResponseContext<'_>) -> Result<Vec<Customer>, Refusal> {
    let given = context.body.field("customers").ok_or(Refusal::NoCustomers)?;
    let too_many = || Refusal::Malformed(Problem::Borrowed("more than 100 customers"));
    let all = given.list().filter(|all| all.len() <= MAX_CUSTOMERS).ok_or_else(too_many)?;
    all.iter().map(|found| customer(context, found)).collect()
}

fn customer(context: &ResponseContext<'_>, found: &UntrustedValue) -> Result<Customer, Refusal> {
    require_readable(found, &OF_FOUND)?;
    Ok(Customer {
        provider: context.endpoint.service.name,
        id: found.owned_text_of("customerId").ok_or(Refusal::CustomerWithoutId)?,
        customer_type: found.text_of("type").and_then(CustomerType::parse).ok_or(Refusal::OtherType)?,
        email: found.owned_text_of("email"),
        phone: found.owned_text_of("phone"),
        status: Status::Unknown,
        provider_status: None,
        profiles: None,
        contact_verification: vec![],
        requirements: vec![],
        capabilities: vec![],
        agreements: vec![],
        created_at: found.field("createdAt").and_then(time).map(Cow::into_owned),
        reference: found.owned_text_of("reference"),
        raw: UntrustedValue::Null,
    })
}
