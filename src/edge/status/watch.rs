//! Whether what was learned of a customer begins its schedule in the agenda anew.

use crate::client::customer::Status;
use crate::edge::customer::CustomerRef;
use crate::edge::engine::run::{HandlerRun, OrSuspended};
use crate::edge::milestone::Milestone;
use crate::edge::record::Watch;
use crate::edge::record::agenda::{self, slot_at};
use crate::value::time::MINUTE_MS;

/// Who comes back within this time after the schedule began is asked about often already.
const BEGINNING_MS: i64 = 50 * MINUTE_MS;
/// An entry in one of this many slots after the earliest possible one is soon enough for a decision.
const SOON: i64 = 2;
/// A response that is recorded so much later than an event was asked for after it.
const HEARD_MS: i64 = 3 * MINUTE_MS;

/// What has just been learned of a customer.
pub(super) struct Learned {
    pub(super) status: Option<Status>,
    /// The status that was known before.
    pub(super) before: Option<Status>,
    /// Whether it is a response of the provider, not an event.
    pub(super) is_response: bool,
    /// The id of the event, if it is one.
    pub(super) event: Option<String>,
    pub(super) at: i64,
}

/// Returns what the agenda knows after a status was learned. Where something has changed, a schedule begins: `schedule` is
/// the one that this request has begun. Its entry is written before the status, so that no status is without one if the
/// process dies in between.
#[inline(never)]
pub(super) fn after(
    run: &mut HandlerRun,
    customer: CustomerRef,
    known: Option<Watch>,
    learned: Learned,
    schedule: &mut Option<(i64, i64)>,
) -> OrSuspended<Option<Watch>> {
    let Learned { status, before, is_response, event, at: now } = learned;
    if !run.has_agenda() {
        return Ok(known);
    }
    let mut watch = known.unwrap_or_default();
    run.handler_id().clone_into(&mut watch.handler);
    if let Some(reference) = run.reference {
        reference.clone_into(&mut watch.reference);
    }
    let has_changed = status != before;
    if has_changed {
        watch.note_change(before, now);
    }
    // A response that was asked for later includes the event, or contradicts it.
    let is_settled = |at: i64| is_response && now > at.saturating_add(HEARD_MS);
    let heard = watch.heard.take_if(|heard| heard.status == status || is_settled(heard.at));
    if let Some(heard) = heard.filter(|heard| has_changed && heard.status == status) {
        watch.event = heard.event;
    }
    // Of several events that say the same, the first counts.
    if let Some(id) = event.filter(|_| watch.event.is_empty()) {
        watch.event = id;
    }
    if is_response {
        (watch.missed_at, watch.is_gone, watch.has_failed) = (0, false, false);
    }
    let is_known = watch.since > 0;
    // An account's webhooks also tell of customers that others have onboarded.
    let begins = has_changed && (is_response || is_known);
    let is_first = before.is_none() && status == Some(Status::Incomplete);
    let came_back = run.milestones.contains(&Milestone::CameBack) && now.saturating_sub(watch.since) > BEGINNING_MS;
    // A decision is told by the next run, not by that of tomorrow, and also if the schedule has ended.
    let soonest = slot_at(now, now);
    let is_soon = (soonest.saturating_sub(SOON)..=soonest.saturating_add(SOON)).contains(&watch.slot);
    let is_decision = has_changed && is_response && is_known && !is_soon;
    let is_open = status.is_some_and(is_open);
    if is_open && (begins && !(is_first && is_known) || came_back) || !is_open && is_decision {
        let (since, slot) = match *schedule {
            Some(begun) => begun,
            None => agenda::begin_schedule(run, customer, (now, &watch.reference))?,
        };
        *schedule = Some((since, slot));
        (watch.since, watch.slot) = (since, slot);
    }
    Ok(Some(watch))
}

impl Watch {
    /// Notes that the status is another one than `before` since this time.
    pub(super) fn note_change(&mut self, before: Option<Status>, at: i64) {
        // A customer begins as incomplete, which is no news.
        self.told = self.told.or(before).or(Some(Status::Incomplete));
        self.changed_at = at;
        self.event.clear();
    }
}

/// Whether the provider has not decided yet, or the person can begin again.
pub(crate) fn is_open(status: Status) -> bool {
    !matches!(status, Status::Approved | Status::Rejected)
}
