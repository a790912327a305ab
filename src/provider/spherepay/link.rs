//! `{customerId?, url, expiresAt}`: the response of both operations that create a KYC link.

use super::fields::CUSTOMER_ID;
use crate::client::endpoint::response_field::ResponseField::{self, Value};
use crate::client::endpoint::{Output, ResponseContext};
use crate::client::error::Error;

pub(super) static FIELDS: &[ResponseField] = &[Value("customerId"), Value("url"), Value("expiresAt")];

/// Parses a link. The older versions of the API omit `customerId`; then it is that of the request.
///
/// If the link is not usable, the error has the customer's id, because the customer exists.
pub(super) fn parse_response(context: &ResponseContext<'_>) -> Result<Output, Error> {
    let customer_id = context
        .text("customerId")
        .or_else(|| context.sent("customerId"))
        .filter(|id| (CUSTOMER_ID.matches)(id))
        .ok_or_else(|| Error::unexpected("`customerId` is missing."))?;
    parse(context, customer_id).map_err(|error| error.with_customer_id(customer_id))
}

fn parse(context: &ResponseContext<'_>, customer_id: &str) -> Result<Output, Error> {
    let url = context.text("url").ok_or_else(|| Error::unexpected("`url` is missing."))?;
    context.link(customer_id, url, true).map(Output::KycLink)
}
