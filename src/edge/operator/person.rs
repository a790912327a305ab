//! A person's data: `exportData` returns the records of a customer, and `forget` removes them.
//!
//! The names of records are hashes, so that a record can only be found by what it is named after: the customer, a
//! contact, or the person's reference. Records with random names cannot be found (`LEFT`). They end soon, and nothing
//! can be done with them after `forget`, because it leaves the customer's claim to no one: an emptied claim says nothing
//! about a person, and closes every session, key and link to another device. Without it, a browser that still shows the
//! status would make the handler record the customer again.

use crate::client::customer::Status;
use crate::edge::contact::contact_subject;
use crate::edge::customer::CustomerRef;
use crate::edge::engine::run::{End, HandlerRun, OrSuspended};
use crate::edge::onboarding::known_customer;
use crate::edge::operator::command::{Command, SelectedCustomer, refuse, respond};
use crate::edge::record::claim;
use crate::edge::record::limit::remove_record;
use crate::edge::record::{
    CLAIM, CODES_IN_DAY, CODES_IN_HOUR, CODES_SENT, HANDOFFS, HOLDER, Holder, Kind, LATEST_KEY, LOST_CODES, Lifetime,
    Loaded, RENEWALS, SENT_TO, STATUS, WRONG_CODES, lifetime,
};
use crate::edge::response::json_fields::JsonFields;
use crate::value::json::{Json, Writer};
use crate::value::untrusted::UntrustedValue;

/// The records that are named after a customer, beside its claim, which is emptied instead of removed. Locks are not
/// among them, which last seconds and contain nothing, nor is what keeps a released customer from a stranger.
static OF_CUSTOMER: [&Kind; 7] = [&STATUS, &SENT_TO, &CODES_SENT, &WRONG_CODES, &LOST_CODES, &RENEWALS, &HANDOFFS];
/// The records that are named after a contact.
static OF_CONTACT: [&Kind; 2] = [&CODES_IN_HOUR, &CODES_IN_DAY];

/// The records that cannot be found, by their public names, and how long the last of them may exist.
const LEFT: [(&str, Lifetime); 3] = [
    ("idempotency_keys", lifetime::KEY),
    ("links_to_devices", lifetime::HANDOFF),
    ("resume_links", Lifetime::For(*lifetime::RESUME_MS.end())),
];
/// The record of a reference that the operator has not named, and how long it may exist.
const LEFT_OF_REFERENCE: (&str, Lifetime) = ("reference", lifetime::HOLDER);
/// The counters of addresses and numbers that the customer had before, or that the provider does not tell any more.
const LEFT_OF_CONTACTS: (&str, Lifetime) = ("codes_to_other_contacts", lifetime::DAY);

/// The customer's id in entries of the agenda, for which nobody is asked any more.
const LEFT_OF_AGENDA: (&str, Lifetime) = ("agenda", lifetime::AGENDA);

/// A record: its kind, and the parts of its name after that.
type Name = (&'static Kind, Vec<String>);

/// Responds with the records of the customer that the command is about.
pub(super) fn export<'a>(run: &mut HandlerRun<'a>, command: &Command<'a>, found: Vec<SelectedCustomer<'a>>) -> End {
    let mut customers = Vec::new();
    if let Some(selected) = customer_of(run, command, found)? {
        let mut records = Vec::new();
        let claim = run.load_value(&CLAIM, &selected.customer.subject())?;
        if let Some(value) = claim.filter(|value| value.text_of("owner").is_some()) {
            records.push(Exported { record: CLAIM.name, value });
        }
        for (kind, name) in names_of(run, command, &selected)?.0 {
            if let Some(value) = run.load_value(kind, &parts(&name))? {
                records.push(Exported { record: kind.name, value });
            }
        }
        customers.push(Customer { selected, records: Some(records) });
    }
    respond(run, &[("customers", &customers)])
}

/// Removes the records of the customer that the command is about. It must not report that a person is forgotten whose
/// customer it has not found.
pub(super) fn forget<'a>(run: &mut HandlerRun<'a>, command: &Command<'a>, found: Vec<SelectedCustomer<'a>>) -> End {
    let selected = match customer_of(run, command, found)? {
        Some(selected) => selected,
        None => match forgotten_in_part(run, command)? {
            Some(selected) => selected,
            None => return forget_reference(run, command),
        },
    };
    let (names, has_reference) = names_of(run, command, &selected)?;
    // First, so that no session writes a record again.
    let mut removed = i64::from(claim::empty(run, selected.customer)?);
    for (kind, name) in &names {
        removed += i64::from(remove_record(run, kind, &parts(name))?);
    }
    let of_reference = (!has_reference).then_some(LEFT_OF_REFERENCE);
    let of_contacts = selected.customer.provider.contact_codes.map(|_| LEFT_OF_CONTACTS);
    let of_agenda = run.has_agenda().then_some(LEFT_OF_AGENDA);
    let left = left(run, of_reference.into_iter().chain(of_contacts).chain(of_agenda));
    let at_provider: Vec<_> =
        selected.found.is_some().then_some(Customer { selected, records: None }).into_iter().collect();
    respond(run, &[("removed", &removed), ("atProvider", &at_provider), ("left", &left)])
}

fn parts(name: &[String]) -> Vec<&str> {
    name.iter().map(String::as_str).collect()
}

