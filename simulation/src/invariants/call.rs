//! A call of a provider, from its request to its response.

use kyclink::{Endpoint, HttpRequest};

use super::{Checks, verb_of};
use crate::own_providers;
use crate::parts::Parts;

/// A call of a provider that is going on.
pub(crate) struct ProviderCall {
    pub(super) id: String,
    pub(super) number: u64,
    pub(super) is_poll: bool,
    pub(super) request: u64,
    /// When it began, by the true time.
    pub(super) began: i64,
}

impl Checks {
    /// A call has ended: with a rejection, another failure, or a success.
    pub(crate) fn call_ended(
        &self,
        world: &Parts,
        call: &ProviderCall,
        endpoint: &Endpoint,
        is_rejected: bool,
        has_failed: bool,
    ) {
        if is_rejected && verb_of(endpoint).starts_with("confirm") {
            self.limits.borrow_mut().rejected_code(world, &call.id);
        }
        if call.is_poll {
            self.status.borrow_mut().poll_ended(world, &call.id, has_failed);
            if !has_failed {
                self.turns.borrow_mut().poll_ended(call.request, call.began);
            }
        }
    }

    /// A call is over, whether it has ended or its process died.
    pub(crate) fn call_is_over(&self, call: &ProviderCall) {
        if call.is_poll {
            self.status.borrow_mut().poll_is_over(&call.id, call.number);
        }
    }
}

/// Returns the id of the customer, or of the link that comes before one, that a request is about.
pub(crate) fn subject_of(provider: &str, request: &HttpRequest) -> String {
    if own_providers::is_own(provider) {
        return own_providers::subject_of(request);
    }
    let (path, _) = request.url.split_once('?').unwrap_or((&request.url, ""));
    let mut segments = path.split('/').skip_while(|segment| !["customer", "customers", "kyc_links"].contains(segment));
    segments.nth(1).unwrap_or_default().to_owned()
}
