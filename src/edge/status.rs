//! The status of this browser's verification: from the latest webhook, or from the provider once the stored one is old.
//!
//! Pages poll, most of all during an outage. The load on the provider is therefore limited: each poll sends at most one
//! request, a customer has at most one such request at a time, and after a failure none is sent for a while. As with
//! keys, only the store's clock measures how long: a lock is a record that expires.

use std::cmp::Ordering;

use super::caller::Caller;
use super::customer::CustomerRef;
use super::gate;
use super::json_fields::JsonFields;
use super::key::CLOCK_SKEW_MS;
use super::next_action::{VERIFY_CONTACT, next_action};
use super::provider_outcome::FoundCustomer;
use super::record::{IfUnreadable, StoredRecord};
use super::response::{Refusal, Response, View};
use super::run::{End, Flow, HandlerRun, status_field};
use super::sent_code;
use crate::client::contact::Channel;
use crate::client::customer::Status;
use crate::client::error::ErrorCode;
use crate::client::webhook::EventKind;
use crate::rules::field::text::is_control;
use crate::value::json::Json;
use crate::value::time::DAY_MS;

/// How long a status counts as current.
const FRESH_MS: i64 = 10_000;
/// How long no request is sent to the provider after a failure. A request's lock lasts this much longer than its
/// deadline, so that the same holds if its process dies.
const FAILURE_MS: i64 = 5_000;
const LIFETIME_MS: i64 = 30 * DAY_MS;
/// How far the clocks of a server and of a provider may differ.
const MAX_SKEW_MS: u64 = CLOCK_SKEW_MS.unsigned_abs() + 5_000;
/// How often a status is written that other requests change at the same moment.
const WRITE_ATTEMPTS: usize = 4;
/// How many reasons a page shows, and how many characters of each.
const MAX_REASONS: usize = 10;
const MAX_REASON_LENGTH: usize = 500;

/// The stored status of a customer. An unknown time is 0.
struct StatusRecord<'a> {
    stored: StoredRecord<'a>,
    /// The status; `None` if it was never learned.
    status: Option<Status>,
    /// What the person has to do before the provider decides, and why it refused.
    todo: Todo,
    /// When the status was learned.
    at: i64,
    /// The time of the latest event that the status reflects.
    event_at: i64,
}

/// What the person has to do before the provider decides, and why it refused.
#[derive(Clone, Default)]
struct Todo {
    /// The contacts that the provider wants confirmed.
    unconfirmed: Vec<Channel>,
    /// Whether the provider wants its terms accepted.
    has_open_terms: bool,
    /// The provider's reasons, in words that it allows the person to see.
    reasons: Vec<String>,
}

/// What a response or an event says about a customer.
#[derive(Clone)]
struct News {
    status: Option<Status>,
    todo: Todo,
    /// Whether it is a response of the provider, not an event.
    is_response: bool,
    /// The time of the latest event that it reflects.
    event_at: i64,
}

/// Handles `GET /status`.
pub(super) fn respond_with_status<'a>(run: &mut HandlerRun<'a>, caller: &Caller<'a>) -> End {
    let Some(session) = caller.session else {
        return run.respond(Response::json(
            200,
            &JsonFields(&[("status", &"none"), ("nextAction", &"none")]),
            View::Status,
        ));
    };
    let customer = session.customer;
    let mut known = StatusRecord::load(run, customer)?;
    let age = run.now.saturating_sub(known.at);
    if known.status.is_some() && (0..FRESH_MS).contains(&age) {
        return known.respond(run, caller, customer);
    }
    let lock = customer.record_name("asking");
    let lock_ms = run.timeout().saturating_add(FAILURE_MS);
    let Some(held) = run.swap(&lock, None, &true, lock_ms)? else {
        return known.respond(run, caller, customer);
    };
    // Another request may have learned the status since it was read, and have released the lock.
    if !run.is_unchanged(&customer.record_name("status"), &known.stored)? {
        let learned_at = known.at;
        known = StatusRecord::load(run, customer)?;
        if known.at != learned_at {
            run.remove(&lock, Some(held))?;
            return known.respond(run, caller, customer);
        }
    }
    let asked_at = run.now;
    match run.get_customer_once(customer)? {
        Ok(found) => {
            // The response includes every event until the request, and all that was known.
            let news = News::of_customer(found, asked_at.max(known.event_at));
            let known = known.update(run, customer, news)?;
            run.remove(&lock, Some(held))?;
            known.respond(run, caller, customer)
        }
        Err(failed) => {
            run.swap(&lock, Some(held), &true, FAILURE_MS)?;
            if known.status.is_none() {
                return run.fail(failed);
            }
            // A webhook has shown that the customer exists, so a 404 from the provider is not reported.
            if failed.code() != ErrorCode::NotFound {
                run.report(failed)?;
            }
            known.respond(run, caller, customer)
        }
    }
}

