//! Writes what was learned of a customer in the place of what was known.

use super::news::{News, OpenParts};
use super::stored::{FRESH_MS, StatusRecord, WRITE_ATTEMPTS};
use super::watch::{self, Learned};
use crate::client::customer::Status;
use crate::client::requirement::Remedy;
use crate::edge::customer::CustomerRef;
use crate::edge::customer::requirement::OpenRequirement;
use crate::edge::engine::run::{HandlerRun, OrSuspended};
use crate::edge::milestone::Milestone;
use crate::edge::record::StatusContent;

impl<'a> StatusRecord<'a> {
    /// Replaces what is known, unless another request records something later at the same moment. Returns what is known
    /// then.
    pub(super) fn update(self, run: &mut HandlerRun<'a>, customer: CustomerRef, news: News) -> OrSuspended<Self> {
        run.end_plan()?;
        let now = run.now();
        self.update_at(run, customer, news, now)
    }

    /// Replaces what is known by what was learned at this time, which must be certain: a replay writes the same time again.
    pub(super) fn update_at(
        mut self,
        run: &mut HandlerRun<'a>,
        customer: CustomerRef,
        news: News,
        learned_at: i64,
    ) -> OrSuspended<Self> {
        let mut schedule = None;
        for _ in 0..WRITE_ATTEMPTS {
            let before = self.content.status;
            self.learn(run, customer, (news.clone(), learned_at), &mut schedule)?;
            let status = news.status;
            if self.write(run, customer)? {
                if let Some(status @ (Status::Approved | Status::Rejected)) = status.filter(|_| status != before) {
                    run.milestones.push(Milestone::Settled(status));
                }
                break;
            }
            self = Self::load(run, customer)?;
            if self.is_later_than(&news) {
                // The approval of an event may also be from before the refusal: the next request asks.
                let is_refusal = matches!(news.status, Some(Status::Rejected | Status::Expired));
                if is_refusal && self.is_approved() && news.time.overlaps(self.event_time()) {
                    self.content.at = run.now().saturating_sub(FRESH_MS);
                    self.write(run, customer)?;
                }
                break;
            }
        }
        Ok(self)
    }

    /// Puts what was learned in the place of what was known. `schedule` is the one that this request has begun.
    fn learn(
        &mut self,
        run: &mut HandlerRun<'a>,
        customer: CustomerRef,
        (news, learned_at): (News, i64),
        schedule: &mut Option<(i64, i64)>,
    ) -> OrSuspended<()> {
        let News { status, said, parts, customer_type, is_response, time, is_partial, is_late, event } = news;
        let OpenParts { unconfirmed, has_open_terms, reasons, operator_reasons, mut requirements, capabilities } =
            parts;
        let (before, time) = (self.content.status, time.max(self.event_time()));
        // Only an event says why a customer was refused for good, where the customer does not have the reason.
        let is_final = |one: &OpenRequirement| one.can == Remedy::Final;
        let has_reason = customer.provider.customers.details.is_some() || requirements.iter().any(is_final);
        if status == before && before == Some(Status::Rejected) && !has_reason {
            requirements.extend(self.content.requirements.iter().filter(|one| is_final(one)).cloned());
        }
        if status != before {
            self.mark_told_by_event(run, customer)?;
        }
        let is_event = event.is_some();
        let is_read = self.content.is_read;
        let (is_mine_alone, is_others) = (is_read && self.content.others.is_empty(), self.is_of_others());
        let learned = Learned { status, said, before, is_response, event, is_mine_alone, is_others, at: learned_at };
        let watch = watch::after(run, customer, self.content.watch.take(), learned, schedule)?;
        let is_same = status == before;
        let mut others = std::mem::take(&mut self.content.others);
        if status != before {
            others.iter_mut().for_each(|other| other.note_change(before, learned_at));
        }
        self.content = StatusContent {
            status,
            customer_type: customer_type.or(self.content.customer_type),
            is_read: is_response || is_event && is_read,
            is_confirmed: is_response || is_same && self.content.is_confirmed,
            missed_at: if is_response || is_event && !is_same { 0 } else { self.content.missed_at },
            unconfirmed,
            has_open_terms,
            reasons,
            operator_reasons,
            requirements,
            capabilities,
            is_partial,
            at: if is_late { learned_at.saturating_sub(FRESH_MS) } else { learned_at },
            event_at: time.from,
            event_until: time.until,
            watch,
            others,
        };
        Ok(())
    }
}
