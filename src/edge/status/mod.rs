//! The status of this browser's verification: from the latest webhook, or from the provider once the stored one is old.
//!
//! Pages poll, most of all during an outage. The load on the provider is therefore limited: each poll sends at most one
//! request, a customer has at most one such request at a time, and after a failure none is sent for a while. As with
//! keys, only the store's clock measures how long: a lock is a record that expires.

pub(crate) mod sent_code;

use std::cmp::Ordering;

use crate::client::contact::Channel;
use crate::client::customer::capability::Capability;
use crate::client::customer::{CustomerType, Status};
use crate::client::error::ErrorCode;
use crate::client::link::verification::Terms;
use crate::client::requirement::{Party, Remedy, Requirement, RequirementKind};
use crate::edge::customer::agreement::is_agreement;
use crate::edge::customer::found::FoundCustomer;
use crate::edge::customer::next_action::{ACCEPT_TERMS, CONTACT_SUPPORT, NONE, VERIFY_CONTACT, WAIT, next_action};
use crate::edge::customer::requirement::OpenRequirement;
use crate::edge::customer::{CustomerRef, Details};
use crate::edge::engine::run::{End, HandlerRun, OrSuspended};
use crate::edge::milestone::Milestone;
use crate::edge::record::lifetime::CLOCK_SKEW_MS;
use crate::edge::record::{Lock, STATUS, STATUS_LOCK, StatusContent, lifetime};
use crate::edge::request::gate;
use crate::edge::response::json_fields::JsonFields;
use crate::edge::response::{Refusal, Response, View};
use crate::edge::session::caller::Caller;
use crate::provider::Provider;
use crate::rules::field::text::is_control;
use crate::value::json::Json;

/// How long a status counts as current.
const FRESH_MS: i64 = 10_000;
/// How far the clocks of a server and of a provider may differ.
const MAX_SKEW_MS: u64 = CLOCK_SKEW_MS.unsigned_abs() + 5_000;
/// How often a status is written that other requests change at the same moment.
const WRITE_ATTEMPTS: usize = 4;
/// How many reasons a page shows, and how many characters of each.
const MAX_REASONS: usize = 10;
const MAX_REASON_LENGTH: usize = 500;

/// The stored status of a customer.
pub(crate) struct StatusRecord<'a> {
    sealed: Option<&'a str>,
    content: StatusContent,
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
    /// What is still missing.
    requirements: Vec<OpenRequirement>,
    /// Which product is open.
    capabilities: Vec<Capability>,
}

/// What a response or an event says about a customer.
#[derive(Clone)]
struct News {
    status: Option<Status>,
    todo: Todo,
    customer_type: Option<CustomerType>,
    /// Whether it is a response of the provider, not an event.
    is_response: bool,
    /// The time of the latest event that it reflects.
    event_at: i64,
    /// Whether the provider knows more: what an approved customer still needs.
    is_partial: bool,
    /// Whether it is an event from so long ago that the provider may have decided since.
    is_late: bool,
}