/// Whether the customer is approved by the latest that is known.
pub(super) fn is_known_as_approved<'a>(run: &mut HandlerRun<'a>, customer: CustomerRef<'a>) -> Flow<bool> {
    Ok(known_status(run, customer)? == Some(Status::Approved))
}

/// Returns the latest status that is known, without asking the provider.
pub(super) fn known_status<'a>(run: &mut HandlerRun<'a>, customer: CustomerRef<'a>) -> Flow<Option<Status>> {
    Ok(StatusRecord::load(run, customer)?.status)
}

/// Returns the status that a kind of event gives a customer, if it gives one.
pub(super) fn status_of(kind: EventKind) -> Option<Status> {
    match kind {
        EventKind::KycPending => Some(Status::Pending),
        EventKind::KycApproved => Some(Status::Approved),
        EventKind::KycRejected => Some(Status::Rejected),
        EventKind::KycNeedsReview => Some(Status::OnHold),
        _ => None,
    }
}

/// Records the status that an event gives a customer, unless a later event is known. An event without a time counts as
/// the latest.
pub(super) fn record_status(
    run: &mut HandlerRun,
    customer: CustomerRef,
    status: Status,
    occurred_at: Option<i64>,
) -> Flow<()> {
    let known = StatusRecord::load(run, customer)?;
    let event_at = occurred_at.unwrap_or(known.event_at);
    // An event does not say whether the terms are accepted, unless it says that nothing is left to do.
    let has_open_terms = known.todo.has_open_terms && status != Status::Approved;
    let todo = Todo { has_open_terms, ..Todo::default() };
    let news = News { status: Some(status), todo, is_response: false, event_at };
    if occurred_at.is_none() || !known.is_later_than(&news) {
        known.update(run, customer, news)?;
    }
    Ok(())
}

/// Records a customer as the provider has just returned it, unless a status that is further along is known: another
/// request may have learned it while this one waited for its response.
pub(super) fn record_customer(run: &mut HandlerRun, customer: CustomerRef, found: &FoundCustomer) -> Flow<()> {
    let known = StatusRecord::load(run, customer)?;
    if progress(known.status) <= progress(Some(found.status)) {
        let news = News::of_customer(found, known.event_at);
        known.update(run, customer, news)?;
    }
    Ok(())
}

/// How far a status is along the verification.
fn progress(status: Option<Status>) -> u8 {
    match status {
        Some(Status::Approved | Status::Rejected) => 2,
        Some(Status::Pending | Status::OnHold) => 1,
        Some(Status::Incomplete | Status::Unknown) | None => 0,
    }
}

/// Returns reasons as a page may show them: the provider's text must not fill the page, nor change the direction of other
/// text.
fn displayable(reasons: &[String]) -> Vec<String> {
    let plain = |reason: &String| {
        let text: String =
            reason.chars().take(MAX_REASON_LENGTH).map(|c| if is_control(c) { ' ' } else { c }).collect();
        text.trim().to_owned()
    };
    reasons.iter().map(plain).filter(|reason| !reason.is_empty()).take(MAX_REASONS).collect()
}

impl News {
    fn of_customer(found: &FoundCustomer, event_at: i64) -> Self {
        let FoundCustomer { unverified, has_open_terms, reasons, .. } = found;
        let reasons = displayable(reasons);
        let todo = Todo { unconfirmed: unverified.clone(), has_open_terms: *has_open_terms, reasons };
        Self { status: Some(found.status), todo, is_response: true, event_at }
    }
}

