//! A link for a person who comes back, for an e-mail or a message of the application: `resumeLink`.
//!
//! It is a link to another device (`session/handoff.rs`) of a session that no browser has begun, so it opens in the same
//! way, and gives the rights of a device. Each link has a session of its own: a second e-mail does not close the first.

use crate::edge::engine::run::{End, HandlerRun, OrSuspended};
use crate::edge::operator::command::{Command, SelectedCustomer, refuse, respond};
use crate::edge::record::claim;
use crate::edge::record::holder;
use crate::edge::record::{Session, lifetime};
use crate::edge::session::handoff;

/// Responds with a link to the status page of the customer. Of several customers of a reference, it is the newest.
pub(super) fn create_link<'a>(run: &mut HandlerRun<'a>, command: &Command<'a>) -> End {
    // An address may be that of a stranger's customer, to which its owner must not get a link.
    if command.customer_id().or(command.reference()).is_none() {
        return refuse(run, "who");
    }
    if run.request.integer_at("ttlMs").is_none_or(|ttl_ms| !lifetime::RESUME_MS.contains(&ttl_ms)) {
        return refuse(run, "ttl");
    }
    let Some(origin) = run.configured_origin().filter(|_| run.has_hook("page")) else { return refuse(run, "page") };
    let customers = command.find_customers(run)?;
    let Some(newest) = customers.first() else { return refuse(run, "no_customer") };
    let customer = newest.customer;
    // Without a login, people have no reference, whatever the provider stores as one.
    let reference = command.reference().or(command.to).filter(|_| run.has_hook("authorize"));
    // Without its reference, the link would open for whoever is not logged in: also if this configuration lacks the login
    // that the handler's has.
    if reference.is_none() && claim::is_held_by_member(run, customer)? {
        return refuse(run, "member");
    }
    if command.names_former_holder(run, newest)? || !claim::admits(run, customer, reference)? {
        return refuse(run, "released");
    }
    if let Some(to) = command.to
        && is_of_another(run, newest, to)?
    {
        return refuse(run, "another");
    }
    claim::renew(run, customer)?;
    let (id, began_at) = (run.random_id()?, run.now());
    let customer_type = newest.found.as_ref().and_then(|found| found.customer_type);
    let session =
        Session { id, device: None, customer, reference, began_at, until: 0, country: None, customer_type, link: None };
    let (url, until) = handoff::store_link(run, origin, session, lifetime::RESUME, (0, None))?;
    respond(run, &[("url", &url), ("expiresAt", &until)])
}

/// Whether the customer is known to be another person's than the one with this reference. Whoever tells support the id of
/// somebody else's customer would otherwise see that person's status.
fn is_of_another<'a>(run: &mut HandlerRun<'a>, selected: &SelectedCustomer<'a>, to: &'a str) -> OrSuspended<bool> {
    let customer = selected.customer;
    if let Some(held) = claim::held(run, customer)? {
        // A guest's customer may become that of a person with a login.
        return Ok(held.is_of_member() && !held.is_of(to));
    }
    let stored = selected.stored_reference();
    if stored == Some(to) {
        return Ok(false);
    }
    let known = match selected.found.as_ref().and_then(|found| found.customer_type) {
        Some(one) => holder::customer_of(run, customer.provider, to, one)?.into_iter().collect(),
        None => holder::customers_of(run, customer.provider, to)?,
    };
    if !known.is_empty() {
        return Ok(!known.contains(&customer.id));
    }
    // A guest's customer has a reference that was made up: it needs a release. After one, the provider's does not count.
    let Some(stored) = stored else { return Ok(false) };
    Ok(!claim::was_released(run, customer)? || !holder::customers_of(run, customer.provider, stored)?.is_empty())
}
