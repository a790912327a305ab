//! `POST /verifications` submits a customer for verification, where documents and data are sent through the API instead of
//! the hosted page; `GET /verifications/{verificationId}` reads where that stands. Both respond with a `Verification`.
//!
//! Each submission may start a review, and one that is already approved is refused: after a lost response, look at the
//! customer instead of sending it again.

use super::{CUSTOMER_ID, PROVIDER};
use crate::draft::{Draft, Object};
use crate::error::{Error, ErrorCode};
use crate::field::Kind;
use crate::field::pattern::Pattern;
use crate::operation::{Exchange, Operation, Outline, Output, Repeat, Reply};
use crate::shape::{Field, Shape};

pub(super) static CREATE: Operation = Operation {
    name: "grid.createVerification",
    provider: &PROVIDER,
    shape: &SUBMISSION,
    exchange: Some(Exchange {
        request: |input| Outline::post("/verifications").json(input),
        read,
        repeat: Repeat::Once,
        conflict: ErrorCode::Conflict,
        body_field: None,
    }),
};

pub(super) static GET: Operation = Operation {
    name: "grid.getVerification",
    provider: &PROVIDER,
    shape: &QUERY,
    exchange: Some(Exchange {
        request: |input| Outline::get(["/verifications/", input.text("verificationId").unwrap_or_default()].concat()),
        read,
        repeat: Repeat::Safe,
        conflict: ErrorCode::Conflict,
        body_field: None,
    }),
};

static SUBMISSION: Shape = Shape::new(&[Field::required("customerId", Kind::CustomerId(&CUSTOMER_ID))]);
static QUERY: Shape = Shape::new(&[Field::required("verificationId", Kind::Pattern(&VERIFICATION_ID))]);

/// `Verification:<uuid>` in the documents; the schema says `string`. Whatever it is, it stays one segment of the path.
static VERIFICATION_ID: Pattern = Pattern { source: CUSTOMER_ID.source, matches: CUSTOMER_ID.matches };

/// `{id, customerId, verificationStatus, errors, createdAt, updatedAt?}`. The list of statuses and of error types grows.
fn read(reply: &Reply<'_>) -> Result<Output, Error> {
    let id = reply.text("id").or_else(|| reply.sent("verificationId")).filter(|id| (VERIFICATION_ID.matches)(id));
    let id = id.ok_or_else(|| Error::unexpected("The verification has no id."))?;
    let status = reply.text("verificationStatus").filter(|status| !status.is_empty());
    let status = status.ok_or_else(|| Error::unexpected("The verification has no verificationStatus."))?;
    let errors = reply.body.field("errors").and_then(Draft::list).unwrap_or_default();
    let errors = errors.iter().filter(|error| error.object().is_some()).map(Draft::to_static);
    let mut verification = Object::new();
    verification.set("id", id.to_owned().into());
    if let Some(customer_id) = reply.text("customerId").filter(|id| (CUSTOMER_ID.matches)(id)) {
        verification.set("customerId", customer_id.to_owned().into());
    }
    verification.set("status", status.to_owned().into());
    verification.set("errors", Draft::List(errors.collect()));
    verification.set("raw", reply.body.to_static());
    Ok(Output::Data(Draft::from(verification)))
}
