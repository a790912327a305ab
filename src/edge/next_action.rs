//! What a person can do next, as `GET /status` says it.

use crate::client::customer::Status;
use crate::provider::Provider;

/// Returns the `nextAction` of a status. `is_unconfirmed` says whether the provider waits for a code sent to a contact.
pub(super) fn next_action(status: &str, is_unconfirmed: bool, provider: &Provider) -> &'static str {
    let is = |other: Status| status == other.as_str();
    if is(Status::Approved) {
        "none"
    } else if is(Status::Rejected) {
        if provider.onboarding.is_retried_after_rejection { "try_again" } else { "contact_support" }
    } else if is(Status::Incomplete) && is_unconfirmed {
        "verify_contact"
    } else if is(Status::Incomplete) || is(Status::OnHold) {
        // The hosted pages say what is missing.
        "open_link"
    } else {
        "wait"
    }
}
