//! One onboarding, from an applicant to a customer with a link. With a key, it resumes where an earlier attempt
//! stopped.

pub(crate) mod guessable;
pub(crate) mod key;
pub(crate) mod known_customer;
pub(crate) mod latest_key;
pub(crate) mod link;
pub(crate) mod links;
pub(crate) mod recovery;
pub(crate) mod token;

use crate::client::customer::CustomerType;
use crate::client::error::{Error, ErrorCode};
use crate::client::link::is_expired;
use crate::edge::agreement::{self, APPLICANT_FIELD};
use crate::edge::customer::CustomerRef;
use crate::edge::customer::next_step::NextStep;
use crate::edge::engine::effect::Effect;
use crate::edge::engine::run::{HandlerRun, OrSuspended};
use crate::edge::onboarding::key::KeyRecord;
use crate::edge::onboarding::recovery::is_refused_create;
use crate::edge::record::Session;
use crate::edge::record::agenda;
use crate::edge::record::claim::{self, Claim, Evidence, claim};
use crate::edge::record::holder;
use crate::edge::record::limit::RENEWALS;
use crate::edge::session::caller::session_for;
use crate::edge::status::{StatusRecord, come_back, fail_about};
use crate::provider::Provider;
use crate::rules::operation::Valid;
use crate::rules::options::{Options, Policy};
use crate::value::untrusted::UntrustedValue;

/// A link that expires sooner than this is not handed out again.
const LINK_MARGIN_MS: i64 = 60_000;

/// What one onboarding is about, and how far it has come.
pub(crate) struct OnboardingRequest<'a> {
    pub(crate) provider: &'static Provider,
    /// The applicant, normalized by the provider's rules.
    pub(crate) applicant: &'a Valid<'static>,
    /// Whether the applicant is a person or a business: only a customer of the same type can be its own.
    pub(crate) customer_type: CustomerType,
    pub(crate) redirect_uri: Option<&'a str>,
    /// The reference that claims the customer.
    pub(crate) owner: &'a str,
    /// The application's own id of this person, if it has one.
    pub(crate) reference: Option<&'a str>,
    /// The application's own fields, if it has any.
    pub(crate) own: Option<UntrustedValue<'static>>,
    /// The evidence that the person has accepted agreements, if the configuration asks for some. It is new for each
    /// request, so that it is not a part of what a key belongs to.
    pub(crate) consents: Option<UntrustedValue<'static>>,
    /// The record of the idempotency key, if the request has one.
    pub(crate) record: Option<Box<KeyRecord<'a>>>,
    /// The session of a device to which the customer was handed over. It goes on with that, and claims nothing, unless a
    /// login says that it is the same person.
    pub(crate) device: Option<Session<'a>>,
}

/// A successful onboarding.
pub(crate) struct Finished<'a> {
    pub(crate) customer_id: &'a str,
    /// The link, or what the page has to do before there is one.
    pub(crate) outcome: NextStep<'a>,
}

