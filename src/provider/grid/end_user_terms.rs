//! `GET /customers/end-user-terms`: the terms that a customer has to accept, for `endUserTermsConsent`.

use super::PROVIDER;
use crate::draft::{Draft, Object};
use crate::error::{Error, ErrorCode};
use crate::link::{KycUrl, LinkRules};
use crate::operation::{Exchange, Operation, Outline, Output, Repeat, Reply};
use crate::shape::Shape;

pub(super) static OPERATION: Operation = Operation {
    name: "grid.getEndUserTerms",
    provider: &PROVIDER,
    shape: &SHAPE,
    exchange: Some(Exchange {
        request: |_| Outline::get("/customers/end-user-terms"),
        read,
        repeat: Repeat::Safe,
        conflict: ErrorCode::Conflict,
        body_field: None,
    }),
};

static SHAPE: Shape = Shape::new(&[]);

/// `{version, url}`. A page shows the URL as a link, so it must be as safe as one; `allowHosts` is about KYC links alone.
fn read(reply: &Reply<'_>) -> Result<Output, Error> {
    let version = reply.text("version").filter(|version| !version.is_empty());
    let version = version.ok_or_else(|| Error::unexpected("It has no version."))?;
    let url = reply.text("url").ok_or_else(|| Error::unexpected("It has no url."))?;
    let rules = LinkRules { allow_hosts: vec![], allow_loopback: reply.reading.links.allow_loopback };
    let mut terms = Object::new();
    terms.set("version", version.to_owned().into());
    terms.set("url", KycUrl::parse(url, &rules)?.as_str().to_owned().into());
    terms.set("raw", reply.body.to_static());
    Ok(Output::Data(Draft::from(terms)))
}
