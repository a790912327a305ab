//! Virtual time: it advances to the next timer as soon as nothing else can happen, so days pass in microseconds.

use std::cell::{Cell, RefCell};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

use futures::channel::oneshot;

pub(crate) const SECOND: i64 = 1_000;
pub(crate) const MINUTE: i64 = 60 * SECOND;
pub(crate) const HOUR: i64 = 60 * MINUTE;
pub(crate) const DAY: i64 = 24 * HOUR;

/// When every world begins: 2026-09-21T14:13:20Z.
pub(crate) const START: i64 = 1_790_000_000_000;

/// The true time of a world, in milliseconds since 1970-01-01 UTC, and its timers.
pub(crate) struct Clock {
    now: Cell<i64>,
    timers: RefCell<BinaryHeap<Reverse<Timer>>>,
    set: Cell<u64>,
}

/// A timer. Timers of the same time end in the order in which they were set.
struct Timer {
    at: i64,
    number: u64,
    end: oneshot::Sender<()>,
}

impl Clock {
    pub(crate) fn new() -> Self {
        Self { now: Cell::new(START), timers: RefCell::default(), set: Cell::new(0) }
    }

    pub(crate) fn now(&self) -> i64 {
        self.now.get()
    }

    /// Returns the number of timers that were set so far.
    pub(crate) fn events(&self) -> u64 {
        self.set.get()
    }

    pub(crate) async fn sleep(&self, ms: i64) {
        self.sleep_until(self.now().saturating_add(ms)).await;
    }

    pub(crate) async fn sleep_until(&self, at: i64) {
        let (end, ended) = oneshot::channel();
        let number = self.set.get() + 1;
        self.set.set(number);
        self.timers.borrow_mut().push(Reverse(Timer { at: at.max(self.now()), number, end }));
        // The clock keeps its side until the timer ends.
        let _ = ended.await;
    }

    /// Advances to the next timer; `false` if there is none.
    pub(crate) fn advance(&self) -> bool {
        let Some(Reverse(timer)) = self.timers.borrow_mut().pop() else { return false };
        self.now.set(timer.at);
        // The task that set the timer may have stopped waiting.
        let _ = timer.end.send(());
        true
    }
}

impl PartialEq for Timer {
    fn eq(&self, other: &Self) -> bool {
        self.number == other.number
    }
}

impl Eq for Timer {}

impl PartialOrd for Timer {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Timer {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.at, self.number).cmp(&(other.at, other.number))
    }
}

/// Formats a time as RFC 3339.
pub(crate) fn timestamp(ms: i64) -> String {
    // Civil from days, after H. Hinnant, "chrono-Compatible Low-Level Date Algorithms".
    let (days, left) = (ms.div_euclid(DAY), ms.rem_euclid(DAY));
    let shifted = days + 719_468;
    let (era, day_of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    let (hour, minute, second, millis) = (left / HOUR, left / MINUTE % 60, left / SECOND % 60, left % SECOND);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{millis:03}Z")
}

/// How long a runner waits between two runs: the longer the world lasts, the longer.
pub(crate) fn run_interval(now: i64) -> i64 {
    match now - START {
        age if age <= 2 * HOUR => 5 * MINUTE,
        age if age <= 30 * HOUR => 20 * MINUTE,
        _ => 3 * HOUR,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timestamps_agree_with_known_dates() {
        assert_eq!(timestamp(START), "2026-09-21T14:13:20.000Z");
        assert_eq!(timestamp(0), "1970-01-01T00:00:00.000Z");
        assert_eq!(timestamp(951_782_400_001), "2000-02-29T00:00:00.001Z");
    }

    #[test]
    fn timers_end_in_order_of_time_then_of_setting() {
        let clock = Clock::new();
        let order = RefCell::new(vec![]);
        let wait = async |name, ms| {
            clock.sleep(ms).await;
            order.borrow_mut().push(name);
        };
        let all = futures::future::join3(wait('c', 9), wait('a', 5), wait('b', 5));
        let mut all = std::pin::pin!(all);
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        while all.as_mut().poll(&mut context).is_pending() {
            assert!(clock.advance());
        }
        assert_eq!(*order.borrow(), ['a', 'b', 'c']);
        assert_eq!(clock.now(), START + 9);
    }
}