impl<'a> OnboardingRequest<'a> {
    pub(crate) fn run(&mut self, run: &mut HandlerRun<'a>) -> OrSuspended<Finished<'a>> {
        if self.record.as_ref().is_none_or(|record| record.content.customer.is_empty())
            && let Some(finished) = self.go_on(run)?
        {
            return Ok(finished);
        }
        match &self.record {
            Some(record) if record.is_resumed => self.resume(run),
            Some(record) if record.may_have_customer => self.reconcile(run),
            _ => self.create(run),
        }
    }

    /// Has the provider create the customer and its link.
    pub(crate) fn create(&mut self, run: &mut HandlerRun<'a>) -> OrSuspended<Finished<'a>> {
        let key = match self.create_key() {
            // Without a record, no request can repeat the create.
            None if self.requires_key() => Some(run.random_id()?),
            key => key,
        };
        match run.onboard(self.provider, |policy, now| self.whole_applicant(policy, now), key)? {
            Ok(onboarded) => {
                let (customer_id, outcome) = (onboarded.subject_id(), NextStep::from(onboarded));
                // A link does not say which products are open.
                if matches!(outcome, NextStep::Approved) && self.provider.customers.product.is_some() {
                    self.claim_customer(run, customer_id, None, Evidence::Provider)?;
                    return self.link(run, customer_id);
                }
                self.claim_customer(run, customer_id, Some(outcome.clone()), Evidence::Provider)?;
                Ok(Finished { customer_id, outcome })
            }
            Err(failed) => {
                // Where a link comes before the customer, the customer's id leads to no link.
                let is_followed = self.provider.customers.id_field == "customerId";
                if let Some(customer_id) = failed.error().customer_id().filter(|_| is_followed) {
                    // The customer exists, but its link does not: the next request resumes from there.
                    self.claim_customer(run, customer_id, None, Evidence::Provider)?;
                    self.release(run)?;
                    return run.fail(failed);
                }
                if failed.code() == ErrorCode::Conflict {
                    match known_customer::find(run, self.provider, self.reference, self.applicant.value())? {
                        Ok(Some(customer_id)) => return self.link(run, customer_id),
                        Ok(None) => {}
                        Err(failed) => {
                            self.release(run)?;
                            return run.fail(failed);
                        }
                    }
                }
                agreement::forget(run, self.provider, failed.code())?;
                // The key is free only if it is certain that nothing was created.
                let may_exist = self.may_have_created(failed.error());
                // The first create may just have arrived, if not this one.
                let is_in_progress =
                    failed.code() == ErrorCode::Conflict || !is_refused_create(self.provider, failed.error());
                if let Some(record) = &mut self.record {
                    match may_exist {
                        true if is_in_progress => record.release_unknown(run)?,
                        // The next request sends it again with the same key, and need not wait.
                        true => record.release(run)?,
                        false => record.remove(run)?,
                    }
                }
                match failed.code() {
                    // No connection was made, and nothing was sent.
                    ErrorCode::Network => run.fail_as(ErrorCode::Unavailable, failed),
                    ErrorCode::ProviderRejected if may_exist && self.create_key().is_some() => {
                        run.fail_as(ErrorCode::OutcomeUnknown, failed)
                    }
                    _ => run.fail(failed),
                }
            }
        }
    }

    /// Resumes an earlier attempt: repeats its response, makes a link for its customer, or finds the customer that its
    /// create may have made.
    fn resume(&mut self, run: &mut HandlerRun<'a>) -> OrSuspended<Finished<'a>> {
        let Some(record) = &mut self.record else { return run.fail_with(ErrorCode::Internal) };
        let customer_id = record.content.customer;
        let customer = CustomerRef { provider: self.provider, id: customer_id };
        let held = if customer_id.is_empty() { None } else { claim::held(run, customer)? };
        // An operator may have released or forgotten the customer.
        if held.as_ref().is_some_and(|held| !held.admits(run, self.reference)) {
            return run.fail_with(ErrorCode::Conflict);
        }
        // Where the claim is another onboarding's, this one went on by the session of a browser, which may have ended.
        let is_mine = self.reference.is_some() || held.is_some_and(|held| held.is_of(self.owner));
        if !customer_id.is_empty() && !is_mine {
            let current = session_for(run, customer, None)?;
            if current.is_none() {
                return run.fail_with(ErrorCode::Conflict);
            }
            self.device = current.filter(Session::is_handed_over);
        }
        if !customer_id.is_empty() {
            run.onboarded_at = Some(record.content.began_at);
            come_back(run, customer)?;
        }
        // An approval may have ended since, which no delivery may have told.
        let may_have_ended = matches!(record.content.outcome, Some(NextStep::Approved))
            && !StatusRecord::load(run, customer)?.confirms_approval(run, record.content.began_at);
        let is_usable = |next: &NextStep| {
            !may_have_ended && next.expires_at_ms().is_none_or(|at| !is_expired(at, run.now(), LINK_MARGIN_MS))
        };
        if let Some(outcome) = record.content.outcome.clone().filter(is_usable) {
            self.notify_created(run, customer_id, None)?;
            self.finish(run)?;
            return Ok(Finished { customer_id, outcome });
        }
        if !customer_id.is_empty() {
            RENEWALS.count_attempt(run, &customer.subject())?;
            record.start_attempt(run)?;
            return self.link(run, customer_id);
        }
        record.start_attempt(run)?;
        if self.create_key().is_some() { self.create_again(run) } else { self.reconcile(run) }
    }

    /// Returns the applicant with the fields that only the server may set.
    pub(crate) fn whole_applicant(&self, policy: Policy, now: i64) -> Result<Valid<'a>, Error> {
        let given: &Valid<'a> = self.applicant;
        let members = [
            ("reference", self.owner.into()),
            ("redirectUri", self.redirect_uri.unwrap_or_default().into()),
            (APPLICANT_FIELD, self.consents.clone().unwrap_or(UntrustedValue::Null)),
        ];
        let flow = self.provider.onboarding;
        let whole = given.with(members, &Options { policy, now, ..Options::default() });
        whole.map_err(|issues| Error::invalid(issues).with_operation(flow.operation.name, flow.service.name))
    }

    fn requires_key(&self) -> bool {
        self.provider.service.requires_keys()
    }

    /// Returns the idempotency key of the create, if the provider requires one. Without a record there is none, and no
    /// request can repeat the create.
    fn create_key(&self) -> Option<&'a str> {
        self.record.as_ref().filter(|_| self.requires_key()).map(|record| record.content.create_key)
    }

    /// Makes a link for a customer that this onboarding has claimed, or reads its status where there is no other link.
    pub(crate) fn link(&mut self, run: &mut HandlerRun<'a>, customer_id: &'a str) -> OrSuspended<Finished<'a>> {
        let customer = CustomerRef { provider: self.provider, id: customer_id };
        match self.next_step(run, customer, self.owner)? {
            Ok(outcome) => {
                self.claim_customer(run, customer_id, Some(outcome.clone()), Evidence::MatchingData)?;
                Ok(Finished { customer_id, outcome })
            }
            Err(failed) => {
                self.release(run)?;
                fail_about(run, customer, failed)
            }
        }
    }

