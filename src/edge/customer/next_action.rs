//! What a person can do next, as `GET /status` says it.

use crate::client::customer::Status;
use crate::client::requirement::{NextAction, Remedy};
use crate::edge::customer::requirement::OpenRequirement;
use crate::provider::Provider;

/// The person must confirm an email address or a phone number.
pub(crate) const VERIFY_CONTACT: &str = "verify_contact";

/// The person must accept the provider's terms.
pub(crate) const ACCEPT_TERMS: &str = "accept_terms";

/// The person must open the hosted page.
pub(crate) const OPEN_LINK: &str = "open_link";

/// Nothing is left to do.
pub(crate) const NONE: &str = "none";

/// The person can correct what was refused, on the hosted page.
const TRY_AGAIN: &str = "try_again";

/// The provider is checking.
pub(crate) const WAIT: &str = "wait";

/// Only the owner of the handler can help.
pub(crate) const CONTACT_SUPPORT: &str = "contact_support";

/// Returns the `nextAction` of a status. `is_unconfirmed` says whether the provider wants a contact confirmed, and
/// `has_open_terms` whether it wants its terms accepted, which is possible at any time before the decision.
/// `requirements` decide whatever those leave open. Where the provider makes no other link, a person who needs one cannot
/// go on alone.
pub(crate) fn next_action(
    provider: &Provider,
    status: Status,
    is_unconfirmed: bool,
    has_open_terms: bool,
    requirements: &[OpenRequirement],
) -> &'static str {
    let action = with_any_link(status, is_unconfirmed, has_open_terms, requirements);
    let needs_link = matches!(action, OPEN_LINK | ACCEPT_TERMS | TRY_AGAIN);
    if needs_link && !provider.customers.can_renew { CONTACT_SUPPORT } else { action }
}

/// Returns the `nextAction` where there is a link whenever one is needed.
fn with_any_link(
    status: Status,
    is_unconfirmed: bool,
    has_open_terms: bool,
    requirements: &[OpenRequirement],
) -> &'static str {
    let due_now = || requirements.iter().filter(|open| open.due_by.is_none());
    match status {
        // What is due later does not undo an approval, and neither does what the provider will never open, a contact
        // without which it has approved, or what somebody else has to do.
        Status::Approved => {
            let is_open = |open: &&OpenRequirement| {
                open.can != Remedy::Final && open.next_action != NextAction::VerifyContact && !open.is_task_of_others()
            };
            let open = due_now().filter(is_open).min_by_key(|open| open.rank());
            open.map_or(NONE, |open| on_page(open.next_action))
        }
        Status::Rejected => {
            // Where part of a refusal is final or unexplained, the rest does not help.
            let is_open = !due_now().any(|open| matches!(open.can, Remedy::Final | Remedy::Unknown));
            let is_tried_again = is_open && due_now().any(|open| open.can == Remedy::Act && !open.is_task_of_others());
            if is_tried_again { TRY_AGAIN } else { CONTACT_SUPPORT }
        }
        _ if has_open_terms => ACCEPT_TERMS,
        Status::Incomplete if is_unconfirmed => VERIFY_CONTACT,
        Status::Incomplete | Status::Expired | Status::OnHold | Status::Pending | Status::Unknown => {
            match due_now().min_by_key(|open| open.rank()).map(|open| open.next_action) {
                Some(action) => on_page(action),
                // The hosted pages say what is missing.
                None if matches!(status, Status::Incomplete | Status::Expired | Status::OnHold) => OPEN_LINK,
                // Nobody has said that there is anything to wait for.
                None if status == Status::Unknown => CONTACT_SUPPORT,
                None => WAIT,
            }
        }
    }
}

/// The hosted page asks for a contact that the handler cannot confirm.
fn on_page(action: NextAction) -> &'static str {
    match action {
        NextAction::VerifyContact | NextAction::TryAgain => OPEN_LINK,
        action => action.as_str(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::requirement::{Party, RequirementKind};
    use crate::provider::PROVIDERS;

    fn opens(due_by: Option<&str>) -> Vec<OpenRequirement> {
        let remedies = [Remedy::Act, Remedy::Wait, Remedy::Final, Remedy::Unknown];
        let actions = ["wait", "open_link", "verify_contact", "accept_terms", "try_again", "contact_support"];
        let all = remedies.into_iter().flat_map(|can| actions.map(|action| (can, action)));
        all.map(|(can, action)| OpenRequirement {
            kind: RequirementKind::parse("document").unwrap(),
            who: Party::parse("person").unwrap(),
            can,
            due_by: due_by.map(str::to_owned),
            next_action: NextAction::parse(action).unwrap(),
        })
        .collect()
    }

    #[test]
    fn what_is_due_later_is_not_next() {
        let provider = PROVIDERS.first().unwrap();
        let now: Vec<_> = [vec![]].into_iter().chain(opens(None).into_iter().map(|open| vec![open])).collect();
        let mut count = 0;
        for status in Status::ALL {
            for (is_unconfirmed, has_open_terms) in [(false, false), (true, false), (false, true), (true, true)] {
                for due_now in now.iter().map(Vec::as_slice) {
                    let expected = next_action(provider, status, is_unconfirmed, has_open_terms, due_now);
                    for later in opens(Some("2027-01-31")) {
                        let later = std::slice::from_ref(&later);
                        for all in [[due_now, later].concat(), [later, due_now].concat()] {
                            assert_eq!(next_action(provider, status, is_unconfirmed, has_open_terms, &all), expected);
                            count += 1;
                        }
                    }
                }
            }
        }
        assert_eq!(count, 7 * 4 * 25 * 24 * 2);
    }
}
