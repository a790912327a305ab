//! `{id, type, customer_id?, full_name, email, kyc_link, kyc_status, rejection_reasons, tos_link, tos_status,
//! created_at}`: a link in a response. The schema requires no field of it, but the link's own `id` is always there.

use super::fields::ID;
use super::service::SERVICE;
use super::{requirement, status};
use crate::client::customer::{CustomerType, Status};
use crate::client::endpoint::response_field::ResponseField::{self, Value};
use crate::client::endpoint::{Output, ResponseContext};
use crate::client::error::Error;
use crate::client::link::verification::Verification;
use crate::client::link::{KycLink, KycUrl};
use crate::value::untrusted::UntrustedValue;

/// `BridgeLink` in `types.d.ts`.
pub(super) type Link = KycLink;

/// `BridgeLinkProgress` in `types.d.ts`.
pub(super) type LinkProgress = crate::client::link::LinkProgress;

pub(super) static FIELDS: &[ResponseField] = &[
    Value("id"),
    Value("type"),
    Value("customer_id"),
    Value("full_name"),
    Value("email"),
    Value("kyc_link"),
    Value("kyc_status"),
    Value("rejection_reasons"),
    Value("tos_link"),
    Value("tos_status"),
    Value("created_at"),
];

/// Parses the response to a create: a link to which the person can be sent.
pub(super) fn parse_created(context: &ResponseContext<'_>) -> Result<Output, Error> {
    let link = parse(context, context.body, Urls::Required)?;
    let kyc_url = link.kyc_url.ok_or_else(|| missing_url(link.customer_id.as_deref()))?;
    Ok(Output::KycLink(KycLink {
        id: Some(link.id),
        customer_id: link.customer_id,
        tos_url: link.tos_url,
        verification: Some(Box::new(link.verification)),
        ..KycLink::new(SERVICE.name, kyc_url)
    }))
}

/// Parses the response to a read. Only an incomplete person needs the URLs, and after the check only that of the terms.
/// Any other status, such as a rejection, must be readable without them.
pub(super) fn parse_read(context: &ResponseContext<'_>) -> Result<Output, Error> {
    let (status, word, _) = status::of_link(context.body);
    let is_checked = word.is_some_and(|word| status::to_status(word) == Status::Approved);
    let urls = if status == Status::Incomplete && !is_checked { Urls::Required } else { Urls::IfUsable };
    let link = parse(context, context.body, urls)?;
    let leads_on = link.kyc_url.is_some() || is_checked && link.tos_url.is_some();
    if status == Status::Incomplete && !leads_on {
        return Err(missing_url(link.customer_id.as_deref()));
    }
    Ok(Output::LinkProgress(Box::new(link)))
}

/// Parses a link of a list. A URL that is not safe to use is left out, so that it does not hide the others.
pub(super) fn parse_item(context: &ResponseContext<'_>, item: &UntrustedValue) -> Result<LinkProgress, Error> {
    parse(context, item, Urls::IfUsable)
}

/// What becomes of a URL that is not safe to use.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Urls {
    /// The link is refused.
    Required,
    /// The URL is left out.
    IfUsable,
}

/// Parses one link. An error has the customer's id, if there is a customer.
///
/// The links of the description's examples have no scheme, those of the guides have one. Their hosts differ as well and
/// no document lists them, so there is no default list: a list that lacks a host would refuse valid links.
fn parse(context: &ResponseContext<'_>, body: &UntrustedValue, urls: Urls) -> Result<LinkProgress, Error> {
    // It may be missing until both steps are done.
    let customer_id = body.owned_text_of("customer_id").filter(|id| (ID.matches)(id));
    let url = |name| match body.text_of(name).map(|link| KycUrl::parse_completing(link, &context.options.links)) {
        None => Ok(None),
        Some(Err(_)) if urls == Urls::IfUsable => Ok(None),
        Some(url) => url.map(Some).map_err(|error| about(error, customer_id.as_deref())),
    };
    let id = body.owned_text_of("id").filter(|id| (ID.matches)(id));
    let missing = || about(Error::unexpected("The link's `id` is missing or malformed."), customer_id.as_deref());
    let (status, word, terms) = status::of_link(body);
    let customer_type = body.text_of("type").and_then(CustomerType::parse);
    Ok(LinkProgress {
        provider: SERVICE.name,
        id: id.ok_or_else(missing)?,
        kyc_url: url("kyc_link")?,
        tos_url: url("tos_link")?,
        verification: Verification {
            customer_type,
            email: body.owned_text_of("email"),
            full_name: body.owned_text_of("full_name"),
            status,
            provider_status: word.map(str::to_owned),
            terms,
            rejection_reasons: status::rejection_reasons(body),
            operator_reasons: vec![],
            requirements: requirement::of_link(body),
            capabilities: vec![],
            created_at: body.owned_text_of("created_at"),
        },
        customer_id,
    })
}

fn missing_url(customer_id: Option<&str>) -> Error {
    about(Error::unexpected("`kyc_link` is missing."), customer_id)
}

/// Adds the customer that exists although its link cannot be used.
fn about(error: Error, customer_id: Option<&str>) -> Error {
    customer_id.into_iter().fold(error, Error::with_customer_id)
}
