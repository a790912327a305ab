//! Of which status `onEvent` was told, and what else a run records of a customer beside its status.

use super::news::{News, progress};
use super::stored::{StatusRecord, WRITE_ATTEMPTS};
use crate::client::customer::Status;
use crate::edge::customer::CustomerRef;
use crate::edge::engine::run::{HandlerRun, OrSuspended};
use crate::edge::record::{DueCustomer, EVENT, EventState, Heard, Loaded, StatusContent, Watch, lifetime};
use crate::value::time::HOUR_MS;

/// Returns what stands for the id of an event where a run of this handler has told a status.
fn by_run(run: &HandlerRun) -> String {
    ["refresh/", run.handler_id()].concat()
}

/// Whether `onEvent` was told of a status.
pub(crate) enum WasTold {
    Yes,
    /// A delivery is being handled that says it.
    Soon,
    No,
}

impl<'a> StatusRecord<'a> {
    /// Records that an event says what is known already, or more than is believed before the provider is asked.
    pub(super) fn note_event(self, run: &mut HandlerRun<'a>, customer: CustomerRef, news: &News) -> OrSuspended<()> {
        let (has_agenda, at) = (run.has_agenda(), run.now());
        let event = news.event.clone().unwrap_or_default();
        self.change_watch(run, customer, |watch, status| {
            let is_new = has_agenda && status == news.status;
            if is_new && news.said.is_some() {
                watch.heard = Some(Heard { status: news.said, event: event.clone(), at });
                return true;
            }
            let is_untold = watch.told != news.status && watch.event.is_empty();
            if is_new && is_untold {
                watch.event.clone_from(&event);
            }
            is_new && is_untold
        })
    }

    /// Notes an event whose status differs from the known one, which seems to be later. If it only seems so because clocks
    /// differ, the next response confirms the event.
    pub(super) fn hear(&mut self, run: &HandlerRun, news: &News) -> bool {
        let (Some(watch), Some(event)) = (self.content.watch.as_mut(), &news.event) else { return false };
        let said = news.said.or(news.status);
        let is_heard = run.has_agenda()
            && watch
                .heard
                .as_ref()
                .is_none_or(|heard| heard.status != said && progress(heard.status) <= progress(said));
        if is_heard {
            watch.heard = Some(Heard { status: said, event: event.clone(), at: run.now() });
        }
        is_heard
    }

    /// Whether `onEvent` was told of this status, by a delivery or by a run.
    pub(crate) fn was_told(&self, run: &mut HandlerRun<'a>, customer: CustomerRef) -> OrSuspended<WasTold> {
        let Some(watch) = self.content.watch.as_ref().filter(|_| self.is_untold()) else { return Ok(WasTold::Yes) };
        if watch.event.is_empty() {
            return Ok(WasTold::No);
        }
        let event: Loaded<EventState> = run.load(&EVENT, &[customer.provider.name(), &watch.event])?;
        Ok(match event.content {
            Some(EventState { is_done: true }) => WasTold::Yes,
            Some(EventState { is_done: false }) => WasTold::Soon,
            // The record of an event that was handled has ended by now.
            None if run.now().saturating_sub(watch.changed_at) > lifetime::EVENT.ms(run).saturating_sub(HOUR_MS) => {
                WasTold::Yes
            }
            None => WasTold::No,
        })
    }

    /// Notes that an event has told this status, or does so at this moment: no run has said it. Otherwise a status that
    /// comes back after a delivery would count as told.
    pub(super) fn mark_told_by_event(&mut self, run: &mut HandlerRun<'a>, customer: CustomerRef) -> OrSuspended<()> {
        let is_said = self.content.watch.as_ref().is_some_and(|watch| !watch.event.is_empty());
        if is_said && !matches!(self.was_told(run, customer)?, WasTold::No) {
            self.content.watch.get_or_insert_default().told = self.content.status;
        }
        Ok(())
    }

