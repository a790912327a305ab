//! People who come back: their schedule in the agenda begins anew.

use super::stored::StatusRecord;
use super::watch::{is_open, is_recent};
use crate::edge::customer::CustomerRef;
use crate::edge::engine::run::{HandlerRun, OrSuspended};
use crate::edge::record::agenda;

impl<'a> StatusRecord<'a> {
    /// Begins the schedule of a person who comes back, or who was left out of the agenda so far.
    pub(crate) fn come_back(mut self, run: &mut HandlerRun<'a>, customer: CustomerRef) -> OrSuspended<Self> {
        if !run.has_agenda() || !self.content.status.is_none_or(is_open) {
            return Ok(self);
        }
        // Which record this is follows from the time, which must not be one that is assumed.
        run.end_plan()?;
        let now = run.now();
        let begins = match &self.content.watch {
            Some(watch) if watch.since > 0 => watch.allows_return(now),
            _ if self.is_of_others() => false,
            None if self.content.status.is_some() => true,
            _ => !is_recent(run, now),
        };
        if !begins {
            return Ok(self);
        }
        let watch = self.content.watch.get_or_insert_default();
        watch.belong_to(run);
        let (since, slot) = agenda::begin_schedule(run, customer, (now, &watch.reference))?;
        watch.begin(since, slot);
        // If another request has written the record, the entry counts nevertheless.
        self.write(run, customer)?;
        Ok(self)
    }
}

/// Begins the schedule of a person who posts the form again, as if they came back.
pub(crate) fn come_back(run: &mut HandlerRun, customer: CustomerRef) -> OrSuspended<()> {
    // Nobody comes back a moment after the onboarding: such a post is repeated.
    if run.has_agenda() && !is_recent(run, run.now()) {
        StatusRecord::load(run, customer)?.come_back(run, customer)?;
    }
    Ok(())
}
