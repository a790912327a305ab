//! The status of this browser's verification: from the latest webhook, or from the provider once the stored one is old.
//!
//! Pages poll, most of all during an outage. The load on the provider is therefore limited: each poll sends at most one
//! request, a customer has at most one such request at a time, and after a failure none is sent for a while.

use super::customer::CustomerRef;
use super::json_fields::JsonFields;
use super::record::{IfUnreadable, StoredRecord};
use super::response::{Refusal, Response, View};
use super::run::{Flow, HandlerRun, error_code};
use super::session::Caller;
use super::step::Effect;
use crate::client::customer::Status;
use crate::client::error::ErrorCode;
use crate::client::webhook::EventKind;
use crate::value::time::DAY_MS;
use crate::value::untrusted::UntrustedValue;

/// How long a status counts as current.
const FRESH_MS: i64 = 10_000;
/// How long no request is sent to the provider after a failure.
const FAILURE_MS: i64 = 5_000;
/// How much longer than its deadline a request's lease lasts: time for the work besides waiting for the provider.
const OWN_WORK_MS: i64 = 1_000;
const LIFETIME_MS: i64 = 30 * DAY_MS;

/// The stored status of a customer. An unknown time is 0.
struct StatusRecord<'a> {
    stored: StoredRecord<'a>,
    /// The status; empty if it is unknown.
    status: &'a str,
    /// When the status was learned.
    at: i64,
    /// The time of the latest event that the status reflects.
    event_at: i64,
    /// No request is sent to the provider before this time, because one is running or has just failed.
    ask_after: i64,
}

/// Handles `GET /status`.
pub(super) fn respond_with_status<'a>(run: &mut HandlerRun<'a>, caller: &Caller<'a>) -> Flow<()> {
    let Some(customer) = caller.customer else {
        return run.respond(Response::json(200, &JsonFields(&[("status", &"none")]), View::Status));
    };
    let known = StatusRecord::load(run, customer)?;
    let age = run.now.saturating_sub(known.at);
    if !known.status.is_empty() && (0..FRESH_MS).contains(&age) {
        return respond(run, customer, known.status, known.at);
    }
    let lease = run.now.saturating_add(run.timeout()).saturating_add(OWN_WORK_MS);
    // If a lease ends later than any valid lease could, a server whose clock is ahead wrote it.
    if run.now < known.ask_after && known.ask_after <= lease.max(run.now.saturating_add(FAILURE_MS)) {
        return respond_without_asking(run, customer, &known);
    }
    let leased = StatusRecord { ask_after: lease, ..known };
    let Some(raw) = leased.write(run, customer)? else { return respond_without_asking(run, customer, &leased) };
    match run.get_customer_once(customer)? {
        Ok(found) => {
            let status = found.text_of("status").unwrap_or_default();
            let at = run.now;
            // The response includes every event until now, so that an earlier event that arrives later changes nothing.
            StatusRecord { status, at, event_at: at, ask_after: 0, ..leased }.end_lease(run, customer, raw)?;
            respond(run, customer, status, at)
        }
        Err(error) => {
            let ask_after = run.now.saturating_add(FAILURE_MS);
            let (status, at) = (leased.status, leased.at);
            StatusRecord { ask_after, ..leased }.end_lease(run, customer, raw)?;
            if status.is_empty() {
                return run.fail(error);
            }
            // A webhook has shown that the customer exists, so a 404 from the provider is not reported.
            if error_code(error) != ErrorCode::NotFound {
                run.require(|| Effect::Report)?;
            }
            respond(run, customer, status, at)
        }
    }
}

/// Responds with the last known status while no request may ask the provider.
fn respond_without_asking<'a>(
    run: &mut HandlerRun<'a>,
    customer: CustomerRef<'a>,
    known: &StatusRecord<'a>,
) -> Flow<()> {
    if known.status.is_empty() {
        let wait_ms = known.ask_after.saturating_sub(run.now).clamp(1, FAILURE_MS);
        return run.refuse_for(Refusal::NOT_NOW, wait_ms);
    }
    respond(run, customer, known.status, known.at)
}

fn respond(run: &mut HandlerRun, customer: CustomerRef, status: &str, at: i64) -> Flow<()> {
    let body = JsonFields(&[("status", &status), ("provider", &customer.provider.name()), ("updatedAt", &at)]);
    run.respond(Response::json(200, &body, View::Status))
}

/// Returns the status that a kind of event gives a customer, if it gives one.
pub(super) fn status_of(event_kind: &str) -> Option<Status> {
    const STATUSES: [(EventKind, Status); 4] = [
        (EventKind::KycPending, Status::Pending),
        (EventKind::KycApproved, Status::Approved),
        (EventKind::KycRejected, Status::Rejected),
        (EventKind::KycNeedsReview, Status::OnHold),
    ];
    STATUSES.into_iter().find(|(kind, _)| event_kind == kind.as_str()).map(|(_, status)| status)
}

/// Records the status that an event gives a customer, unless a later event is known. An event without a time counts as
/// the latest.
pub(super) fn record_status(
    run: &mut HandlerRun,
    customer: CustomerRef,
    status: Status,
    occurred_at: Option<i64>,
) -> Flow<()> {
    let known = StatusRecord::load(run, customer)?;
    let occurred_at = occurred_at.unwrap_or(known.event_at);
    if occurred_at < known.event_at {
        return Some(());
    }
    let newer = StatusRecord { status: status.as_str(), at: run.now, event_at: occurred_at, ..known };
    // If another request has changed the record meanwhile, its content stays: the next poll is seconds away.
    newer.write(run, customer)?;
    Some(())
}

impl<'a> StatusRecord<'a> {
    fn load(run: &mut HandlerRun<'a>, customer: CustomerRef) -> Flow<Self> {
        let stored = run.load(&customer.record_name("status"), IfUnreadable::TreatAsAbsent)?;
        let integer = |name| stored.integer(name).unwrap_or_default();
        Some(Self {
            status: stored.text("status").unwrap_or_default(),
            at: integer("at"),
            event_at: integer("eventAt"),
            ask_after: integer("askAfter"),
            stored,
        })
    }

    /// Replaces the record that was loaded, and returns the new sealed form; `None` where it has changed meanwhile.
    fn write(&self, run: &mut HandlerRun<'a>, customer: CustomerRef) -> Flow<Option<&'a UntrustedValue<'a>>> {
        self.write_over(run, customer, self.stored.raw())
    }

    /// Replaces the record with the lease. If the record has changed meanwhile, its content is newer and stays; only
    /// its lease is replaced.
    fn end_lease(&self, run: &mut HandlerRun<'a>, customer: CustomerRef, lease: &'a UntrustedValue<'a>) -> Flow<()> {
        if self.write_over(run, customer, lease)?.is_none() {
            let newer = Self::load(run, customer)?;
            Self { ask_after: self.ask_after, ..newer }.write(run, customer)?;
        }
        Some(())
    }

    fn write_over(
        &self,
        run: &mut HandlerRun<'a>,
        customer: CustomerRef,
        expected: &'a UntrustedValue<'a>,
    ) -> Flow<Option<&'a UntrustedValue<'a>>> {
        let value = JsonFields(&[
            ("status", &self.status),
            ("at", &self.at),
            ("eventAt", &self.event_at),
            ("askAfter", &self.ask_after),
        ]);
        run.swap(&customer.record_name("status"), expected, &value, LIFETIME_MS)
    }
}
