//! What a run does about an entry of the agenda: the record of the customer's status decides.

use crate::client::customer::Status;
use crate::edge::engine::run::HandlerRun;
use crate::edge::record::DueCustomer;
use crate::edge::record::agenda::{OF_FAILED, SLOT_MS, slot_at};
use crate::edge::status::StatusRecord;
use crate::provider::Provider;
use crate::value::time::{DAY_MS, HOUR_MS, MINUTE_MS};

/// How often an open customer is asked about, up to an age: from its onboarding, its latest change, or its return. As often
/// is `onEvent` told again of a change for which it has failed.
const INTERVALS: [(i64, i64); 3] = [(HOUR_MS, 5 * MINUTE_MS), (DAY_MS, HOUR_MS), (30 * DAY_MS, DAY_MS)];
/// How often an approved customer is asked about whose provider can take that back, and for how long.
const APPROVED_INTERVAL_MS: i64 = 7 * DAY_MS;
const APPROVED_MS: i64 = 365 * DAY_MS;
/// How long an open customer is asked about whom the provider does not have.
pub(super) const MISSING_MS: i64 = HOUR_MS;

/// What a run does about an entry. All but the first have the slot of the next entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Visit {
    /// Nothing: it is out of date, or the customer is asked about no more.
    Drop,
    /// Only writes the next entry.
    Keep(i64),
    /// Tells `onEvent` of a status that a request has learned.
    Tell(i64),
    /// Asks the provider.
    Ask(i64),
}

impl Visit {
    pub(super) fn next(self) -> Option<i64> {
        match self {
            Self::Drop => None,
            Self::Keep(slot) | Self::Tell(slot) | Self::Ask(slot) => Some(slot),
        }
    }
}

/// Returns what to do about an entry of a tree: that of this slot below this root.
pub(super) fn visit(
    run: &HandlerRun,
    provider: &Provider,
    (entry, (slot, root)): (&DueCustomer, (i64, &str)),
    stored: &StatusRecord,
) -> Visit {
    let (now, content) = (run.now(), stored.content());
    let watch = content.watch.clone().unwrap_or_default();
    // Another schedule counts, or the customer was asked about for this slot.
    if (entry.since, slot) < (watch.since, watch.slot) {
        return Visit::Drop;
    }
    let is_of_watch = entry.since <= watch.since;
    // Whoever was asked about in vain comes last.
    if watch.has_failed && is_of_watch && !root.starts_with(OF_FAILED) {
        return Visit::Drop;
    }
    // A schedule that began since then leads to whoever has begun again.
    let has_ended = stored.has_ended() && watch.since <= content.at;
    let is_gone = is_of_watch && (watch.is_gone || has_ended);
    let telling = if stored.is_untold() { interval_at_age(now, watch.changed_at) } else { None };
    let is_approved = content.status == Some(Status::Approved);
    let next_after = |interval: i64| slot_at(now, now.saturating_add(interval - SLOT_MS));
    match (interval(provider, content.status, now, (entry.since, watch.changed_at)), telling) {
        (None, None) => Visit::Drop,
        (_, None) if is_gone => Visit::Drop,
        (None, Some(telling)) => Visit::Tell(next_after(telling)),
        (_, Some(telling)) if is_gone => Visit::Tell(next_after(telling)),
        // An event has contradicted it since.
        (Some(_), Some(telling)) if is_approved && watch.heard.is_some() => Visit::Ask(next_after(telling)),
        (Some(_), Some(telling)) if is_approved => Visit::Tell(next_after(telling)),
        (Some(interval), _) if is_approved => {
            let due = content.at.saturating_add(interval - SLOT_MS);
            if due > now { Visit::Keep(slot_at(now, due)) } else { Visit::Ask(next_after(interval)) }
        }
        (Some(interval), _) if !stored.is_fresh(run) => Visit::Ask(next_after(interval)),
        (Some(interval), None) => Visit::Keep(next_after(interval)),
        (Some(interval), Some(_)) => Visit::Tell(next_after(interval)),
    }
}

/// Returns the slot in which a customer is visited next whose record the store does not read; `None` if that has ended.
pub(super) fn visit_without_record(now: i64, entry: &DueCustomer) -> Option<i64> {
    let is_watched = now.saturating_sub(entry.since) < APPROVED_MS;
    let interval = interval_at_age(now, entry.since).unwrap_or(DAY_MS);
    is_watched.then(|| slot_at(now, now.saturating_add(interval - SLOT_MS)))
}

/// Returns how often a customer with this status is asked about; `None` if that has ended. `since` is when its schedule
/// began.
fn interval(provider: &Provider, status: Option<Status>, now: i64, (since, changed_at): (i64, i64)) -> Option<i64> {
    match status {
        Some(Status::Rejected) => None,
        Some(Status::Approved) => {
            let age = now.saturating_sub(changed_at.max(since));
            let is_watched = provider.customers.is_revocable && age < APPROVED_MS;
            is_watched.then_some(APPROVED_INTERVAL_MS)
        }
        _ => interval_at_age(now, since),
    }
}

fn interval_at_age(now: i64, since: i64) -> Option<i64> {
    let age = now.saturating_sub(since);
    INTERVALS.into_iter().find(|(limit, _)| age < *limit).map(|(_, interval)| interval)
}
