//! Requests to a provider: the calls of an operation and the flows of several, with their retries and one deadline.

use super::kept::{Thing, thing};
use super::outcome::{EffectError, Value};
use super::run::{HandlerRun, OrSuspended, Performed};
use super::step::Effect;
use crate::client::call::{build_request, parse_response};
use crate::client::connection::Connection;
use crate::client::connection::call_options::CallOptions;
use crate::client::customer::Customer;
use crate::client::endpoint::{Endpoint, Output};
use crate::client::error::{Error, ErrorCode};
use crate::client::exchange::retry::{Attempts, Limits};
use crate::client::exchange::{Exchange, Moment, Next, Unanswered};
use crate::client::http::{HttpRequest, HttpResponse};
use crate::client::onboarding::onboard;
use crate::client::onboarding::outcome::Onboarding;
use crate::client::onboarding::received::Received;
use crate::client::onboarding::reconcile::{self, Window};
use crate::client::onboarding::step::Step;
use crate::provider::Provider;
use crate::value::untrusted::UntrustedValue;

/// The deadline of a call or a flow.
#[derive(Clone, Copy)]
struct Clock {
    limits: Limits,
    /// When it began, in milliseconds from the beginning of the request.
    began_ms: i64,
}

impl<'a> HandlerRun<'a> {
    /// Calls an operation. `max_retries` replaces the usual number of retries.
    pub(crate) fn call_endpoint(
        &mut self,
        endpoint: &'static Endpoint,
        input: &UntrustedValue,
        max_retries: Option<u32>,
    ) -> OrSuspended<Performed<'a, &'a Output>> {
        self.make_once(thing!(Returned), |run| {
            let clock = run.clock(max_retries)?;
            let connection = match run.connection(endpoint.service.name) {
                Ok(connection) => connection,
                Err(error) => return Ok(Err(error)),
            };
            let request = match build_request(endpoint, input, connection, run.now) {
                Ok(request) => request,
                Err(error) => return Ok(Err(error)),
            };
            let (response, attempts) = match run.send((endpoint, &request, None), clock)? {
                Ok(received) => received,
                Err(error) => return Ok(Err(error)),
            };
            let output = parse_response(endpoint, response, Some(input), &connection.parse_options(run.now));
            let output = output.map_err(|error| attempts.conclude(endpoint, error));
            Ok(output.map(|output| Thing::Returned(Box::new(output))))
        })
    }

    /// Onboards an applicant.
    pub(crate) fn onboard(
        &mut self,
        provider: &'static Provider,
        applicant: impl FnOnce() -> UntrustedValue<'a>,
        key: Option<&str>,
    ) -> OrSuspended<Performed<'a, &'a Onboarding>> {
        self.make_once(thing!(Onboarded), |run| {
            let applicant = applicant();
            let options = key.map_or_else(CallOptions::default, |key| CallOptions::default().idempotency_key(key));
            let outcome = run.run_flow(provider, |connection, received, now| {
                onboard::step_with(provider.onboarding, &applicant, connection, &options, received, now)
            })?;
            Ok(outcome.map(Thing::Onboarded))
        })
    }

    /// Finds the customers that a create in this time window may have made.
    pub(crate) fn find_candidates(
        &mut self,
        provider: &'static Provider,
        applicant: &UntrustedValue,
        window: Window,
    ) -> OrSuspended<Performed<'a, &'a Vec<Customer>>> {
        self.make_once(thing!(Customers), |run| {
            let outcome = run.run_flow(provider, |connection, received, now| {
                reconcile::candidates(provider.onboarding, applicant, connection, window, received, now)
            })?;
            Ok(outcome.map(Thing::Customers))
        })
    }

