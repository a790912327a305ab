//! Another link for an existing customer, or a token with which an app goes on instead.

use crate::client::customer::{CustomerType, Status};
use crate::client::endpoint::{Endpoint, Output};
use crate::client::error::{Error, ErrorCode};
use crate::client::link::is_expired;
use crate::client::requirement::Remedy;
use crate::edge::customer::found::FoundCustomer;
use crate::edge::customer::next_action::{ACCEPT_TERMS, CONTACT_SUPPORT, NONE, WAIT, next_action};
use crate::edge::customer::next_step::NextStep;
use crate::edge::customer::requirement::OpenRequirement;
use crate::edge::customer::{CustomerRef, Details};
use crate::edge::engine::run::{HandlerRun, OrSuspended, Performed};
use crate::edge::record::claim;
use crate::edge::record::holder;
use crate::edge::status::{StatusRecord, is_open};
use crate::provider::Provider;
use crate::rules::shape::{Field, Kind};
use crate::value::untrusted::Object;

/// What leads a customer to the provider's check.
#[derive(Clone, Copy)]
pub(crate) enum Wanted<'r> {
    /// A link to the hosted pages.
    Link { redirect_uri: Option<&'r str> },
    /// A token for the provider's SDK, which this operation returns.
    Token(&'static Endpoint),
}

impl Wanted<'_> {
    /// Returns the step of a customer whose status leaves nothing to open; `None` if there is something. A link also leads
    /// to the pages where a person who was rejected can try again; an app gets no token after a decision.
    fn step_at_end(self, status: Status) -> Option<NextStep<'static>> {
        let is_over = status == Status::Approved || matches!(self, Self::Token(_)) && !is_open(status);
        is_over.then(|| NextStep::without_link(status))
    }
}

