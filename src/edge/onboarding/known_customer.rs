//! Which customer belongs to a person whom the application knows, at a provider that refuses a second customer with the
//! same email address.
//!
//! Such a provider may name the existing customer to anyone who posts the address. Only the person to whom that customer
//! belongs may continue with it: the one with the reference under which it was onboarded. For everybody else the
//! address is taken.

use crate::edge::customer::CustomerRef;
use crate::edge::customer::found::FoundCustomer;
use crate::edge::engine::run::{HandlerRun, OrSuspended, Performed};
use crate::edge::record::claim;
use crate::edge::record::{HOLDER, Holder, Loaded, lifetime};
use crate::edge::response::Refusal;
use crate::provider::Provider;
use crate::value::untrusted::UntrustedValue;

/// How often a release writes a record that other requests change at the same moment.
const WRITE_ATTEMPTS: usize = 8;

/// Records that a customer belongs to a reference.
pub(crate) fn remember(run: &mut HandlerRun, customer: CustomerRef, reference: Option<&str>) -> OrSuspended<()> {
    let Some(reference) = reference.filter(|_| is_needed(customer.provider)) else { return Ok(()) };
    // If another request of the same person has just written it, the next onboarding writes it again.
    is_written(run, customer, reference)?;
    Ok(())
}

/// Records that a customer belongs to a reference, to which an operator has released it.
pub(crate) fn release(run: &mut HandlerRun, customer: CustomerRef, to: Option<&str>) -> OrSuspended<()> {
    let Some(reference) = to.filter(|_| is_needed(customer.provider)) else { return Ok(()) };
    for _ in 0..WRITE_ATTEMPTS {
        if is_written(run, customer, reference)? {
            return Ok(());
        }
    }
    run.refuse_with_retry_after(Refusal::NOT_NOW, 1)
}

/// Writes the record of a reference, whose lifetime begins again, and returns whether the store has it now.
fn is_written(run: &mut HandlerRun, customer: CustomerRef, reference: &str) -> OrSuspended<bool> {
    let name = record_name(customer.provider, reference);
    let sealed = run.load_sealed(&HOLDER, &name)?;
    let holder = Holder { customer: customer.id };
    Ok(run.swap(&HOLDER, &name, sealed, &holder, lifetime::HOLDER.ms(run))?.is_some())
}

/// Returns the customer of a reference, unless an operator has released it to another person.
pub(crate) fn customer_of<'a>(
    run: &mut HandlerRun<'a>,
    provider: &'static Provider,
    reference: &str,
) -> OrSuspended<Option<&'a str>> {
    let stored: Loaded<Holder> = run.load(&HOLDER, &record_name(provider, reference))?;
    let Some(Holder { customer: id }) = stored.content else { return Ok(None) };
    Ok(claim::admits(run, CustomerRef { provider, id }, Some(reference))?.then_some(id))
}

/// Returns the customer of a reference that no person has claimed.
pub(crate) fn unclaimed_customer_of<'a>(
    run: &mut HandlerRun<'a>,
    provider: &'static Provider,
    reference: &str,
) -> OrSuspended<Option<&'a str>> {
    if !is_needed(provider) {
        return Ok(None);
    }
    let name = record_name(provider, reference);
    let Loaded { content, .. } = run.load_even_if_unreadable::<Holder>(&HOLDER, &name)?;
    let Some(Holder { customer: id }) = content else { return Ok(None) };
    Ok(claim::is_unclaimed(run, CustomerRef { provider, id })?.then_some(id))
}

/// Removes the record of a reference whose customer an operator has released to another person, and returns whether
/// there was one.
pub(crate) fn remove_lost(run: &mut HandlerRun, provider: &'static Provider, reference: &str) -> OrSuspended<bool> {
    if !is_needed(provider) {
        return Ok(false);
    }
    let name = record_name(provider, reference);
    let Loaded { sealed, content } = run.load::<Holder>(&HOLDER, &name)?;
    let Some(Holder { customer: id }) = content else { return Ok(false) };
    let is_lost = !claim::admits(run, CustomerRef { provider, id }, Some(reference))?;
    Ok(is_lost && run.remove(&HOLDER, &name, sealed)?)
}

/// Returns the customer of a reference if it has the applicant's email address, whatever its case.
pub(crate) fn find<'a>(
    run: &mut HandlerRun<'a>,
    provider: &'static Provider,
    reference: Option<&'a str>,
    applicant: &UntrustedValue,
) -> OrSuspended<Performed<'a, Option<&'a str>>> {
    let Some(reference) = reference.filter(|_| is_needed(provider)) else { return Ok(Ok(None)) };
    let Some(id) = customer_of(run, provider, reference)? else { return Ok(Ok(None)) };
    let has_email = |found: FoundCustomer| {
        let known = found.email.zip(applicant.text_of("email"));
        known.is_some_and(|(known, given)| known.eq_ignore_ascii_case(given))
    };
    Ok(run.get_customer(CustomerRef { provider, id })?.map(|found| has_email(found).then_some(id)))
}

/// Returns the parts of the name under which the customer of a reference is stored.
pub(crate) fn record_name<'b>(provider: &Provider, reference: &'b str) -> [&'b str; 2] {
    [provider.name(), reference]
}

fn is_needed(provider: &Provider) -> bool {
    provider.onboarding.has_unique_emails
}
