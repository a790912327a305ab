//! `POST /v2/customer/{customerId}/tos-link`: a link to the terms of service, where SpherePay has them accepted and not you.
//!
//! It takes no body. The answer is `{link, expiresAt?}`, not `url`; the links in the documents last an hour.

use super::{CUSTOMER_ID, PROVIDER, path};
use crate::error::{Error, ErrorCode};
use crate::field::Kind;
use crate::link::{KycUrl, TosLink, moment};
use crate::operation::{Exchange, Operation, Outline, Output, Repeat, Reply};
use crate::shape::{Field, Shape};

pub(super) static OPERATION: Operation = Operation {
    name: "spherepay.createTosLink",
    provider: &PROVIDER,
    shape: &SHAPE,
    exchange: Some(Exchange {
        request: |input| Outline::post(path(input, "/tos-link")),
        read,
        repeat: Repeat::Safe,
        conflict: ErrorCode::Conflict,
        body_field: None,
    }),
};

static SHAPE: Shape = Shape::new(&[Field::required("customerId", Kind::CustomerId(&CUSTOMER_ID))]);

fn read(reply: &Reply<'_>) -> Result<Output, Error> {
    let customer_id = reply.sent_id()?;
    let link = reply.text("link").ok_or_else(|| Error::unexpected("It has no link."))?;
    let expires_at = match reply.text("expiresAt") {
        None => None,
        text => Some(moment(text)?.text),
    };
    Ok(Output::TosLink(TosLink {
        provider: PROVIDER.name,
        customer_id,
        url: KycUrl::parse(link, &reply.reading.links)?,
        expires_at,
    }))
}
