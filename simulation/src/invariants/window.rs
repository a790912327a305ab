//! The window of a limit, as far as the checks can know it.

use crate::clock::MINUTE;

/// How far the beginning of a window may differ for two servers, and a little more.
const SKEW: i64 = 3 * MINUTE;

/// A window that begins with the first count in the store. Near its end, by servers whose clocks differ, a count may
/// begin another one: then nothing is certain until a whole window has passed without a count.
#[derive(Default)]
pub(super) struct Window {
    is_certain: bool,
    began: i64,
    /// How often the store's record has changed, and when the last time.
    pub(super) counts: usize,
    pub(super) counted: i64,
}

impl Window {
    /// A window that the checks have to begin, because nothing was counted.
    pub(super) fn uncounted(now: i64) -> Self {
        Self { is_certain: true, began: now, ..Self::default() }
    }

    /// The store has a new count. Returns whether it certainly begins a window.
    pub(super) fn count(&mut self, now: i64, length: i64) -> bool {
        let (age, silence) = (now - self.began, now - self.counted);
        let is_new = silence >= length + SKEW || self.is_certain && age >= length + SKEW;
        if is_new {
            *self = Self { is_certain: true, began: now, ..Self::default() };
        } else if age > length - SKEW {
            self.is_certain = false;
        }
        self.counts += 1;
        self.counted = now;
        is_new
    }

    pub(super) fn is_certain(&self) -> bool {
        self.is_certain
    }

    pub(super) fn is_known(&self) -> bool {
        self.began > 0
    }

    /// Whether the window is certain, and has not ended.
    pub(super) fn is_current(&self, now: i64, length: i64) -> bool {
        self.is_certain && now < self.began + length - SKEW
    }
}
