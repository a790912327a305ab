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

/// Claims a customer for `owner`. A claim that somebody loses against is renewed: it is still needed.
pub(super) fn claim(run: &mut Run, customer: Customer, owner: &str) -> Way<Claim> {
    let name = customer.record("claim");
    if run.swap(&name, &Draft::Null, &Map("owner", &[&owner]), LASTS_MS)?.is_some() {
        return Some(Claim::New);
    }
    let kept = run.load(&name, Sealed::FailsClosed)?;
    match kept.text("owner") {
        Some(holder) if holder == owner => Some(Claim::Old),
        Some(holder) => {
            run.swap(&name, kept.raw(), &Map("owner", &[&holder]), LASTS_MS)?;
            Some(Claim::Lost)
        }
        // It ended between the two: nobody holds it, but this attempt has lost against it.
        None => Some(Claim::Lost),
    }
}
