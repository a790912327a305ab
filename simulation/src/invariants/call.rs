//! A call of a provider, from its request to its response.

use std::rc::Rc;

use kyclink::{Endpoint, HttpRequest};

use super::verb_of;
use crate::world::World;

/// A call of a provider that is going on.
pub(crate) struct Call {
    pub(super) world: Rc<World>,
    pub(super) id: String,
    pub(super) number: u64,
    pub(super) is_poll: bool,
    pub(super) request: u64,
    /// When it began, by the true time.
    pub(super) began: i64,
}

impl Call {
    /// Records how the call ended: with a rejection, another failure, or a success.
    pub(crate) fn ended(&self, endpoint: &Endpoint, is_rejected: bool, has_failed: bool) {
        if is_rejected && verb_of(endpoint).starts_with("confirm") {
            self.world.checks.limits.borrow_mut().rejected_code(&self.world, &self.id);
        }
        if self.is_poll {
            self.world.checks.status.borrow_mut().poll_ended(&self.world, &self.id, has_failed);
            if !has_failed {
                self.world.checks.turns.borrow_mut().poll_ended(self.request, self.began);
            }
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

/// Returns the id of the customer, or of the link that comes before one, that a request is about.
pub(super) fn subject_of(request: &HttpRequest) -> String {
    let (path, _) = request.url.split_once('?').unwrap_or((&request.url, ""));
    let mut segments = path.split('/').skip_while(|segment| !["customer", "customers", "kyc_links"].contains(segment));
    segments.nth(1).unwrap_or_default().to_owned()
}
