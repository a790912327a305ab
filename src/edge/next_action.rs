//! What a person can do next, as `GET /status` says it.

use crate::client::customer::Status;
use crate::provider::Provider;

/// The person must confirm an e-mail address or a phone number.
pub(super) const VERIFY_CONTACT: &str = "verify_contact";

/// Returns the `nextAction` of a status. `is_unconfirmed` says whether the provider wants a contact confirmed.
pub(super) fn next_action(status: Status, is_unconfirmed: bool, provider: &Provider) -> &'static str {
    match status {
        Status::Approved => "none",
        Status::Rejected if provider.onboarding.is_retried_after_rejection => "try_again",
        Status::Rejected => "contact_support",
        Status::Incomplete if is_unconfirmed => VERIFY_CONTACT,
        // The hosted pages say what is missing.
        Status::Incomplete | Status::OnHold => "open_link",
        Status::Pending | Status::Unknown => "wait",
    }
}
