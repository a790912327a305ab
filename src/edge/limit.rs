//! Limits: how often something may happen to one customer in a window of time.

use super::answer::{Map, NOT_NOW, TOO_MANY};
use super::run::{Customer, Run, Sealed, Way};

const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * HOUR_MS;

/// Codes sent to a customer.
pub(super) static CODES_SENT: Limit = Limit { record: "sent", most: 5, window_ms: HOUR_MS };
/// Wrong codes that a customer may try.
pub(super) static WRONG_CODES: Limit = Limit { record: "tried", most: 5, window_ms: DAY_MS };
/// Codes of which nobody knows whether they reached the provider. They do not count as wrong, but not without end.
pub(super) static LOST_CODES: Limit = Limit { record: "lost", most: 5, window_ms: DAY_MS };
/// Links made again for a customer.
pub(super) static RENEWALS: Limit = Limit { record: "renewed", most: 10, window_ms: HOUR_MS };

/// Requests that count at the same moment meet each other: each tries again so often.
const ATTEMPTS: usize = 8;

/// So many in a window, which begins with the first.
pub(super) struct Limit {
    record: &'static str,
    most: i64,
    window_ms: i64,
}

impl Limit {
    /// Counts one more, or refuses the request until the window is over.
    pub(super) fn count(&self, run: &mut Run, customer: Customer) -> Way<()> {
        match self.change(run, customer, 1)? {
            None => Some(()),
            Some(left_ms) => run.refuse_for(&TOO_MANY, left_ms),
        }
    }

    /// Whether one more was counted; nothing is counted beyond the limit.
    pub(super) fn has_room(&self, run: &mut Run, customer: Customer) -> Way<bool> {
        Some(self.change(run, customer, 1)?.is_none())
    }

    /// Takes one back.
    pub(super) fn give_back(&self, run: &mut Run, customer: Customer) -> Way<()> {
        self.change(run, customer, -1)?;
        Some(())
    }

    /// Changes the count. Where there is no room, it gives back for how long, in milliseconds.
    fn change(&self, run: &mut Run, customer: Customer, by: i64) -> Way<Option<i64>> {
        let name = customer.record(self.record);
        for _ in 0..ATTEMPTS {
            let kept = run.load(&name, Sealed::CountsAsAbsent)?;
            let until = kept.number("until").filter(|until| run.now < *until);
            let count = until.and(kept.number("count")).unwrap_or_default().saturating_add(by).max(0);
            let until = until.unwrap_or_else(|| run.now.saturating_add(self.window_ms));
            let left_ms = until.saturating_sub(run.now);
            if count > self.most {
                return Some(Some(left_ms));
            }
            if run.swap(&name, kept.raw(), &Map("count until", &[&count, &until]), left_ms)?.is_some() {
                return Some(None);
            }
        }
        run.refuse_for(&NOT_NOW, 1)
    }
}