    /// Sends the requests of a flow until it has an outcome.
    fn run_flow<T>(
        &mut self,
        provider: &'static Provider,
        step: impl Fn(&Connection, &mut Received<'a>, i64) -> Result<Step<T>, Error>,
    ) -> OrSuspended<Result<T, Error>> {
        let clock = self.clock(None)?;
        let connection = match self.connection(provider.name()) {
            Ok(connection) => connection,
            Err(error) => return Ok(Err(error)),
        };
        let began = self.used;
        let mut received = self.received_before();
        if received.entries.is_empty() {
            let first = self.make_once(thing!(FirstRequest), |run| {
                Ok(match step(connection, &mut Received::default(), run.now) {
                    Ok(Step::Send { endpoint, request, .. }) => Ok(Thing::FirstRequest(Box::new((endpoint, request)))),
                    Ok(Step::Done(_)) => Err(ErrorCode::Internal.into()),
                    Err(error) => Err(error),
                })
            })?;
            let (endpoint, request) = match first {
                Ok((endpoint, request)) => (endpoint, request),
                Err(failed) => return Ok(Err(failed.error().clone())),
            };
            match self.send((endpoint, request, None), clock)? {
                Ok((response, attempts)) => received.push_last(response.clone(), attempts),
                Err(error) => return Ok(Err(error)),
            }
        }
        loop {
            let (endpoint, request, customer_id) = match step(connection, &mut received, self.now) {
                Ok(Step::Done(outcome)) => return Ok(Ok(outcome)),
                Ok(Step::Send { endpoint, request, customer_id }) => (endpoint, request, customer_id),
                Err(error) => return Ok(Err(error)),
            };
            self.keep_received(began, &received);
            match self.send((endpoint, &request, customer_id.as_deref()), clock)? {
                Ok((response, attempts)) => received.push_last(response.clone(), attempts),
                Err(error) => return Ok(Err(error)),
            }
        }
    }

    /// Sends a request, again where that is safe and may help, and returns the last response, with the attempts before
    /// it. Every error has the `customer_id`.
    fn send(
        &mut self,
        (endpoint, request, customer_id): (&'static Endpoint, &HttpRequest, Option<&str>),
        Clock { limits, began_ms }: Clock,
    ) -> OrSuspended<Result<(&'a HttpResponse<'a>, Attempts), Error>> {
        let (url, attempts, timeout_ms) = (request.url.as_str(), Attempts::of(request), Some(self.timeout()));
        let mut exchange = Exchange { endpoint, url, limits, timeout_ms, customer_id, attempts };
        loop {
            let timeout_ms = match exchange.before_attempt(self.elapsed_ms.saturating_sub(began_ms)) {
                Ok(timeout_ms) => timeout_ms.unwrap_or(i64::MAX),
                Err(error) => return Ok(Err(error)),
            };
            let attempt = exchange.attempts.next_number();
            let effect = || Effect::Request { endpoint, request: request.clone(), attempt, timeout_ms };
            let result = match self.next_outcome(effect)? {
                Ok(Value::Response(response)) => Ok(response),
                Ok(_) => return Ok(Err(endpoint.attribute(Error::new(ErrorCode::Internal)))),
                Err(error) => Err(Unanswered::from(error)),
            };
            let elapsed_ms = self.elapsed_ms.saturating_sub(began_ms);
            let moment = || Moment { elapsed_ms, now: self.now, random: self.jitter() };
            match exchange.after_attempt(result, moment) {
                Ok(Next::Wait { ms }) => {
                    let _ = self.next_outcome(|| Effect::Wait { ms })?;
                }
                Ok(Next::Respond(response)) => return Ok(Ok((response, exchange.attempts))),
                Err(error) => return Ok(Err(error)),
            }
        }
    }

    fn clock(&mut self, max_retries: Option<u32>) -> OrSuspended<Clock> {
        let mut limits = Limits::new();
        limits.deadline_ms = Some(self.call_time()?);
        if let Some(retries) = max_retries {
            limits = limits.max_retries(retries);
        }
        Ok(Clock { limits, began_ms: self.elapsed_ms })
    }

    /// Opens the connection to a provider with its part of the configuration, once for the replays that share a memory.
    pub(crate) fn connection(&self, provider: &str) -> Result<&'a Connection, Error> {
        let opened = &self.memory.connections;
        if let Some(known) = opened.iter().find(|known| known.provider() == provider) {
            return Ok(known);
        }
        let (provider, config) =
            self.configured_provider(provider).ok_or_else(|| Error::new(ErrorCode::InvalidConfig))?;
        Connection::open_known(provider.service, config).map(|connection| opened.keep(connection))
    }
}

impl From<&EffectError> for Unanswered {
    fn from(error: &EffectError) -> Self {
        let EffectError { code, was_not_sent, status, hint } = error.clone();
        Self { code, was_sent: !was_not_sent, status, hint }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edge::engine::kept::{Kept, Memory};
    use crate::edge::engine::outcome::Outcome;
    use crate::provider::{EXAMPLE, PROVIDERS};
    use crate::rules::operation::VALIDATED;

    #[test]
    fn each_provider_has_one_connection_of_its_own_for_all_replays() {
        let names: Vec<_> = PROVIDERS.iter().map(|provider| provider.name()).collect();
        let account =
            r#"{"apiKey": "sk-test-1", "environment": "sandbox", "clientId": "id", "clientSecret": "secret"}"#;
        let accounts: Vec<_> = names.iter().map(|name| format!(r#""{name}": {account}"#)).collect();
        let config = format!(r#"{{"connections": {{{}}}}}"#, accounts.join(", "));
        let config = UntrustedValue::from_json(&config).unwrap();
        let (kept, memory) = (Kept::default(), Memory::default());
        let open = |name: &&'static str| {
            let replay = HandlerRun::new(&config, &UntrustedValue::Null, &[], (&kept, &memory));
            replay.connection(name).map_err(|error| error.to_string()).unwrap()
        };
        let opened: Vec<_> = names.iter().map(open).collect();
        assert_eq!(opened.iter().map(|connection| connection.provider()).collect::<Vec<_>>(), names);
        assert!(names.iter().map(open).zip(opened).all(|(again, first)| std::ptr::eq(again, first)));
    }

    /// A replay of a request that waits finds what an earlier one has made, even if that is a part of something larger.
    #[test]
    fn an_applicant_is_validated_once_in_a_flow_however_often_it_is_replayed() {
        let json = |text: &str| UntrustedValue::from_json(text).unwrap();
        let (provider, create) = (PROVIDERS[0], &EXAMPLE.calls[0]);
        let (name, account) = (provider.name(), EXAMPLE.config);
        let config = json(&format!(r#"{{"connections": {{"{name}": {account}}}, "timeout": 20000}}"#));
        let response = HttpResponse::new(201, [], create.response.as_bytes());
        let outcomes = [Outcome { at: 0, elapsed_ms: 0, result: Ok(Value::Response(response)) }];
        let memory = Memory::default();
        VALIDATED.take();
        for known in [0, 0, 0, 1, 1] {
            let kept = Kept::default();
            let outcomes = outcomes.get(..known).unwrap();
            let mut run = HandlerRun::new(&config, &UntrustedValue::Null, outcomes, (&kept, &memory));
            let outcome = run.onboard(provider, || json(EXAMPLE.applicant), None);
            assert_eq!(outcome.is_ok_and(|outcome| outcome.is_ok()), known == 1);
        }
        assert_eq!(VALIDATED.take(), [provider.onboarding.operation.name, create.endpoint.name()]);
    }
}
