//! Claims: which onboarding a customer belongs to. An onboarding claims the customer that it created or found. If it
//! only found the customer, it may use the customer only if the claim succeeds.
//!
//! This prevents an attack: an attacker posts somebody else's email address and phone number with a key of their own,
//! and repeats the request after that person has onboarded. The person's customer is already claimed then.
//!
//! An operator can release a customer that a stranger has claimed first. The claim then belongs to the person whom the
//! operator names, or to no one, and no onboarding can claim it any more. Every right to a customer is checked against
//! its claim when it is used, not when it was given: sessions, keys and what is known of a reference. So one write
//! takes all rights from a stranger, also those that a request acquires at the same moment.

use crate::client::error::ErrorCode;
use crate::edge::customer::CustomerRef;
use crate::edge::engine::run::{HandlerRun, OrSuspended};
use crate::edge::record::{CLAIM, ClaimContent, Loaded, Lock, RELEASED, lifetime};
use crate::edge::response::Refusal;
use crate::value::untrusted::UntrustedValue;

/// How often a release is written that other requests change at the same moment.
const WRITE_ATTEMPTS: usize = 8;

/// A claim on a customer.
pub(crate) struct Claim<'a> {
    sealed: &'a str,
    content: ClaimContent<'a>,
}

impl<'a> Claim<'a> {
    /// Whether the `onCreated` hook was called for the customer.
    pub(crate) fn is_notified(&self) -> bool {
        self.content.is_notified
    }

    /// Whether this owner holds it: a person's reference, or the random id of a guest's onboarding.
    pub(crate) fn is_of(&self, owner: &str) -> bool {
        self.content.owner == owner
    }

    /// Whether a person with a reference holds it.
    pub(crate) fn is_of_member(&self) -> bool {
        self.content.is_of_member()
    }

    /// Whether the person with this reference may use the customer: unless an operator has released it to another one.
    pub(crate) fn admits(&self, run: &HandlerRun, reference: Option<&str>) -> bool {
        self.content.admits(run, reference)
    }

    /// Records that the `onCreated` hook was called for the customer.
    pub(crate) fn mark_notified(&self, run: &mut HandlerRun<'a>, customer: CustomerRef) -> OrSuspended<()> {
        let content = ClaimContent { is_notified: true, ..self.content };
        content.write(run, customer, Some(self.sealed))?;
        Ok(())
    }
}

/// Why an onboarding believes that a customer is its own.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Evidence {
    /// The provider has just created the customer, or has it under this onboarding's reference.
    Provider,
    /// The customer has the applicant's data, which other people may also know.
    MatchingData,
}

/// Claims a customer for `owner`, an onboarding of the person with this reference. The error is `outcome_unknown` where
/// the customer belongs to another onboarding, and `conflict` where it was released to another person.
///
/// A claim that is held already is still needed, so it is renewed for its holder. So is one that an operator has written:
/// the person's record and session would outlast it. A claim that none of the secrets can open is replaced only on the
/// provider's evidence. That is none after a release, which takes the customer from the reference under which the
/// provider has it.
pub(crate) fn claim<'a>(
    run: &mut HandlerRun<'a>,
    customer: CustomerRef,
    (owner, reference): (&'a str, Option<&str>),
    evidence: Evidence,
) -> OrSuspended<Result<Claim<'a>, ErrorCode>> {
    let lost = Err(ErrorCode::OutcomeUnknown);
    let content = ClaimContent { owner, is_guest: reference.is_none(), is_notified: false, released_at: None };
    let is_released = evidence == Evidence::Provider && was_released(run, customer)?;
    if !is_released && let Some(sealed) = content.write(run, customer, None)? {
        return Ok(Ok(Claim { sealed, content }));
    }
    let stored: Loaded<ClaimContent> = match evidence {
        Evidence::Provider => run.load_even_if_unreadable(&CLAIM, &customer.subject())?,
        Evidence::MatchingData => run.load(&CLAIM, &customer.subject())?,
    };
    let conflict = Err(ErrorCode::Conflict);
    let Some(sealed) = stored.sealed else {
        // If the claim expired after the first swap failed, it is free now, but this attempt has already lost.
        return Ok(if is_released { conflict } else { lost });
    };
    match stored.content {
        Some(held) if !held.admits(run, reference) => Ok(conflict),
        // Either way, it is needed for as long again.
        Some(held) => {
            let renewed = held.write(run, customer, Some(sealed))?;
            let sealed = renewed.unwrap_or(sealed);
            Ok(if held.owner == owner { Ok(Claim { sealed, content: held }) } else { lost })
        }
        None if is_released => Ok(conflict),
        None => {
            let written = content.write(run, customer, Some(sealed))?;
            Ok(written.map_or(lost, |sealed| Ok(Claim { sealed, content })))
        }
    }
}

