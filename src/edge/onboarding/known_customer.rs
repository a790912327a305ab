//! Which customers belong to a person whom the application knows: at each provider one as a person, and one as a business.
//! Every onboarding of theirs continues with it.
//!
//! A provider that refuses a second customer with the same email address may name the existing customer to anyone who
//! posts the address. Only the person to whom that customer belongs may continue with it: the one with the reference
//! under which it was onboarded, or in whose browser it was. For everybody else the address is taken. So it is for a
//! business of the same person: a person's check says nothing about a business.

use crate::client::customer::{CustomerType, Status};
use crate::client::error::ErrorCode;
use crate::edge::customer::CustomerRef;
use crate::edge::customer::found::FoundCustomer;
use crate::edge::customer::next_step::NextStep;
use crate::edge::engine::run::{HandlerRun, OrSuspended, Performed};
use crate::edge::onboarding::link::{Wanted, request_step};
use crate::edge::onboarding::{Finished, OnboardingRequest};
use crate::edge::record::claim::{self, Evidence};
use crate::edge::record::holder::{self, record_name};
use crate::edge::record::limit::RENEWALS;
use crate::edge::record::{HOLDER, Holder, Loaded, lifetime};
use crate::edge::response::Refusal;
use crate::edge::session::caller::session_at;
use crate::edge::status::StatusRecord;
use crate::provider::Provider;
use crate::value::untrusted::UntrustedValue;

/// How often a release writes a record that other requests change at the same moment.
const WRITE_ATTEMPTS: usize = 8;

impl<'a> OnboardingRequest<'a> {
    /// Goes on with the customer that the person has already; `None` if there is none, or nothing leads on from it.
    pub(super) fn go_on(&mut self, run: &mut HandlerRun<'a>) -> OrSuspended<Option<Finished<'a>>> {
        let Some(reference) = self.reference else { return Ok(None) };
        let known = holder::customer_of(run, self.provider, reference, self.customer_type)?;
        let Some(customer_id) = known else { return Ok(None) };
        let customer = CustomerRef { provider: self.provider, id: customer_id };
        // The claim of the person to whom the customer was released may have ended.
        if claim::was_released(run, customer)? && !claim::is_held_by(run, customer, reference)? {
            return Ok(None);
        }
        if RENEWALS.reached_until(run, &customer.subject())?.is_some() {
            self.end_unsent(run)?;
        }
        RENEWALS.count_attempt(run, &customer.subject())?;
        match self.next_step(run, customer, reference)? {
            // A check that has ended without a decision.
            Ok(NextStep::Status(Status::Expired)) => Ok(None),
            Ok(NextStep::Status(Status::Incomplete)) if self.provider.customers.can_renew => Ok(None),
            Ok(outcome) => {
                self.claim_customer(run, customer_id, Some(outcome.clone()), Evidence::MatchingData)?;
                Ok(Some(Finished { customer_id, outcome }))
            }
            Err(failed) if failed.code() == ErrorCode::NotFound => Ok(None),
            Err(failed) => {
                self.end_unsent(run)?;
                run.fail_about_customer(failed)
            }
        }
    }

    /// Returns another link for a customer, or its status where the provider gives no other link.
    pub(super) fn next_step(
        &self,
        run: &mut HandlerRun<'a>,
        customer: CustomerRef<'a>,
        reference: &str,
    ) -> OrSuspended<Performed<'a, NextStep<'a>>> {
        if self.provider.customers.can_renew {
            let wanted = Wanted::Link { redirect_uri: self.redirect_uri };
            let customer_type = Some(self.customer_type);
            return request_step(run, customer, wanted, customer_type, (customer_type, Some(reference)));
        }
        let asked_at = run.now();
        Ok(match run.get_customer(customer)? {
            Err(failed) if failed.code() == ErrorCode::NotFound => {
                StatusRecord::load(run, customer)?.step_without_customer(run, customer, (failed, asked_at))?
            }
            found => found.map(|found| NextStep::without_link(found.status)),
        })
    }
}

/// Records that a customer of this type belongs to a reference.
pub(crate) fn remember(
    run: &mut HandlerRun,
    customer: CustomerRef,
    customer_type: CustomerType,
    reference: Option<&str>,
) -> OrSuspended<()> {
    let Some(reference) = reference else { return Ok(()) };
    // If another request of the same person has just written it, the next onboarding writes it again.
    let name = record_name(run, customer.provider, reference, customer_type);
    write_holder(run, customer, &name)?;
    Ok(())
}

/// Records that a customer belongs to a reference, to which an operator has released it. If the provider does not say
/// its type, either may be right: an onboarding asks the provider before it continues with the customer.
pub(crate) fn release(
    run: &mut HandlerRun,
    customer: CustomerRef,
    customer_type: Option<CustomerType>,
    to: Option<&str>,
) -> OrSuspended<()> {
    let Some(reference) = to else { return Ok(()) };
    let is_meant = |one: &CustomerType| customer_type.is_none_or(|known| known == *one);
    for customer_type in CustomerType::ALL.into_iter().filter(is_meant) {
        let name = record_name(run, customer.provider, reference, customer_type);
        let mut attempts = 0;
        while !write_holder(run, customer, &name)? {
            attempts += 1;
            if attempts == WRITE_ATTEMPTS {
                return run.refuse_with_retry_after(Refusal::NOT_NOW, 1);
            }
        }
    }
    Ok(())
}

/// Writes the record of a reference, whose lifetime begins again, and returns whether the store has it now.
fn write_holder(run: &mut HandlerRun, customer: CustomerRef, name: &[&str]) -> OrSuspended<bool> {
    let sealed = run.load_sealed(&HOLDER, name)?;
    let holder = Holder { customer: customer.id, at: run.now() };
    Ok(run.swap(&HOLDER, name, sealed, &holder, lifetime::HOLDER.ms(run))?.is_some())
}

/// Returns the customer of a reference that no person has claimed.
pub(crate) fn unclaimed_customer_of<'a>(
    run: &mut HandlerRun<'a>,
    provider: &'static Provider,
    reference: &str,
) -> OrSuspended<Option<&'a str>> {
    for name in record_names(run, provider, reference) {
        let Loaded { content, .. } = run.load_even_if_unreadable::<Holder>(&HOLDER, &name)?;
        if let Some(Holder { customer: id, .. }) = content
            && claim::is_unclaimed(run, CustomerRef { provider, id })?
        {
            return Ok(Some(id));
        }
    }
    Ok(None)
}

