//! Requests to a provider: the calls of an operation and the flows of several, with their retries and one deadline.

use super::kept::Pages;
use super::run::{HandlerRun, OrSuspended, Performed};
use crate::client::connection::Connection;
use crate::client::connection::call_options::CallOptions;
use crate::client::customer::Customer;
use crate::client::endpoint::{Endpoint, Output};
use crate::client::engine::call::{self, Clock};
use crate::client::engine::once::make_once;
use crate::client::engine::{Failed, Replay};
use crate::client::error::{Error, ErrorCode};
use crate::client::exchange::retry::Limits;
use crate::client::http::HttpRequest;
use crate::client::onboarding::onboard;
use crate::client::onboarding::outcome::Onboarding;
use crate::client::onboarding::received::{Entry, Received};
use crate::client::onboarding::reconcile::{self, Window};
use crate::client::onboarding::step::Step;
use crate::provider::Provider;
use crate::value::untrusted::UntrustedValue;

impl<'a> HandlerRun<'a> {
    /// Calls an operation. `max_retries` replaces the usual number of retries.
    pub(crate) fn call_endpoint(
        &mut self,
        endpoint: &'static Endpoint,
        input: &UntrustedValue,
        max_retries: Option<u32>,
    ) -> OrSuspended<Performed<'a, &'a Output>> {
        let clock = self.clock(max_retries)?;
        let connection = match self.connection(endpoint.service.name) {
            Ok(connection) => connection,
            Err(error) => return Ok(Err(self.failed(error))),
        };
        call::call(self, endpoint, input, (connection, &CallOptions::default()), clock)
    }

    /// Onboards an applicant.
    pub(crate) fn onboard(
        &mut self,
        provider: &'static Provider,
        applicant: impl FnOnce() -> UntrustedValue<'a>,
        key: Option<&str>,
    ) -> OrSuspended<Performed<'a, &'a Onboarding>> {
        make_once(self, |run| {
            let applicant = applicant();
            let options = key.map_or_else(CallOptions::default, |key| CallOptions::default().idempotency_key(key));
            run.run_flow(provider, |connection, received, now| {
                onboard::step_with(provider.onboarding, &applicant, connection, &options, received, now)
            })
        })
    }

    /// Finds the customers that a create in this time window may have made.
    pub(crate) fn find_candidates(
        &mut self,
        provider: &'static Provider,
        applicant: &UntrustedValue,
        window: Window,
    ) -> OrSuspended<Performed<'a, &'a Vec<Customer>>> {
        make_once(self, |run| {
            run.run_flow(provider, |connection, received, now| {
                reconcile::candidates(provider.onboarding, applicant, connection, window, received, now)
            })
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
        let began = self.state().place.used;
        let mut received = self.received_before();
        if received.entries.is_empty() {
            let first: Performed<&(&'static Endpoint, HttpRequest)> = make_once(self, |run| {
                Ok(match step(connection, &mut Received::default(), run.now()) {
                    Ok(Step::Send { endpoint, request, .. }) => Ok((endpoint, request)),
                    Ok(Step::Done(_)) => Err(ErrorCode::Internal.into()),
                    Err(error) => Err(error),
                })
            })?;
            let (endpoint, request) = match first {
                Ok((endpoint, request)) => (*endpoint, request),
                Err(Failed(error)) => return Ok(Err(error.clone())),
            };
            match call::send(self, (endpoint, request, None), clock)? {
                Ok((response, attempts)) => received.push_last(response.clone(), attempts),
                Err(error) => return Ok(Err(error)),
            }
        }
        loop {
            let (endpoint, request, customer_id) = match step(connection, &mut received, self.now()) {
                Ok(Step::Done(outcome)) => return Ok(Ok(outcome)),
                Ok(Step::Send { endpoint, request, customer_id }) => (endpoint, request, customer_id),
                Err(error) => return Ok(Err(error)),
            };
            self.keep_received(began, &received);
            match call::send(self, (endpoint, &request, customer_id.as_deref()), clock)? {
                Ok((response, attempts)) => received.push_last(response.clone(), attempts),
                Err(error) => return Ok(Err(error)),
            }
        }
    }

    /// Returns what a flow that begins now has received, as far as earlier replays have read a list.
    fn received_before(&mut self) -> Received<'a> {
        let mut pages = None;
        let (used, mut chain) = (self.state().place.used, &self.memory.pages);
        while let Some((found, rest)) = chain.find(|pages| pages.began == used) {
            (pages, chain) = (Some(found), rest);
        }
        let Some(pages) = pages else { return Received::default() };
        self.state().place = pages.after;
        Received { entries: vec![Entry::Pages(pages.read.clone())], found: pages.found.clone() }
    }

    /// Keeps what a flow that began after this many outcomes has received, if it is nothing but pages that it has read.
    fn keep_received(&mut self, began: usize, received: &Received) {
        let (after, certain) = (self.state().place, self.state().certain);
        if let [Entry::Pages(read)] = received.entries.as_slice()
            && after.used <= certain
            && self.memory.pages.find(|known| known.began == began && known.after.used == after.used).is_none()
        {
            let (read, found) = (read.clone(), received.found.clone());
            self.memory.pages.keep(Pages { began, read, found, after });
        }
    }

    fn clock(&mut self, max_retries: Option<u32>) -> OrSuspended<Clock> {
        let mut limits = Limits::new();
        limits.deadline_ms = Some(self.call_time()?);
        if let Some(retries) = max_retries {
            limits = limits.max_retries(retries);
        }
        Ok(Clock { limits, timeout_ms: Some(self.timeout()), began_ms: self.elapsed_ms() })
    }

    /// Opens the connection to a provider with its part of the configuration, once for the replays that share a memory.
    pub(crate) fn connection(&self, provider: &str) -> Result<&'a Connection, Error> {
        let opened = &self.memory.connections;
        if let Some((known, _)) = opened.find(|known| known.provider() == provider) {
            return Ok(known);
        }
        let (provider, config) =
            self.configured_provider(provider).ok_or_else(|| Error::new(ErrorCode::InvalidConfig))?;
        Connection::open_known(provider.service, config).map(|connection| opened.keep(connection))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::http::HttpResponse;
    use crate::edge::engine::kept::{Kept, Memory};
    use crate::edge::engine::outcome::{Outcome, Value};
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
