//! Claims: which onboarding a customer belongs to. Every onboarding that ends at a customer claims it, and one that only
//! found the customer must win the claim.
//!
//! An e-mail address and a phone number are known to others. Whoever posts them with a key, and comes back when their
//! owner has onboarded, finds the owner's customer claimed.

use super::answer::Map;
use super::run::{Customer, Run, Sealed, Way};
use crate::value::json::Json;
use crate::value::untrusted::UntrustedValue;

/// Longer than any key lasts that could find the customer.
const LASTS_MS: i64 = 3 * 24 * 3_600_000;

/// A claim that this onboarding holds.
pub(super) struct Claim<'a> {
    raw: &'a UntrustedValue<'a>,
    /// Whether `onCreated` has heard of the customer.
    pub(super) is_told: bool,
}

impl<'a> Claim<'a> {
    /// Remembers that `onCreated` has heard of the customer.
    pub(super) fn tell(&self, run: &mut Run<'a>, customer: Customer, owner: &str) -> Way<()> {
        run.swap(&customer.record("claim"), self.raw, &Map("owner isTold", &[&owner, &true]), LASTS_MS)?;
        Some(())
    }
}

/// Why an onboarding believes that a customer is its own.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Evidence {
    /// The provider says so: it has just created the customer, or knows it by this onboarding's reference.
    Provider,
    /// It was found in a list, and its data are the applicant's: anybody may know these.
    Likeness,
}

/// Claims a customer for `owner`; nothing where it belongs to another onboarding. A claim that somebody loses against is
/// renewed: it is still needed. One that no secret opens any more gives way to a provider's word, and to nothing less.
pub(super) fn claim<'a>(
    run: &mut Run<'a>,
    customer: Customer,
    owner: &str,
    evidence: Evidence,
) -> Way<Option<Claim<'a>>> {
    let name = customer.record("claim");
    let fields: [&dyn Json; 2] = [&owner, &false];
    let ours = Map("owner isTold", &fields);
    if let Some(raw) = run.swap(&name, &UntrustedValue::Null, &ours, LASTS_MS)? {
        return Some(Some(Claim { raw, is_told: false }));
    }
    let sealed = match evidence {
        Evidence::Provider => Sealed::CountsAsAbsent,
        Evidence::Likeness => Sealed::FailsClosed,
    };
    let kept = run.load(&name, sealed)?;
    let is_told = kept.field("isTold").is_true();
    match kept.text("owner") {
        None if kept.is_there() => {
            let raw = run.swap(&name, kept.raw(), &ours, LASTS_MS)?;
            Some(raw.map(|raw| Claim { raw, is_told: false }))
        }
        Some(holder) if holder == owner => Some(Some(Claim { raw: kept.raw(), is_told })),
        Some(holder) => {
            run.swap(&name, kept.raw(), &Map("owner isTold", &[&holder, &is_told]), LASTS_MS)?;
            Some(None)
        }
        // It ended between the two: nobody holds it, but this attempt has lost against it.
        None => Some(None),
    }
}
