//! The status of this browser's verification: from the latest webhook, or from the provider once the stored one is old.
//!
//! Pages poll, most of all during an outage. The load on the provider is therefore limited: each poll sends at most one
//! request, a customer has at most one such request at a time, and after a failure none is sent for a while. As with
//! keys, only the store's clock measures how long: a lock is a record that expires.

mod come_back;
mod event;
mod event_time;
mod gone;
mod news;
pub(crate) mod sent_code;
mod stored;
mod told;
mod update;
mod watch;

use crate::client::customer::Status;
use crate::client::error::ErrorCode;
use crate::edge::customer::CustomerRef;
use crate::edge::customer::found::FoundCustomer;
use crate::edge::customer::masked::MaskedContacts;
use crate::edge::customer::next_action::{ACCEPT_TERMS, VERIFY_CONTACT, next_action};
use crate::edge::engine::run::{End, Failed, HandlerRun, OrSuspended};
use crate::edge::milestone::Milestone;
use crate::edge::record::{Lock, STATUS_LOCK, StatusContent, lifetime};
use crate::edge::request::gate;
use crate::edge::response::json_fields::JsonFields;
use crate::edge::response::{Refusal, Response, View};
use crate::edge::session::caller::Caller;
use crate::value::json::Json;

pub(crate) use come_back::come_back;
pub(crate) use event::{EventNews, record_event};
use event_time::EventTime;
pub(crate) use gone::fail_about;
use news::{News, progress};
pub(crate) use stored::StatusRecord;
pub(crate) use told::WasTold;
pub(crate) use watch::is_open;

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
    let mut stored = StatusRecord::load(run, customer)?;
    if stored.is_fresh(run) && !stored.content.is_partial {
        stored.name_contacts(run, customer)?;
        return stored.respond(run, caller, customer);
    }
    let name = customer.subject();
    let Some(held) = run.lock(&STATUS_LOCK, &name, lifetime::STATUS_LOCK.ms(run))? else {
        return stored.respond(run, caller, customer);
    };
    // Another request may have learned the status since it was read, and have released the lock.
    let learned_at = stored.content.at;
    stored = stored.reloaded(run, customer)?;
    if stored.content.at != learned_at {
        run.remove(&STATUS_LOCK, &name, Some(held))?;
        return stored.respond(run, caller, customer);
    }
    let asked_at = run.now();
    let (stored, answer) = stored.ask(run, customer, &mut |_| Ok(()))?;
    match answer {
        Answer::Whole => {
            run.remove(&STATUS_LOCK, &name, Some(held))?;
            stored.respond(run, caller, customer)
        }
        Answer::Part => {
            pause(run, &name, held)?;
            stored.respond(run, caller, customer)
        }
        Answer::Failed(failed) if failed.code() == ErrorCode::NotFound => {
            let (stored, is_gone) = stored.miss(run, customer, asked_at)?;
            if is_gone {
                run.report(failed)?;
                run.remove(&STATUS_LOCK, &name, Some(held))?;
            } else {
                pause(run, &name, held)?;
            }
            stored.respond(run, caller, customer)
        }
        Answer::Failed(failed) => {
            pause(run, &name, held)?;
            if stored.content.status.is_none() {
                return run.fail(failed);
            }
            run.report(failed)?;
            stored.respond(run, caller, customer)
        }
    }
}

