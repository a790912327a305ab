//! When an event occurred, as far as it is known.

/// When an event occurred. Some providers tell whole seconds: then it is any time of that second.
#[derive(Clone, Copy)]
pub(super) struct EventTime {
    pub(super) from: i64,
    pub(super) until: i64,
}

impl EventTime {
    /// Whatever is known at this time.
    pub(super) fn at(at: i64) -> Self {
        Self { from: at, until: at }
    }

    /// The time that an event tells.
    pub(super) fn told(at: i64) -> Self {
        Self { from: at, until: if at % 1_000 == 0 { at + 999 } else { at } }
    }

    /// The later of two times.
    pub(super) fn max(self, other: Self) -> Self {
        Self { from: self.from.max(other.from), until: self.until.max(other.until) }
    }

    /// Whether one may be earlier or later than the other.
    pub(super) fn overlaps(self, other: Self) -> bool {
        self.from <= other.until && other.from <= self.until
    }
}