/// Requests what leads a customer to the provider's check. Returns it, or the step that the customer needs instead: none
/// because it is approved, or a contact to confirm first.
///
/// The next user of a browser must not open the hosted pages of a verified person, so the provider is asked for the
/// status first, unless it is known or comes with the link. A customer of another type than `expected` is somebody else, if
/// the provider says its type. `person` is the type as which the person began, and the reference.
pub(crate) fn request_step<'a>(
    run: &mut HandlerRun<'a>,
    customer: CustomerRef<'a>,
    wanted: Wanted<'_>,
    expected: Option<CustomerType>,
    (began_as, reference): (Option<CustomerType>, Option<&str>),
) -> OrSuspended<Performed<'a, NextStep<'a>>> {
    let mut known = StatusRecord::load(run, customer)?;
    let provider = customer.provider;
    let calls = provider.customers;
    let is_another = |found: Option<CustomerType>| found.zip(expected).is_some_and(|(one, other)| one != other);
    if is_another(known.customer_type()) {
        return Ok(Err(run.failed(calls.link.attribute(ErrorCode::Conflict.into()))));
    }
    if known.is_fresh(run) && known.open_agreement(provider).is_some() {
        return Ok(Ok(NextStep::agreements(run.agreements_url(), provider)));
    }
    if known.is_approved() && !known.leads_on(provider) {
        let asked_at = run.now();
        match run.get_customer_once(customer, Some(Status::Approved))? {
            Ok(found) => {
                let details = known.details_for(run, customer, &found);
                known = known.correct(run, customer, &found, &details, asked_at)?;
                if let Some(step) = wanted.step_at_end(found.status) {
                    return Ok(Ok(step));
                }
            }
            Err(failed) if failed.code() == ErrorCode::NotFound => {
                return known.step_without_customer(run, customer, (failed, asked_at));
            }
            Err(_) => return Ok(Ok(NextStep::Approved)),
        }
    } else if !known.is_fresh(run) && calls.link.name() != calls.read.name() {
        let asked_at = run.now();
        match run.get_customer(customer)? {
            Ok(found) if is_another(found.customer_type) => {
                return Ok(Err(run.failed(calls.read.attribute(ErrorCode::Conflict.into()))));
            }
            Ok(found) if run.has_open_agreements(provider, &found) => {
                return Ok(Ok(NextStep::agreements(run.agreements_url(), provider)));
            }
            Ok(found) => {
                if let Some(step) = wanted.step_at_end(found.status) {
                    let details = known.details_for(run, customer, &found);
                    known.correct(run, customer, &found, &details, asked_at)?;
                    return Ok(Ok(step));
                }
            }
            // Not every provider can read every customer to whom it gives links.
            Err(failed) if failed.code() == ErrorCode::NotFound => {
                if known.decision().is_some() {
                    let (now_known, is_gone) = known.miss(run, customer, asked_at)?;
                    known = now_known;
                    if is_gone {
                        run.report(failed)?;
                        return Ok(Err(failed));
                    }
                }
            }
            Err(failed) => return Ok(Err(failed)),
        }
    } else if matches!(wanted, Wanted::Token(_))
        && let Some(step) = known.content().status.and_then(|status| wanted.step_at_end(status))
    {
        return Ok(Ok(step));
    }
    let (create, redirect_uri, step_of): (_, _, fn(&'a Output) -> _) = match wanted {
        Wanted::Link { redirect_uri } => (calls.link, redirect_uri, NextStep::of),
        Wanted::Token(token) => (token, None, NextStep::with_token),
    };
    let uri = redirect_uri.map(|uri| ("redirectUri", uri.to_owned().into()));
    let mut input = run.input_of(customer.provider, create.operation, uri);
    if let Some(field) = create.operation.shape.field("reference") {
        // A create makes the link, and with another reference it would make another customer.
        match claim::reference_at_provider(run, customer, reference)? {
            Some(reference) => input.set("reference", reference),
            None if !field.required => {}
            None => return Ok(Err(run.failed(create.attribute(ErrorCode::NotSupported.into())))),
        }
    }
    if create.operation.shape.field("type").is_some() {
        let known = if began_as.is_some() { began_as } else { holder::type_of(run, customer)? };
        if let Some(customer_type) = known {
            input.set("type", customer_type.as_str().into());
        }
    }
    let asked_at = run.now();
    let pick = |output| step_of(output).map(|step| (step, FoundCustomer::of(output)));
    let refused = match run.call(customer, create, input, pick)? {
        Ok((step, None)) if step.expires_at_ms().is_some_and(|at| is_expired(at, run.now(), 0)) => {
            let error = Error::unexpected("The link or the token has expired already.").with_customer_id(customer.id);
            return Ok(Err(run.failed(create.attribute(error))));
        }
        Ok((step, None)) => return Ok(Ok(step)),
        Ok((_, Some(found)))
            if is_another(found.customer_type) || holder::is_of_another_type(run, customer, &found)? =>
        {
            return Ok(Err(run.failed(create.attribute(ErrorCode::Conflict.into()))));
        }
        Ok((step, Some(found))) => {
            let is_checked = calls.product.is_some() && found.status == Status::Approved;
            let read = if is_checked { run.details_of(customer.provider, &found)? } else { None };
            if is_checked && read.is_none() {
                // The next user of this browser must not get a link because nobody knows whether it is needed.
                return Ok(Err(run.failed(ErrorCode::Unavailable)));
            }
            let read = read.unwrap_or_else(|| known.details_for(run, customer, &found));
            let open = product_step(run, customer.provider, &found, &read, redirect_uri)?;
            known.correct(run, customer, &found, &read, asked_at)?;
            return Ok(open.unwrap_or(Ok(step)));
        }
        Err(refused) if refused.code() == ErrorCode::NotFound => {
            return known.step_without_customer(run, customer, (refused, asked_at));
        }
        Err(refused) => refused,
    };
    if !matches!(refused.code(), ErrorCode::ContactNotVerified | ErrorCode::ProviderRejected) {
        return Ok(Err(refused));
    }
    Ok(match run.get_customer(customer)? {
        Ok(found) => match wanted.step_at_end(found.status) {
            Some(step) => Ok(step),
            None if refused.code() == ErrorCode::ContactNotVerified => Ok(NextStep::VerifyContact(found.unverified)),
            None => Err(refused),
        },
        Err(_) => Err(refused),
    })
}

/// Returns the step with which a customer whose check is approved gets a product that is not open yet; `None` if there
/// is nothing that it can do.
fn product_step<'a>(
    run: &mut HandlerRun<'a>,
    provider: &'static Provider,
    found: &FoundCustomer<'a>,
    details: &Details,
    redirect_uri: Option<&str>,
) -> OrSuspended<Option<Performed<'a, NextStep<'a>>>> {
    let is_checked = found.status == Status::Approved;
    let (Some(product), Some(id), true) = (provider.customers.product, found.customer_of_link, is_checked) else {
        return Ok(None);
    };
    let open = OpenRequirement::all_of(&details.requirements);
    let mut input = Object::of_unique([("customerId", id.to_owned().into())]);
    match next_action(provider, details.status, false, found.has_open_terms, &open) {
        NONE | WAIT | CONTACT_SUPPORT if details.status == Status::Approved => return Ok(None),
        ACCEPT_TERMS => return run.call_operation(product.terms, input, None, NextStep::of).map(Some),
        _ => {}
    }
    let needed = details.requirements.iter().filter(|one| one.can == Remedy::Act).flat_map(|one| &one.of);
    let closed = details.capabilities.iter().filter(|one| one.status != Status::Approved).map(|one| &one.name);
    let wanted = run.wanted_products(provider).unwrap_or_default();
    let mut names = needed.chain(closed).map(String::as_str).chain(wanted);
    // Some products need no link of their own.
    let accepts = |name: &str| {
        let is_listed =
            |field: &Field| matches!(field.kind, Kind::Choice(words) if words.iter().any(|word| word == name));
        product.link.operation.shape.fields.iter().any(|field| field.name == product.field && is_listed(field))
    };
    if let Some(name) = names.find(|name| accepts(name)) {
        input.set(product.field, name.to_owned().into());
    }
    if let Some(uri) = redirect_uri {
        input.set("redirectUri", uri.to_owned().into());
    }
    run.call_operation(product.link, input, None, NextStep::of).map(Some)
}
