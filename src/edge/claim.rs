//! Claims: which onboarding a customer belongs to. Every onboarding that ends at a customer claims it, and one that only
//! found the customer must win the claim.
//!
//! An e-mail address and a phone number are known to others. Whoever posts them with a key, and comes back when their
//! owner has onboarded, finds the owner's customer claimed.

use super::answer::Map;
use super::run::{Customer, Run, Sealed, Way};
use crate::draft::Draft;

/// Longer than any key lasts that could find the customer.
const LASTS_MS: i64 = 3 * 24 * 3_600_000;

/// The result of claiming a customer.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Claim {
    /// It is ours now.
    New,
    /// It was ours before.
    Old,
    /// It belongs to another onboarding.
    Lost,
}

/// Why an onboarding believes that a customer is its own.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Evidence {
    /// The provider says so: it has just created the customer, or knows it by this onboarding's reference.
    Provider,
    /// It was found in a list, and its data are the applicant's: anybody may know these.
    Likeness,
}

/// Claims a customer for `owner`. A claim that somebody loses against is renewed: it is still needed. One that no secret
/// opens any more gives way to a provider's word, and to nothing less.
pub(super) fn claim(run: &mut Run, customer: Customer, owner: &str, evidence: Evidence) -> Way<Claim> {
    let name = customer.record("claim");
    if run.swap(&name, &Draft::Null, &Map("owner", &[&owner]), LASTS_MS)?.is_some() {
        return Some(Claim::New);
    }
    let sealed = match evidence {
        Evidence::Provider => Sealed::CountsAsAbsent,
        Evidence::Likeness => Sealed::FailsClosed,
    };
    let kept = run.load(&name, sealed)?;
    match kept.text("owner") {
        None if kept.is_there() => {
            let is_ours = run.swap(&name, kept.raw(), &Map("owner", &[&owner]), LASTS_MS)?.is_some();
            Some(if is_ours { Claim::New } else { Claim::Lost })
        }
        Some(holder) if holder == owner => Some(Claim::Old),
        Some(holder) => {
            run.swap(&name, kept.raw(), &Map("owner", &[&holder]), LASTS_MS)?;
            Some(Claim::Lost)
        }
        // It ended between the two: nobody holds it, but this attempt has lost against it.
        None => Some(Claim::Lost),
    }
}
