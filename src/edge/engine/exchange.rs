//! Requests to a provider: the calls of an operation and the flows of several, with their retries and one deadline.

use super::effect::Effect;
use super::outcome::{EffectError, Value};
use super::run::{HandlerRun, OrSuspended, Performed};
use crate::client::connection::Connection;
use crate::client::connection::call_options::CallOptions;
use crate::client::customer::Customer;
use crate::client::endpoint::{Endpoint, Output};
use crate::client::engine::call::{Caller, Clock, call};
use crate::client::engine::once::make_once;
use crate::client::engine::{self, Replay, State};
use crate::client::error::{Error, ErrorCode};
use crate::client::exchange::retry::Limits;
use crate::client::http::HttpResponse;
use crate::client::onboarding::flow::run_flow;
use crate::client::onboarding::outcome::Onboarding;
use crate::client::onboarding::reconcile::{self, Window};
use crate::provider::Provider;
use crate::rules::operation::Valid;
use crate::rules::options::Policy;
use crate::value::untrusted::UntrustedValue;

impl<'a> HandlerRun<'a> {
    /// Calls an operation. `max_retries` replaces the usual number of retries.
    pub(crate) fn call_endpoint(
        &mut self,
        endpoint: &'static Endpoint,
        input: &UntrustedValue,
        max_retries: Option<u32>,
    ) -> OrSuspended<Performed<'a, &'a Output>> {
        let caller = match self.caller(endpoint.service.name, CallOptions::NONE, max_retries)? {
            Ok(caller) => caller,
            Err(error) => return Ok(Err(self.failed(error))),
        };
        call(self, endpoint, input, caller)
    }

    pub(crate) fn onboard(
        &mut self,
        provider: &'static Provider,
        applicant: impl FnOnce(Policy, i64) -> Result<Valid<'a>, Error>,
        key: Option<&str>,
    ) -> OrSuspended<Performed<'a, &'a Onboarding>> {
        make_once(self, |run| {
            let options = key.map_or_else(CallOptions::default, |key| CallOptions::default().idempotency_key(key));
            let caller = match run.caller(provider.name(), &options, None)? {
                Ok(caller) => caller,
                Err(error) => return Ok(Err(error)),
            };
            let flow = provider.onboarding;
            run_flow(run, flow, applicant, Caller { is_key_for_create: true, ..caller }, flow.run)
        })
    }

    /// Finds the customers that a create in this time window may have made.
    pub(crate) fn find_candidates(
        &mut self,
        provider: &'static Provider,
        applicant: impl FnOnce(Policy, i64) -> Result<Valid<'a>, Error>,
        window: Window,
    ) -> OrSuspended<Performed<'a, &'a Vec<Customer>>> {
        make_once(self, |run| match run.caller(provider.name(), CallOptions::NONE, None)? {
            Ok(caller) => reconcile::candidates(run, provider.onboarding, applicant, caller, window),
            Err(error) => Ok(Err(error)),
        })
    }

    /// Returns what a call to a provider needs. The deadline of the request is also that of the call.
    fn caller<'c>(
        &mut self,
        provider: &str,
        options: &'c CallOptions,
        max_retries: Option<u32>,
    ) -> OrSuspended<Result<Caller<'c>, Error>>
    where
        'a: 'c,
    {
        let mut limits = Limits::new();
        limits.deadline_ms = Some(self.call_time()?);
        if let Some(retries) = max_retries {
            limits = limits.max_retries(retries);
        }
        let clock = Clock { limits, timeout_ms: Some(self.timeout()), began_ms: self.elapsed_ms() };
        let connection = self.connection(provider);
        Ok(connection.map(|connection| Caller { connection, options, is_key_for_create: false, clock }))
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

impl<'a> Replay<'a> for HandlerRun<'a> {
    fn state(&mut self) -> &mut State<'a> {
        &mut self.state
    }

    fn ask(
        &mut self,
        effect: &dyn Fn() -> engine::Effect,
    ) -> OrSuspended<Result<Option<&'a HttpResponse<'a>>, &'a EffectError>> {
        Ok(self.next_outcome(|| effect().into())?.map(|value| match value {
            Value::Response(response) => Some(response),
            _ => None,
        }))
    }
}

impl From<engine::Effect> for Effect {
    fn from(effect: engine::Effect) -> Self {
        match effect {
            engine::Effect::Request { endpoint, request, attempt, timeout_ms } => {
                Self::Request { endpoint, request, attempt, timeout_ms: timeout_ms.unwrap_or(i64::MAX) }
            }
            engine::Effect::Wait { ms } => Self::Wait { ms },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::onboarding::flow::require_applicant;
    use crate::edge::engine::memory::{HandlerMemory, HandlerScratch};
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
        let (scratch, memory) = (HandlerScratch::default(), HandlerMemory::default());
        let open = |name: &&'static str| {
            let replay = HandlerRun::new(&config, &UntrustedValue::Null, &[], (&scratch, &memory));
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
        let memory = HandlerMemory::default();
        VALIDATED.take();
        for known in [0, 0, 0, 1, 1] {
            let scratch = HandlerScratch::default();
            let outcomes = outcomes.get(..known).unwrap();
            let mut run = HandlerRun::new(&config, &UntrustedValue::Null, outcomes, (&scratch, &memory));
            let applicant = require_applicant(provider.onboarding, json(EXAMPLE.applicant));
            let outcome = run.onboard(provider, applicant, None);
            assert_eq!(outcome.is_ok_and(|outcome| outcome.is_ok()), known == 1);
        }
        assert_eq!(VALIDATED.take(), [provider.onboarding.operation.name, create.endpoint.name()]);
    }
}
