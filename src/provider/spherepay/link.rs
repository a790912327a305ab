//! `{customerId?, url, expiresAt}`: the answer of both ways to a link.

use super::{CUSTOMER_ID, PROVIDER};
use crate::error::Error;
use crate::link::{KycLink, KycUrl, moment};
use crate::operation::{Output, Reply};

/// The older versions leave the customer's id out; then it is the one that was asked for. The customer exists, whatever is
/// wrong with the link.
pub(super) fn read(reply: &Reply<'_>) -> Result<Output, Error> {
    let customer_id = reply
        .text("customerId")
        .or_else(|| reply.sent("customerId"))
        .filter(|id| (CUSTOMER_ID.matches)(id))
        .ok_or_else(|| Error::unexpected("It has no customerId."))?;
    link(reply, customer_id).map_err(|error| error.about_customer(customer_id))
}

fn link(reply: &Reply<'_>, customer_id: &str) -> Result<Output, Error> {
    let url = reply.text("url").ok_or_else(|| Error::unexpected("It has no url."))?;
    let expires = moment(reply.text("expiresAt"))?;
    Ok(Output::KycLink(KycLink {
        provider: PROVIDER.name,
        customer_id: customer_id.to_owned(),
        kyc_url: KycUrl::parse(url, &reply.reading.links)?,
        expires: Some(expires),
        verification_provider: None,
        token: None,
    }))
}
