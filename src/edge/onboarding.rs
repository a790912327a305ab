//! One onboarding, from an applicant to a customer with a link. With a key, it resumes where an earlier attempt
//! stopped.

use super::claim::{Claim, Evidence, claim};
use super::customer::CustomerRef;
use super::key::{CLOCK_SKEW_MS, KeyRecord, lock_ms};
use super::limit::RENEWALS;
use super::link::request_link;
use super::run::{Flow, HandlerRun, error_code, integer};
use super::step::Effect;
use crate::client::endpoint::Endpoint;
use crate::client::error::ErrorCode;
use crate::client::link::is_expired;
use crate::provider::{Provider, endpoint};
use crate::value::time::timestamp_ms;
use crate::value::untrusted::UntrustedValue;

/// How far a provider's clock may normally be off.
const PROVIDER_SKEW_MS: i64 = 5_000;
/// A link that expires sooner than this is not handed out again.
const LINK_MARGIN_MS: i64 = 60_000;

/// One onboarding.
pub(super) struct Onboarding<'a> {
    pub(super) provider: &'static Provider,
    /// The applicant, normalized by the provider's rules.
    pub(super) applicant: &'a UntrustedValue<'a>,
    pub(super) redirect_uri: Option<&'a str>,
    /// The reference that claims the customer.
    pub(super) owner: &'a str,
    /// The record of the idempotency key, if the request has one.
    pub(super) record: Option<Box<KeyRecord<'a>>>,
}

/// A successful onboarding.
pub(super) struct Onboarded<'a> {
    pub(super) customer_id: &'a str,
    /// The link, or what the page has to do before there is one.
    pub(super) outcome: &'a UntrustedValue<'a>,
}

