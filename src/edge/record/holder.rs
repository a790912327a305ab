//! Which customer belongs to a reference, and to which type of applicant: what a provider says about another type is about
//! somebody else.

use crate::client::customer::{CustomerType, Status};
use crate::client::endpoint::Endpoint;
use crate::client::error::Error;
use crate::edge::customer::CustomerRef;
use crate::edge::customer::found::FoundCustomer;
use crate::edge::engine::run::{HandlerRun, OrSuspended, Performed};
use crate::edge::record::{HOLDER, Holder, Loaded, STATUS, StatusContent, claim};
use crate::provider::Provider;
use crate::provider::customer_calls::KNOWN_STATUS;
use crate::value::untrusted::{Object, UntrustedValue};

impl<'a> HandlerRun<'a> {
    /// Gets a customer from the provider.
    pub(crate) fn get_customer(&mut self, customer: CustomerRef) -> OrSuspended<Performed<'a, FoundCustomer<'a>>> {
        let read = customer.provider.customers.read;
        let is_told = takes_known_status(read);
        let known = if is_told { self.load::<StatusContent>(&STATUS, &customer.subject())?.content } else { None };
        let input = input_with(read, known.and_then(|known| known.status));
        let found = self.call(customer, read, input, FoundCustomer::of)?;
        self.of_its_type(customer, found)
    }

    /// Gets a customer from the provider with a single request. `known` is the latest status that is known: a provider of
    /// one's own may have told it with an event, and be unable to read it.
    pub(crate) fn get_customer_once(
        &mut self,
        customer: CustomerRef,
        known: Option<Status>,
    ) -> OrSuspended<Performed<'a, FoundCustomer<'a>>> {
        let read = customer.provider.customers.read;
        let found = self.call_provider(customer, read, input_with(read, known), Some(0), FoundCustomer::of)?;
        self.of_its_type(customer, found)
    }

    /// Refuses what a provider says of a customer of another type: it is about somebody else.
    fn of_its_type(
        &mut self,
        customer: CustomerRef,
        found: Performed<'a, FoundCustomer<'a>>,
    ) -> OrSuspended<Performed<'a, FoundCustomer<'a>>> {
        let Ok(given) = &found else { return Ok(found) };
        if is_of_another_type(self, customer, given)? {
            let error = Error::unexpected("The status is that of a customer of another type.");
            return Ok(Err(self.failed(customer.provider.customers.read.attribute(error))));
        }
        Ok(found)
    }
}

fn takes_known_status(read: &Endpoint) -> bool {
    read.operation.shape.field(KNOWN_STATUS).is_some()
}

/// Returns the input of an operation beside the customer's id.
fn input_with(read: &Endpoint, known: Option<Status>) -> Object<'static> {
    let known = known.filter(|_| takes_known_status(read));
    Object::of_unique(known.map(|status| (KNOWN_STATUS, status.as_str().into())))
}

/// Returns the customers of a reference, except one that an operator has released to another person.
pub(crate) fn customers_of<'a>(
    run: &mut HandlerRun<'a>,
    provider: &'static Provider,
    reference: &str,
) -> OrSuspended<Vec<&'a str>> {
    let mut customers = Vec::new();
    for customer_type in CustomerType::ALL {
        let found = customer_of(run, provider, reference, customer_type)?;
        // One whose type the provider does not say is recorded under both.
        customers.extend(found.filter(|id| !customers.contains(id)));
    }
    Ok(customers)
}

/// Whether a reference has this customer, but not for this type of applicant: a provider whose events name the reference
/// may return the customer that it already has for it.
pub(crate) fn has_another_type(
    run: &mut HandlerRun,
    CustomerRef { provider, id }: CustomerRef,
    customer_type: CustomerType,
    reference: &str,
) -> OrSuspended<bool> {
    let is_known = provider.webhook.reference.is_some()
        && customers_of(run, provider, reference)?.contains(&id)
        && customer_of(run, provider, reference, customer_type)? != Some(id);
    Ok(is_known)
}

/// Whether what a provider says of a customer is about another type than the one that was onboarded.
pub(crate) fn is_of_another_type(
    run: &mut HandlerRun,
    customer: CustomerRef,
    found: &FoundCustomer,
) -> OrSuspended<bool> {
    let names_reference = customer.provider.webhook.reference.is_some();
    let Some(customer_type) = found.customer_type.filter(|_| names_reference) else { return Ok(false) };
    Ok(is_of_type(run, customer, customer_type)? == Some(false))
}

