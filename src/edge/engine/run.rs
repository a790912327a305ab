//! One replay of a request: the effects that it performs, and the response that it ends with.

use std::convert::Infallible;

use super::ahead::{Ahead, Known};
use super::effect::{Effect, StoppedAt};
use super::memory::{HandlerMemory, HandlerScratch};
use super::outcome::{EffectError, Failure, Outcome, Value};
use crate::client::engine::State;
pub(crate) use crate::client::engine::{Failed, OrSuspended, Performed, Suspended};
use crate::client::error::{Details, Error, ErrorCode};
use crate::edge::milestone::Milestone;
use crate::edge::response::{AgendaPlace, Problem, Refusal, Response, ShownIssues, UNKNOWN_OUTCOME_MS};
use crate::provider::{self, Provider, own};
use crate::value::untrusted::UntrustedValue;

/// The longest time that a request keeps for what follows the provider's response, such as storing it.
const MAX_RESERVE_MS: i64 = 1_000;
/// A call to the provider needs one part of the timeout in this many.
const MIN_CALL_SHARE: i64 = 20;

/// The result of a part of a request that always ends the replay. A handler of a route that forgets to respond does not
/// compile.
pub(crate) type End = OrSuspended<Infallible>;

/// Picks the value of an effect: `value!(Text(id) => id.as_str())`.
macro_rules! value {
    ($variant:ident($pattern:pat) => $picked:expr) => {
        |value| match value {
            $crate::edge::engine::outcome::Value::$variant($pattern) => Some($picked),
            _ => None,
        }
    };
}
pub(crate) use value;

/// One replay of a request.
pub(crate) struct HandlerRun<'a> {
    pub(crate) config: &'a UntrustedValue<'a>,
    pub(crate) request: &'a UntrustedValue<'a>,
    outcomes: &'a [Outcome<'a>],
    pub(crate) scratch: &'a HandlerScratch,
    pub(crate) memory: &'a HandlerMemory,
    pub(super) state: State<'a>,
    /// Where this replay has stopped.
    stopped_at: Option<StoppedAt>,
    /// The plan that this replay makes.
    pub(crate) ahead: Ahead<'a>,
    /// Whether the last effect has come too late: then the host performs no other.
    pub(crate) is_late: bool,
    /// How many of the request's random ids this replay has used.
    used_ids: usize,
    /// Whether the route is one that only people visit, so that every response is a page.
    pub(crate) is_for_people: bool,
    /// Whether the body is a form.
    pub(crate) is_form: bool,
    /// What the handler's owner should check, although the request was not refused for it.
    pub(crate) advice: Option<&'static str>,
    /// What the person has done with this request.
    pub(crate) milestones: Vec<Milestone>,
    /// Where this request has written to the agenda.
    pub(crate) agenda_place: Option<AgendaPlace>,
    /// When the onboarding began that this request is about, if it is known.
    pub(crate) onboarded_at: Option<i64>,
    /// The reference of the onboarding that this request is about, as far as it is known.
    pub(crate) reference: Option<&'a str>,
}

