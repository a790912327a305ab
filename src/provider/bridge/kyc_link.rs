//! `{id, type, customer_id?, full_name, email, kyc_link, kyc_status, rejection_reasons, tos_link, tos_status,
//! created_at}`: a link in a response. The schema requires no field of it.

use super::fields::ID;
use super::service::SERVICE;
use super::status;
use crate::client::customer::CustomerType;
use crate::client::endpoint::{Output, ResponseContext};
use crate::client::error::Error;
use crate::client::link::{KycLink, KycUrl};
use crate::client::response_field::ResponseField::{self, Value};
use crate::client::verification::Verification;
use crate::value::untrusted::UntrustedValue;

/// `BridgeLink` in `types.d.ts`.
pub(super) type Link = KycLink;

/// What [`parse`] reads.
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

/// Parses a response that is a single link.
pub(super) fn parse_response(context: &ResponseContext<'_>) -> Result<Output, Error> {
    parse(context.body, context.sent("kycLinkId"), context).map(Output::KycLink)
}

/// Parses one link. `sent_id` is the link's id in the request, for a response without one.
///
/// The links of the description's examples have no scheme, those of the guides have one. Their hosts differ as well and
/// no document lists them, so there is no default list: a list that lacks a host would refuse valid links.
pub(super) fn parse(
    body: &UntrustedValue,
    sent_id: Option<&str>,
    context: &ResponseContext<'_>,
) -> Result<KycLink, Error> {
    let id = body.text_of("id").or(sent_id).filter(|id| (ID.matches)(id));
    let id = id.ok_or_else(|| Error::unexpected("The link's `id` is missing or malformed."))?;
    let kyc_link = body.text_of("kyc_link").ok_or_else(|| Error::unexpected("`kyc_link` is missing."))?;
    let links = &context.options.links;
    let tos_link = body.text_of("tos_link").map(|link| KycUrl::parse_completing(link, links));
    let (status, word, terms) = status::of_link(body);
    Ok(KycLink {
        id: Some(id.to_owned()),
        // It may be missing until both steps are done.
        customer_id: body.owned_text_of("customer_id").filter(|id| (ID.matches)(id)),
        tos_url: tos_link.transpose()?,
        verification: Some(Box::new(Verification {
            customer_type: body.text_of("type").and_then(CustomerType::parse),
            email: body.owned_text_of("email"),
            full_name: body.owned_text_of("full_name"),
            status,
            provider_status: word.map(str::to_owned),
            terms,
            rejection_reasons: status::rejection_reasons(body),
            created_at: body.owned_text_of("created_at"),
        })),
        ..KycLink::new(SERVICE.name, KycUrl::parse_completing(kyc_link, links)?)
    })
}
