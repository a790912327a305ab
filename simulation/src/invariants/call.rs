//! A call of a provider, from its request to its response.

use std::rc::Rc;

use kyclink::Endpoint;

use super::verb_of;
use crate::world::World;

/// A call of a provider that is going on.
pub(crate) struct Call {
    pub(super) world: Rc<World>,
    pub(super) id: String,
    pub(super) number: u64,
    pub(super) is_poll: bool,
}

impl Call {
    /// Records how the call ended: with a rejection, another failure, or a success.
    pub(crate) fn ended(&self, endpoint: &Endpoint, is_rejected: bool, has_failed: bool) {
        if is_rejected && verb_of(endpoint).starts_with("confirm") {
            self.world.checks.limits.borrow_mut().rejected_code(&self.world, &self.id);
        }
        if self.is_poll {
            self.world.checks.status.borrow_mut().poll_ended(&self.world, &self.id, has_failed);
        }
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        if self.is_poll {
            self.world.checks.status.borrow_mut().poll_is_over(&self.id, self.number);
        }
    }
}
