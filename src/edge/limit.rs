//! Limits: how often something may happen to one customer, or to one contact, within a window of time.

use super::json_fields::JsonFields;
use super::record::IfUnreadable;
use super::response::Refusal;
use super::run::{Flow, HandlerRun};
use crate::value::time::{DAY_MS, HOUR_MS};

/// Codes sent to a customer.
pub(super) static CODES_SENT: Limit = Limit { record: "sent", max: 5, window_ms: HOUR_MS };
/// Codes sent to one address or number, whichever customers have it.
pub(super) static CODES_TO_CONTACT: [Limit; 2] = [
    Limit { record: "sentInHour", max: 5, window_ms: HOUR_MS },
    Limit { record: "sentInDay", max: 10, window_ms: DAY_MS },
];
/// Wrong codes that a customer may try.
pub(super) static WRONG_CODES: Limit = Limit { record: "tried", max: 5, window_ms: DAY_MS };
/// Codes that may not have reached the provider: up to this number do not count as wrong.
pub(super) static LOST_CODES: Limit = Limit { record: "lost", max: 5, window_ms: DAY_MS };
/// Links renewed for a customer.
pub(super) static RENEWALS: Limit = Limit { record: "renewed", max: 10, window_ms: HOUR_MS };
/// Links that a customer's browsers make for other devices.
pub(super) static HANDOFFS: Limit = Limit { record: "handedOver", max: 10, window_ms: HOUR_MS };

/// How often a request tries to write a count that other requests change at the same moment.
const WRITE_ATTEMPTS: usize = 8;

/// A limit on a window that begins with the first attempt in it.
pub(super) struct Limit {
    record: &'static str,
    max: i64,
    window_ms: i64,
}

/// Whom a limit concerns: a customer, as provider and id, or a contact, as channel and MAC.
pub(super) type Subject<'a> = [&'a str; 2];

impl Limit {
    /// Counts an attempt, or refuses the request until the window ends.
    pub(super) fn count_attempt(&self, run: &mut HandlerRun, subject: Subject) -> Flow<()> {
        match self.add(run, subject, 1)? {
            Ok(()) => Ok(()),
            Err(left_ms) => run.refuse_for(Refusal::TOO_MANY_REQUESTS, left_ms),
        }
    }

    /// Counts an attempt, and returns whether it is within the limit. One beyond the limit is not counted.
    pub(super) fn allows_attempt(&self, run: &mut HandlerRun, subject: Subject) -> Flow<bool> {
        Ok(self.add(run, subject, 1)?.is_ok())
    }

    /// Takes one attempt off the count.
    pub(super) fn undo_attempt(&self, run: &mut HandlerRun, subject: Subject) -> Flow<()> {
        self.add(run, subject, -1)?.ok();
        Ok(())
    }

    /// Returns when the window ends, if the limit is reached.
    pub(super) fn reached_until(&self, run: &mut HandlerRun, [kind, id]: Subject) -> Flow<Option<i64>> {
        let stored = run.load(&[self.record, kind, id], IfUnreadable::TreatAsAbsent)?;
        let is_reached = stored.integer("count").is_some_and(|count| count >= self.max);
        Ok(stored.integer("until").filter(|until| is_reached && run.now < *until))
    }

    /// Forgets the attempts so far.
    pub(super) fn reset(&self, run: &mut HandlerRun, [kind, id]: Subject) -> Flow<()> {
        remove_record(run, &[self.record, kind, id])?;
        Ok(())
    }

    /// Adds to the count, unless that exceeds the limit: then it returns the time until the window ends, in
    /// milliseconds.
    fn add(&self, run: &mut HandlerRun, [kind, id]: Subject, attempts: i64) -> Flow<Result<(), i64>> {
        let name = [self.record, kind, id];
        for _ in 0..WRITE_ATTEMPTS {
            let stored = run.load(&name, IfUnreadable::TreatAsAbsent)?;
            let until = stored.integer("until").filter(|until| run.now < *until);
            let count = until.and(stored.integer("count")).unwrap_or_default().saturating_add(attempts).max(0);
            let until = until.unwrap_or_else(|| run.now.saturating_add(self.window_ms));
            let left_ms = until.saturating_sub(run.now);
            if count > self.max {
                return Ok(Err(left_ms));
            }
            let value = JsonFields(&[("count", &count), ("until", &until)]);
            if run.swap(&name, stored.sealed(), &value, left_ms)?.is_some() {
                return Ok(Ok(()));
            }
        }
        run.refuse_for(Refusal::NOT_NOW, 1)
    }
}

/// Removes a record, whatever it contains, and returns whether there was one.
pub(super) fn remove_record(run: &mut HandlerRun, name: &[&str]) -> Flow<bool> {
    for _ in 0..WRITE_ATTEMPTS {
        let stored = run.load(name, IfUnreadable::TreatAsAbsent)?;
        if !stored.exists() || run.remove(name, stored.sealed())? {
            return Ok(stored.exists());
        }
    }
    run.refuse_for(Refusal::NOT_NOW, 1)
}

/// Counts an attempt against each of these limits, or refuses the request and counts it against none.
pub(super) fn count_against_all(run: &mut HandlerRun, limits: &[Limit], subject: Subject) -> Flow<()> {
    for (index, limit) in limits.iter().enumerate() {
        if let Err(left_ms) = limit.add(run, subject, 1)? {
            for counted in limits.iter().take(index) {
                counted.undo_attempt(run, subject)?;
            }
            return run.refuse_for(Refusal::TOO_MANY_REQUESTS, left_ms);
        }
    }
    Ok(())
}