/// Returns the customer that the command is about. One that the provider does not have any more may still have records:
/// then it is known by them. Of several customers with one email address, some may be another person's.
fn customer_of<'a>(
    run: &mut HandlerRun<'a>,
    command: &Command<'a>,
    mut found: Vec<SelectedCustomer<'a>>,
) -> OrSuspended<Option<SelectedCustomer<'a>>> {
    if found.len() > 1 {
        return refuse(run, "several_customers");
    }
    if let Some(selected) = found.pop() {
        let is_lost = command.names_former_holder(run, &selected)?;
        return Ok((!is_lost).then_some(selected));
    }
    let Some(selected) = command.customer_id().map(|id| unread(command, id)) else { return Ok(None) };
    Ok(is_known(run, selected.customer)?.then_some(selected))
}

/// Whether a record knows the customer. One that none of the secrets can open does not count: `forget` must not empty a
/// claim because of an id that is mistyped, or somebody else's.
fn is_known(run: &mut HandlerRun, customer: CustomerRef) -> OrSuspended<bool> {
    for kind in [&CLAIM].into_iter().chain(OF_CUSTOMER) {
        if run.load_value(kind, &customer.subject())?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Returns the customer of a reference that an earlier call has begun to forget: it has emptied the claim, and failed
/// then. The reference may also be that of a stranger from whom the customer was released, so that nothing is exported.
fn forgotten_in_part<'a>(run: &mut HandlerRun<'a>, command: &Command<'a>) -> OrSuspended<Option<SelectedCustomer<'a>>> {
    let Some(reference) = command.reference() else { return Ok(None) };
    let id = known_customer::unclaimed_customer_of(run, command.provider, reference)?;
    Ok(id.map(|id| unread(command, id)))
}

/// Removes the records of a reference that has no customer: of an onboarding that is not finished, about which nothing
/// can be reported, and of a customer that an operator has released to somebody else.
fn forget_reference<'a>(run: &mut HandlerRun<'a>, command: &Command<'a>) -> End {
    let provider = command.provider;
    let mut removed = 0;
    if let Some(reference) = command.reference() {
        for name in known_customer::record_names(run, provider, reference) {
            remove_record(run, &LATEST_KEY, &name)?;
        }
        removed = known_customer::remove_lost(run, provider, reference)?;
    }
    if removed == 0 {
        return refuse(run, "no_customer");
    }
    let (at_provider, left): ([Customer; 0], _) = ([], left(run, []));
    respond(run, &[("removed", &removed), ("atProvider", &at_provider), ("left", &left)])
}

/// Returns what may be left, always and in this case, and until when.
fn left(run: &HandlerRun, others: impl IntoIterator<Item = (&'static str, Lifetime)>) -> Vec<LeftRecord> {
    let all = LEFT.into_iter().chain(others);
    all.map(|(what, lifetime)| LeftRecord { what, until: lifetime.end(run, run.now()) }).collect()
}

fn unread<'a>(command: &Command<'a>, id: &'a str) -> SelectedCustomer<'a> {
    let customer = CustomerRef { provider: command.provider, id };
    SelectedCustomer { customer, status: Status::Unknown, found: None }
}

/// Returns the names of a customer's records beside its claim, and whether the record of its reference is among them, if
/// it has one.
fn names_of<'a>(
    run: &mut HandlerRun<'a>,
    command: &Command<'a>,
    selected: &SelectedCustomer<'a>,
) -> OrSuspended<(Vec<Name>, bool)> {
    let customer = selected.customer;
    let owned = |parts: &[&str]| parts.iter().map(|part| (*part).to_owned()).collect::<Vec<_>>();
    let mut names: Vec<Name> = OF_CUSTOMER.iter().map(|kind| (*kind, owned(&customer.subject()))).collect();
    for (channel, contact) in selected.contacts() {
        let subject = contact_subject(run, customer.provider, channel, contact)?;
        names.extend(OF_CONTACT.iter().map(|kind| (*kind, owned(&subject))));
    }
    let owner = run.load_value(&CLAIM, &customer.subject())?.and_then(|claim| claim.text_of("owner"));
    for reference in [command.reference(), owner].into_iter().flatten() {
        let known = names.len();
        for parts in known_customer::record_names(run, customer.provider, reference) {
            let holder: Loaded<Holder> = run.load_even_if_unreadable(&HOLDER, &parts)?;
            // A reference may have another customer by now.
            if holder.content.is_some_and(|holder| holder.customer == customer.id) {
                names.extend([&HOLDER, &LATEST_KEY].map(|kind| (kind, owned(&parts))));
            }
        }
        if names.len() > known {
            return Ok((names, true));
        }
    }
    // A claim that can be read names the only reference. A guest has none.
    Ok((names, owner.is_some() && !known_customer::is_only_known_here(customer.provider)))
}

/// A customer in a result, with its records where they were asked for.
struct Customer<'a> {
    selected: SelectedCustomer<'a>,
    records: Option<Vec<Exported<'a>>>,
}

impl Json for Customer<'_> {
    fn write(&self, out: &mut Writer) {
        let SelectedCustomer { customer, status, found } = &self.selected;
        let created_at = found.as_ref().and_then(|found| found.created_at_ms);
        out.object(|fields| {
            fields.text("provider", customer.provider.name());
            fields.text(customer.provider.customers.id_field, customer.id);
            fields.text("status", status.as_str());
            fields.optional("createdAt", created_at.as_ref());
            fields.optional("records", self.records.as_ref());
        });
    }
}

struct Exported<'a> {
    record: &'static str,
    value: &'a UntrustedValue<'a>,
}

impl Json for Exported<'_> {
    fn write(&self, out: &mut Writer) {
        JsonFields(&[("record", &self.record), ("value", self.value)]).write(out);
    }
}

/// What may be left, and until when.
struct LeftRecord {
    what: &'static str,
    until: i64,
}

impl Json for LeftRecord {
    fn write(&self, out: &mut Writer) {
        JsonFields(&[("what", &self.what), ("until", &self.until)]).write(out);
    }
}
