//! What a failed create may have made: finds the customer of an attempt that has died or whose response was lost.

use crate::client::customer::Customer;
use crate::client::error::{Error, ErrorCode};
use crate::client::onboarding::reconcile::Window;
use crate::edge::customer::CustomerRef;
use crate::edge::engine::run::{HandlerRun, OrSuspended};
use crate::edge::onboarding::{Finished, OnboardingRequest};
use crate::edge::record::CLAIM;
use crate::edge::record::claim::Evidence;
use crate::edge::record::holder;
use crate::edge::record::lifetime::{self, CLOCK_SKEW_MS};
use crate::edge::status::StatusRecord;
use crate::provider::Provider;

/// How far a provider's clock may normally be off.
const PROVIDER_SKEW_MS: i64 = 5_000;

impl<'a> OnboardingRequest<'a> {
    /// Whether something may exist at the provider after this error: made by this create, or by one that was sent
    /// before it with the same key of the provider, in an earlier attempt or in this one.
    pub(super) fn may_have_created(&self, error: &Error) -> bool {
        use ErrorCode::*;
        let is_keyed = self.create_key().is_some();
        let is_resumed = self.record.as_ref().is_some_and(|record| record.is_resumed);
        match error.code() {
            _ if !is_refused_create(self.provider, error) => true,
            // The first create, which has arrived late.
            Conflict => is_resumed,
            // Nothing was sent in this attempt, or nothing was accepted with these settings.
            InvalidRequest | InvalidConfig | Unavailable | Network | Timeout | Aborted => is_keyed && is_resumed,
            // A refusal that names no field may be about the key, which the provider then knows from the first create.
            ProviderRejected => is_keyed && is_resumed && error.issues().is_empty(),
            // This create was not read, so the response says nothing about those before it.
            Unauthorized | Forbidden | NotFound | NotSupported | RateLimited => is_keyed,
            // The provider has read the key, and would have repeated its response to a create that it had carried out.
            _ => false,
        }
    }

    /// Sends a create again whose outcome is unknown. The provider replays its response, or creates the customer now.
    pub(super) fn create_again(&mut self, run: &mut HandlerRun<'a>) -> OrSuspended<Finished<'a>> {
        let Some(record) = &mut self.record else { return run.fail_with(ErrorCode::Internal) };
        // The provider may not have a response yet.
        if record.may_still_create(run)? {
            record.release(run)?;
            return run.fail_with(ErrorCode::OutcomeUnknown);
        }
        self.redirect_uri = record.content.redirect_uri;
        record.mark_create_sent(run)?;
        self.create(run)
    }

    /// Finds the customer that the earlier attempt may have created. Creates one only if it is certain that none
    /// exists.
    pub(crate) fn reconcile(&mut self, run: &mut HandlerRun<'a>) -> OrSuspended<Finished<'a>> {
        let Some(record) = &mut self.record else { return run.fail_with(ErrorCode::Internal) };
        let (sent_at, ended_at) = (record.content.sent_at, record.content.ended_at);
        // Decided before the list is requested: while the create could still succeed, the list may be incomplete.
        let may_still_create = record.may_still_create(run)?;
        // If the attempt died, its end is unknown. Its lock gives the latest possible time for the search; the narrow
        // window below uses the time of the create, which the attempt sent at its beginning.
        let has_end = ended_at > 0;
        let answered_by = if has_end { ended_at } else { sent_at.saturating_add(lifetime::LOCK.ms(run)) };
        let found = self.find_candidates(run, sent_at, answered_by)?;
        let is_near = |customer: &&Customer| {
            let end = if has_end { ended_at } else { sent_at };
            let window = sent_at.saturating_sub(PROVIDER_SKEW_MS)..=end.saturating_add(PROVIDER_SKEW_MS);
            // One without a date was found by the reference.
            customer.created_at_ms().is_none_or(|at| window.contains(&at))
        };
        let near: Vec<_> = found.iter().filter(is_near).collect();
        // A customer outside the narrow window matches only if clocks differ; it may belong to an onboarding that is
        // still running. Once the customer is this old, that onboarding has claimed it.
        let old = run.now().saturating_sub(lifetime::LOCK.ms(run)).saturating_sub(CLOCK_SKEW_MS);
        let is_old = |customer: &Customer| customer.created_at_ms().is_some_and(|at| at <= old);
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
    ) -> OrSuspended<&'a [Customer]> {
        let window = Window {
            sent_at: sent_at.saturating_sub(CLOCK_SKEW_MS),
            ended_at: answered_by.saturating_add(CLOCK_SKEW_MS),
        };
        match run.find_candidates(self.provider, |policy, now| self.whole_applicant(policy, now), window)? {
            Ok(found) => Ok(found),
            Err(failed) => {
                self.release(run)?;
                // A list that cannot be read to its end does not show whether the customer exists.
                if failed.code() == ErrorCode::UnexpectedResponse {
                    run.report(failed)?;
                    return run.fail_with(ErrorCode::OutcomeUnknown);
                }
                run.fail(failed)
            }
        }
    }

    /// Takes over a customer that a lost create seems to have made.
    fn adopt(&mut self, run: &mut HandlerRun<'a>, found: &'a Customer) -> OrSuspended<Finished<'a>> {
        let id = found.id.as_str();
        if self.is_known_from_before(run, CustomerRef { provider: self.provider, id })? {
            return self.lose(run, ErrorCode::OutcomeUnknown, Evidence::MatchingData);
        }
        // Only this onboarding can have sent its reference. Other people also know the rest.
        let evidence = if found.reference.is_some() { Evidence::Provider } else { Evidence::MatchingData };
        self.claim_customer(run, id, None, evidence)?;
        self.link(run, id)
    }

