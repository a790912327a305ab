//! What Bridge's statuses mean. Both the identity check and the terms are needed: a customer whose check is approved
//! and whose terms are not accepted is not approved.

use crate::client::customer::Status;
use crate::client::customer::capability::Capability;
use crate::client::link::verification::Terms;
use crate::client::requirement::word;
use crate::client::webhook::EventKind;
use crate::value::untrusted::UntrustedValue;

/// Maps `KycStatus` and `CustomerStatus`, which has `active` instead of `approved`. Both are open sets: the description
/// has grown since it was published.
pub(super) fn to_status(word: &str) -> Status {
    match word {
        "not_started" | "incomplete" => Status::Incomplete,
        // The person has to answer questions, or the owners of the business have to identify themselves.
        "awaiting_questionnaire" | "awaiting_ubo" => Status::OnHold,
        // Two are about the account: "paused" for a review, and without new deposits "because of activity on the
        // platform". Neither says anything about the identity check, and it is Bridge's turn.
        "under_review" | "paused" | "deposits_restricted" => Status::Pending,
        "approved" | "active" => Status::Approved,
        // "Offboarded": Bridge has closed the account.
        "rejected" | "offboarded" => Status::Rejected,
        _ => Status::Unknown,
    }
}

/// Maps `TosStatus`.
pub(super) fn to_terms(word: Option<&str>) -> Terms {
    match word {
        Some("pending") => Terms::Pending,
        Some("approved") => Terms::Accepted,
        _ => Terms::Unknown,
    }
}

/// Returns the status of a link, Bridge's own word for the identity check, and whether the terms are accepted.
pub(super) fn of_link<'a>(link: &'a UntrustedValue) -> (Status, Option<&'a str>, Terms) {
    let (word, terms) = (link.text_of("kyc_status"), to_terms(link.text_of("tos_status")));
    let status = match (word.map_or(Status::Unknown, to_status), terms) {
        (Status::Approved, Terms::Pending) => Status::Incomplete,
        // Not known to be approved.
        (Status::Approved, Terms::Unknown) => Status::Unknown,
        (status, _) => status,
    };
    (status, word, terms)
}

/// Returns the status of a customer. One whose terms are not accepted is not approved.
pub(super) fn of_customer(customer: &UntrustedValue) -> Status {
    let status = customer.text_of("status").map_or(Status::Unknown, to_status);
    let has_open_terms = customer.field("has_accepted_terms_of_service") == Some(&UntrustedValue::Bool(false));
    if has_open_terms && status == Status::Approved { Status::Incomplete } else { status }
}

/// Returns the products that the endorsements of a customer open. Why one is revoked is not described: it is not open
/// any more.
pub(super) fn capabilities(customer: &UntrustedValue) -> Vec<Capability> {
    let all = customer.field("endorsements").and_then(UntrustedValue::list).unwrap_or_default();
    let capability = |endorsement: &UntrustedValue| {
        let status = match endorsement.text_of("status") {
            Some("incomplete") => Status::Incomplete,
            Some("approved") => Status::Approved,
            Some("revoked") => Status::Rejected,
            _ => Status::Unknown,
        };
        Some(Capability::new(&word(endorsement.text_of("name")?)?, status))
    };
    all.iter().filter_map(capability).collect()
}

/// Returns the meaning of an event that brings this status, unless the status says nothing new about a decision.
pub(super) fn to_kind(status: Status) -> Option<EventKind> {
    match status {
        Status::Pending => Some(EventKind::KycPending),
        Status::Approved => Some(EventKind::KycApproved),
        Status::Rejected => Some(EventKind::KycRejected),
        Status::Expired => Some(EventKind::KycExpired),
        Status::OnHold => Some(EventKind::KycNeedsReview),
        Status::Incomplete | Status::Unknown => None,
    }
}

/// Returns the reasons of a rejection that the person may see. Each also has a `developer_reason`, which the person
/// must not see.
pub(super) fn rejection_reasons(object: &UntrustedValue) -> Vec<String> {
    let all = object.field("rejection_reasons").and_then(UntrustedValue::list).unwrap_or_default();
    let mut reasons = Vec::new();
    for reason in all.iter().filter_map(|reason| reason.owned_text_of("reason")) {
        // Several causes may have the same words.
        if !reasons.contains(&reason) {
            reasons.push(reason);
        }
    }
    reasons
}