/// Whether a customer was onboarded as one of this type; `None` if nothing says it.
pub(crate) fn is_of_type(
    run: &mut HandlerRun,
    customer: CustomerRef,
    customer_type: CustomerType,
) -> OrSuspended<Option<bool>> {
    Ok(type_of(run, customer)?.map(|known| known == customer_type))
}

/// Returns the type as which a customer was onboarded: the only one that the provider takes, or else the one under which
/// it is recorded. `None` if it is recorded under none or both.
pub(crate) fn type_of(
    run: &mut HandlerRun,
    customer @ CustomerRef { provider, id }: CustomerRef,
) -> OrSuspended<Option<CustomerType>> {
    let field = provider.onboarding.operation.shape.field("type");
    let takes = |one: &CustomerType| field.is_some_and(|field| field.kind.accepts(one.as_str()));
    let taken: Vec<_> = CustomerType::ALL.into_iter().filter(takes).collect();
    if let [one] = taken[..] {
        return Ok(Some(one));
    }
    let reference = claim::reference_at_provider(run, customer, None)?;
    let Some(reference) = reference.as_ref().and_then(UntrustedValue::text) else { return Ok(None) };
    let mut recorded = Vec::new();
    for one in taken {
        if customer_of(run, provider, reference, one)? == Some(id) {
            recorded.push(one);
        }
    }
    Ok(if let [one] = recorded[..] { Some(one) } else { None })
}

/// Returns the customer of a reference and a type.
pub(crate) fn customer_of<'a>(
    run: &mut HandlerRun<'a>,
    provider: &'static Provider,
    reference: &str,
    customer_type: CustomerType,
) -> OrSuspended<Option<&'a str>> {
    Ok(holder_of(run, provider, reference, customer_type)?.map(|holder| holder.customer))
}

/// Returns the record of a reference and a type, unless its customer was released to another person.
fn holder_of<'a>(
    run: &mut HandlerRun<'a>,
    provider: &'static Provider,
    reference: &str,
    customer_type: CustomerType,
) -> OrSuspended<Option<Holder<'a>>> {
    let stored: Loaded<Holder> = run.load(&HOLDER, &record_name(run, provider, reference, customer_type))?;
    let Some(holder) = stored.content else { return Ok(None) };
    let customer = CustomerRef { provider, id: holder.customer };
    Ok(claim::admits(run, customer, Some(reference))?.then_some(holder))
}

/// The customer to whom the latest onboarding of a reference led.
#[derive(Clone, Copy)]
pub(crate) struct LatestCustomer<'a> {
    pub(crate) customer: CustomerRef<'a>,
    /// `None` if it is recorded as both types.
    pub(crate) customer_type: Option<CustomerType>,
    pub(crate) at: i64,
}

/// Returns the customer to whom the latest onboarding of a reference led, at any provider and of any type, if an onboarding
/// of the reference would still go on with it.
pub(crate) fn latest_customer_of<'a>(
    run: &mut HandlerRun<'a>,
    reference: &str,
) -> OrSuspended<Option<LatestCustomer<'a>>> {
    let mut latest: Option<LatestCustomer<'a>> = None;
    let connections = run.config.field("connections").and_then(UntrustedValue::object);
    for (name, _) in connections.into_iter().flat_map(|connections| connections.iter()) {
        let Some((provider, _)) = run.configured_provider(name) else { continue };
        for customer_type in CustomerType::ALL {
            let Some(Holder { customer: id, at }) = holder_of(run, provider, reference, customer_type)? else {
                continue;
            };
            let customer = CustomerRef { provider, id };
            let same = latest.filter(|known| known.customer.subject() == customer.subject());
            let customer_type = same.is_none().then_some(customer_type);
            if latest.is_none_or(|known| known.at <= at) {
                latest = Some(LatestCustomer { customer, customer_type, at });
            }
        }
    }
    let Some(found) = latest else { return Ok(None) };
    let is_lost = claim::was_released(run, found.customer)? && !claim::is_held_by(run, found.customer, reference)?;
    Ok((!is_lost).then_some(found))
}

/// Returns the parts of the name under which the customer of a reference is stored. A provider with one customer for each
/// email address has the same one under all settings.
pub(crate) fn record_name<'b>(
    run: &HandlerRun<'b>,
    provider: &Provider,
    reference: &'b str,
    customer_type: CustomerType,
) -> [&'b str; 4] {
    let name = provider.name();
    let settings = if provider.onboarding.has_unique_emails { "" } else { run.settings_of(name) };
    [name, settings, reference, customer_type.as_str()]
}