/// Handles `GET /status`.
#[inline(never)]
pub(crate) fn respond_with_status<'a>(run: &mut HandlerRun<'a>, caller: &Caller<'a>) -> End {
    let Some(session) = caller.session else {
        return run.respond(Response::json(
            200,
            &JsonFields(&[("status", &"none"), ("nextAction", &"none")]),
            View::Status,
        ));
    };
    let customer = session.customer;
    // The hosted pages are on another site, and so is a bank app that opens the browser.
    if gate::is_navigation(run) && run.header("sec-fetch-site") == Some("cross-site") {
        run.milestones.push(Milestone::CameBack);
    }
    let mut known = StatusRecord::load(run, customer)?;
    if known.is_fresh(run) && !known.content.is_partial {
        return known.respond(run, caller, customer);
    }
    let name = customer.subject();
    let Some(held) = run.lock(&STATUS_LOCK, &name, lifetime::STATUS_LOCK.ms(run))? else {
        return known.respond(run, caller, customer);
    };
    // Another request may have learned the status since it was read, and have released the lock.
    if !run.is_unchanged(&STATUS, &name, known.sealed)? {
        let learned_at = known.content.at;
        known = StatusRecord::load(run, customer)?;
        if known.content.at != learned_at {
            run.remove(&STATUS_LOCK, &name, Some(held))?;
            return known.respond(run, caller, customer);
        }
    }
    let asked_at = run.now();
    match run.get_customer_once(customer)? {
        // The response is older than the event that has just come.
        Ok(found) if known.is_fresh(run) && progress(known.content.status) > progress(Some(found.status)) => {
            pause(run, &name, held)?;
            known.respond(run, caller, customer)
        }
        Ok(found) => {
            let read = run.details_of(customer.provider, &found)?;
            let is_read = read.is_some();
            let details = read.unwrap_or_else(|| known.details_for(run, customer, &found));
            // The response includes every event until the request, and all that was known.
            let event_at = asked_at.max(known.content.event_at);
            let mut news = News::of_customer(&found, &details, event_at);
            if !is_read {
                known.complete(&mut news);
            }
            let known = known.update(run, customer, news)?;
            if is_read {
                run.remove(&STATUS_LOCK, &name, Some(held))?;
            } else {
                pause(run, &name, held)?;
            }
            known.respond(run, caller, customer)
        }
        Err(failed) if failed.code() == ErrorCode::NotFound && known.may_be_gone() => {
            run.report(failed)?;
            let news = News::of_unread(asked_at.max(known.content.event_at));
            let known = known.update(run, customer, news)?;
            run.remove(&STATUS_LOCK, &name, Some(held))?;
            known.respond(run, caller, customer)
        }
        Err(failed) => {
            pause(run, &name, held)?;
            if known.content.status.is_none() {
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

/// Keeps the provider from being asked again for a while.
fn pause(run: &mut HandlerRun, name: &[&str], held: &str) -> OrSuspended<()> {
    run.swap(&STATUS_LOCK, name, Some(held), &Lock {}, lifetime::STATUS_FAILURE.ms(run))?;
    Ok(())
}

/// Whether the customer was approved, by the latest that is known: its hosted pages show a verified person.
pub(crate) fn is_known_as_verified<'a>(run: &mut HandlerRun<'a>, customer: CustomerRef<'a>) -> OrSuspended<bool> {
    Ok(known_status(run, customer)?.is_some_and(Status::was_approved))
}

/// Returns the latest status that is known, without asking the provider.
pub(crate) fn known_status<'a>(run: &mut HandlerRun<'a>, customer: CustomerRef<'a>) -> OrSuspended<Option<Status>> {
    Ok(StatusRecord::load(run, customer)?.content.status)
}

/// What a verified event says about a customer.
pub(crate) struct EventNews<'e> {
    /// The status that its data gives the customer, or else its kind.
    pub(crate) status: Option<Status>,
    pub(crate) terms: Terms,
    pub(crate) requirements: Option<&'e [Requirement]>,
    pub(crate) capabilities: Option<&'e [Capability]>,
    /// Whether the provider has the customer, of whom it may know more than the event says.
    pub(crate) has_customer: bool,
    /// When it occurred, in milliseconds since 1970-01-01 UTC.
    pub(crate) occurred_at: Option<i64>,
}

