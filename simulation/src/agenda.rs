//! What a world knows of the runs of `refresh`: how many runners there are, with which budget, and which steps are killed.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;

use crate::clock::{DAY, HOUR, START};

/// When a world ends that shows who is asked about for ever: nobody's decision takes so long.
const LONG: i64 = 42 * DAY;

/// The runs of a world whose handlers have an agenda.
pub(crate) struct Agenda {
    pub(crate) runners: usize,
    /// How many requests a run may send.
    pub(crate) limit: i64,
    /// Whether the world lasts until nobody is asked about any more.
    pub(crate) is_long: bool,
    /// When the provider answers each request of a run with this status, as if it did not know the path or the key.
    outage: Option<(i64, i64, u16)>,
    /// One of so many customers fails whenever a run asks about it; 0 for none.
    failing: u64,
    /// Whether the store writes nothing for runs, and says that it does, until then.
    lies_until: i64,
    /// How many reviews go on.
    reviews: Cell<usize>,
    /// After how many effects a step is killed, by its number.
    kills: RefCell<HashMap<u64, i64>>,
    killed_at: Cell<i64>,
}

impl Agenda {
    pub(crate) fn new(rng: &mut fastrand::Rng, is_long: bool) -> Self {
        let limits = [1, 2, 3, 5, 100, 100];
        let begin = START + rng.i64(0..2 * HOUR);
        let outage = (begin, begin + rng.i64(0..4 * HOUR), if rng.bool() { 404 } else { 403 });
        let lies = rng.usize(..12) == 0;
        Self {
            outage: rng.bool().then_some(outage),
            failing: if rng.usize(..3) == 0 { 3 } else { 0 },
            lies_until: if lies { START + rng.i64(0..12 * HOUR) } else { START },
            runners: rng.usize(1..4),
            limit: limits.get(rng.usize(..limits.len())).copied().unwrap_or(100),
            is_long,
            reviews: Cell::new(0),
            kills: RefCell::default(),
            killed_at: Cell::new(START),
        }
    }

    /// Returns the status with which a provider answers a run about this customer, if it does not answer as it should.
    pub(crate) fn failure(&self, now: i64, id: &str) -> Option<u16> {
        let of_all = self.outage.filter(|(from, until, _)| (*from..*until).contains(&now)).map(|(.., status)| status);
        // Some are refused, and some are not found by a broken part of the provider.
        let of_one = [500, 403, 502].get(digits(id) % 3).copied().filter(|_| self.fails(id));
        of_all.or(of_one)
    }

    /// Whether a customer fails whenever a run asks about it.
    pub(crate) fn fails(&self, id: &str) -> bool {
        let number = u64::try_from(digits(id)).unwrap_or_default();
        self.failing > 0 && number % self.failing == 1
    }

    /// Returns the time since which the providers answer, and the store does not lie.
    pub(crate) fn sound_since(&self) -> i64 {
        self.outage.map_or(START, |(_, until, _)| until).max(self.lies_until)
    }

    /// Whether the store writes nothing for runs.
    pub(crate) fn lies(&self, now: i64) -> bool {
        now < self.lies_until
    }

    /// Whether the store is one that lies at some time: then something may be told twice, or not at all.
    pub(crate) fn is_false(&self) -> bool {
        self.lies_until > START
    }

    /// Returns when a run was killed last.
    pub(crate) fn killed_at(&self) -> i64 {
        self.killed_at.get()
    }

    pub(crate) fn review_begins(&self) {
        self.reviews.set(self.reviews.get() + 1);
    }

    pub(crate) fn review_ends(&self) {
        self.reviews.set(self.reviews.get().saturating_sub(1));
    }

    /// Whether a step is killed before its next effect.
    pub(crate) fn kills(&self, now: i64, step: u64) -> bool {
        let mut kills = self.kills.borrow_mut();
        let Some(left) = kills.get_mut(&step) else { return false };
        *left -= 1;
        let is_killed = *left < 0;
        if is_killed {
            self.killed_at.set(now);
        }
        is_killed
    }

    /// Decides that a step is killed after so many effects.
    pub(crate) fn will_kill(&self, step: u64, after: i64) {
        self.kills.borrow_mut().insert(step, after);
    }

    /// Whether everything is over that runs could learn.
    pub(crate) fn is_over(&self, now: i64) -> bool {
        (!self.is_long || now > START + LONG) && self.reviews.get() == 0
    }
}

fn digits(id: &str) -> usize {
    id.bytes().map(usize::from).sum()
}
