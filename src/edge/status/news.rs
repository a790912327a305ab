//! What a response or an event says about a customer.

use super::event_time::EventTime;
use crate::client::contact::Channel;
use crate::client::customer::capability::Capability;
use crate::client::customer::{CustomerType, Status};
use crate::client::link::verification::Terms;
use crate::client::requirement::{Party, Requirement, RequirementKind};
use crate::edge::customer::Details;
use crate::edge::customer::found::FoundCustomer;
use crate::edge::customer::requirement::OpenRequirement;
use crate::rules::field::text::is_control;

/// How many reasons a page shows, and how many characters of each.
const MAX_REASONS: usize = 10;
const MAX_REASON_LENGTH: usize = 500;
/// How many codes are stored for the operator.
const MAX_CODES: usize = 20;

/// What a response or an event says about a customer.
#[derive(Clone)]
pub(super) struct News {
    pub(super) status: Option<Status>,
    /// The approval that it says itself, where `status` is another one because the customer's products are not known yet.
    pub(super) said: Option<Status>,
    pub(super) parts: OpenParts,
    pub(super) customer_type: Option<CustomerType>,
    /// Whether it is a response of the provider, not an event.
    pub(super) is_response: bool,
    /// The time of the latest event that it reflects.
    pub(super) time: EventTime,
    /// Whether the provider knows more: what an approved customer still needs.
    pub(super) is_partial: bool,
    /// Whether the provider may have decided since: it is an event from long ago, or does not say from when.
    pub(super) is_late: bool,
    /// The id of the event, if it is one.
    pub(super) event: Option<String>,
}

/// What the person has to do before the provider decides, and why it refused.
#[derive(Clone, Default)]
pub(super) struct OpenParts {
    /// The contacts that the provider wants confirmed.
    pub(super) unconfirmed: Vec<Channel>,
    /// Whether the provider wants its terms accepted.
    pub(super) has_open_terms: bool,
    /// The provider's reasons, in words that it allows the person to see.
    pub(super) reasons: Vec<String>,
    /// The same in codes, for the operator alone.
    pub(super) operator_reasons: Vec<String>,
    /// What is still missing.
    pub(super) requirements: Vec<OpenRequirement>,
    /// Which product is open.
    pub(super) capabilities: Vec<Capability>,
}

impl News {
    pub(super) fn of_customer(found: &FoundCustomer, details: &Details, time: EventTime) -> Self {
        let FoundCustomer { unverified, has_open_terms, reasons, operator_reasons, .. } = found;
        let parts = OpenParts {
            unconfirmed: unverified.clone(),
            has_open_terms: *has_open_terms,
            reasons: displayable(reasons),
            operator_reasons: few(operator_reasons),
            requirements: OpenRequirement::all_of(&details.requirements),
            capabilities: details.capabilities.clone(),
        };
        let customer_type = found.customer_type;
        let (status, said, is_response) = (Some(details.status), details.said, true);
        Self { status, said, parts, customer_type, is_response, time, is_partial: false, is_late: false, event: None }
    }

    /// A customer that the provider cannot read: another link works if it has the customer nevertheless, and the request
    /// for one says if it has not.
    pub(super) fn of_unread(time: EventTime) -> Self {
        let requirements = OpenRequirement::all_of(&[Requirement::unlisted(Party::Person, true)]);
        let parts = OpenParts { requirements, ..OpenParts::default() };
        let (status, said, customer_type, is_response) = (Some(Status::Unknown), None, None, false);
        Self { status, said, parts, customer_type, is_response, time, is_partial: false, is_late: false, event: None }
    }
}

/// How far a status is along the verification.
pub(super) fn progress(status: Option<Status>) -> u8 {
    match status {
        Some(Status::Approved | Status::Rejected | Status::Expired) => 2,
        Some(Status::Pending | Status::OnHold) => 1,
        Some(Status::Incomplete | Status::Unknown) | None => 0,
    }
}

/// Returns what is missing after an event that says only a part of it, and whether the terms are accepted. What a link
/// says without a word for it, its customer says in detail.
pub(super) fn merged(known: &[OpenRequirement], told: Vec<OpenRequirement>, terms: Terms) -> Vec<OpenRequirement> {
    let is_met =
        |one: &OpenRequirement| one.kind == RequirementKind::Terms && one.due_by.is_none() && terms == Terms::Accepted;
    let mut all: Vec<_> = known.iter().filter(|one| !is_met(one)).cloned().collect();
    for one in told.into_iter().filter(|one| one.kind != RequirementKind::Other) {
        if !all.contains(&one) {
            all.push(one);
        }
    }
    all
}

/// Returns reasons as a page may show them: the provider's text must not fill the page, nor change the direction of other
/// text.
pub(super) fn displayable(reasons: &[String]) -> Vec<String> {
    let plain = |reason: &String| {
        let text: String =
            reason.chars().take(MAX_REASON_LENGTH).map(|c| if is_control(c) { ' ' } else { c }).collect();
        text.trim().to_owned()
    };
    reasons.iter().map(plain).filter(|reason| !reason.is_empty()).take(MAX_REASONS).collect()
}

/// Returns as many codes as are stored.
pub(super) fn few(codes: &[String]) -> Vec<String> {
    codes.iter().take(MAX_CODES).cloned().collect()
}
