//! What an operator does for a person: `find` says what is known of a customer, `release` takes a customer from the
//! stranger who has claimed it, and `resumeLink` leads its person back.
//!
//! Where a provider has one link for an email address, for ever, a stranger who posts the address first locks out the
//! person to whom it belongs. The handler cannot know which of the two that is, but an operator can find out. A release
//! is written to the claim, to which every right to the customer is subject: see `claim.rs`.

pub(crate) mod command;
mod person;
mod refresh;
mod resume;

use crate::client::contact::Channel;
use crate::client::customer::Status;
use crate::edge::agreement;
use crate::edge::contact::contact_subject;
use crate::edge::customer::Details;
use crate::edge::customer::next_action::next_action;
use crate::edge::customer::requirement::OpenRequirement;
use crate::edge::engine::run::{End, HandlerRun, OrSuspended};
use crate::edge::onboarding::known_customer;
use crate::edge::operator::command::{Command, Selected, SelectedCustomer, refuse, respond};
use crate::edge::record::claim;
use crate::edge::record::holder;
use crate::edge::record::limit::{CODES_SENT, CODES_TO_CONTACT, HANDOFFS, LOST_CODES, Limit, RENEWALS, WRONG_CODES};
use crate::edge::response::json_fields::JsonFields;
use crate::edge::session::caller;
use crate::edge::status::{StatusRecord, is_known_as_verified};
use crate::value::json::{Json, Writer};

/// The limits of a customer that refuse requests, by their public names.
static LIMITS: [(&str, &Limit); 4] =
    [("codes_sent", &CODES_SENT), ("wrong_codes", &WRONG_CODES), ("renewals", &RENEWALS), ("handoffs", &HANDOFFS)];

struct ReachedLimit {
    name: &'static str,
    until: i64,
}

impl Json for ReachedLimit {
    fn write(&self, out: &mut Writer) {
        JsonFields(&[("name", &self.name), ("until", &self.until)]).write(out);
    }
}

/// Carries out the command in `run.request`.
#[inline(never)]
pub(crate) fn run(run: &mut HandlerRun<'_>) -> End {
    let function = run.request.text_of("function");
    if function == Some("agreements") {
        return agreement::list(run);
    }
    if function == Some("member") {
        let is_known = caller::is_known_member(run)?;
        return respond(run, &[("isKnown", &is_known)]);
    }
    if function == Some("refresh") {
        return refresh::refresh(run);
    }
    let command = Command::read(run)?;
    if function == Some("resumeLink") {
        return resume::create_link(run, &command);
    }
    if function == Some("find") {
        let found = command.find_newest(run)?;
        return find(run, &found);
    }
    let customers = command.find_customers(run)?;
    match function {
        Some("release") => release(run, &command, &customers),
        Some("exportData") => person::export(run, &command, customers),
        Some("forget") => person::forget(run, &command, customers),
        _ => refuse(run, "function"),
    }
}

/// Responds with what is known. Of several customers with one email address, it is that of the newest.
fn find<'a>(run: &mut HandlerRun<'a>, found: &Selected<SelectedCustomer<'a>>) -> End {
    let [newest, others @ ..] = found.customers.as_slice() else {
        let limits: [ReachedLimit; 0] = [];
        return respond(run, &[("status", &"none"), ("nextAction", &"none"), ("limits", &limits)]);
    };
    let customer = newest.customer;
    let limits = reached_limits(run, newest)?;
    let is_unconfirmed = newest.found.as_ref().is_some_and(|found| !found.unverified.is_empty());
    let has_open_terms = newest.found.as_ref().is_some_and(|found| found.has_open_terms);
    let details = match &newest.found {
        Some(found) => run.details_of(customer.provider, found)?,
        None => None,
    };
    // Without them, it is not known whether the wanted products are open.
    let is_undecided = newest.status == Status::Approved && customer.provider.customers.product.is_some();
    let Details { status, requirements, capabilities, .. } = details.unwrap_or_else(|| Details {
        status: if is_undecided { Status::Unknown } else { newest.status },
        requirements: newest.found.as_ref().map(|found| found.requirements.to_vec()).unwrap_or_default(),
        capabilities: vec![],
        said: None,
    });
    let open = OpenRequirement::all_of(&requirements);
    let next_action = next_action(customer.provider, status, is_unconfirmed, has_open_terms, &open);
    let reasons = match newest.found.as_ref().map(|found| found.operator_reasons) {
        None | Some([]) => StatusRecord::load(run, customer)?.reasons_of(status),
        Some(said) => said.to_vec(),
    };
    let created_at = newest.found.as_ref().and_then(|found| found.created_at_ms);
    let others: Vec<_> = others.iter().map(|other| other.customer.id).collect();
    let status = status.as_str();
    let (provider, id_field) = (customer.provider.name(), customer.provider.customers.id_field);
    let mut fields: Vec<(_, &dyn Json)> = vec![
        ("status", &status),
        ("nextAction", &next_action),
        ("requirements", &requirements),
        ("capabilities", &capabilities),
        ("limits", &limits),
        ("provider", &provider),
        (id_field, &customer.id),
    ];
    if !reasons.is_empty() {
        fields.push(("operatorReasons", &reasons));
    }
    if created_at.is_some() {
        fields.push(("createdAt", &created_at));
    }
    if !others.is_empty() {
        fields.push(("others", &others));
    }
    if found.has_more {
        fields.push(("hasMore", &true));
    }
    respond(run, &fields)
}

