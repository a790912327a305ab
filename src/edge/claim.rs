//! Whose a customer is. Every onboarding that ends at a customer claims it, and one that only finds it must.
//!
//! An e-mail address and a phone number are known to others: whoever has posted them with a key, and comes back when their
//! owner has onboarded, finds the owner's customer claimed.

use super::answer::Map;
use super::run::{Customer, Run, Way};
use crate::draft::Draft;

/// Longer than any key lasts that could find the customer.
const LASTS_MS: i64 = 3 * 24 * 3_600_000;

/// What a claim comes to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Claim {
    /// It is ours now.
    New,
    /// It was ours before.
    Old,
    /// It is another onboarding's.
    Lost,
}

/// Claims a customer.
pub(super) fn claim(run: &mut Run, customer: Customer, owner: &str) -> Way<Claim> {
    let name = customer.record("claim");
    if run.swap(&name, &Draft::Null, &Map("owner", &[&owner]), LASTS_MS)?.is_some() {
        return Some(Claim::New);
    }
    Some(if run.load(&name)?.text("owner") == Some(owner) { Claim::Old } else { Claim::Lost })
}
