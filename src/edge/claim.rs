//! Claims: which onboarding a customer belongs to. An onboarding claims the customer that it created or found. If it
//! only found the customer, it may use the customer only if the claim succeeds.
//!
//! This prevents an attack: an attacker posts somebody else's email address and phone number with a key of their own,
//! and repeats the request after that person has onboarded. The person's customer is already claimed then.

use super::customer::CustomerRef;
use super::json_fields::JsonFields;
use super::record::IfUnreadable;
use super::run::{Flow, HandlerRun};
use crate::value::time::DAY_MS;

/// How long a claim lasts: longer than any idempotency key whose onboarding could find the customer.
const LIFETIME_MS: i64 = 3 * DAY_MS;

/// A claim that this onboarding holds.
pub(super) struct Claim<'a> {
    sealed: &'a str,
    /// Whether the `onCreated` hook was called for the customer.
    pub(super) is_notified: bool,
}

impl<'a> Claim<'a> {
    /// Records that the `onCreated` hook was called for the customer.
    pub(super) fn mark_notified(&self, run: &mut HandlerRun<'a>, customer: CustomerRef, owner: &str) -> Flow<()> {
        write(run, customer, Some(self.sealed), owner, true)?;
        Ok(())
    }
}

/// Why an onboarding believes that a customer is its own.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Evidence {
    /// The provider has just created the customer, or has it under this onboarding's reference.
    Provider,
    /// The customer has the applicant's data, which other people may also know.
    MatchingData,
}

/// Claims a customer for `owner`; `None` where it belongs to another onboarding.
///
/// If another onboarding holds the claim, the claim is still needed, so it is renewed for that holder. A claim that
/// none of the secrets can open is replaced only on the provider's evidence.
pub(super) fn claim<'a>(
    run: &mut HandlerRun<'a>,
    customer: CustomerRef,
    owner: &str,
    evidence: Evidence,
) -> Flow<Option<Claim<'a>>> {
    let new = |sealed| Claim { sealed, is_notified: false };
    if let Some(sealed) = write(run, customer, None, owner, false)? {
        return Ok(Some(new(sealed)));
    }
    let if_unreadable = match evidence {
        Evidence::Provider => IfUnreadable::TreatAsAbsent,
        Evidence::MatchingData => IfUnreadable::Fail,
    };
    let stored = run.load(&customer.record_name("claim"), if_unreadable)?;
    let is_notified = stored.field("isNotified").is_true();
    match (stored.sealed(), stored.text("owner")) {
        (Some(_), None) => Ok(write(run, customer, stored.sealed(), owner, false)?.map(new)),
        (Some(sealed), Some(holder)) if holder == owner => Ok(Some(Claim { sealed, is_notified })),
        (Some(_), Some(holder)) => {
            write(run, customer, stored.sealed(), holder, is_notified)?;
            Ok(None)
        }
        // The claim expired after the first swap failed. It is free now, but this attempt has already lost.
        (None, _) => Ok(None),
    }
}

fn write<'a>(
    run: &mut HandlerRun<'a>,
    customer: CustomerRef,
    expected: Option<&str>,
    owner: &str,
    is_notified: bool,
) -> Flow<Option<&'a str>> {
    let value = JsonFields(&[("owner", &owner), ("isNotified", &is_notified)]);
    run.swap(&customer.record_name("claim"), expected, &value, LIFETIME_MS)
}