/// Returns the claim on a customer, whoever holds it.
pub(crate) fn held<'a>(run: &mut HandlerRun<'a>, customer: CustomerRef) -> OrSuspended<Option<Claim<'a>>> {
    let Loaded { sealed, content } = run.load(&CLAIM, &customer.subject())?;
    Ok(sealed.zip(content).map(|(sealed, content)| Claim { sealed, content }))
}

/// Makes a claim that is held last as long as a session that begins now.
pub(crate) fn renew(run: &mut HandlerRun, customer: CustomerRef) -> OrSuspended<()> {
    if let Some(Claim { sealed, content }) = held(run, customer)? {
        content.write(run, customer, Some(sealed))?;
    }
    Ok(())
}

/// Whether the person with this reference may use a customer: unless an operator has released it to another one.
pub(crate) fn admits(run: &mut HandlerRun, customer: CustomerRef, reference: Option<&str>) -> OrSuspended<bool> {
    // If the claim cannot be read, it is unknown whether a stranger has lost the customer.
    let stored: Loaded<ClaimContent> = run.load(&CLAIM, &customer.subject())?;
    Ok(stored.content.is_none_or(|held| held.admits(run, reference)))
}

/// Whether the person with this reference holds the claim on a customer.
pub(crate) fn is_held_by(run: &mut HandlerRun, customer: CustomerRef, reference: &str) -> OrSuspended<bool> {
    let stored: Loaded<ClaimContent> = run.load_even_if_unreadable(&CLAIM, &customer.subject())?;
    Ok(stored.content.is_some_and(|held| held.owner == reference && held.admits(run, Some(reference))))
}

/// Returns the reference with which a customer was created, or the random id that took its place: `known`, if the claim
/// has ended. `None` once an operator has released the customer.
pub(crate) fn reference_at_provider(
    run: &mut HandlerRun,
    customer: CustomerRef,
    known: Option<&str>,
) -> OrSuspended<Option<UntrustedValue<'static>>> {
    let stored: Loaded<ClaimContent> = run.load(&CLAIM, &customer.subject())?;
    let reference = match stored.content {
        Some(held) => Some(held.owner).filter(|_| held.released_at.is_none()),
        None => known,
    };
    Ok(reference.map(|reference| reference.to_owned().into()))
}

/// Whether a person with a reference holds the claim on a customer.
pub(crate) fn is_held_by_member(run: &mut HandlerRun, customer: CustomerRef) -> OrSuspended<bool> {
    let stored: Loaded<ClaimContent> = run.load_even_if_unreadable(&CLAIM, &customer.subject())?;
    Ok(stored.content.is_some_and(|held| held.is_of_member()))
}

/// Whether no person holds the claim on a customer.
pub(crate) fn is_unclaimed(run: &mut HandlerRun, customer: CustomerRef) -> OrSuspended<bool> {
    let stored: Loaded<ClaimContent> = run.load_even_if_unreadable(&CLAIM, &customer.subject())?;
    Ok(stored.sealed.is_none() || stored.content.is_some_and(|held| held.owner.is_empty()))
}