/// Removes the records of a reference whose customers an operator has released to another person, and returns how many
/// there were.
pub(crate) fn remove_lost(run: &mut HandlerRun, provider: &'static Provider, reference: &str) -> OrSuspended<i64> {
    let mut removed = 0;
    for name in record_names(run, provider, reference) {
        let Loaded { sealed, content } = run.load::<Holder>(&HOLDER, &name)?;
        let Some(Holder { customer: id, .. }) = content else { continue };
        if !claim::admits(run, CustomerRef { provider, id }, Some(reference))? {
            removed += i64::from(run.remove(&HOLDER, &name, sealed)?);
        }
    }
    Ok(removed)
}

/// Returns the customer of this browser, if it has the applicant's type and email address, whatever its case.
pub(crate) fn find<'a>(
    run: &mut HandlerRun<'a>,
    provider: &'static Provider,
    reference: Option<&'a str>,
    applicant: &UntrustedValue,
) -> OrSuspended<Performed<'a, Option<&'a str>>> {
    let Some(customer_type) = CustomerType::of(applicant).filter(|_| is_only_known_here(provider)) else {
        return Ok(Ok(None));
    };
    let Some(session) = session_at(run, provider, reference)? else { return Ok(Ok(None)) };
    let is_own = |found: FoundCustomer| {
        let known = found.email.zip(applicant.text_of("email"));
        found.customer_type == Some(customer_type)
            && known.is_some_and(|(known, given)| known.eq_ignore_ascii_case(given))
    };
    Ok(match run.get_customer(session.customer)? {
        // The address belongs to another customer by now.
        Err(failed) if failed.code() == ErrorCode::NotFound => Ok(None),
        found => found.map(|found| is_own(found).then_some(session.customer.id)),
    })
}

/// Returns the names of all that may be stored of a reference.
pub(crate) fn record_names<'b>(
    run: &HandlerRun<'b>,
    provider: &Provider,
    reference: &'b str,
) -> [[&'b str; 4]; CustomerType::ALL.len()] {
    CustomerType::ALL.map(|customer_type| record_name(run, provider, reference, customer_type))
}

/// Whether only the store knows the customer of a reference: the provider does not tell it.
pub(crate) fn is_only_known_here(provider: &Provider) -> bool {
    provider.onboarding.has_unique_emails || provider.webhook.reference.is_some()
}