impl<'a> StatusRecord<'a> {
    fn load(run: &mut HandlerRun<'a>, customer: CustomerRef) -> Flow<Self> {
        let stored = run.load(&customer.record_name("status"), IfUnreadable::TreatAsAbsent)?;
        let integer = |name| stored.integer(name).unwrap_or_default();
        let channels = stored.field("unconfirmed").texts();
        Ok(Self {
            status: status_field(stored.value()),
            todo: Todo {
                unconfirmed: channels.unwrap_or_default().into_iter().filter_map(Channel::parse).collect(),
                has_open_terms: stored.field("hasOpenTerms").is_true(),
                reasons: stored.field("reasons").texts().unwrap_or_default().into_iter().map(str::to_owned).collect(),
            },
            at: integer("at"),
            event_at: integer("eventAt"),
            stored,
        })
    }

    /// Responds with the last known status, if there is one.
    fn respond(&self, run: &mut HandlerRun<'a>, caller: &Caller<'a>, customer: CustomerRef<'a>) -> End {
        let Some(known) = self.status else { return run.refuse_for(Refusal::NOT_NOW, FAILURE_MS) };
        let (status, provider) = (known.as_str(), customer.provider.name());
        let Todo { unconfirmed, has_open_terms, reasons } = &self.todo;
        let next_action = next_action(known, !unconfirmed.is_empty(), *has_open_terms, customer.provider);
        let mut fields: Vec<(_, &dyn Json)> =
            vec![("status", &status), ("provider", &provider), ("updatedAt", &self.at), ("nextAction", &next_action)];
        let (mut view, mut is_sent) = (View::Status, false);
        if next_action == VERIFY_CONTACT {
            fields.push(("channels", unconfirmed));
            if gate::is_navigation(run) {
                view = View::VerifyContact;
                is_sent = sent_code::was_sent_to(run, customer, unconfirmed)?;
            }
        }
        if known == Status::Rejected && !reasons.is_empty() {
            fields.push(("reasons", reasons));
        }
        if is_sent {
            fields.push(("sent", &true));
        }
        if caller.has_other_device {
            fields.push(("otherDevice", &true));
        }
        if caller.session.is_some_and(|session| session.is_handed_over()) {
            fields.push(("handedOver", &true));
        }
        run.respond(Response::json(200, &JsonFields(&fields), view))
    }

    /// Whether this status reflects later events than the news. If the times are too close to compare clocks, the
    /// status that is further along counts as later; but a response of the provider is not undone by an event from
    /// before it.
    fn is_later_than(&self, news: &News) -> bool {
        let is_near = self.event_at.abs_diff(news.event_at) <= MAX_SKEW_MS;
        match progress(self.status).cmp(&progress(news.status)) {
            Ordering::Greater if is_near => true,
            Ordering::Less if is_near && news.is_response => false,
            _ => self.event_at > news.event_at,
        }
    }

    /// Replaces what is known, unless another request records something later at the same moment. Returns what is known
    /// then.
    fn update(mut self, run: &mut HandlerRun<'a>, customer: CustomerRef, news: News) -> Flow<Self> {
        for _ in 0..WRITE_ATTEMPTS {
            let News { status, todo, event_at, .. } = news.clone();
            self = Self { stored: self.stored, status, todo, at: run.now, event_at };
            let value = JsonFields(&[
                ("status", &self.status.map(Status::as_str)),
                ("unconfirmed", &self.todo.unconfirmed),
                ("hasOpenTerms", &self.todo.has_open_terms),
                ("reasons", &self.todo.reasons),
                ("at", &self.at),
                ("eventAt", &self.event_at),
            ]);
            if run.swap(&customer.record_name("status"), self.stored.sealed(), &value, LIFETIME_MS)?.is_some() {
                break;
            }
            self = Self::load(run, customer)?;
            if self.is_later_than(&news) {
                break;
            }
        }
        Ok(self)
    }
}