/// Records what an event says about a customer, unless a later event is known. An event without a time counts as the
/// latest. After an event without a status, the provider is asked.
pub(crate) fn record_event(run: &mut HandlerRun, customer: CustomerRef, event: &EventNews) -> OrSuspended<()> {
    let known = StatusRecord::load(run, customer)?;
    let event_at = event.occurred_at.map_or(known.content.event_at, end_of_second);
    let is_decisive = event.status != Some(Status::Approved) || !known.may_be_about_another(run, customer, event);
    let Some(status) = event.status.filter(|_| is_decisive) else { return known.expire(run, customer, event_at) };
    // Where another operation tells more than a link, an event of the link does not say all that is missing.
    let is_partial = customer.provider.customers.details.is_some();
    let is_same = known.content.status == Some(status);
    let mut requirements = match event.requirements.map(OpenRequirement::all_of) {
        Some(told) if is_partial => {
            let kept = if is_same { &known.content.requirements[..] } else { &[] };
            merged(kept, told, event.terms)
        }
        Some(told) => told,
        // What was missing for another status need not be missing for this one.
        None if is_same => known.content.requirements.clone(),
        None => vec![],
    };
    // No event says which agreements are accepted.
    if let Some(open) = known.open_agreement(customer.provider).filter(|open| !requirements.contains(open))
        && status != Status::Rejected
    {
        requirements.insert(0, open.clone());
    }
    let has_open_terms = match event.terms {
        Terms::Pending => true,
        Terms::Accepted => false,
        // An event does not say whether the terms are accepted, unless it says that nothing is left to do.
        Terms::Unknown => known.content.has_open_terms && status != Status::Approved,
    };
    let capabilities = event.capabilities.unwrap_or(&known.content.capabilities).to_vec();
    let wanted = run.wanted_products(customer.provider);
    let settled = match Capability::status_with(&capabilities, &wanted, status) {
        Status::Approved => Status::Approved,
        // The products may have been opened by the same decision.
        _ if status == Status::Approved && event.capabilities.is_none() => Status::Pending,
        settled => settled,
    };
    let todo = Todo { has_open_terms, requirements, capabilities, ..Todo::default() };
    let is_partial = is_partial && event.has_customer && status == Status::Approved;
    let is_late = event.occurred_at.is_some_and(|at| run.now().saturating_sub(at) > MAX_SKEW_MS.cast_signed());
    let status = Some(settled);
    let news = News { status, todo, customer_type: None, is_response: false, event_at, is_partial, is_late };
    if event.occurred_at.is_none() || !known.is_later_than(&news) {
        known.update(run, customer, news)?;
    }
    Ok(())
}

/// Returns the latest time that an event can have occurred at whose time is told in whole seconds: it must not count as
/// earlier than a response of the same second.
fn end_of_second(at: i64) -> i64 {
    if at % 1_000 == 0 { at + 999 } else { at }
}

