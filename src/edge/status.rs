//! Where this browser's verification stands: as a webhook said last, or as the provider says when that is old.
//!
//! Pages ask often, and most of all while a provider is down. So a page's request makes at most one request to the
//! provider, one page at a time does that for a customer, and a failure is remembered for a while.

use super::answer::{Map, NOT_NOW, code_of};
use super::run::{Customer, Kept, Run, Sealed, Way, text};
use super::session::Caller;
use crate::client::customer::Status;
use crate::client::error::ErrorCode;
use crate::client::webhook::EventKind;
use crate::provider::Provider;
use crate::value::time::timestamp_ms;
use crate::value::untrusted::UntrustedValue;

/// How long a status counts as current.
const FRESH_MS: i64 = 10_000;
/// How long nobody asks again after a failure.
const FAILURE_MS: i64 = 5_000;
/// What a request does beside waiting for the provider: its lease lasts for longer.
const OWN_WORK_MS: i64 = 1_000;
const LASTS_MS: i64 = 30 * 24 * 3_600_000;

/// What is known of a customer's status.
struct Known<'a> {
    kept: Kept<'a>,
    /// Empty where nothing is known.
    status: &'a str,
    /// When it was learned.
    at: i64,
    /// When the latest fact occurred that it knows of.
    event_at: i64,
    /// Until then the provider is not asked: somebody is asking, or has just failed.
    ask_after: i64,
}

/// `GET /status`
pub(super) fn tell<'a>(run: &mut Run<'a>, caller: &Caller<'a>) -> Way<()> {
    let Some(customer) = caller.session else {
        return run.answer(200, Map("status", &[&"none"]).content(), "status");
    };
    let known = Known::load(run, customer)?;
    let age = run.now.saturating_sub(known.at);
    if !known.status.is_empty() && (0..FRESH_MS).contains(&age) {
        return show(run, customer, known.status, known.at);
    }
    let lease = run.now.saturating_add(run.timeout()).saturating_add(OWN_WORK_MS);
    // One further away than a lease can be was written by a clock that is ahead.
    if run.now < known.ask_after && known.ask_after <= lease.max(run.now.saturating_add(FAILURE_MS)) {
        return serve(run, customer, &known);
    }
    let leased = Known { ask_after: lease, ..known };
    let Some(raw) = leased.write(run, customer)? else { return serve(run, customer, &leased) };
    match run.read_once(customer)? {
        Ok(found) => {
            let status = text(found, "status").unwrap_or_default();
            let at = run.now;
            // Whatever happened until now is in it: an earlier event that comes late says nothing new.
            Known { status, at, event_at: at, ask_after: 0, ..leased }.replace(run, customer, raw)?;
            show(run, customer, status, at)
        }
        Err(error) => {
            let ask_after = run.now.saturating_add(FAILURE_MS);
            let (status, at) = (leased.status, leased.at);
            Known { ask_after, ..leased }.replace(run, customer, raw)?;
            if status.is_empty() {
                return run.fail(error);
            }
            // A customer that a webhook has told of exists: where the provider does not show it, that is no news.
            if code_of(error) != ErrorCode::NotFound {
                run.get("report", &[])?;
            }
            show(run, customer, status, at)
        }
    }
}

/// Answers with the last known status while nobody may ask the provider.
fn serve<'a>(run: &mut Run<'a>, customer: Customer<'a>, known: &Known<'a>) -> Way<()> {
    if known.status.is_empty() {
        return run.refuse_for(&NOT_NOW, known.ask_after.saturating_sub(run.now).clamp(1, FAILURE_MS));
    }
    show(run, customer, known.status, known.at)
}

fn show(run: &mut Run, customer: Customer, status: &str, at: i64) -> Way<()> {
    let said = Map("status provider updatedAt", &[&status, &customer.provider.name(), &at]).content();
    run.answer(200, said, "status")
}

/// Learns what an event says of its customer, unless a later fact is known.
pub(super) fn learn<'a>(run: &mut Run<'a>, provider: &'static Provider, event: &'a UntrustedValue<'a>) -> Way<()> {
    const TOLD: [(EventKind, Status); 4] = [
        (EventKind::KycPending, Status::Pending),
        (EventKind::KycApproved, Status::Approved),
        (EventKind::KycRejected, Status::Rejected),
        (EventKind::KycNeedsReview, Status::OnHold),
    ];
    let kind = text(event, "kind");
    let told = TOLD.into_iter().find(|(told, _)| kind == Some(told.as_str()));
    let (Some((_, status)), Some(id)) = (told, text(event, "customerId")) else { return Some(()) };
    let customer = Customer { provider, id };
    let known = Known::load(run, customer)?;
    let occurred_at = text(event, "occurredAt").and_then(timestamp_ms).unwrap_or(known.event_at);
    if occurred_at < known.event_at {
        return Some(());
    }
    let learned = Known { status: status.as_str(), at: run.now, event_at: occurred_at, ..known };
    // Who comes second at the same moment leaves the record as it is: the next question is seconds away.
    learned.write(run, customer)?;
    Some(())
}

impl<'a> Known<'a> {
    fn load(run: &mut Run<'a>, customer: Customer) -> Way<Self> {
        let kept = run.load(&customer.record("status"), Sealed::CountsAsAbsent)?;
        let number = |name| kept.number(name).unwrap_or_default();
        Some(Self {
            status: kept.text("status").unwrap_or_default(),
            at: number("at"),
            event_at: number("eventAt"),
            ask_after: number("askAfter"),
            kept,
        })
    }

    /// Writes it in the place of the record as it was loaded, and gives back how the store has it.
    fn write(&self, run: &mut Run<'a>, customer: Customer) -> Way<Option<&'a UntrustedValue<'a>>> {
        self.write_over(run, customer, self.kept.raw())
    }

    /// Writes it in the place of the lease. A record that has changed meanwhile knows more and stays, without the lease.
    fn replace(&self, run: &mut Run<'a>, customer: Customer, lease: &'a UntrustedValue<'a>) -> Way<()> {
        if self.write_over(run, customer, lease)?.is_none() {
            let newer = Known::load(run, customer)?;
            Known { ask_after: self.ask_after, ..newer }.write(run, customer)?;
        }
        Some(())
    }

    fn write_over(
        &self,
        run: &mut Run<'a>,
        customer: Customer,
        raw: &'a UntrustedValue<'a>,
    ) -> Way<Option<&'a UntrustedValue<'a>>> {
        let value = Map("status at eventAt askAfter", &[&self.status, &self.at, &self.event_at, &self.ask_after]);
        run.swap(&customer.record("status"), raw, &value, LASTS_MS)
    }
}
