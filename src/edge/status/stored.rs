//! The stored status of a customer: whether it is current, and what replaces it.

use std::cmp::Ordering;

use super::event_time::EventTime;
use super::news::{News, merged, progress};
use crate::client::customer::capability::Capability;
use crate::client::customer::{CustomerType, Status};
use crate::client::link::verification::Terms;
use crate::edge::customer::agreement::is_agreement;
use crate::edge::customer::found::FoundCustomer;
use crate::edge::customer::masked::MaskedContacts;
use crate::edge::customer::next_action::{CONTACT_SUPPORT, NONE, WAIT, next_action};
use crate::edge::customer::requirement::OpenRequirement;
use crate::edge::customer::{CustomerRef, Details};
use crate::edge::engine::run::{HandlerRun, OrSuspended};
use crate::edge::record::lifetime::CLOCK_SKEW_MS;
use crate::edge::record::{STATUS, StatusContent, Watch, lifetime};
use crate::provider::Provider;

/// How long a status counts as current.
pub(super) const FRESH_MS: i64 = 10_000;
/// How far the clocks of a server and of a provider may differ.
pub(super) const MAX_SKEW_MS: u64 = CLOCK_SKEW_MS.unsigned_abs() + 5_000;
/// How often a status is written that other requests change at the same moment.
pub(super) const WRITE_ATTEMPTS: usize = 4;

/// The status that a link or an event gives a customer.
#[derive(Clone, Copy)]
pub(super) struct Said {
    pub(super) status: Status,
    /// Whether it names the customer's products, too.
    pub(super) has_products: bool,
    /// Whether another operation tells them.
    pub(super) has_more: bool,
    /// Whether it is an event: products that were known before it may have been opened by what it tells.
    pub(super) is_news: bool,
}

/// The stored status of a customer.
pub(crate) struct StatusRecord<'a> {
    pub(super) sealed: Option<&'a str>,
    pub(super) content: StatusContent,
    /// The contacts as this request has read them: no record has any.
    pub(super) contacts: MaskedContacts,
}

impl<'a> StatusRecord<'a> {
    pub(crate) fn load(run: &mut HandlerRun<'a>, customer: CustomerRef) -> OrSuspended<Self> {
        let stored = run.load(&STATUS, &customer.subject())?;
        let mut content: StatusContent = stored.content.unwrap_or_default();
        // Handlers over one account share what is known of a customer, and each has an agenda.
        let is_mine = |watch: &Watch| watch.handler == run.handler_id();
        if !content.watch.as_ref().is_some_and(is_mine) {
            let mine = content.others.iter().position(is_mine).map(|at| content.others.swap_remove(at));
            content.others.extend(content.watch.take());
            // What the others have learned is news here.
            let (handler, told) = (run.handler_id().to_owned(), Some(Status::Incomplete));
            let changed_at = content.others.iter().map(|other| other.changed_at).max();
            let begin = || Some(Watch { handler, told, changed_at: changed_at?, ..Watch::default() });
            content.watch = mine.or_else(begin);
        }
        Ok(Self { sealed: stored.sealed, content, contacts: MaskedContacts::default() })
    }

    /// Returns the record as the store has it now.
    pub(crate) fn reloaded(self, run: &mut HandlerRun<'a>, customer: CustomerRef) -> OrSuspended<Self> {
        let is_unchanged = run.is_unchanged(&STATUS, &customer.subject(), self.sealed)?;
        if is_unchanged { Ok(self) } else { Self::load(run, customer) }
    }

    /// Whether another handler has the customer in its agenda.
    pub(super) fn is_of_others(&self) -> bool {
        self.content.others.iter().any(|other| other.since > 0)
    }

    /// Whether the provider has decided, or the time for it is over.
    pub(super) fn is_decided(&self) -> bool {
        progress(self.content.status) == 2
    }

    /// The time of the latest event that the status reflects.
    pub(super) fn event_time(&self) -> EventTime {
        EventTime { from: self.content.event_at, until: self.content.event_until }
    }

    /// Whether the customer is approved by the latest that is known.
    pub(crate) fn is_approved(&self) -> bool {
        self.content.status == Some(Status::Approved)
    }

    /// Whether an approval from this time counts as current, by what is known since then.
    pub(crate) fn confirms_approval(&self, run: &HandlerRun, approved_at: i64) -> bool {
        match self.content.status {
            Some(_) => self.is_approved() && self.is_fresh(run),
            None => is_current(run, approved_at),
        }
    }

    /// Returns whether it is a person or a business, if the provider has said it.
    pub(crate) fn customer_type(&self) -> Option<CustomerType> {
        self.content.customer_type
    }

    /// Returns the provider's codes for the operator that belong to this status.
    pub(crate) fn reasons_of(self, status: Status) -> Vec<String> {
        if self.content.status == Some(status) { self.content.operator_reasons } else { vec![] }
    }

