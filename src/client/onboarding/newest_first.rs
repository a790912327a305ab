//! Recognizes a list that has the newest customers first, so that a search can stop once it is past a time.

use crate::client::customer::Customer;

/// Observes the order of a list, page by page. No document promises one, so it is assumed only after a list has shown
/// it.
#[derive(Clone)]
pub(crate) struct NewestFirst {
    /// How many customers it has seen.
    pub(crate) seen: i64,
    /// The newest creation time so far.
    pub(crate) newest: Option<i64>,
    /// The creation time of the last customer so far.
    pub(crate) last: Option<i64>,
    /// Whether every customer so far was in order.
    pub(crate) is_ordered: bool,
}

impl Default for NewestFirst {
    fn default() -> Self {
        Self { seen: 0, newest: None, last: None, is_ordered: true }
    }
}

impl NewestFirst {
    /// Fewer customers may be in order by chance.
    const CONVINCING: i64 = 20;

    /// Adds the customers of a page.
    pub(crate) fn observe(&mut self, customers: &[Customer]) {
        for customer in customers {
            let created_at = customer.created_at_ms();
            // Two customers may have the same creation time.
            self.is_ordered &= created_at.is_some_and(|at| self.last.is_none_or(|last| at <= last));
            self.last = created_at.or(self.last);
            self.newest = self.newest.max(self.last);
            self.seen += 1;
        }
    }

    /// Whether every further customer was created before this time.
    pub(crate) fn ends_before(&self, time: i64) -> bool {
        self.is_ordered
            && self.newest > self.last
            && self.seen >= Self::CONVINCING
            && self.last.is_some_and(|last| last < time)
    }
}