/// Returns what is missing after an event that says only a part of it, and whether the terms are accepted. What a link
/// says without a word for it, its customer says in detail.
fn merged(known: &[OpenRequirement], told: Vec<OpenRequirement>, terms: Terms) -> Vec<OpenRequirement> {
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

/// Records a customer as the provider has just returned it, unless a status that is further along is known: another
/// request may have learned it while this one waited for its response.
pub(crate) fn record_customer(run: &mut HandlerRun, customer: CustomerRef, found: &FoundCustomer) -> OrSuspended<()> {
    let known = StatusRecord::load(run, customer)?;
    if progress(known.content.status) <= progress(Some(found.status)) {
        let details = known.details_for(run, customer, found);
        let news = News::of_customer(found, &details, known.content.event_at);
        known.update(run, customer, news)?;
    }
    Ok(())
}

/// How far a status is along the verification.
fn progress(status: Option<Status>) -> u8 {
    match status {
        Some(Status::Approved | Status::Rejected | Status::Expired) => 2,
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
    fn of_customer(found: &FoundCustomer, details: &Details, event_at: i64) -> Self {
        let FoundCustomer { unverified, has_open_terms, reasons, .. } = found;
        let todo = Todo {
            unconfirmed: unverified.clone(),
            has_open_terms: *has_open_terms,
            reasons: displayable(reasons),
            requirements: OpenRequirement::all_of(&details.requirements),
            capabilities: details.capabilities.clone(),
        };
        let customer_type = found.customer_type;
        let status = Some(details.status);
        Self { status, todo, customer_type, is_response: true, event_at, is_partial: false, is_late: false }
    }

    /// A customer that the provider cannot read: another link works if it has the customer nevertheless, and the request
    /// for one says if it has not.
    fn of_unread(event_at: i64) -> Self {
        let requirements = OpenRequirement::all_of(&[Requirement::unlisted(Party::Person, true)]);
        let todo = Todo { requirements, ..Todo::default() };
        let status = Some(Status::Unknown);
        Self { status, todo, customer_type: None, is_response: false, event_at, is_partial: false, is_late: false }
    }
}

impl<'a> StatusRecord<'a> {
    pub(crate) fn load(run: &mut HandlerRun<'a>, customer: CustomerRef) -> OrSuspended<Self> {
        let stored = run.load(&STATUS, &customer.subject())?;
        Ok(Self { sealed: stored.sealed, content: stored.content.unwrap_or_default() })
    }

    /// Whether a provider that does not find the customer may have lost it: it has read it before, or nothing is known.
    /// What a webhook has decided stands: not every provider can read every customer to whom it gives links.
    fn may_be_gone(&self) -> bool {
        let is_decided = progress(self.content.status) == 2;
        self.content.status.is_none() || self.content.is_read && !is_decided
    }

    /// Whether the customer is approved by the latest that is known.
    pub(crate) fn is_approved(&self) -> bool {
        self.content.status == Some(Status::Approved)
    }

    /// Returns whether it is a person or a business, if the provider has said it.
    pub(crate) fn customer_type(&self) -> Option<CustomerType> {
        self.content.customer_type
    }

    /// Whether the status is current: then the provider is not asked.
    pub(crate) fn is_fresh(&self, run: &HandlerRun) -> bool {
        let age = run.now().saturating_sub(self.content.at);
        self.content.status.is_some() && (0..FRESH_MS).contains(&age)
    }

    /// Whether something may be left to do that a page can lead to.
    pub(crate) fn leads_on(&self, provider: &Provider) -> bool {
        let StatusContent { status, unconfirmed, has_open_terms, requirements, .. } = &self.content;
        let next =
            status.map(|status| next_action(provider, status, !unconfirmed.is_empty(), *has_open_terms, requirements));
        self.content.is_partial || next.is_none_or(|next| !matches!(next, NONE | WAIT | CONTACT_SUPPORT))
    }

    /// Returns the requirement to accept agreements on the page of the handler, if it is known to be open.
    pub(crate) fn open_agreement(&self, provider: &Provider) -> Option<&OpenRequirement> {
        self.content.requirements.iter().find(|one| is_agreement(provider, one))
    }

    /// Returns what a response says of a customer that has only a part of it: what is known of its products stays.
    pub(crate) fn details_for(&self, run: &HandlerRun, customer: CustomerRef, found: &FoundCustomer) -> Details {
        let is_partial = customer.provider.customers.details.is_some();
        let capabilities = if is_partial { self.content.capabilities.clone() } else { found.capabilities.to_vec() };
        let wanted = run.wanted_products(customer.provider);
        let status = Capability::status_with(&capabilities, &wanted, found.status);
        // Whether the products are open is not known yet.
        let is_undecided = status != found.status && capabilities.is_empty();
        let status = if is_undecided { Status::Pending } else { status };
        Details { status, requirements: run.requirements_of(customer.provider, found), capabilities }
    }

    /// Adds to a response that has only a part of what is missing what is known of the same status.
    fn complete(&self, news: &mut News) {
        if self.content.status == news.status {
            let terms = if news.todo.has_open_terms { Terms::Pending } else { Terms::Accepted };
            let all = merged(&self.content.requirements, news.todo.requirements.clone(), terms);
            // Where nothing says it in detail, what the response has no word for is all that is known.
            if !all.is_empty() {
                news.todo.requirements = all;
            }
        }
    }

    /// Records what the response with a link says of its customer if it contradicts what was known when the link was
    /// requested. Otherwise the page would ask for terms that the person has just accepted.
    pub(crate) fn correct(
        self,
        run: &mut HandlerRun<'a>,
        customer: CustomerRef,
        found: &FoundCustomer,
        details: &Details,
        asked_at: i64,
    ) -> OrSuspended<()> {
        let StatusContent { status, has_open_terms, event_at, .. } = self.content;
        if status.is_some() && (status, has_open_terms) != (Some(details.status), found.has_open_terms) {
            let news = News::of_customer(found, details, asked_at.max(event_at));
            self.update(run, customer, news)?;
        }
        Ok(())
    }

    /// Whether an approval may be that of a product that the configuration does not ask for: the event names none, and the
    /// customer is known to have others.
    fn may_be_about_another(&self, run: &HandlerRun, customer: CustomerRef, event: &EventNews) -> bool {
        let calls = customer.provider.customers;
        let wanted = calls.settings.iter().filter_map(|option| run.option_of(customer.provider, option)?.texts());
        let is_asked = |name: &str| wanted.clone().flatten().any(|wanted| wanted == name);
        let known = &self.content.capabilities;
        let is_only = matches!(known.as_slice(), [only] if is_asked(&only.name));
        calls.product.is_none()
            && event.capabilities.is_none()
            && !known.is_empty()
            && !is_only
            && wanted.clone().count() > 0
    }

    /// Makes the next request ask the provider, unless an event of this time is known already.
    fn expire(mut self, run: &mut HandlerRun<'a>, customer: CustomerRef, event_at: i64) -> OrSuspended<()> {
        if self.is_fresh(run) && event_at >= self.content.event_at {
            self.content.at = run.now().saturating_sub(FRESH_MS);
            // Another request that writes it at the same moment has just learned it.
            run.swap(&STATUS, &customer.subject(), self.sealed, &self.content, lifetime::STATUS.ms(run))?;
        }
        Ok(())
    }

    /// Responds with the last known status, if there is one.
    fn respond(&self, run: &mut HandlerRun<'a>, caller: &Caller<'a>, customer: CustomerRef<'a>) -> End {
        let content = &self.content;
        let StatusContent { status, customer_type, unconfirmed, has_open_terms, reasons, at, .. } = content;
        let StatusContent { requirements, capabilities, .. } = content;
        // No event says it.
        let customer_type = &customer_type.or(caller.session.and_then(|session| session.customer_type));
        let Some(known) = *status else {
            let wait_ms = lifetime::STATUS_FAILURE.ms(run);
            return run.refuse_with_retry_after(Refusal::NOT_NOW, wait_ms);
        };
        let (status, provider) = (known.as_str(), customer.provider.name());
        let next_action = next_action(customer.provider, known, !unconfirmed.is_empty(), *has_open_terms, requirements);
        let agreements_url = self.open_agreement(customer.provider).filter(|_| next_action == ACCEPT_TERMS);
        let agreements_url = agreements_url.map(|_| run.agreements_url());
        let requirements: Vec<_> = requirements.iter().filter(|open| open.is_public()).cloned().collect();
        let mut fields: Vec<(_, &dyn Json)> =
            vec![("status", &status), ("provider", &provider), ("updatedAt", at), ("nextAction", &next_action)];
        fields.extend([("requirements", &requirements as &dyn Json), ("capabilities", capabilities)]);
        if customer_type.is_some() {
            fields.push(("type", customer_type));
        }
        let (mut view, mut is_sent) = (View::Status, false);
        if next_action == VERIFY_CONTACT {
            fields.push(("channels", unconfirmed));
            if gate::is_navigation(run) {
                view = View::VerifyContact;
                is_sent = sent_code::was_sent_to(run, customer, unconfirmed)?;
            }
        }
        if agreements_url.is_some() {
            fields.push(("agreementsUrl", &agreements_url));
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
        let known = &self.content;
        let is_near = known.event_at.abs_diff(news.event_at) <= MAX_SKEW_MS;
        match progress(known.status).cmp(&progress(news.status)) {
            Ordering::Greater if is_near => true,
            Ordering::Less if is_near && news.is_response => false,
            _ => known.event_at > news.event_at,
        }
    }

    /// Replaces what is known, unless another request records something later at the same moment. Returns what is known
    /// then.
    fn update(mut self, run: &mut HandlerRun<'a>, customer: CustomerRef, news: News) -> OrSuspended<Self> {
        for _ in 0..WRITE_ATTEMPTS {
            let News { status, todo, customer_type, is_response, event_at, is_partial, is_late } = news.clone();
            let Todo { unconfirmed, has_open_terms, reasons, mut requirements, capabilities } = todo;
            let before = self.content.status;
            // Only an event says why a customer was refused for good, where the customer does not have the reason.
            let is_final = |one: &OpenRequirement| one.can == Remedy::Final;
            let has_reason = customer.provider.customers.details.is_some() || requirements.iter().any(is_final);
            if status == before && before == Some(Status::Rejected) && !has_reason {
                requirements.extend(self.content.requirements.iter().filter(|one| is_final(one)).cloned());
            }
            self.content = StatusContent {
                status,
                customer_type: customer_type.or(self.content.customer_type),
                is_read: is_response || self.content.is_read,
                unconfirmed,
                has_open_terms,
                reasons,
                requirements,
                capabilities,
                is_partial,
                at: if is_late { run.now().saturating_sub(FRESH_MS) } else { run.now() },
                event_at,
            };
            let lifetime_ms = lifetime::STATUS.ms(run);
            if run.swap(&STATUS, &customer.subject(), self.sealed, &self.content, lifetime_ms)?.is_some() {
                if let Some(status @ (Status::Approved | Status::Rejected)) = status.filter(|_| status != before) {
                    run.milestones.push(Milestone::Settled(status));
                }
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
