//! What the replays of a request keep beside what they make: the connections, and the outcomes that a plan assumes.

use super::outcome::Outcome;
use crate::client::connection::Connection;
use crate::client::engine::memory::{self, Chain};

/// What one replay keeps.
#[derive(Default)]
pub(crate) struct HandlerScratch {
    pub(super) made: memory::Scratch,
    pub(super) assumed: Chain<Outcome<'static>>,
}

/// What the replays of a request have made so far, for those after them.
#[derive(Default)]
pub(crate) struct HandlerMemory {
    pub(super) made: memory::Memory,
    pub(super) connections: Chain<Connection>,
}
