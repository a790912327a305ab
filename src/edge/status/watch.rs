//! Whether what was learned of a customer begins its schedule in the agenda anew.

use crate::client::customer::Status;
use crate::edge::customer::CustomerRef;
use crate::edge::engine::run::{HandlerRun, OrSuspended};
use crate::edge::milestone::Milestone;
use crate::edge::record::agenda::{self, slot_at};
use crate::edge::record::{Heard, Watch};
use crate::value::time::MINUTE_MS;

/// Who comes back within this time after the schedule began is asked about often already.
const BEGINNING_MS: i64 = 50 * MINUTE_MS;
/// By so long after an onboarding, a run has asked about its customer.
const VISITED_MS: i64 = 15 * MINUTE_MS;
/// An entry in one of this many slots after the earliest possible one is soon enough for a decision.
const SOON: i64 = 2;
/// A response that is recorded so much later than an event was asked for after it.
const HEARD_MS: i64 = 3 * MINUTE_MS;

/// What has just been learned of a customer.
pub(super) struct Learned {
    pub(super) status: Option<Status>,
    /// The approval of a link or an event, where `status` is another one because the products are not known yet.
    pub(super) said: Option<Status>,
    /// The status that was known before.
    pub(super) before: Option<Status>,
    /// Whether it is a response of the provider, not an event.
    pub(super) is_response: bool,
    /// The id of the event, if it is one.
    pub(super) event: Option<String>,
    /// Whether the provider was asked about the customer before, of whom no other handler has learned anything.
    pub(super) is_mine_alone: bool,
    /// Whether another handler has the customer in its agenda.
    pub(super) is_others: bool,
    pub(super) at: i64,
}

/// Returns what the agenda knows after a status was learned. Where something has changed, a schedule begins: `schedule` is
/// the one that this request has begun. Its entry is written before the status, so that no status is without one if the
/// process dies in between.
#[inline(never)]
pub(super) fn after(
    run: &mut HandlerRun,
    customer: CustomerRef,
    stored: Option<Watch>,
    learned: Learned,
    schedule: &mut Option<(i64, i64)>,
) -> OrSuspended<Option<Watch>> {
    let Learned { status, said, before, is_response, event, is_mine_alone, is_others, at: now } = learned;
    if !run.has_agenda() {
        return Ok(stored);
    }
    // Whoever was open before the agenda was switched on is not in it.
    let was_left_out = stored.is_none() && before.is_some();
    let mut watch = stored.unwrap_or_default();
    watch.belong_to(run);
    let (has_changed, is_event) = (status != before, event.is_some());
    if has_changed {
        watch.note_change(before, now);
    }
    // A response that was asked for later includes the event, or contradicts it, unless it has no products either.
    let is_settled = |at: i64| is_response && said.is_none() && now > at.saturating_add(HEARD_MS);
    let heard = watch.heard.take_if(|heard| heard.status == status || is_settled(heard.at));
    if let Some(heard) = heard.filter(|heard| has_changed && heard.status == status) {
        watch.event = heard.event;
    }
    // Of several events that say the same, the first counts.
    if let Some(id) = event.filter(|_| watch.event.is_empty()) {
        watch.event = id;
    }
    let waits_anew = is_response && said.is_some() && watch.heard.is_none();
    if waits_anew {
        watch.heard = Some(Heard { status: said, event: String::new(), at: now });
    }
    if is_response {
        (watch.missed_at, watch.is_gone, watch.has_failed) = (0, false, false);
    }
    let is_known = watch.since > 0;
    let is_open = status.is_some_and(is_open);
    let may_join = !is_known && (was_left_out || !is_recent(run, now)) && (is_open || has_changed && !is_event);
    // An account's webhooks, its operators and resumed sessions are also about customers that other handlers have onboarded,
    // or the same one under other settings.
    let joins = may_join && if is_event { is_mine_alone } else { !is_others && run.onboarded_at.is_some() };
    let is_first = before.is_none() && status == Some(Status::Incomplete);
    let begins = has_changed && !is_first && (!is_event || is_known) || waits_anew && is_known || joins;
    let comes_back = came_back(run) && is_known && watch.allows_return(now);
    // A decision is told by the next run, not by that of tomorrow, and also if the schedule has ended.
    let soonest = slot_at(now, now);
    let is_soon = (soonest.saturating_sub(SOON)..=soonest.saturating_add(SOON)).contains(&watch.slot);
    let is_decision = has_changed && is_response && is_known && !is_soon || joins;
    if is_open && (begins || comes_back) || !is_open && is_decision {
        let (since, slot) = match *schedule {
            Some(begun) => begun,
            None => agenda::begin_schedule(run, customer, (now, &watch.reference))?,
        };
        *schedule = Some((since, slot));
        watch.begin(since, slot);
    }
    Ok(Some(watch))
}

impl Watch {
    /// Notes whose it is: of this handler, and of the onboarding that the request is about.
    pub(super) fn belong_to(&mut self, run: &HandlerRun) {
        run.handler_id().clone_into(&mut self.handler);
        if let Some(reference) = run.reference {
            reference.clone_into(&mut self.reference);
        }
    }

    /// Whether a return begins the schedule anew. Each time the wait doubles, so that requests that only say that somebody has
    /// come back do not keep the schedule at its beginning.
    pub(super) fn allows_return(&self, now: i64) -> bool {
        let waited = self.since.saturating_sub(self.changed_at);
        now.saturating_sub(self.since) > BEGINNING_MS.max(waited)
    }

    /// Notes that the status is another one than `before` since this time.
    pub(super) fn note_change(&mut self, before: Option<Status>, at: i64) {
        // A customer begins as incomplete, which is no news.
        self.told = self.told.or(before).or(Some(Status::Incomplete));
        self.changed_at = at;
        self.event.clear();
    }

    pub(super) fn begin(&mut self, since: i64, slot: i64) {
        (self.since, self.slot) = (since, slot);
        (self.missed_at, self.is_gone, self.has_failed) = (0, false, false);
        if self.changed_at == 0 {
            self.changed_at = since;
        }
    }
}

/// Whether the person has come back from the hosted pages with this request.
pub(super) fn came_back(run: &HandlerRun) -> bool {
    run.milestones.contains(&Milestone::CameBack)
}

/// Whether the customer was onboarded a moment ago: then it is in the agenda, and no run may have asked about it yet.
pub(super) fn is_recent(run: &HandlerRun, now: i64) -> bool {
    run.onboarded_at.is_some_and(|at| now.saturating_sub(at) < VISITED_MS)
}

/// Whether the provider has not decided yet, or the person can begin again.
pub(crate) fn is_open(status: Status) -> bool {
    !matches!(status, Status::Approved | Status::Rejected)
}
