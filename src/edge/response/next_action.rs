//! What a person can do next, as `GET /status` says it.

use crate::client::customer::Status;
use crate::provider::Provider;

/// The person must confirm an email address or a phone number.
pub(crate) const VERIFY_CONTACT: &str = "verify_contact";

/// The person must accept the provider's terms.
pub(crate) const ACCEPT_TERMS: &str = "accept_terms";

/// Returns the `nextAction` of a status. `is_unconfirmed` says whether the provider wants a contact confirmed, and
/// `has_open_terms` whether it wants its terms accepted, which is possible at any time before the decision.
pub(crate) fn next_action(
    status: Status,
    is_unconfirmed: bool,
    has_open_terms: bool,
    provider: &Provider,
) -> &'static str {
    match status {
        Status::Approved => "none",
        Status::Rejected if provider.onboarding.is_retried_after_rejection => "try_again",
        Status::Rejected => "contact_support",
        _ if has_open_terms => ACCEPT_TERMS,
        Status::Incomplete if is_unconfirmed => VERIFY_CONTACT,
        // The hosted pages say what is missing.
        Status::Incomplete | Status::OnHold => "open_link",
        Status::Pending | Status::Unknown => "wait",
    }
}