/// What a provider has answered about a customer.
pub(crate) enum Answer<'a> {
    /// All that is known of the customer.
    Whole,
    /// Something else will be said soon: the rest, or what the event says that has just come.
    Part,
    Failed(Failed<'a>),
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

/// Records a customer as the provider has just returned it, unless a status that is further along is known: another
/// request may have learned it while this one waited for its response.
pub(crate) fn record_customer(run: &mut HandlerRun, customer: CustomerRef, found: &FoundCustomer) -> OrSuspended<()> {
    let stored = StatusRecord::load(run, customer)?;
    let time = stored.event_time();
    let (before, after) = (stored.content.status, Some(found.status));
    if progress(before) > progress(after) {
        return Ok(());
    }
    // Nothing says which of two decisions is the later one, but the next response does.
    if stored.is_decided() && before != after {
        return stored.expire(run, customer, time, None).map(drop);
    }
    let details = stored.details_for(run, customer, found);
    stored.update(run, customer, News::of_customer(found, &details, time)).map(drop)
}

impl<'a> StatusRecord<'a> {
    /// Asks the provider for the status, with a single request and one for the details. Records the answer after
    /// `before_write`. The caller holds the lock.
    #[inline(never)]
    pub(crate) fn ask(
        self,
        run: &mut HandlerRun<'a>,
        customer: CustomerRef<'a>,
        before_write: &mut dyn FnMut(&mut HandlerRun<'a>) -> OrSuspended<()>,
    ) -> OrSuspended<(Self, Answer<'a>)> {
        let asked_at = run.now();
        let found = match run.get_customer_once(customer, self.content.status)? {
            Ok(found) => found,
            Err(failed) => return Ok((self, Answer::Failed(failed))),
        };
        // The response is older than the event that has just come.
        if self.is_fresh(run) && progress(self.content.status) > progress(Some(found.status)) {
            return Ok((self, Answer::Part));
        }
        let read = run.details_of(customer.provider, &found)?;
        let is_read = read.is_some();
        let details = read.unwrap_or_else(|| self.details_for(run, customer, &found));
        // The response includes every event until the request, and all that was known.
        let mut news = News::of_customer(&found, &details, EventTime::at(asked_at).max(self.event_time()));
        if !is_read {
            self.complete(&mut news);
        }
        // A report of details that fail takes time, which is only assumed at first.
        run.end_plan()?;
        let learned_at = run.now();
        before_write(run)?;
        let mut stored = self.update_at(run, customer, news, learned_at)?;
        stored.contacts = MaskedContacts::of(&found);
        Ok((stored, if is_read { Answer::Whole } else { Answer::Part }))
    }

    /// Asks the provider for the contacts, if a page is to name them: no record has any. It is asked as rarely as for the
    /// status, which stays as it is known, because the provider may be behind.
    fn name_contacts(&mut self, run: &mut HandlerRun<'a>, customer: CustomerRef<'a>) -> OrSuspended<()> {
        if !gate::is_navigation(run) || self.content.unconfirmed.is_empty() {
            return Ok(());
        }
        let name = customer.subject();
        let Some(held) = run.lock(&STATUS_LOCK, &name, lifetime::STATUS_LOCK.ms(run))? else { return Ok(()) };
        match run.get_customer_once(customer, self.content.status)? {
            Ok(found) => {
                self.contacts = MaskedContacts::of(&found);
                run.remove(&STATUS_LOCK, &name, Some(held)).map(drop)
            }
            Err(failed) => {
                pause(run, &name, held)?;
                run.report(failed)
            }
        }
    }

    /// Responds with the last known status, if there is one.
    fn respond(mut self, run: &mut HandlerRun<'a>, caller: &Caller<'a>, customer: CustomerRef<'a>) -> End {
        // Also where nothing was asked, or in vain.
        if watch::came_back(run) {
            self = self.come_back(run, customer)?;
        }
        let content = &self.content;
        let StatusContent { status, customer_type, unconfirmed, has_open_terms, reasons, at, .. } = content;
        let StatusContent { requirements, capabilities, .. } = content;
        // No event says it.
        let customer_type = &customer_type.or(caller.session.and_then(|session| session.customer_type));
        let Some(current) = *status else {
            let wait_ms = lifetime::STATUS_FAILURE.ms(run);
            return run.refuse_with_retry_after(Refusal::NOT_NOW, wait_ms);
        };
        let (status, provider) = (current.as_str(), customer.provider.name());
        let next_action =
            next_action(customer.provider, current, !unconfirmed.is_empty(), *has_open_terms, requirements);
        let agreements_url = self.open_agreement(customer.provider).filter(|_| next_action == ACCEPT_TERMS);
        let agreements_url = agreements_url.map(|_| run.agreements_url());
        let requirements: Vec<_> = requirements.iter().filter(|open| open.is_public()).cloned().collect();
        let mut fields: Vec<(_, &dyn Json)> =
            vec![("status", &status), ("provider", &provider), ("updatedAt", at), ("nextAction", &next_action)];
        fields.extend([("requirements", &requirements as &dyn Json), ("capabilities", capabilities)]);
        if customer_type.is_some() {
            fields.push(("type", customer_type));
        }
        let (mut view, mut sent_to) = (View::Status, None);
        if next_action == VERIFY_CONTACT {
            fields.push(("channels", unconfirmed));
            if gate::is_navigation(run) {
                view = View::VerifyContact;
                fields.push(("contacts", &self.contacts));
                sent_to = sent_code::sent_to(run, customer)?.filter(|channel| unconfirmed.contains(channel));
            }
        }
        if agreements_url.is_some() {
            fields.push(("agreementsUrl", &agreements_url));
        }
        if customer.provider.customers.reasons.contains(&current) && !reasons.is_empty() {
            fields.push(("reasons", reasons));
        }
        if sent_to.is_some() {
            fields.push(("sentTo", &sent_to));
        }
        if caller.has_other_device {
            fields.push(("otherDevice", &true));
        }
        if caller.session.is_some_and(|session| session.is_handed_over()) {
            fields.push(("handedOver", &true));
        }
        let response = Response::json(200, &JsonFields(&fields), view);
        match caller.session {
            Some(session) if caller.is_new => {
                let cookie = session.cookie(run)?;
                run.respond(response.with_header("set-cookie", cookie))
            }
            _ => run.respond(response),
        }
    }
}