    /// Whether the store knew a customer before the first create was sent, and not as this person's: then none of them has
    /// made it, whatever a function of one's own says.
    fn is_known_from_before(&self, run: &mut HandlerRun<'a>, customer: CustomerRef) -> OrSuspended<bool> {
        let Some(record) = &self.record else { return Ok(false) };
        // A claim says whose it is: what is known of somebody else's customer is not read.
        let has_claim = run.has_record(&CLAIM, &customer.subject())?;
        run.end_plan()?;
        if has_claim {
            return Ok(false);
        }
        let began_at = record.content.began_at.min(record.content.sent_at);
        let learned_at = StatusRecord::load(run, customer)?.content().at;
        Ok((1..began_at.saturating_sub(CLOCK_SKEW_MS)).contains(&learned_at)
            && holder::customer_of(run, self.provider, self.owner, self.customer_type)? != Some(customer.id))
    }

    /// Ends the attempt without the customer, which another onboarding has claimed.
    pub(super) fn lose<T>(&mut self, run: &mut HandlerRun<'a>, code: ErrorCode, evidence: Evidence) -> OrSuspended<T> {
        if let Some(record) = &mut self.record {
            // The create made this customer, so it is not sent again.
            if evidence == Evidence::Provider { record.release_unknown(run)? } else { record.release(run)? }
        }
        run.fail_with(code)
    }

    /// Ends an attempt that has created nothing: the next request need not look for a customer.
    pub(crate) fn end_unsent(&mut self, run: &mut HandlerRun<'a>) -> OrSuspended<()> {
        self.record.as_mut().map_or(Ok(()), |record| record.end_unsent(run))
    }

    /// Ends the attempt, so that the next request may resume it.
    pub(crate) fn release(&mut self, run: &mut HandlerRun<'a>) -> OrSuspended<()> {
        match &mut self.record {
            Some(record) => record.release(run),
            None => Ok(()),
        }
    }
}

/// Whether the create was refused, by the provider or before it was sent.
pub(super) fn is_refused_create(provider: &Provider, error: &Error) -> bool {
    use ErrorCode::*;
    let is_refusal =
        matches!(error.code(), Unauthorized | Forbidden | NotFound | NotSupported | Conflict | RateLimited)
            || matches!(error.code(), InvalidRequest | InvalidConfig | ContactNotVerified | ProviderRejected);
    // A create that was sent would be `outcome_unknown`.
    let is_refusal = is_refusal || matches!(error.code(), Unavailable | Network | Timeout | Aborted);
    let mut others = provider.endpoints.iter().filter(|endpoint| !endpoint.creates_customer());
    !others.any(|endpoint| error.operation() == Some(endpoint.name())) && is_refusal
}
