//! Customers that the provider does not have any more.
//!
//! One answer may be an outage, so a decision that the provider has given ends after two that are an hour apart. What only
//! a webhook has told stands: not every provider can read every customer to whom it gives links.

use super::event_time::EventTime;
use super::news::News;
use super::stored::StatusRecord;
use super::watch::is_open;
use crate::client::customer::Status;
use crate::client::error::ErrorCode;
use crate::edge::customer::CustomerRef;
use crate::edge::customer::next_step::NextStep;
use crate::edge::engine::run::{Failed, HandlerRun, OrSuspended, Performed};
use crate::edge::response::Refusal;
use crate::value::time::HOUR_MS;

/// Ends the request with the error of a call about a customer. The owner has heard of a decision that has ended.
pub(crate) fn fail_about<'a, T>(run: &mut HandlerRun<'a>, customer: CustomerRef, failed: Failed<'a>) -> OrSuspended<T> {
    if failed.code() == ErrorCode::NotFound && StatusRecord::load(run, customer)?.has_ended() {
        return run.refuse(Refusal::CUSTOMER_GONE);
    }
    run.fail_about_customer(failed)
}

/// How far apart two answers are that end a decision.
const APART_MS: i64 = HOUR_MS;

impl<'a> StatusRecord<'a> {
    /// The decision that is known of the customer.
    pub(crate) fn decision(&self) -> Option<Status> {
        self.content.status.filter(|status| !is_open(*status))
    }

    /// Whether a decision has ended because the provider does not have the customer any more.
    pub(crate) fn has_ended(&self) -> bool {
        self.content.missed_at > 0 && self.decision().is_none()
    }

    /// Whether only the provider's own answer counts now, and not what an event says: it may be a late one, and the provider
    /// does not have the customer.
    pub(super) fn outlasts(&self, news: &News) -> bool {
        let is_new_approval = news.status == Some(Status::Approved) && !self.is_approved();
        self.content.missed_at > 0 && !news.is_response && (self.decision().is_none() || is_new_approval)
    }

    /// Records that the provider has answered at this time that it does not have the customer. Returns whether the customer
    /// is gone by this answer.
    pub(crate) fn miss(
        mut self,
        run: &mut HandlerRun<'a>,
        customer: CustomerRef,
        at: i64,
    ) -> OrSuspended<(Self, bool)> {
        if self.decision().is_some() && self.content.is_confirmed {
            // A server whose clock was ahead must not keep the decision for ever.
            let is_first = !(1..=at).contains(&self.content.missed_at);
            if is_first {
                self.content.missed_at = at;
                self.write(run, customer)?;
            }
            if at.saturating_sub(self.content.missed_at) < APART_MS {
                return Ok((self, false));
            }
        } else if self.content.status.is_some() && (self.is_decided() || !self.content.is_read) {
            return Ok((self, false));
        }
        let news = News::of_unread(EventTime::at(at).max(self.event_time()));
        let stored = self.update(run, customer, news)?;
        let is_gone = stored.decision().is_none();
        Ok((stored, is_gone))
    }

    /// Returns the step of a customer of whom the provider has answered at this time that it does not have it: that of the
    /// decision that stands nevertheless, or else the failure.
    pub(crate) fn step_without_customer(
        self,
        run: &mut HandlerRun<'a>,
        customer: CustomerRef,
        (failed, at): (Failed<'a>, i64),
    ) -> OrSuspended<Performed<'a, NextStep<'a>>> {
        if self.decision().is_none() {
            return Ok(Err(failed));
        }
        let (stored, is_gone) = self.miss(run, customer, at)?;
        if is_gone {
            run.report(failed)?;
        }
        let is_confirmed = stored.content.is_confirmed;
        // A person who was refused may begin anew where nothing but a webhook says that they were.
        let stands = stored.decision().filter(|status| is_confirmed || *status == Status::Approved);
        Ok(stands.map(NextStep::without_link).ok_or(failed))
    }
}