impl<'a> HandlerRun<'a> {
    pub(crate) fn new(
        config: &'a UntrustedValue<'a>,
        request: &'a UntrustedValue<'a>,
        outcomes: &'a [Outcome<'a>],
        (scratch, memory): (&'a HandlerScratch, &'a HandlerMemory),
    ) -> Self {
        let now = request.integer_at("at").unwrap_or_default();
        if let Some(connections) = config.field("connections").and_then(UntrustedValue::object) {
            // A record names its provider, and is read without the configuration.
            for (_, connection) in connections.iter() {
                own::of_connection(connection);
            }
        }
        let ids = request.field("ids").and_then(UntrustedValue::list).unwrap_or_default();
        let bytes = ids.iter().filter_map(UntrustedValue::text).flat_map(str::bytes);
        // FNV-1a.
        let hash = |hash: u32, byte: u8| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
        let random = bytes.fold(0x811c_9dc5, hash);
        Self {
            config,
            request,
            outcomes,
            scratch,
            memory,
            state: State::new(now, outcomes.len(), random, (&scratch.made, &memory.made)),
            stopped_at: None,
            ahead: Ahead::default(),
            is_late: false,
            used_ids: 0,
            is_for_people: false,
            is_form: false,
            advice: None,
            milestones: vec![],
            agenda_place: None,
            onboarded_at: None,
            reference: None,
        }
    }

    /// A random number, the same in every replay.
    pub(crate) fn random(&self) -> u32 {
        self.state.random
    }

    /// The time of the latest outcome, in milliseconds since 1970-01-01 UTC.
    pub(crate) fn now(&self) -> i64 {
        self.state.place.now
    }

    /// How long the request had taken by the latest outcome, in milliseconds.
    pub(crate) fn elapsed_ms(&self) -> i64 {
        self.state.place.elapsed_ms
    }

    pub(crate) fn method(&self) -> &'a str {
        self.request.text_of("method").unwrap_or_default()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&'a str> {
        self.request.field("headers")?.field(name)?.text()
    }

    pub(crate) fn has_hook(&self, name: &str) -> bool {
        self.config.field(name).is_some_and(|hook| matches!(hook, UntrustedValue::Opaque))
    }

    /// Returns how long a request may wait for hooks, the store and the provider altogether, in milliseconds.
    pub(crate) fn timeout(&self) -> i64 {
        self.config.integer_at("timeout").unwrap_or_default()
    }

    /// Returns when calls to the provider must have ended, in milliseconds from the beginning of the request: before
    /// the request's own deadline, so that there is time left to store their outcome.
    pub(crate) fn provider_timeout(&self) -> i64 {
        self.timeout().saturating_sub((self.timeout() / 10).min(MAX_RESERVE_MS))
    }

    /// Returns the time for a call to the provider, or ends the request if it is too short: a create that is aborted
    /// too early could leave behind a customer whose id is unknown.
    pub(crate) fn call_time(&mut self) -> OrSuspended<i64> {
        let left = self.provider_timeout().saturating_sub(self.elapsed_ms());
        if left.saturating_mul(MIN_CALL_SHARE) < self.timeout() {
            let refusal = Response::refusal(Refusal::NOT_NOW).with_retry_after(1);
            return self.respond(Response { is_late: true, ..refusal });
        }
        Ok(left)
    }

    pub(crate) fn base_path(&self) -> &'a str {
        self.config.text_of("basePath").unwrap_or_default()
    }

    /// Returns the id that tells this handler apart from others over the same store.
    pub(crate) fn handler_id(&self) -> &'a str {
        self.config.text_of("id").unwrap_or_default()
    }

    /// Returns what tells the tenant apart from others over the same store, at a provider. All handlers of an account
    /// share what protects its customers, unless they have an `id`.
    pub(crate) fn tenant(&self, provider: &str) -> &'a str {
        self.config.field("tenants").and_then(|all| all.text_of(provider)).unwrap_or_else(|| self.handler_id())
    }

    /// Returns what a customer's status at a provider depends on beside the account, as the configuration has it; empty if
    /// it depends on nothing else.
    pub(crate) fn settings_of(&self, provider: &str) -> &'a str {
        self.config.field("settings").and_then(|all| all.text_of(provider)).unwrap_or_default()
    }

    /// Returns these settings of all providers together.
    pub(crate) fn all_settings(&self) -> &'a str {
        self.config.text_of("allSettings").unwrap_or_default()
    }

    /// Returns these settings of a provider, and which API is asked. What was learned in a sandbox, where whoever tests
    /// decides, then counts for nothing in production. Whose a customer is does not depend on the API, because the same
    /// one may be asked through a proxy.
    pub(crate) fn settings_with_api_of(&self, provider: &str) -> &'a str {
        let with_api = self.config.field("settingsWithApi").and_then(|all| all.text_of(provider));
        with_api.unwrap_or_else(|| self.settings_of(provider))
    }

    /// Returns a provider and its part of the configuration; `None` where it is not configured.
    pub(crate) fn configured_provider(&self, name: &str) -> Option<(&'static Provider, &'a UntrustedValue<'a>)> {
        let connection = self.config.field("connections")?.field(name)?;
        Some((provider::provider(name).or_else(|| own::of_connection(connection))?, connection))
    }

    /// Returns an option of a provider's part of the configuration.
    pub(crate) fn option_of(&self, provider: &Provider, option: &str) -> Option<&'a UntrustedValue<'a>> {
        self.configured_provider(provider.name())?.1.field(option)
    }

    /// Returns the value of an effect that `pick` finds in its outcome, or stops until there is an outcome. The outcome
    /// of another effect is an internal error of the host.
    pub(crate) fn perform<T>(
        &mut self,
        effect: impl FnOnce() -> Effect,
        pick: impl FnOnce(&'a Value<'a>) -> Option<T>,
    ) -> OrSuspended<Performed<'a, T>> {
        match self.next_outcome(effect)? {
            Ok(value) => Ok(pick(value).ok_or_else(|| self.failed(ErrorCode::Internal))),
            Err(failure) => Ok(Err(self.failed(failure))),
        }
    }

    /// Returns what an effect ended with, or stops until it has ended.
    pub(crate) fn next_outcome(
        &mut self,
        effect: impl FnOnce() -> Effect,
    ) -> OrSuspended<Result<&'a Value<'a>, &'a EffectError>> {
        let outcome = match self.outcomes.get(self.state.place.used) {
            Some(outcome) => outcome,
            None => self.look_ahead(effect())?,
        };
        self.state.place.pass(outcome);
        match &outcome.result {
            Ok(value) => Ok(Ok(value)),
            Err(Failure::Late) => {
                self.is_late = true;
                self.refuse_with_retry_after(Refusal::NOT_NOW, 1)
            }
            Err(Failure::Error(error)) => Ok(Err(error)),
        }
    }

    /// Returns the outcome of an effect that was not performed one by one, or stops at an effect of which nothing is
    /// known.
    fn look_ahead(&mut self, effect: Effect) -> OrSuspended<&'a Outcome<'a>> {
        match self.ahead.known(effect, self.scratch) {
            Ok(Known::Loaded(outcome)) => {
                self.state.certain += 1;
                Ok(outcome)
            }
            Ok(Known::Assumed(outcome)) => Ok(outcome),
            Err(effect) => self.stop(StoppedAt::Effect(effect)),
        }
    }

    /// Stops unless the host has performed what is planned: what follows depends on it so much that what would be
    /// assumed is of no use.
    pub(crate) fn end_plan(&mut self) -> OrSuspended<()> {
        if self.ahead.planned.is_empty() { Ok(()) } else { self.stop(StoppedAt::EndOfPlan) }
    }

    /// Keeps an error, for the response or a report.
    pub(crate) fn failed(&self, error: impl Into<Error>) -> Failed<'a> {
        self.state.failed(error)
    }

    /// Returns a random id of at least 128 bits, which cannot be guessed. The host has sent some with the request.
    pub(crate) fn random_id(&mut self) -> OrSuspended<&'a str> {
        let ids = self.request.field("ids").and_then(UntrustedValue::list).unwrap_or_default();
        let id = ids.get(self.used_ids).and_then(UntrustedValue::text).filter(|id| !id.is_empty());
        self.used_ids += 1;
        match id {
            Some(id) => Ok(id),
            None => self.fail_with(ErrorCode::Internal),
        }
    }

    /// Performs an effect that can fail only on our own side. A client does not get the details, because it could not
    /// act on them.
    pub(crate) fn require<T>(
        &mut self,
        effect: impl FnOnce() -> Effect,
        pick: impl FnOnce(&'a Value<'a>) -> Option<T>,
    ) -> OrSuspended<T> {
        match self.perform(effect, pick)? {
            Ok(value) => Ok(value),
            Err(_) => self.refuse_with_retry_after(Refusal::NOT_NOW, 1),
        }
    }

    /// Performs an effect that can fail only on our own side, and returns its string.
    pub(crate) fn require_text(&mut self, effect: impl FnOnce() -> Effect) -> OrSuspended<&'a str> {
        self.require(effect, value!(Text(text) => text.as_str()))
    }

    /// Runs work that the response does not depend on: a store that fails must not hide what has already happened. Returns
    /// `None` if the work has failed.
    pub(crate) fn ignoring_failure<T>(
        &mut self,
        work: impl FnOnce(&mut Self) -> OrSuspended<T>,
    ) -> OrSuspended<Option<T>> {
        match work(self) {
            Err(Suspended) if !self.is_late && self.response().is_some_and(|response| !response.is_late) => Ok(None),
            done => done.map(Some),
        }
    }

    /// Reports an error that does not fail the request.
    pub(crate) fn report(&mut self, failed: Failed<'a>) -> OrSuspended<()> {
        self.require(|| Effect::Report { error: failed.error().clone() }, no_value)
    }

    /// Ends the request with a response.
    pub(crate) fn respond<T>(&mut self, response: Response) -> OrSuspended<T> {
        self.stop(StoppedAt::Response(response))
    }

    /// Stops here.
    pub(crate) fn stop<T>(&mut self, at: StoppedAt) -> OrSuspended<T> {
        self.stopped_at = Some(at);
        Err(Suspended)
    }

    /// Where the replay has stopped.
    pub(crate) fn take_stopped_at(&mut self) -> StoppedAt {
        let stopped_at = self.stopped_at.take();
        stopped_at.unwrap_or_else(|| StoppedAt::Response(Response::failure(Error::new(ErrorCode::Internal).into())))
    }

    /// The response, if the replay has stopped at one.
    pub(crate) fn response(&mut self) -> Option<&mut Response> {
        match &mut self.stopped_at {
            Some(StoppedAt::Response(response)) => Some(response),
            _ => None,
        }
    }

    pub(crate) fn refuse<T>(&mut self, refusal: Refusal) -> OrSuspended<T> {
        self.respond(Response::refusal(refusal))
    }

    /// Refuses the request and names the time after which the client may try again.
    pub(crate) fn refuse_with_retry_after<T>(&mut self, refusal: Refusal, wait_ms: i64) -> OrSuspended<T> {
        self.respond(Response::refusal(refusal).with_retry_after(wait_ms))
    }

    /// Ends the request with the error of an effect.
    pub(crate) fn fail<T>(&mut self, failed: Failed<'a>) -> OrSuspended<T> {
        self.respond(Response::failure(failed.error().clone().into()))
    }

    /// Ends the request with the error of a call about a customer. If the provider does not have it any more, the owner
    /// hears of it: in an environment of another account, every customer is missing.
    pub(crate) fn fail_about_customer<T>(&mut self, failed: Failed<'a>) -> OrSuspended<T> {
        let refusal = match failed.code() {
            ErrorCode::NotFound => Refusal::CUSTOMER_GONE,
            // The client is told that trying again is of no use.
            ErrorCode::NotSupported => Refusal::NOT_SUPPORTED,
            _ => return self.fail(failed),
        };
        self.report(failed)?;
        self.refuse(refusal)
    }

    /// Ends the request with the error of an effect. The client sees only these of its issues.
    pub(crate) fn fail_showing<T>(&mut self, failed: Failed<'a>, issues: ShownIssues) -> OrSuspended<T> {
        self.respond(Response::failure(Problem::from(failed.error().clone()).showing(issues)))
    }

    /// Ends the request with the error of a call, which a client sees as this one, and which may be over soon.
    pub(crate) fn fail_as<T>(&mut self, code: ErrorCode, failed: Failed<'a>) -> OrSuspended<T> {
        let problem = Problem { code, ..failed.error().clone().into() };
        self.respond(Response::failure_after(problem, UNKNOWN_OUTCOME_MS))
    }

    /// Ends the request with this error.
    pub(crate) fn fail_with<T>(&mut self, code: ErrorCode) -> OrSuspended<T> {
        self.respond(Response::failure(Error::new(code).into()))
    }

    /// Ends the request because a hook has made something unusable of it. The client sees `invalid_config`. The owner
    /// gets advice: for another request, the hook may be right.
    pub(crate) fn fail_with_advice<T>(&mut self, hint: &'static str) -> OrSuspended<T> {
        let error = Error::from(Details { hint: Some(hint.into()), ..Details::new(ErrorCode::Advice) });
        self.respond(Response::failure(Problem { code: ErrorCode::InvalidConfig, ..error.into() }))
    }
}

/// Picks the value of an effect that has no result.
pub(crate) fn no_value(value: &Value) -> Option<()> {
    matches!(value, Value::Done).then_some(())
}