    /// Claims the customer, unless an earlier attempt did, and ties the key to it. With an outcome for the page the
    /// attempt ends, and the outcome is stored if a repeated request may get it again.
    pub(crate) fn claim_customer(
        &mut self,
        run: &mut HandlerRun<'a>,
        id: &'a str,
        outcome: Option<NextStep<'a>>,
        evidence: Evidence,
    ) -> OrSuspended<()> {
        let is_claimed = self.record.as_ref().is_some_and(|record| !record.content.customer.is_empty());
        let customer = CustomerRef { provider: self.provider, id };
        let mut held = None;
        if !is_claimed {
            if holder::has_another_type(run, customer, self.customer_type, self.owner)? {
                // Nothing was created for this type.
                if let Some(record) = &mut self.record {
                    record.remove(run)?;
                }
                return run.fail_with(ErrorCode::Conflict);
            }
            let current = session_for(run, customer, self.reference)?;
            self.device = current.filter(|current| current.is_handed_over() && self.reference.is_none());
            if self.device.is_some() {
                held = claim::held(run, customer)?;
            } else {
                match claim(run, customer, (self.owner, self.reference), evidence)? {
                    Ok(claim) => held = Some(claim),
                    // The customer's earlier onboarding was begun in this browser, or handed over to it.
                    Err(_) if current.is_some() => held = claim::held(run, customer)?,
                    Err(code) => return self.lose(run, code, evidence),
                }
            }
            // Events name the reference that the provider has: one that was made up where the application has none.
            let is_named = self.provider.webhook.reference.is_some();
            let reference = if is_named { Some(self.owner) } else { self.reference };
            known_customer::remember(run, customer, self.customer_type, reference)?;
            // Before the key is tied to the customer: if the process dies in between, the next attempt does it again.
            match evidence {
                Evidence::Provider => agenda::remember(run, customer, self.owner)?,
                Evidence::MatchingData => come_back(run, customer)?,
            }
        } else if !claim::admits(run, customer, self.reference)? {
            self.release(run)?;
            return run.fail_with(ErrorCode::Conflict);
        }
        if let Some(record) = &mut self.record {
            let is_done = outcome.is_some();
            (record.content.customer, record.content.outcome) = (id, outcome.and_then(NextStep::repeatable));
            record.content.is_notified |= held.as_ref().is_some_and(Claim::is_notified);
            // Written before the hook is called, which may hang: the next request resumes from here.
            if is_done { record.release(run)? } else { record.save(run)? }
        }
        if self.device.is_none() && held.as_ref().is_none_or(|claim| !claim.is_notified()) {
            self.notify_created(run, id, held.as_ref())?;
        }
        self.finish(run)
    }

    fn finish(&mut self, run: &mut HandlerRun<'a>) -> OrSuspended<()> {
        self.record.as_mut().map_or(Ok(()), |record| record.finish(run))
    }

    /// Calls the `onCreated` hook, once per customer unless the process dies in between.
    fn notify_created(&mut self, run: &mut HandlerRun<'a>, id: &'a str, held: Option<&Claim<'a>>) -> OrSuspended<()> {
        if !run.has_hook("onCreated") || self.record.as_ref().is_some_and(|record| record.content.is_notified) {
            return Ok(());
        }
        // A hook that fails does not undo the onboarding.
        let effect = || Effect::OnCreated {
            provider: self.provider.name(),
            id_field: self.provider.customers.id_field,
            customer_id: id.to_owned(),
            reference: self.owner.to_owned(),
            own: self.own.clone(),
        };
        let _ = run.perform(effect, |_| Some(()))?;
        if let Some(claim) = held {
            claim.mark_notified(run, CustomerRef { provider: self.provider, id })?;
        }
        match &mut self.record {
            Some(record) => {
                record.content.is_notified = true;
                record.save(run)
            }
            None => Ok(()),
        }
    }
}
