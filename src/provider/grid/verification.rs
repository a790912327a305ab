//! `Verification` in a response.

use super::fields::CUSTOMER_ID;
use super::requirement;
use crate::client::endpoint::response_field::ResponseField::{self, Raw, Value};
use crate::client::endpoint::{Output, ResponseContext};
use crate::client::error::Error;
use crate::client::requirement::{Requirement, to_value};
use crate::rules::field::pattern::Pattern;
use crate::value::untrusted::{Object, UntrustedValue};

/// The documents have `Verification:<uuid>`, the schema any string. The pattern keeps the id in one segment of the
/// path.
pub(super) static VERIFICATION_ID: Pattern = Pattern { source: CUSTOMER_ID.source, matches: CUSTOMER_ID.matches };

/// `GridVerification` in `types.d.ts`.
pub(super) type Verification = UntrustedValue<'static>;

pub(super) static FIELDS: &[ResponseField] =
    &[Raw, Value("id"), Value("customerId"), Value("verificationStatus"), Value("errors")];

/// Parses `{id, customerId, verificationStatus, errors, createdAt, updatedAt?}`. Statuses and error types are open
/// sets.
pub(super) fn parse_response(context: &ResponseContext<'_>) -> Result<Output, Error> {
    let id = context.text("id").or_else(|| context.sent("verificationId")).filter(|id| (VERIFICATION_ID.matches)(id));
    let id = id.ok_or_else(|| Error::unexpected("The verification's `id` is missing or malformed."))?;
    let status = context.text("verificationStatus").filter(|status| !status.is_empty());
    let status = status.ok_or_else(|| Error::unexpected("The verification's `verificationStatus` is missing."))?;
    let errors = errors_of(context.body).iter().filter(|error| error.object().is_some()).map(UntrustedValue::to_static);
    let mut verification = Object::new();
    verification.set("id", id.to_owned().into());
    if let Some(customer_id) = context.text("customerId").filter(|id| (CUSTOMER_ID.matches)(id)) {
        verification.set("customerId", customer_id.to_owned().into());
    }
    verification.set("status", status.to_owned().into());
    verification.set("errors", UntrustedValue::List(errors.collect()));
    verification.set("requirements", to_value(&requirements(context.body)));
    verification.set("raw", context.raw(context.body));
    Ok(Output::Data(UntrustedValue::from(verification)))
}

/// Returns what a verification says is missing.
pub(super) fn requirements(body: &UntrustedValue) -> Vec<Requirement> {
    requirement::of_verification(errors_of(body), body.text_of("verificationStatus").unwrap_or_default())
}

fn errors_of<'a>(body: &'a UntrustedValue<'a>) -> &'a [UntrustedValue<'a>] {
    body.field("errors").and_then(UntrustedValue::list).unwrap_or_default()
}
