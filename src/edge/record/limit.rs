//! Limits: how often something may happen to one customer, or to one contact, within a window of time.

use crate::edge::engine::run::{HandlerRun, OrSuspended};
use crate::edge::record::lifetime::{self, Lifetime};
use crate::edge::record::{self, Count, Kind, Loaded};
use crate::edge::response::Refusal;

/// Codes sent to a customer.
pub(crate) static CODES_SENT: Limit = Limit { record: &record::CODES_SENT, max: 5, window: lifetime::HOUR };
/// Codes sent to one address or number, whichever customers of the tenant have it.
pub(crate) static CODES_TO_CONTACT: [Limit; 2] = [
    Limit { record: &record::CODES_IN_HOUR, max: 5, window: lifetime::HOUR },
    Limit { record: &record::CODES_IN_DAY, max: 10, window: lifetime::DAY },
];
/// Wrong codes that a customer may try.
pub(crate) static WRONG_CODES: Limit = Limit { record: &record::WRONG_CODES, max: 5, window: lifetime::DAY };
/// Codes that may not have reached the provider: up to this number do not count as wrong.
pub(crate) static LOST_CODES: Limit = Limit { record: &record::LOST_CODES, max: 5, window: lifetime::DAY };
/// Links renewed for a customer.
pub(crate) static RENEWALS: Limit = Limit { record: &record::RENEWALS, max: 10, window: lifetime::HOUR };
/// Links that a customer's browsers make for other devices.
pub(crate) static HANDOFFS: Limit = Limit { record: &record::HANDOFFS, max: 10, window: lifetime::HOUR };

/// How often a request tries to write a count that other requests change at the same moment.
const WRITE_ATTEMPTS: usize = 8;

/// A limit on a window that begins with the first attempt in it.
pub(crate) struct Limit {
    record: &'static Kind,
    max: i64,
    window: Lifetime,
}

/// Whom a limit concerns: a customer, as provider and id, or a contact, as provider, channel and MAC.
pub(crate) type Subject<'a> = &'a [&'a str];

impl Limit {
    /// Counts an attempt, and returns how many are left; or refuses the request until the window ends.
    pub(crate) fn count_attempt(&self, run: &mut HandlerRun, subject: Subject) -> OrSuspended<i64> {
        match self.add(run, subject, 1)? {
            Ok(count) => Ok(self.max.saturating_sub(count)),
            Err(left_ms) => run.refuse_with_retry_after(Refusal::TOO_MANY_REQUESTS, left_ms),
        }
    }

    /// Counts an attempt, and returns whether it is within the limit. One beyond the limit is not counted.
    pub(crate) fn allows_attempt(&self, run: &mut HandlerRun, subject: Subject) -> OrSuspended<bool> {
        Ok(self.add(run, subject, 1)?.is_ok())
    }

    /// Takes one attempt off the count.
    pub(crate) fn undo_attempt(&self, run: &mut HandlerRun, subject: Subject) -> OrSuspended<()> {
        self.add(run, subject, -1)?.ok();
        Ok(())
    }

    /// Returns when the window ends, if the limit is reached.
    pub(crate) fn reached_until(&self, run: &mut HandlerRun, subject: Subject) -> OrSuspended<Option<i64>> {
        let stored: Loaded<Count> = run.load(self.record, subject)?;
        let window = stored.content.and_then(|stored| stored.at(run.now(), self.window.ms(run)));
        Ok(window.filter(|window| window.count >= self.max).map(|window| window.until))
    }

    pub(crate) fn reset(&self, run: &mut HandlerRun, subject: Subject) -> OrSuspended<()> {
        remove_record(run, self.record, subject)?;
        Ok(())
    }

    /// Refuses the request if the limit is reached.
    pub(crate) fn refuse_if_reached(&self, run: &mut HandlerRun, subject: Subject) -> OrSuspended<()> {
        match self.reached_until(run, subject)? {
            Some(until) => {
                let left_ms = until.saturating_sub(run.now());
                run.refuse_with_retry_after(Refusal::TOO_MANY_REQUESTS, left_ms)
            }
            None => Ok(()),
        }
    }

    /// Adds to the count, and returns it, unless that exceeds the limit: then it returns the time until the window ends,
    /// in milliseconds.
    fn add(&self, run: &mut HandlerRun, subject: Subject, attempts: i64) -> OrSuspended<Result<i64, i64>> {
        for _ in 0..WRITE_ATTEMPTS {
            let Loaded { sealed, content } = run.load::<Count>(self.record, subject)?;
            let window = content.and_then(|stored| stored.at(run.now(), self.window.ms(run)));
            let begins = Count { count: 0, until: self.window.end(run, run.now()) };
            let Count { count, until } = window.unwrap_or(begins);
            let count = count.saturating_add(attempts).max(0);
            let left_ms = until.saturating_sub(run.now());
            if count > self.max {
                return Ok(Err(left_ms));
            }
            if run.swap(self.record, subject, sealed, &Count { count, until }, left_ms)?.is_some() {
                return Ok(Ok(count));
            }
        }
        run.refuse_with_retry_after(Refusal::NOT_NOW, 1)
    }
}

/// Removes a record, whatever it contains, and returns whether there was one.
pub(crate) fn remove_record(run: &mut HandlerRun, kind: &Kind, name: &[&str]) -> OrSuspended<bool> {
    for _ in 0..WRITE_ATTEMPTS {
        let sealed = run.load_sealed(kind, name)?;
        if sealed.is_none() || run.remove(kind, name, sealed)? {
            return Ok(sealed.is_some());
        }
    }
    run.refuse_with_retry_after(Refusal::NOT_NOW, 1)
}

/// Counts an attempt against each of these limits, or refuses the request and counts it against none.
pub(crate) fn count_against_all(run: &mut HandlerRun, limits: &[Limit], subject: Subject) -> OrSuspended<()> {
    for (index, limit) in limits.iter().enumerate() {
        if let Err(left_ms) = limit.add(run, subject, 1)? {
            for counted in limits.iter().take(index) {
                counted.undo_attempt(run, subject)?;
            }
            return run.refuse_with_retry_after(Refusal::TOO_MANY_REQUESTS, left_ms);
        }
    }
    Ok(())
}

impl Count {
    /// Returns the count of the window that includes this time, unless it has ended. It does not become longer because the
    /// server's clock was set back.
    pub(crate) fn at(self, now: i64, window_ms: i64) -> Option<Self> {
        let latest_end = now.saturating_add(window_ms);
        (now < self.until).then(|| Self { until: self.until.min(latest_end), ..self })
    }
}