    /// Whether no run has told `onEvent` of this status; a delivery may have. If a delivery has told of one that is at least
    /// as far along, this one may be older: it is not told until the provider has responded.
    pub(crate) fn is_untold(&self) -> bool {
        let Some(Watch { told, heard, .. }) = &self.content.watch else { return false };
        let is_behind = |heard: &Heard| progress(heard.status) >= progress(self.content.status);
        let waits = !self.is_decided() && heard.as_ref().is_some_and(is_behind);
        told.is_some() && self.content.status.is_some() && *told != self.content.status && !waits
    }

    /// Whether a run has told what an event says that may be from before it.
    pub(super) fn was_told_by_run(&self, run: &HandlerRun, status: Option<Status>, occurred_at: Option<i64>) -> bool {
        self.content.watch.as_ref().is_some_and(|watch| {
            let is_same = status.is_some() && status == self.content.status && watch.told == status;
            is_same && watch.event == by_run(run) && occurred_at.is_none_or(|at| at <= watch.changed_at)
        })
    }

    /// Records that `onEvent` was told of a status: by a run, or by a delivery that is recorded already.
    pub(crate) fn mark_told(self, run: &mut HandlerRun<'a>, customer: CustomerRef, is_by_run: bool) -> OrSuspended<()> {
        let (told, by_run) = (self.content.status, by_run(run));
        self.change_watch(run, customer, |watch, status| {
            watch.told = told;
            if is_by_run {
                // What was heard before is not the latest that was told.
                watch.heard = None;
                if status == told {
                    watch.event.clone_from(&by_run);
                }
            }
            true
        })
    }

    /// Changes what is recorded beside the status, whatever other requests write at the same moment. `change` returns
    /// whether there is something to write.
    fn change_watch(
        mut self,
        run: &mut HandlerRun<'a>,
        customer: CustomerRef,
        change: impl Fn(&mut Watch, Option<Status>) -> bool,
    ) -> OrSuspended<()> {
        for _ in 0..WRITE_ATTEMPTS {
            let Some(watch) = &mut self.content.watch else { break };
            if !change(watch, self.content.status) || self.write(run, customer)? {
                break;
            }
            self = Self::load(run, customer)?;
        }
        Ok(())
    }

    /// Notes that a run asks about the customer, for this entry, and in which slot it will ask again.
    pub(crate) fn begin_visit(&mut self, run: &HandlerRun, entry: &DueCustomer, slot: i64) {
        let watch = self.content.watch.get_or_insert_default();
        run.handler_id().clone_into(&mut watch.handler);
        if let Some(reference) = entry.reference {
            reference.clone_into(&mut watch.reference);
        }
        if entry.since > watch.since {
            (watch.missed_at, watch.is_gone) = (0, false);
        }
        (watch.since, watch.slot, watch.has_failed) = (entry.since, slot, false);
    }

    /// Records that a run has asked in vain, and whether that is about this customer. Returns for how long the provider has
    /// not had the customer: 0 at first, and where it failed for another reason.
    pub(crate) fn record_failure(
        &mut self,
        run: &mut HandlerRun<'a>,
        customer: CustomerRef,
        (is_missing, is_about_customer): (bool, bool),
    ) -> OrSuspended<i64> {
        let now = run.now();
        let watch = self.content.watch.get_or_insert_default();
        watch.has_failed = is_about_customer;
        // A server whose clock was ahead must not keep the customer for ever.
        if is_missing && !(1..=now).contains(&watch.missed_at) {
            watch.missed_at = now;
        }
        let missing_ms = if is_missing { now.saturating_sub(watch.missed_at) } else { 0 };
        self.write(run, customer)?;
        Ok(missing_ms)
    }

    /// Records that the customer is asked about no more.
    pub(crate) fn mark_gone(self, run: &mut HandlerRun<'a>, customer: CustomerRef) -> OrSuspended<()> {
        self.change_watch(run, customer, |watch, _| !std::mem::replace(&mut watch.is_gone, true))
    }

    /// Returns the status, and when it was learned.
    pub(crate) fn change(&self) -> Option<(Status, i64)> {
        Some((self.content.status?, self.content.watch.as_ref()?.changed_at))
    }

    /// Returns the sealed form, if there is a record.
    pub(crate) fn sealed(&self) -> Option<&'a str> {
        self.sealed
    }

    /// Returns what is known of the customer.
    pub(crate) fn content(&self) -> &StatusContent {
        &self.content
    }
}