    /// Whether the status is current: then the provider is not asked.
    pub(crate) fn is_fresh(&self, run: &HandlerRun) -> bool {
        self.content.status.is_some() && is_current(run, self.content.at)
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
        let all = Capability::known(&capabilities);
        let link = Said {
            status: found.status,
            has_products: !is_partial,
            has_more: is_partial && found.customer_of_link.is_some(),
            is_news: false,
        };
        let status = self.status_with(wanted.as_deref(), all, link);
        let said = Some(found.status).filter(|said| is_partial && *said != status);
        Details { status, requirements: run.requirements_of(customer.provider, found), capabilities, said }
    }

    /// Returns the status of a customer with these products, as far as they are known. An approval counts only with products
    /// that are open: those that were read before may have been opened by the same decision.
    pub(super) fn status_with(&self, wanted: Option<&[&str]>, all: Option<&[Capability]>, said: Said) -> Status {
        let status = Capability::status_with(all, wanted, said.status);
        let is_known = || said.has_products || !said.is_news && self.content.status == Some(status);
        match status {
            _ if said.status != Status::Approved => said.status,
            Status::Approved if all.is_some() || wanted.is_some() || !said.has_more => status,
            Status::Approved => Status::Pending,
            _ if all.is_some() && is_known() => status,
            _ => Status::Pending,
        }
    }

    /// Adds to a response that has only a part of what is missing what is known of the same status.
    pub(super) fn complete(&self, news: &mut News) {
        if self.content.status == news.status {
            let terms = if news.parts.has_open_terms { Terms::Pending } else { Terms::Accepted };
            let all = merged(&self.content.requirements, news.parts.requirements.clone(), terms);
            // Where nothing says it in detail, what the response has no word for is all that is known.
            if !all.is_empty() {
                news.parts.requirements = all;
            }
        }
    }

    /// Records what a response on the way to a link says of its customer if it contradicts what was known when the link was
    /// requested, or that the provider has the customer after all. Otherwise the page would ask for terms that the person
    /// has just accepted. Returns what is known then.
    pub(crate) fn correct(
        self,
        run: &mut HandlerRun<'a>,
        customer: CustomerRef,
        found: &FoundCustomer,
        details: &Details,
        asked_at: i64,
    ) -> OrSuspended<Self> {
        let StatusContent { status, has_open_terms, .. } = self.content;
        let is_same = (status, has_open_terms) == (Some(details.status), found.has_open_terms);
        if status.is_some() && (!is_same || self.content.missed_at > 0) {
            let news = News::of_customer(found, details, EventTime::at(asked_at).max(self.event_time()));
            return self.update(run, customer, news);
        }
        Ok(self)
    }

    /// Makes the next request ask the provider, unless an event of this time is known already. `onEvent` is told of the
    /// event in any case: `told` is what it says. Returns `false` if another request has written the record meanwhile.
    pub(super) fn expire(
        mut self,
        run: &mut HandlerRun<'a>,
        customer: CustomerRef,
        time: EventTime,
        told: Option<&News>,
    ) -> OrSuspended<bool> {
        let is_heard = told.is_some_and(|news| self.hear(run, news));
        let is_newer = self.content.status.is_some() && time.until > self.content.event_until;
        let is_expired = is_newer || self.is_fresh(run) && time.until >= self.content.event_at;
        if is_expired {
            self.content.at = run.now().saturating_sub(FRESH_MS);
            let time = time.max(self.event_time());
            (self.content.event_at, self.content.event_until) = (time.from, time.until);
        }
        if is_heard || is_expired { self.write(run, customer) } else { Ok(true) }
    }

    /// Whether this status reflects later events than the news. If the times are too close to compare clocks, the
    /// status that is further along counts as later; but a response of the provider is not undone by an event from
    /// before it.
    pub(super) fn is_later_than(&self, news: &News) -> bool {
        if self.outlasts(news) {
            return true;
        }
        let stored = self.event_time();
        let is_near = stored.until.abs_diff(news.time.until) <= MAX_SKEW_MS;
        match progress(self.content.status).cmp(&progress(news.status)) {
            Ordering::Greater if is_near => true,
            Ordering::Less if is_near && news.is_response => false,
            // A response may be from before an event of the same second.
            _ if news.is_response => stored.until > news.time.until,
            _ => stored.from > news.time.until,
        }
    }

    /// Writes the record, and returns whether it was still the one that was loaded.
    pub(super) fn write(&mut self, run: &mut HandlerRun<'a>, customer: CustomerRef) -> OrSuspended<bool> {
        let written = run.swap(&STATUS, &customer.subject(), self.sealed, &self.content, lifetime::STATUS.ms(run))?;
        self.sealed = written.or(self.sealed);
        Ok(written.is_some())
    }
}

/// Whether what was learned at this time counts as current. What is dated ahead does not.
fn is_current(run: &HandlerRun, at: i64) -> bool {
    (0..FRESH_MS).contains(&run.now().saturating_sub(at))
}
