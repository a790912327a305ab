//! `{customerId?, url, expiresAt}`: the answer of both ways to a link.

use super::fields::CUSTOMER_ID;
use super::service::SERVICE;
use crate::client::endpoint::{Output, ResponseContext};
use crate::client::error::Error;
use crate::client::link::{KycLink, KycUrl, parse_expiry};

/// The older versions leave the customer's id out; then it is the one that was asked for. The customer exists, whatever is
/// wrong with the link.
pub(super) fn response(context: &ResponseContext<'_>) -> Result<Output, Error> {
    let customer_id = context
        .text("customerId")
        .or_else(|| context.sent("customerId"))
        .filter(|id| (CUSTOMER_ID.matches)(id))
        .ok_or_else(|| Error::unexpected("It has no customerId."))?;
    link(context, customer_id).map_err(|error| error.about_customer(customer_id))
}

fn link(context: &ResponseContext<'_>, customer_id: &str) -> Result<Output, Error> {
    let url = context.text("url").ok_or_else(|| Error::unexpected("It has no url."))?;
    let expires = parse_expiry(context.text("expiresAt"))?;
    Ok(Output::KycLink(KycLink {
        provider: SERVICE.name,
        customer_id: customer_id.to_owned(),
        kyc_url: KycUrl::parse(url, &context.options.links)?,
        expires: Some(expires),
        verification_provider: None,
        token: None,
    }))
}