/// Gives the customer to the person with the reference `to`, or leaves it unclaimed, and frees the limits that strangers may have
/// used up.
fn release<'a>(run: &mut HandlerRun<'a>, command: &Command<'a>, customers: &[SelectedCustomer<'a>]) -> End {
    let (selected, customer) = match customers {
        [] => return refuse(run, "no_customer"),
        [selected] => (selected, selected.customer),
        _ => return refuse(run, "several_customers"),
    };
    // The hosted pages show a verified person, whom a stranger must not become.
    let is_verified = selected.status.was_approved() || is_known_as_verified(run, customer)?;
    if is_verified && !is_held_by(run, command, selected)? {
        return refuse(run, "approved");
    }
    claim::release(run, customer, command.to, selected.stored_reference())?;
    let customer_type = selected.found.as_ref().and_then(|found| found.customer_type);
    known_customer::release(run, customer, customer_type, command.to)?;
    reset_limits(run, selected)?;
    let status = selected.status.as_str();
    let (provider, id_field) = (customer.provider.name(), customer.provider.customers.id_field);
    // What the provider responds to another onboarding with the email address.
    let then = if customer.provider.onboarding.has_unique_emails { "conflict" } else { "created" };
    let mut fields: Vec<(_, &dyn Json)> =
        vec![("status", &status), ("newOnboarding", &then), ("provider", &provider), (id_field, &customer.id)];
    if command.to.is_some() {
        fields.push(("to", &command.to));
    }
    respond(run, &fields)
}

/// Whether the person to whom the customer is released has it already.
fn is_held_by<'a>(
    run: &mut HandlerRun<'a>,
    command: &Command<'a>,
    selected: &SelectedCustomer<'a>,
) -> OrSuspended<bool> {
    let Some(to) = command.to else { return Ok(false) };
    let customer = selected.customer;
    Ok(claim::is_held_by(run, customer, to)?
        || selected.stored_reference() == Some(to) && !claim::was_released(run, customer)?
        || holder::customers_of(run, customer.provider, to)?.contains(&customer.id))
}

fn reached_limits<'a>(run: &mut HandlerRun<'a>, selected: &SelectedCustomer<'a>) -> OrSuspended<Vec<ReachedLimit>> {
    let mut reached = Vec::new();
    for (name, limit) in &LIMITS {
        let until = limit.reached_until(run, &selected.customer.subject())?;
        reached.extend(until.map(|until| ReachedLimit { name, until }));
    }
    for (channel, contact) in selected.contacts() {
        let subject = contact_subject(run, selected.customer.provider, channel, contact)?;
        let name = match channel {
            Channel::Email => "codes_to_email",
            Channel::Phone => "codes_to_phone",
        };
        let mut until = None;
        for limit in &CODES_TO_CONTACT {
            until = until.max(limit.reached_until(run, &subject)?);
        }
        reached.extend(until.map(|until| ReachedLimit { name, until }));
    }
    Ok(reached)
}

fn reset_limits<'a>(run: &mut HandlerRun<'a>, selected: &SelectedCustomer<'a>) -> OrSuspended<()> {
    for limit in LIMITS.iter().map(|(_, limit)| *limit).chain([&LOST_CODES]) {
        limit.reset(run, &selected.customer.subject())?;
    }
    for (channel, contact) in selected.contacts() {
        let subject = contact_subject(run, selected.customer.provider, channel, contact)?;
        for limit in &CODES_TO_CONTACT {
            limit.reset(run, &subject)?;
        }
    }
    Ok(())
}
