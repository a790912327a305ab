//! What a world knows of the runs of `refresh`: how many runners there are, with which budget, and which steps are killed.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;

use crate::clock::{DAY, START};

/// When a world ends that shows who is asked about for ever: nobody's decision takes so long.
const LONG: i64 = 42 * DAY;

/// The runs of a world whose handlers have an agenda.
pub(crate) struct Agenda {
    pub(crate) runners: usize,
    /// How many requests a run may send.
    pub(crate) limit: i64,
    /// Whether the world lasts until nobody is asked about any more.
    pub(crate) is_long: bool,
    /// How many reviews go on.
    reviews: Cell<usize>,
    /// After how many effects a step is killed, by its number.
    kills: RefCell<HashMap<u64, i64>>,
    killed_at: Cell<i64>,
}

impl Agenda {
    pub(crate) fn new(rng: &mut fastrand::Rng, is_long: bool) -> Self {
        let limits = [1, 2, 3, 5, 100, 100];
        Self {
            runners: rng.usize(1..4),
            limit: limits.get(rng.usize(..limits.len())).copied().unwrap_or(100),
            is_long,
            reviews: Cell::new(0),
            kills: RefCell::default(),
            killed_at: Cell::new(START),
        }
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
