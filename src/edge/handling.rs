//! A request that a host handles plan by plan: `engine/ahead.rs` says what a plan is.

use std::rc::Rc;

use super::engine::ahead::{Ahead, admits};
use super::engine::effect::{Effect, StoppedAt};
use super::engine::memory::{HandlerMemory, HandlerScratch};
use super::engine::outcome::Outcome;
use super::engine::run::{HandlerRun, Suspended};
use super::response::Response;
use super::{finish, operator};
use crate::value::untrusted::UntrustedValue;

/// A request that a host handles plan by plan, or the command of an operator.
///
/// ```
/// use std::rc::Rc;
/// use kyclink::UntrustedValue;
/// use kyclink::edge::{Effect, Handling, Outcome, Value};
/// let json = |text| UntrustedValue::from_json(text).expect("JSON");
/// let config = json(r#"{"basePath": "/kyc", "provider": "grid", "connections": {"grid": {}}, "timeout": 20000}"#);
/// let request = r#"{"method": "GET", "path": "/kyc/status", "headers": {"cookie": "C"}, "at": 1790000000000}"#;
/// let request = request.replace('C', &format!("__Host-kyclink={}", "sealed".repeat(30)));
/// let mut handling = Handling::of_request(Rc::new(config), json(&request).to_static());
///
/// assert!(handling.proceed(vec![]).is_none());
/// assert!(matches!(handling.effects(), [Effect::OpenCookies { .. }]));
///
/// let session = json(r#"{"id": "s", "customer": {"provider": "grid", "id": "Customer:1"}, "until": 1800000000000,
///     "began_at": 1790000000000}"#);
/// let opened = Outcome { at: 1_790_000_000_001, elapsed_ms: 1, result: Ok(Value::Opened(vec![session])) };
/// assert!(handling.proceed(vec![opened]).is_none());
/// let loads = handling.effects().iter().filter(|effect| matches!(effect, Effect::LoadRecord { .. }));
/// assert_eq!(loads.count(), 3, "whether the session has ended, who may use the customer, and its status");
/// ```
pub struct Handling {
    config: Rc<UntrustedValue<'static>>,
    request: UntrustedValue<'static>,
    subject: HandlingOf,
    outcomes: Vec<Outcome<'static>>,
    planned: Vec<Effect>,
    memory: HandlerMemory,
}

#[derive(Clone, Copy)]
enum HandlingOf {
    Request,
    Command,
}

impl Handling {
    /// Begins a request.
    ///
    /// - `config` is a configuration that [`check_config`](crate::edge::check_config) has accepted, without its secrets:
    ///   `basePath`, `provider`, `allowedOrigins`, `publicOrigin`, `redirectUri`, `timeout` and `maxWebhookAgeMs` in
    ///   milliseconds, `id`, the hooks as [`UntrustedValue::Opaque`], and two objects with each configured provider:
    ///   `connections`, and `tenants`, with what tells its account apart from others over the store. Without `tenants`,
    ///   that is the `id`.
    /// - `request` is `{ method, origin, path, token, headers, address, at }`: the origin and the path of its URL, the
    ///   parameter `token` of its query, the headers with their names in lower case, and the address of the client.
    pub fn of_request(config: Rc<UntrustedValue<'static>>, request: UntrustedValue<'static>) -> Self {
        Self {
            config,
            request,
            subject: HandlingOf::Request,
            outcomes: vec![],
            planned: vec![],
            memory: HandlerMemory::default(),
        }
    }

    /// Begins an operator's command: a function for the application's own tools, never a route.
    ///
    /// - `config` is that of [`Self::of_request`].
    /// - `command` is `{ function, provider, reference, customerId, email, to, ttlMs, ids, at }`: the function is `find`,
    ///   `release`, `resumeLink`, `exportData` or `forget`, exactly one of `reference`, `customerId` and `email` says
    ///   whom it is about, and `to` is the reference of the person to whom `release` gives the customer, or whose login
    ///   opens the link. Without `provider`, it is that of the configuration. `ttlMs` and the random `ids` are for
    ///   `resumeLink`. `{ function: "agreements" }` is about nobody: it lists what the form of a page shows.
    ///   So is `{ function: "member" }`, which returns as `isKnown` whether `authorize` knows an onboarding of the person.
    ///   `{ function: "refresh", provider, limit, from, failures, ids, at }` is a step of a run over the agenda: it returns
    ///   `sent`, `asked`, `changed`, `failed`, `isMore`, and until `isOver` the `from` and the `failures` of the next step.
    ///
    /// A command that is wrong is refused with one of the words in `pkg-template/service/edge/operator/operator.ts`.
    ///
    /// ```
    /// use kyclink::UntrustedValue;
    /// use kyclink::edge::{Content, Handling};
    /// let json = |text| UntrustedValue::from_json(text).expect("JSON");
    /// let config = json(r#"{"provider": "grid", "connections": {"grid": {}}, "timeout": 20000}"#);
    /// let response = Handling::of_command(config.into(), json(r#"{"function": "find"}"#)).proceed(vec![]);
    /// assert!(response.is_some_and(|response| matches!(response.content, Content::Refused("who"))));
    /// ```
    pub fn of_command(config: Rc<UntrustedValue<'static>>, command: UntrustedValue<'static>) -> Self {
        Self { subject: HandlingOf::Command, ..Self::of_request(config, command) }
    }

    /// The effects to perform, in order: the next one only if [`Outcome::is_as_assumed`] holds for the last.
    pub fn effects(&self) -> &[Effect] {
        &self.planned
    }

    /// Takes what the effects ended with, as far as they were performed, and plans the next ones: none for the first
    /// plan. Returns the response after all of them ended as assumed, if there is one; otherwise the host proceeds.
    pub fn proceed(&mut self, ended: Vec<Outcome<'static>>) -> Option<Response> {
        let mut ended = std::mem::take(&mut self.planned).into_iter().zip(ended);
        // The host has not compared what it has loaded with what was assumed, so only the first of several loads is
        // certainly one for which the handler asks.
        let mut loaded = Vec::new();
        while let Some((effect, outcome)) = ended.next() {
            self.outcomes.push(outcome);
            if effect.is_load() {
                loaded.extend(ended.by_ref());
            }
        }
        let times = self.outcomes.last().map(|last| (last.at, last.elapsed_ms));
        let scratch = HandlerScratch::default();
        let mut run = HandlerRun::new(&self.config, &self.request, &self.outcomes, (&scratch, &self.memory));
        run.ahead = Ahead::new(&loaded, times);
        let stopped_at = match self.subject {
            HandlingOf::Request => finish(&mut run),
            HandlingOf::Command => {
                let Err(Suspended) = operator::run(&mut run);
                run.take_stopped_at()
            }
        };
        let Ahead { used, planned, .. } = run.ahead;
        self.outcomes.extend(loaded.into_iter().take(used).map(|(_, outcome)| outcome));
        self.planned = planned;
        match stopped_at {
            StoppedAt::Response(response) => Some(response).filter(|_| !self.planned.iter().any(Effect::is_load)),
            StoppedAt::Effect(effect) => {
                if admits(&self.planned, &effect) {
                    self.planned.push(effect);
                }
                None
            }
            StoppedAt::EndOfPlan => None,
        }
    }
}
