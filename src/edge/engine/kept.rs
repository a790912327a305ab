//! What the replays of a request keep beside what they make: the connections, and the outcomes that a plan assumes.

use super::outcome::Outcome;
use crate::client::connection::Connection;
use crate::client::customer::Customer;
use crate::client::engine::memory::{self, Chain};
use crate::client::onboarding::received::PagesRead;

/// What one replay keeps.
#[derive(Default)]
pub(crate) struct Kept {
    pub(super) made: memory::Kept,
    pub(super) assumed: Chain<Outcome<'static>>,
}

/// What the replays of a request have made so far, for those after them.
#[derive(Default)]
pub(crate) struct Memory {
    pub(super) made: memory::Memory,
    pub(super) pages: Chain<Pages>,
    pub(super) connections: Chain<Connection>,
}

/// How far a flow has read a list, so that no replay reads the same page again.
pub(super) struct Pages {
    /// How many outcomes were used when the flow began.
    pub(super) began: usize,
    pub(super) read: PagesRead,
    pub(super) found: Vec<Customer>,
    pub(super) after: crate::client::engine::Place,
}