impl<'a> Onboarding<'a> {
    pub(super) fn run(mut self, run: &mut HandlerRun<'a>) -> Flow<Onboarded<'a>> {
        if self.record.as_ref().is_some_and(|record| record.is_resumed) { self.resume(run) } else { self.create(run) }
    }

    /// Has the provider create the customer and its link.
    fn create(&mut self, run: &mut HandlerRun<'a>) -> Flow<Onboarded<'a>> {
        let created = run.perform(|| Effect::Onboard {
            provider: self.provider.name(),
            applicant: self.applicant.to_static(),
            reference: self.owner.to_owned(),
            redirect_uri: self.redirect_uri.map(str::to_owned),
        })?;
        match created {
            Ok(outcome) => {
                let customer_id = outcome.text_of("customerId").unwrap_or_default();
                self.claim_customer(run, customer_id, outcome, Evidence::Provider)?;
                Ok(Onboarded { customer_id, outcome })
            }
            Err(error) => {
                if let Some(customer_id) = error.text_of("customerId") {
                    // The customer exists, but its link does not: the next request resumes from there.
                    self.claim_customer(run, customer_id, &UntrustedValue::Null, Evidence::Provider)?;
                    self.release(run)?;
                    return run.fail(error);
                }
                // After a refusal the key is free. After any other error it is unknown what was created.
                if let Some(record) = &mut self.record {
                    // A conflict of a create that is sent again is the first create, which has arrived late.
                    let is_late = record.is_resumed && error_code(error) == ErrorCode::Conflict;
                    if is_refused_create(error) && !is_late {
                        record.remove(run)?
                    } else {
                        record.release_unknown(run)?
                    }
                }
                run.fail(error)
            }
        }
    }

    /// Resumes an earlier attempt: repeats its response, makes a link for its customer, or finds the customer that its
    /// create may have made.
    fn resume(&mut self, run: &mut HandlerRun<'a>) -> Flow<Onboarded<'a>> {
        let Some(record) = &mut self.record else { return run.fail_with(ErrorCode::Internal) };
        let (customer_id, outcome) = (record.customer, record.outcome);
        let is_usable = integer(outcome, "expiresAtMs").is_none_or(|at| !is_expired(at, run.now, LINK_MARGIN_MS));
        if !matches!(outcome, UntrustedValue::Null) && is_usable {
            self.notify_created(run, customer_id, None)?;
            return Ok(Onboarded { customer_id, outcome });
        }
        if !customer_id.is_empty() {
            RENEWALS.count_attempt(run, CustomerRef { provider: self.provider, id: customer_id }.subject())?;
            record.start_attempt(run)?;
            return self.link(run, customer_id);
        }
        record.start_attempt(run)?;
        self.reconcile(run)
    }

    /// Finds the customer that the earlier attempt may have created. Creates one only if it is certain that none
    /// exists.
    fn reconcile(&mut self, run: &mut HandlerRun<'a>) -> Flow<Onboarded<'a>> {
        let Some(record) = &mut self.record else { return run.fail_with(ErrorCode::Internal) };
        let (sent_at, ended_at) = (record.sent_at, record.ended_at);
        // Decided before the list is requested: while the create could still succeed, the list may be incomplete.
        let may_still_create = record.may_still_create(run)?;
        // If the attempt died, its end is unknown. Its lock gives the latest possible time for the search; the narrow
        // window below uses the time of the create, which the attempt sent at its beginning.
        let has_end = ended_at > 0;
        let answered_by = if has_end { ended_at } else { sent_at.saturating_add(lock_ms(run)) };
        let found = self.find_candidates(run, sent_at, answered_by)?;
        let is_near = |customer: &&UntrustedValue| {
            let end = if has_end { ended_at } else { sent_at };
            let window = sent_at.saturating_sub(PROVIDER_SKEW_MS)..=end.saturating_add(PROVIDER_SKEW_MS);
            created_at(customer).is_some_and(|at| window.contains(&at))
        };
        let near: Vec<_> = found.iter().filter(is_near).collect();
        // A customer outside the narrow window matches only if clocks differ; it may belong to an onboarding that is
        // still running. Once the customer is this old, that onboarding has claimed it.
        let old = run.now.saturating_sub(lock_ms(run)).saturating_sub(CLOCK_SKEW_MS);
        let is_old = |customer: &UntrustedValue| created_at(customer).is_some_and(|at| at <= old);
        match (near.as_slice(), found) {
            ([customer], _) => self.adopt(run, customer),
            ([], [customer]) if is_old(customer) => self.adopt(run, customer),
            ([], []) if !may_still_create => {
                if let Some(record) = &mut self.record {
                    record.mark_create_sent(run)?;
                }
                self.create(run)
            }
            _ => {
                self.release(run)?;
                run.fail_with(ErrorCode::OutcomeUnknown)
            }
        }
    }

    /// Returns the customers that a create in this time window may have made.
    fn find_candidates(
        &mut self,
        run: &mut HandlerRun<'a>,
        sent_at: i64,
        answered_by: i64,
    ) -> Flow<&'a [UntrustedValue<'a>]> {
        let found = run.perform(|| Effect::FindCandidates {
            provider: self.provider.name(),
            applicant: self.applicant.to_static(),
            reference: self.owner.to_owned(),
            redirect_uri: self.redirect_uri.map(str::to_owned),
            sent_at_ms: sent_at.saturating_sub(CLOCK_SKEW_MS),
            answered_by_ms: answered_by.saturating_add(CLOCK_SKEW_MS),
        })?;
        match found {
            Ok(found) => Ok(found.list().unwrap_or_default()),
            Err(error) => {
                self.release(run)?;
                // A list that cannot be read to its end does not show whether the customer exists.
                if error_code(error) == ErrorCode::UnexpectedResponse {
                    run.require(|| Effect::Report)?;
                    return run.fail_with(ErrorCode::OutcomeUnknown);
                }
                run.fail(error)
            }
        }
    }

    /// Takes over a customer that a lost create seems to have made.
    fn adopt(&mut self, run: &mut HandlerRun<'a>, customer: &'a UntrustedValue<'a>) -> Flow<Onboarded<'a>> {
        let id = customer.text_of("id").unwrap_or_default();
        self.claim_customer(run, id, &UntrustedValue::Null, Evidence::MatchingData)?;
        self.link(run, id)
    }

    /// Makes a link for a customer that this onboarding has claimed.
    fn link(&mut self, run: &mut HandlerRun<'a>, customer_id: &'a str) -> Flow<Onboarded<'a>> {
        match request_link(run, CustomerRef { provider: self.provider, id: customer_id }, self.redirect_uri)? {
            Ok(outcome) => {
                self.claim_customer(run, customer_id, outcome, Evidence::MatchingData)?;
                Ok(Onboarded { customer_id, outcome })
            }
            Err(error) => {
                self.release(run)?;
                run.fail(error)
            }
        }
    }

    /// Claims the customer, unless an earlier attempt did, and ties the key to it. With an outcome for the page the
    /// attempt ends, and the outcome is stored.
    fn claim_customer(
        &mut self,
        run: &mut HandlerRun<'a>,
        id: &'a str,
        outcome: &'a UntrustedValue<'a>,
        evidence: Evidence,
    ) -> Flow<()> {
        let is_claimed = self.record.as_ref().is_some_and(|record| !record.customer.is_empty());
        let customer = CustomerRef { provider: self.provider, id };
        let mut held = None;
        if !is_claimed {
            held = claim(run, customer, self.owner, evidence)?;
            if held.is_none() {
                if let Some(record) = &mut self.record {
                    // The create made this customer, so it is not sent again.
                    if evidence == Evidence::Provider { record.release_unknown(run)? } else { record.release(run)? }
                }
                return run.fail_with(ErrorCode::OutcomeUnknown);
            }
        }
        if let Some(record) = &mut self.record {
            (record.customer, record.outcome) = (id, outcome);
            record.is_notified |= held.as_ref().is_some_and(|claim| claim.is_notified);
            // Written before the hook is called, which may hang: the next request resumes from here.
            if matches!(outcome, UntrustedValue::Null) { record.save(run)? } else { record.release(run)? }
        }
        if held.as_ref().is_none_or(|claim| !claim.is_notified) {
            self.notify_created(run, id, held.as_ref())?;
        }
        Ok(())
    }

    /// Calls the `onCreated` hook, once per customer unless the process dies in between.
    fn notify_created(&mut self, run: &mut HandlerRun<'a>, id: &'a str, held: Option<&Claim<'a>>) -> Flow<()> {
        if !run.has_hook("onCreated") || self.record.as_ref().is_some_and(|record| record.is_notified) {
            return Ok(());
        }
        // A hook that fails does not undo the onboarding.
        let _ = run.perform(|| Effect::NotifyCreated {
            provider: self.provider.name(),
            customer_id: id.to_owned(),
            reference: self.owner.to_owned(),
        })?;
        if let Some(claim) = held {
            claim.mark_notified(run, CustomerRef { provider: self.provider, id }, self.owner)?;
        }
        match &mut self.record {
            Some(record) => {
                record.is_notified = true;
                record.save(run)
            }
            None => Ok(()),
        }
    }

    /// Ends the attempt, so that the next request may resume it.
    fn release(&mut self, run: &mut HandlerRun<'a>) -> Flow<()> {
        match &mut self.record {
            Some(record) => record.release(run),
            None => Ok(()),
        }
    }
}

/// Returns when the provider created a customer.
fn created_at(customer: &UntrustedValue) -> Option<i64> {
    customer.text_of("createdAt").and_then(timestamp_ms)
}

/// Whether the provider refused the create itself, so that nothing was created.
fn is_refused_create(error: &UntrustedValue) -> bool {
    use ErrorCode::*;
    let failed = error.text_of("operation").and_then(endpoint);
    let code = error_code(error);
    let is_refusal = matches!(code, Unauthorized | Forbidden | NotFound | NotSupported | Conflict | RateLimited)
        || matches!(code, InvalidRequest | InvalidConfig | ContactNotVerified | ProviderRejected);
    failed.is_none_or(Endpoint::creates_customer) && is_refusal
}
