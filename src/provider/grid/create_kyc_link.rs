//! `POST /customers/{customerId}/kyc-link`: a fresh hosted link; earlier ones stay valid.
//!
//! A 409 says that the customer's contacts must be confirmed first.

use super::{CUSTOMER_ID, PROVIDER};
#[cfg(feature = "client")]
use super::{body, path};
#[cfg(feature = "client")]
use crate::draft::Object;
#[cfg(feature = "client")]
use crate::error::{Error, ErrorCode};
use crate::field::Kind;
#[cfg(feature = "client")]
use crate::link::{KycLink, KycUrl, moment};
use crate::operation::Operation;
#[cfg(feature = "client")]
use crate::operation::{Exchange, Outline, Output, Repeat, Reply};
#[cfg(feature = "client")]
use crate::secret::Secret;
use crate::shape::{Field, Shape};

pub(super) static OPERATION: Operation = Operation {
    name: "grid.createKycLink",
    provider: &PROVIDER,
    shape: &SHAPE,
    #[cfg(feature = "client")]
    exchange: Some(Exchange {
        request,
        read,
        repeat: Repeat::Safe,
        conflict: ErrorCode::ContactNotVerified,
        body_field: None,
    }),
};

static SHAPE: Shape = Shape::new(&[
    Field::required("customerId", Kind::CustomerId(&CUSTOMER_ID)),
    Field::optional("redirectUri", Kind::RedirectUri),
]);

/// The body is optional in the schema; `{}` is what is known to work without a redirect.
#[cfg(feature = "client")]
fn request(input: &Object) -> Outline {
    Outline::post(path(input, "/kyc-link")).json(&body(input))
}

/// `{kycUrl, expiresAt, provider, token?}`: the answer never says whose link it is.
#[cfg(feature = "client")]
fn read(reply: &Reply<'_>) -> Result<Output, Error> {
    let customer_id = reply.sent_id()?;
    link(reply, &customer_id).map_err(|error| error.about_customer(&customer_id))
}

#[cfg(feature = "client")]
fn link(reply: &Reply<'_>, customer_id: &str) -> Result<Output, Error> {
    let url = reply.text("kycUrl").ok_or_else(|| Error::unexpected("It has no kycUrl."))?;
    let expires = moment(reply.text("expiresAt"))?;
    Ok(Output::KycLink(KycLink {
        provider: PROVIDER.name,
        customer_id: customer_id.to_owned(),
        kyc_url: KycUrl::parse(url, &reply.reading.links)?,
        expires: Some(expires),
        verification_provider: reply.text("provider").map(str::to_owned),
        token: reply.text("token").map(Secret::new),
    }))
}