/// Whether an operator has released a customer to no one, as `forget` does.
pub(crate) fn was_emptied(run: &mut HandlerRun, customer: CustomerRef) -> OrSuspended<bool> {
    let stored: Loaded<ClaimContent> = run.load_even_if_unreadable(&CLAIM, &customer.subject())?;
    Ok(stored.content.is_some_and(|held| held.owner.is_empty()))
}

/// Releases a customer to no one, and returns whether the claim named a person.
pub(crate) fn empty(run: &mut HandlerRun, customer: CustomerRef) -> OrSuspended<bool> {
    let stored: Loaded<ClaimContent> = run.load_even_if_unreadable(&CLAIM, &customer.subject())?;
    let had_owner = stored.sealed.is_some() && stored.content.is_none_or(|held| !held.owner.is_empty());
    // Unless it was released before, the person may come back, under the reference that the provider has.
    write_release(run, customer, None)?;
    Ok(had_owner)
}

/// Releases a customer to the person with this reference, or to no one, whatever has claimed it before. `stored` is the
/// reference that the provider has of it.
pub(crate) fn release(
    run: &mut HandlerRun,
    customer: CustomerRef,
    to: Option<&str>,
    stored: Option<&str>,
) -> OrSuspended<()> {
    if !has_references(customer) {
        return write_release(run, customer, to);
    }
    let name = customer.subject();
    if to.is_some() && to == stored {
        let released = run.load_sealed(&RELEASED, &name)?;
        write_release(run, customer, to)?;
        if released.is_some() {
            run.remove(&RELEASED, &name, released)?;
        }
        return Ok(());
    }
    // First: the provider's reference must not count once the claim ends, or cannot be opened any more.
    for _ in 0..WRITE_ATTEMPTS {
        let released = run.load_sealed(&RELEASED, &name)?;
        if run.swap(&RELEASED, &name, released, &Lock {}, lifetime::RELEASED.ms(run))?.is_some() {
            return write_release(run, customer, to);
        }
    }
    run.refuse_with_retry_after(Refusal::NOT_NOW, 1)
}

fn write_release(run: &mut HandlerRun, customer: CustomerRef, to: Option<&str>) -> OrSuspended<()> {
    for _ in 0..WRITE_ATTEMPTS {
        let stored: Loaded<ClaimContent> = run.load_even_if_unreadable(&CLAIM, &customer.subject())?;
        let owner = to.unwrap_or_default();
        let content = ClaimContent { owner, is_guest: false, is_notified: false, released_at: Some(run.handler_id()) };
        if content.write(run, customer, stored.sealed)?.is_some() {
            return Ok(());
        }
    }
    run.refuse_with_retry_after(Refusal::NOT_NOW, 1)
}

/// Whether an operator has taken the customer from the reference that the provider has of it.
pub(crate) fn was_released(run: &mut HandlerRun, customer: CustomerRef) -> OrSuspended<bool> {
    Ok(has_references(customer) && run.has_record(&RELEASED, &customer.subject())?)
}

/// Whether the provider has a reference of the customer, by which an onboarding may find it again.
fn has_references(customer: CustomerRef) -> bool {
    customer.provider.customers.by_reference.is_some()
}

impl ClaimContent<'_> {
    fn is_of_member(&self) -> bool {
        !self.owner.is_empty() && !self.is_guest
    }

    /// Whether the person with this reference may use the customer. Another handler may mean another person by the same
    /// reference.
    fn admits(&self, run: &HandlerRun, reference: Option<&str>) -> bool {
        let is_mine = |handler| handler == run.handler_id() && reference == Some(self.owner);
        self.released_at.is_none_or(is_mine)
    }

    /// Replaces the claim if the store still has `expected`, and returns its new sealed form.
    fn write<'r>(
        &self,
        run: &mut HandlerRun<'r>,
        customer: CustomerRef,
        expected: Option<&str>,
    ) -> OrSuspended<Option<&'r str>> {
        run.swap(&CLAIM, &customer.subject(), expected, self, lifetime::CLAIM.ms(run))
    }
}
