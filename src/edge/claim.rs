//! Claims: which onboarding a customer belongs to. Every onboarding that ends at a customer claims it, and one that only
//! found the customer must win the claim.
//!
//! Others may know a person's e-mail address and phone number. Someone who posts them with a key of their own, and posts
//! again once the person has onboarded, finds the person's customer claimed.

use super::customer::CustomerRef;
use super::json_fields::JsonFields;
use super::record::IfUnreadable;
use super::run::{Flow, HandlerRun};
use crate::value::time::DAY_MS;
use crate::value::untrusted::UntrustedValue;

/// Longer than any idempotency key lasts under which the customer could be found.
const LIFETIME_MS: i64 = 3 * DAY_MS;

/// A claim that this onboarding holds.
pub(super) struct Claim<'a> {
    raw: &'a UntrustedValue<'a>,
    /// Whether the `onCreated` hook was called for the customer.
    pub(super) is_notified: bool,
}

impl<'a> Claim<'a> {
    /// Records that the `onCreated` hook was called for the customer.
    pub(super) fn mark_notified(&self, run: &mut HandlerRun<'a>, customer: CustomerRef, owner: &str) -> Flow<()> {
        write(run, customer, self.raw, owner, true)?;
        Some(())
    }
}

/// Why an onboarding believes that a customer is its own.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Evidence {
    /// The provider says so: it has just created the customer, or knows it by this onboarding's reference.
    Provider,
    /// The customer has the applicant's data, which others may know, too.
    MatchingData,
}

/// Claims a customer for `owner`; `None` where it belongs to another onboarding.
///
/// A claim that another onboarding loses against is still needed, so it is renewed for its holder. A claim that opens under
/// none of the secrets gives way to the provider's evidence only.
pub(super) fn claim<'a>(
    run: &mut HandlerRun<'a>,
    customer: CustomerRef,
    owner: &str,
    evidence: Evidence,
) -> Flow<Option<Claim<'a>>> {
    let new = |raw| Claim { raw, is_notified: false };
    if let Some(raw) = write(run, customer, &UntrustedValue::Null, owner, false)? {
        return Some(Some(new(raw)));
    }
    let if_unreadable = match evidence {
        Evidence::Provider => IfUnreadable::TreatAsAbsent,
        Evidence::MatchingData => IfUnreadable::Fail,
    };
    let stored = run.load(&customer.record_name("claim"), if_unreadable)?;
    let is_notified = stored.field("isTold").is_true();
    match stored.text("owner") {
        None if stored.exists() => Some(write(run, customer, stored.raw(), owner, false)?.map(new)),
        Some(holder) if holder == owner => Some(Some(Claim { raw: stored.raw(), is_notified })),
        Some(holder) => {
            write(run, customer, stored.raw(), holder, is_notified)?;
            Some(None)
        }
        // The claim expired after the first swap failed. Nobody holds it now, but this attempt has lost against it.
        None => Some(None),
    }
}

fn write<'a>(
    run: &mut HandlerRun<'a>,
    customer: CustomerRef,
    expected: &UntrustedValue<'a>,
    owner: &str,
    is_notified: bool,
) -> Flow<Option<&'a UntrustedValue<'a>>> {
    let value = JsonFields(&[("owner", &owner), ("isTold", &is_notified)]);
    run.swap(&customer.record_name("claim"), expected, &value, LIFETIME_MS)
}
