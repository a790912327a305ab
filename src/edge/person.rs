//! A person's data: `exportData` returns the records of a customer, and `forget` removes them.
//!
//! The names of records are hashes, so that a record can only be found by what it is named after: the customer, a
//! contact, or the person's reference. Records with random names cannot be found (`LEFT`). They end soon, and nothing
//! can be done with them after `forget`, because it leaves the customer's claim to nobody: an emptied claim says nothing
//! about a person, and closes every session, key and link to another device. Without it, a browser that still shows the
//! status would make the handler record the customer again.

use super::claim;
use super::contact::contact_subject;
use super::customer::CustomerRef;
use super::json_fields::JsonFields;
use super::limit::remove_record;
use super::operator_command::{Candidate, Command, respond};
use super::record::IfUnreadable;
use super::run::{End, Flow, HandlerRun};
use crate::client::customer::Status;
use crate::value::json::{Json, Writer};
use crate::value::time::{DAY_MS, MINUTE_MS};
use crate::value::untrusted::UntrustedValue;

/// The record that is emptied instead of removed.
const CLAIM: &str = "claim";
/// The records that are named after a customer. Locks are not among them: they last seconds, and contain nothing.
const OF_CUSTOMER: [&str; 8] = [CLAIM, "status", "sentTo", "sent", "tried", "lost", "renewed", "handedOver"];
/// The records that are named after a contact.
const OF_CONTACT: [&str; 2] = ["sentInHour", "sentInDay"];
/// The record that is named after a reference.
const OF_REFERENCE: &str = "holder";

/// The records that nobody can find, by their public names, and how long the last of them may exist.
const LEFT: [(&str, i64); 2] = [("idempotency_keys", DAY_MS), ("links_to_devices", 10 * MINUTE_MS)];
/// The record of a reference that the operator has not named, and how long it may exist.
const LEFT_OF_REFERENCE: (&str, i64) = ("reference", 90 * DAY_MS);
/// The counters of addresses and numbers that the customer had before, or that the provider does not tell any more.
const LEFT_OF_CONTACTS: (&str, i64) = ("codes_to_other_contacts", DAY_MS);

/// The name of a record, in its parts.
type Name = Vec<String>;

/// Responds with the records of the customers that the command is about.
pub(super) fn export<'a>(run: &mut HandlerRun<'a>, command: &Command<'a>, found: Vec<Candidate<'a>>) -> End {
    let mut customers = Vec::new();
    for candidate in customers_of(command, found) {
        let mut records = Vec::new();
        for name in names_of(run, command, &candidate)?.0 {
            let parts: Vec<_> = name.iter().map(String::as_str).collect();
            let value = run.load(&parts, IfUnreadable::TreatAsAbsent)?.value();
            let is_emptied = parts.first() == Some(&CLAIM) && value.text_of("owner").is_none_or(str::is_empty);
            if !matches!(value, UntrustedValue::Null) && !is_emptied {
                records.push(Exported { record: name.into_iter().next().unwrap_or_default(), value });
            }
        }
        customers.push(Customer { candidate, records: Some(records) });
    }
    respond(run, &[("customers", &customers)])
}

/// Removes the records of the customers that the command is about.
pub(super) fn forget<'a>(run: &mut HandlerRun<'a>, command: &Command<'a>, found: Vec<Candidate<'a>>) -> End {
    let mut removed = 0_i64;
    let (mut at_provider, mut left) = (Vec::new(), Vec::new());
    for candidate in customers_of(command, found) {
        let (names, has_reference) = names_of(run, command, &candidate)?;
        // First, so that no session writes a record again.
        removed += i64::from(claim::empty(run, candidate.customer)?);
        for name in names.iter().filter(|name| name.first().is_none_or(|kind| kind != CLAIM)) {
            let parts: Vec<_> = name.iter().map(String::as_str).collect();
            removed += i64::from(remove_record(run, &parts)?);
        }
        let of_reference = (!has_reference).then_some(LEFT_OF_REFERENCE);
        let of_contacts = candidate.customer.provider.contact_codes.map(|_| LEFT_OF_CONTACTS);
        for (what, ms) in LEFT.into_iter().chain(of_reference).chain(of_contacts) {
            if !left.iter().any(|known: &LeftRecord| known.what == what) {
                left.push(LeftRecord { what, until: run.now.saturating_add(ms) });
            }
        }
        if candidate.found.is_some() {
            at_provider.push(Customer { candidate, records: None });
        }
    }
    respond(run, &[("removed", &removed), ("atProvider", &at_provider), ("left", &left)])
}

/// Returns the customers that were found. One that the provider does not have any more may still have records.
fn customers_of<'a>(command: &Command<'a>, mut found: Vec<Candidate<'a>>) -> Vec<Candidate<'a>> {
    if let Some(id) = command.customer_id().filter(|_| found.is_empty()) {
        let customer = CustomerRef { provider: command.provider, id };
        found.push(Candidate { customer, status: Status::Unknown, found: None });
    }
    found
}

/// Returns the names of a customer's records, and whether the record of its reference is among them, if it has one.
fn names_of<'a>(run: &mut HandlerRun<'a>, command: &Command<'a>, candidate: &Candidate<'a>) -> Flow<(Vec<Name>, bool)> {
    let customer = candidate.customer;
    let name = |parts: &[&str]| parts.iter().map(|part| (*part).to_owned()).collect::<Name>();
    let mut names: Vec<_> = OF_CUSTOMER.iter().map(|kind| name(&customer.record_name(kind))).collect();
    for (channel, contact) in candidate.contacts() {
        let [channel, mac] = contact_subject(run, channel, contact)?;
        names.extend(OF_CONTACT.iter().map(|kind| name(&[kind, channel, mac])));
    }
    if !customer.provider.onboarding.has_unique_emails {
        return Ok((names, true));
    }
    let claim = run.load(&customer.record_name(CLAIM), IfUnreadable::TreatAsAbsent)?;
    let references = [command.reference(), claim.text("owner")];
    for reference in references.into_iter().flatten() {
        let parts = [OF_REFERENCE, run.handler_id(), customer.provider.name(), reference];
        // A reference may have another customer by now.
        if run.load(&parts, IfUnreadable::TreatAsAbsent)?.text("customer") == Some(customer.id) {
            names.push(name(&parts));
            return Ok((names, true));
        }
    }
    Ok((names, false))
}

/// A customer in a result, with its records where they were asked for.
struct Customer<'a> {
    candidate: Candidate<'a>,
    records: Option<Vec<Exported<'a>>>,
}

impl Json for Customer<'_> {
    fn write(&self, out: &mut Writer) {
        let Candidate { customer, status, found } = &self.candidate;
        let created_at = found.and_then(|found| found.created_at_ms);
        out.object(|fields| {
            fields.text("provider", customer.provider.name());
            fields.text(customer.provider.customers.id_field, customer.id);
            fields.text("status", status.as_str());
            fields.optional("createdAt", created_at.as_ref());
            fields.optional("records", self.records.as_ref());
        });
    }
}

/// A record of a person.
struct Exported<'a> {
    record: String,
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
