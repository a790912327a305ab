//! A host for the edge handler: a store with compare-and-set, a clock, sealing, and hooks and a provider that follow a
//! script.
//!
//! Only these files know the effects and the form of the configuration.

pub(crate) mod provider;
pub(crate) mod request;

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::rc::Rc;

use kyclink::edge::{self, Content, Effect, Handling, Outcome, Problem, View};
use kyclink::json::Json;
use kyclink::{Object, UntrustedValue};
use serde_json::{Value, json};

use self::provider::{Asked, Facts, Talk, call_of};
use self::request::{Request, Response};
use crate::edge::record::{Write, check_write, is_in_scope};

pub(crate) const ORIGIN: &str = "https://app.example.com";
pub(crate) const KEY: &str = "0123456789abcdefghijkl";
pub(crate) const OTHER_KEY: &str = "abcdefghijkl0123456789";
pub(crate) const SECOND: i64 = 1_000;
pub(crate) const HOUR: i64 = 3_600_000;
pub(crate) const DAY: i64 = 24 * HOUR;
/// The `timeout` of the configuration below.
pub(crate) const TIMEOUT: i64 = 1_000;
/// The names of states that the host knows, with their countries and codes.
pub(crate) const STATES: [(&str, &str, &str); 3] =
    [("USA", "Illinois", "IL"), ("DEU", "Bayern", "BY"), ("IND", "Goa", "GA")];
/// 2026-09-21T14:13:20Z
pub(crate) const START: i64 = 1_790_000_000_000;

/// The host, and everything that a request depends on.
#[derive(Clone)]
pub(crate) struct World {
    pub(crate) now: i64,
    /// How long every request has taken by the end of each of its effects, in milliseconds.
    pub(crate) elapsed_ms: i64,
    pub(crate) config: Value,
    /// The secrets that seal and sign, newest first.
    pub(crate) secrets: Vec<&'static str>,
    pub(crate) store_is_down: bool,
    /// How the store fails next, once it has done this many operations more.
    pub(crate) store_fails: Option<(usize, StoreFailure)>,
    /// Whether another request always writes first.
    pub(crate) store_is_contended: bool,
    /// Whether the store ignores the lifetimes of records, as one with a clock far behind would.
    pub(crate) store_forgets_nothing: bool,
    /// The cookie that the browser holds.
    pub(crate) cookie: Option<String>,
    /// The log: hooks and provider calls in order, with their arguments.
    pub(crate) calls: Vec<(String, Value)>,
    /// The effects that were performed, by name.
    pub(crate) effects: Vec<String>,
    /// The requests to providers, each attempt, with their operations.
    pub(crate) requests: Vec<Value>,
    /// The waits between attempts, in milliseconds.
    pub(crate) waits: Vec<i64>,
    /// How long each body may take to arrive, in milliseconds.
    pub(crate) body_limits: Vec<i64>,
    /// The cookies that were tried with each secret.
    pub(crate) tried_cookies: Vec<String>,
    hooks: Vec<(&'static str, Result<Value, Value>)>,
    script: Vec<(&'static str, Result<Value, Value>)>,
    delays: HashMap<&'static str, i64>,
    records: HashMap<String, Stored>,
    /// When each session began whose cookie was sealed.
    sessions: HashMap<String, i64>,
    count: usize,
    /// When the latest create was sent.
    created_at: i64,
}

/// How a single operation of the store fails.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum StoreFailure {
    /// It does nothing.
    Before,
    /// It does what it is asked for, and then fails.
    After,
    /// It does nothing, and the deadline of the request passes.
    Late,
    /// It does what it is asked for, and the deadline of the request passes.
    LateAfter,
    /// It does what it is asked for and fails, as every operation does from then on.
    AfterThenDown,
}

#[derive(Clone)]
struct Stored {
    raw: String,
    expires: i64,
    lifetime_ms: i64,
}

/// A request that the handler is working on.
pub(crate) struct Flight {
    request: Request,
    begin: Box<dyn Fn() -> Handling>,
    handling: Handling,
    /// The response after the effects of the plan, if there is one, and what they have ended with so far.
    response: Option<edge::Response>,
    ended: Vec<Outcome<'static>>,
    /// The effects so far, and their outcomes as a host in another language writes them.
    performed: Vec<(String, UntrustedValue<'static>)>,
    /// What the handler's clock shows.
    now: i64,
    talk: Talk,
}

pub(crate) fn untrusted(value: &Value) -> UntrustedValue<'static> {
    UntrustedValue::from_json(&value.to_string()).unwrap()
}

pub(crate) fn person(email: &str) -> Value {
    json!({
        "type": "individual", "email": email, "phone": "+14155550123", "firstName": "Jane", "lastName": "Smith",
        "address": { "line1": "1 Main Street", "city": "Chicago", "state": "IL", "postalCode": "60606", "country": "USA" },
    })
}

/// The result of `onboard` or `createKycLink`: a link that expires one hour after it was made.
pub(crate) fn link(customer: &str) -> Value {
    json!({ "customerId": customer, "link": { "kycUrl": format!("https://kyc.example/{customer}") } })
}

pub(crate) fn error(code: &str) -> Value {
    json!({ "code": code })
}

/// The error of an effect that came after the deadline.
fn late() -> Value {
    json!({ "code": "timeout", "isLate": true })
}

impl World {
    pub(crate) fn new() -> Self {
        Self {
            now: START,
            elapsed_ms: 0,
            config: json!({
                "basePath": "/kyc", "provider": "spherepay", "timeout": TIMEOUT,
                "allowedOrigins": [ORIGIN, "http://localhost:8787"],
                "id": "handler",
                // Without an `id` in the wrapper's configuration, all handlers of an account are one tenant.
                "tenants": { "spherepay": "tenant of spherepay", "grid": "tenant of grid", "bridge": "tenant of bridge" },
                "connections": {
                    "spherepay": { "apiKey": "secret_x", "environment": "sandbox", "webhookSecret": "s" },
                    "grid": { "clientId": "id", "clientSecret": "secret_y" },
                },
            }),
            secrets: vec!["newest secret"],
            store_is_down: false,
            store_fails: None,
            store_is_contended: false,
            store_forgets_nothing: false,
            cookie: None,
            calls: vec![],
            effects: vec![],
            requests: vec![],
            waits: vec![],
            body_limits: vec![],
            tried_cookies: vec![],
            // Some routes exist only with a page. A customer is incomplete unless a script says otherwise.
            hooks: vec![("page", Ok(json!(null))), ("getCustomer", Ok(json!({ "status": "incomplete" })))],
            script: vec![],
            delays: HashMap::new(),
            records: HashMap::new(),
            sessions: HashMap::new(),
            count: 0,
            created_at: START,
        }
    }

    /// Returns a world that onboards at the provider that sends contact codes.
    pub(crate) fn of_grid() -> Self {
        let mut world = Self::new();
        world.config["provider"] = json!("grid");
        world
    }

    /// Returns a world that onboards at the provider whose link comes before the customer.
    pub(crate) fn of_bridge() -> Self {
        let mut world = Self::new();
        world.config["provider"] = json!("bridge");
        world.config["connections"]["bridge"] = json!({ "apiKey": "sk-test-x", "environment": "sandbox" });
        world
    }

    /// Returns a world for each provider, with an id that its customers may have.
    pub(crate) fn of_each_provider() -> [(Self, &'static str); 3] {
        [(Self::new(), "customer_c1"), (Self::of_grid(), "Customer:1"), (Self::of_bridge(), "link_1")]
    }

    /// Adds a hook that always returns this value.
    pub(crate) fn hook(&mut self, name: &'static str, reply: Value) {
        self.unhook(name);
        self.hooks.push((name, Ok(reply)));
    }

    pub(crate) fn failing_hook(&mut self, name: &'static str) {
        self.unhook(name);
        self.hooks.push((name, Err(error("internal"))));
    }

    /// Makes a provider call or hook always fail with this error.
    pub(crate) fn always_fails(&mut self, name: &'static str, error: Value) {
        self.unhook(name);
        self.hooks.push((name, Err(error)));
    }

    pub(crate) fn unhook(&mut self, name: &str) {
        self.hooks.retain(|(known, _)| *known != name);
    }

    /// Adds a result to the script of a provider call or hook. Results of the same call are used in order.
    pub(crate) fn replies(&mut self, what: &'static str, value: Value) {
        self.script.push((what, Ok(value)));
    }

    pub(crate) fn fails(&mut self, what: &'static str, error: Value) {
        self.script.push((what, Err(error)));
    }

    /// Makes a call take this long from now on.
    pub(crate) fn takes(&mut self, what: &'static str, ms: i64) {
        self.delays.insert(what, ms);
    }

    /// Onboards this browser at the configured provider, so that it has a cookie, and clears the log.
    pub(crate) fn onboarded(mut self, customer: &str) -> Self {
        self.onboard(customer);
        self
    }

    pub(crate) fn onboard(&mut self, customer: &str) {
        self.replies("onboard", link(customer));
        let response = self.post("links").json(&person("jane@example.com")).send();
        assert_eq!(response.status, 201);
        self.calls.clear();
    }

    /// Makes the handler ask for the status, which is then known for ten seconds.
    pub(crate) fn learn_status(&mut self) {
        assert_eq!(self.get("status").send().status, 200);
        self.requests.clear();
        self.calls.clear();
    }

    /// Returns the names of the calls in the log, and clears it.
    pub(crate) fn take_calls(&mut self) -> Vec<String> {
        std::mem::take(&mut self.calls).into_iter().map(|(what, _)| what).collect()
    }

    /// Returns the arguments of the latest call of this name.
    pub(crate) fn arguments(&self, what: &str) -> &Value {
        &self.calls.iter().rfind(|(known, _)| known == what).unwrap_or_else(|| panic!("{what} was not called")).1
    }

    /// Whether the script has results that were not used.
    pub(crate) fn has_script_left(&self) -> bool {
        !self.script.is_empty()
    }

    pub(crate) fn forget_script(&mut self) {
        self.script.clear();
    }

    /// Returns the names of the records that have not ended.
    pub(crate) fn names(&self) -> Vec<Value> {
        self.records.iter().filter(|(_, stored)| self.now < stored.expires).map(|(name, _)| parse(name)).collect()
    }

    /// Counts the records of a kind.
    pub(crate) fn count(&self, kind: &str) -> usize {
        let start = start_of(kind);
        self.records.iter().filter(|(name, stored)| name.starts_with(&start) && self.now < stored.expires).count()
    }

    /// Returns the longest lifetime of the stored records of a kind.
    pub(crate) fn longest_lifetime(&self, kind: &str) -> i64 {
        let of_kind = self.records.iter().filter(|(name, _)| name.starts_with(&start_of(kind)));
        of_kind.map(|(_, stored)| stored.lifetime_ms).max().unwrap_or_default()
    }

    /// Returns the same world without the records of a kind.
    pub(crate) fn without(&self, kind: &str) -> Self {
        let mut world = self.clone();
        world.remove_records(kind);
        world
    }

    /// Returns the same world with records of a kind that open under none of the secrets.
    pub(crate) fn unreadable(&self, kind: &str) -> Self {
        let mut world = self.clone();
        for (_, stored) in world.records.iter_mut().filter(|(name, _)| name.starts_with(&start_of(kind))) {
            stored.raw.push_str("of another secret");
        }
        world
    }

    /// Returns, for each field that is empty in a record of a kind, its name and the same world without it.
    pub(crate) fn without_empty_fields(&self, kind: &str) -> Vec<(String, Self)> {
        let mut worlds = vec![];
        for (name, stored) in self.records.iter().filter(|(name, _)| name.starts_with(&start_of(kind))) {
            let fields = self.open(&stored.raw, name).and_then(|value| value.as_object().cloned()).unwrap_or_default();
            let empty = [json!(null), json!(""), json!(0), json!(false), json!([])];
            for (field, _) in fields.iter().filter(|(_, value)| empty.contains(value)) {
                let (mut world, mut less) = (self.clone(), fields.clone());
                less.remove(field);
                world.records.get_mut(name).unwrap().raw = self.seal(&Value::Object(less), name);
                worlds.push((field.clone(), world));
            }
        }
        worlds
    }

    /// Removes the records of a kind.
    pub(crate) fn remove_records(&mut self, kind: &str) {
        let start = start_of(kind);
        self.records.retain(|name, _| !name.starts_with(&start));
    }

    /// Returns everything that the store can see: the names of records are hashes for it.
    pub(crate) fn raw_records(&self) -> Vec<&str> {
        self.records.values().map(|stored| stored.raw.as_str()).collect()
    }

    /// Returns the sealed form of some record.
    pub(crate) fn any_raw_record(&self) -> String {
        self.records.values().next().unwrap().raw.clone()
    }

    /// Returns, for each field of the browser's cookie, its name and the cookie without it.
    pub(crate) fn cookies_with_less(&self) -> Vec<(String, String)> {
        let (name, value) = self.cookie.as_ref().unwrap().split_once('=').unwrap();
        let fields = self.open(value, "cookie").unwrap().as_object().unwrap().clone();
        let without = |field: &String| {
            let mut less = fields.clone();
            less.remove(field);
            (field.clone(), format!("{name}={}", self.seal(&Value::Object(less), "cookie")))
        };
        fields.keys().map(without).collect()
    }

    pub(crate) fn start(&mut self, request: Request) -> Flight {
        let (config, given) = (self.config(), request.to_untrusted(self.now, &self.ids()));
        Flight::new(request, move || Handling::of_request(config.clone(), given.clone()), self.now)
    }

    /// Starts a command of an operator with these options.
    pub(crate) fn start_command(&mut self, function: &str, options: &Value) -> Flight {
        let mut command = options.clone();
        (command["function"], command["at"]) = (json!(function), json!(self.now));
        command["ids"] = json!(self.ids());
        let (config, given) = (self.config(), untrusted(&command));
        Flight::new(Request::default(), move || Handling::of_command(config.clone(), given.clone()), self.now)
    }

    fn config(&self) -> Rc<UntrustedValue<'static>> {
        let mut config = untrusted(&self.config).object().unwrap().clone();
        for (name, _) in &self.hooks {
            config.set(name, UntrustedValue::Opaque);
        }
        Rc::new(config.into())
    }

    /// Returns the random ids of a request.
    fn ids(&mut self) -> Vec<String> {
        self.count += 4;
        (self.count - 3..=self.count).map(|count| format!("minted{count}")).collect()
    }

    pub(crate) fn command(&mut self, function: &str, options: &Value) -> Response {
        let mut flight = self.start_command(function, options);
        self.finish(&mut flight)
    }

    /// Performs this many effects of a request, or returns its response if it has fewer.
    pub(crate) fn advance_by(&mut self, flight: &mut Flight, effects: usize) -> Option<Response> {
        (0..effects).find_map(|_| self.advance(flight))
    }

    pub(crate) fn send(&mut self, request: Request) -> Response {
        let mut flight = self.start(request);
        self.finish(&mut flight)
    }

    pub(crate) fn finish(&mut self, flight: &mut Flight) -> Response {
        loop {
            if let Some(response) = self.advance(flight) {
                flight.check_single_effects(response.status);
                return response;
            }
        }
    }

    /// Advances a request until its next effect is `what`, which is not performed yet.
    pub(crate) fn run_until(&mut self, flight: &mut Flight, what: &str) {
        while let Ok(effect) = flight.next() {
            if name_of(&effect) == what {
                return;
            }
            self.perform_next(flight, &effect);
        }
        panic!("it never got to {what}");
    }

    /// Performs a request, and returns the effects of each plan and the status.
    pub(crate) fn plans(&mut self, mut flight: Flight) -> (Vec<String>, u16) {
        let mut plans: Vec<Vec<String>> = vec![];
        loop {
            match flight.next() {
                Ok(effect) => {
                    if flight.ended.is_empty() {
                        plans.push(vec![]);
                    }
                    plans.last_mut().unwrap().push(name_of(&effect));
                    self.perform_next(&mut flight, &effect);
                }
                Err(response) => return (plans.iter().map(|plan| plan.join(", ")).collect(), response.status),
            }
        }
    }

    /// Performs the next effect of a request, or returns its response.
    fn advance(&mut self, flight: &mut Flight) -> Option<Response> {
        match flight.next() {
            Ok(effect) => {
                self.perform_next(flight, &effect);
                None
            }
            Err(response) => Some(self.receive(response)),
        }
    }

    fn perform_next(&mut self, flight: &mut Flight, effect: &Effect) {
        self.effects.push(name_of(effect));
        let outcome = self.outcome_of(flight, effect, flight.now);
        flight.end(outcome);
    }

    /// Performs an effect of a handler whose clock shows `now`, and writes its outcome as a host in another language does.
    fn outcome_of(&mut self, flight: &mut Flight, effect: &Effect, now: i64) -> UntrustedValue<'static> {
        let what = name_of(effect);
        let fails = self.next_failure(effect);
        let outcome = match fails {
            None => self.perform(flight, effect, &what, now),
            Some(StoreFailure::Before) => Err(error("internal")),
            Some(StoreFailure::After) => self.perform(flight, effect, &what, now).and(Err(error("internal"))),
            Some(StoreFailure::Late) => Err(late()),
            Some(StoreFailure::LateAfter) => self.perform(flight, effect, &what, now).and(Err(late())),
            Some(StoreFailure::AfterThenDown) => {
                let done = self.perform(flight, effect, &what, now);
                self.store_is_down = true;
                done.and(Err(error("internal")))
            }
        };
        self.now += self.delays.get(what.as_str()).copied().unwrap_or_default();
        let (part, result) = match outcome {
            Ok(value) => ("value", value),
            Err(error) => ("error", error),
        };
        untrusted(&json!({ "effect": effect.name(), "at": self.now, "elapsedMs": self.elapsed_ms, part: result }))
    }

    /// Returns how this effect fails, if it is the operation of the store that is to fail.
    fn next_failure(&mut self, effect: &Effect) -> Option<StoreFailure> {
        let is_of_store =
            matches!(effect, Effect::LoadRecord { .. } | Effect::CheckRecord { .. } | Effect::SwapRecord { .. });
        let (left, failure) = self.store_fails.filter(|_| is_of_store)?;
        self.store_fails = left.checked_sub(1).map(|left| (left, failure));
        (left == 0).then_some(failure)
    }

    /// What a browser gets.
    fn receive(&mut self, response: edge::Response) -> Response {
        let edge::Response { status, headers, content, view, advice, is_late, milestones } = response;
        let problem = if let Content::Failed(problem) = &content { Some(problem) } else { None };
        let issues = problem.into_iter().flat_map(|problem| problem.error.issues());
        let issues = issues.map(|issue| issue.pointer()).collect();
        let shown = problem.map(|problem| problem.issues);
        let is_reported = problem.is_some_and(Problem::is_reported);
        let failure = problem.map_or(Value::Null, |problem| parse(&problem.error.to_json()));
        let (body, code, failed) = match content {
            Content::Json(text) => (parse(&text), "", ""),
            Content::Refused(code) => (Value::Null, code, ""),
            Content::Failed(problem) => (Value::Null, problem.public_code().as_str(), problem.code.as_str()),
            Content::FromHook => (json!("the hook's own"), "", ""),
            Content::Empty => (Value::Null, "", ""),
        };
        // Nothing is wrong with the request, so everybody learns when to send it again.
        let says_when = headers.iter().any(|(name, _)| *name == "retry-after");
        assert!(code != "not_now" || says_when, "a refusal for now without a time");
        let view = view.map_or("", View::as_str);
        let response = Response {
            status,
            code,
            failed,
            is_reported,
            failure,
            issues,
            shown,
            body,
            headers,
            view,
            advice,
            is_late,
            milestones,
        };
        if let Some(cookie) = response.cookie() {
            self.cookie = Some(cookie);
        }
        response
    }

    /// Performs an effect of a handler whose clock shows `now`.
    fn perform(&mut self, flight: &mut Flight, effect: &Effect, what: &str, now: i64) -> Result<Value, Value> {
        let Flight { request, talk, .. } = flight;
        if !matches!(effect, Effect::Request { .. } | Effect::Wait { .. }) {
            talk.end();
        }
        match effect {
            Effect::LoadRecord { .. } | Effect::CheckRecord { .. } | Effect::SwapRecord { .. }
                if self.store_is_down =>
            {
                Err(error("internal"))
            }
            Effect::LoadRecord { name } | Effect::CheckRecord { name, .. } | Effect::SwapRecord { name, .. }
                if !is_in_scope(name, &self.config) =>
            {
                panic!("whose record is {name:?}?")
            }
            Effect::LoadRecord { name } => Ok(self.load(&json!(name).to_string())),
            Effect::CheckRecord { name, expected } => {
                let stored = self.stored(&json!(name).to_string());
                Ok(json!(stored.map(|stored| stored.raw.as_str()) == expected.as_deref()))
            }
            Effect::SwapRecord { name, expected, value, lifetime_ms } => {
                let value = value.as_deref().map(parse);
                if let Some(value) = &value {
                    let write = Write {
                        now,
                        lifetime_ms: *lifetime_ms,
                        value,
                        is_first: expected.is_none(),
                        timeout: self.config["timeout"].as_i64().unwrap(),
                        max_age: self.config["maxWebhookAgeMs"].as_i64().unwrap_or(7 * DAY),
                        began_at: name.last().and_then(|id| self.sessions.get(id)).copied(),
                        is_dated: request.is_event_dated(),
                    };
                    check_write(&name[0], &write);
                    // A link of an operator is of a session that no cookie has yet.
                    if let (Some(id), Some(began_at)) =
                        (value["session"]["id"].as_str(), value["session"]["began_at"].as_i64())
                    {
                        self.sessions.insert(id.to_owned(), began_at);
                    }
                }
                Ok(self.swap(&json!(name).to_string(), expected.as_deref(), value.as_ref(), *lifetime_ms))
            }
            Effect::DrawQrCode { text } => Ok(json!(format!("<svg>{text}</svg>"))),
            Effect::ComputeMacs { purpose, value } => {
                Ok(self.secrets.iter().map(|secret| json!(mac(secret, purpose, &value.to_json()))).collect())
            }
            Effect::SealCookie { content } => {
                let content = parse(content);
                let session = content["id"].as_str().unwrap().to_owned();
                self.sessions.insert(session, content["began_at"].as_i64().unwrap());
                Ok(json!(self.seal(&content, "cookie")))
            }
            Effect::OpenCookies { cookies } => {
                self.tried_cookies.extend(cookies.iter().cloned());
                Ok(cookies.iter().filter_map(|cookie| self.open(cookie, "cookie")).collect())
            }
            Effect::ReadBody { kind, max_bytes, max_ms, without } => {
                self.body_limits.push(*max_ms);
                Ok(request.read(*kind, *max_bytes, without))
            }
            Effect::FindStateCode { country, name } => {
                let known = STATES.iter().find(|(known, state, _)| country == known && name == state);
                Ok(json!(known.map(|(.., code)| code)))
            }
            Effect::VerifySignature { .. } => request.verify(),
            Effect::Wait { ms } => {
                self.waits.push(*ms);
                Ok(json!(null))
            }
            Effect::Request { endpoint, request: sent, attempt, timeout_ms } => {
                let headers = sent.headers.iter().map(|(name, value)| (name.clone(), json!(value)));
                let arguments = json!({
                    "operation": endpoint.name(), "provider": endpoint.service.name, "url": sent.url,
                    "timeoutMs": timeout_ms, "headers": headers.collect::<serde_json::Map<_, _>>(),
                    "body": sent.body.as_deref().map(parse),
                });
                self.requests.push(arguments.clone());
                let reply = match talk.ask(endpoint, *attempt) {
                    Asked::Known(reply) => reply,
                    Asked::Script(call) => self.follow_script(call, arguments),
                };
                if endpoint.creates_customer() {
                    self.created_at = self.now;
                }
                talk.note(endpoint, &reply);
                let applicant = request.content();
                let facts = Facts { applicant: &applicant, created_at: self.created_at, now: self.now };
                provider::respond(endpoint, sent, &reply, &facts)
            }
            Effect::Report { .. } => {
                self.calls.push((what.to_owned(), json!({})));
                Ok(json!(null))
            }
            Effect::OnEvent { event } => self.follow_script(what, parse(event)),
            _ => self.follow_script(what, arguments_of(effect)),
        }
    }

    /// Logs a hook or provider call, and returns what the script or the hook says.
    fn follow_script(&mut self, what: &str, arguments: Value) -> Result<Value, Value> {
        self.calls.push((what.to_owned(), arguments));
        if let Some(at) = self.script.iter().position(|(known, _)| *known == what) {
            return self.script.remove(at).1;
        }
        let hook = self.hooks.iter().find(|(name, _)| *name == what);
        hook.unwrap_or_else(|| panic!("the script has no reply of {what}")).1.clone()
    }

    fn stored(&self, name: &str) -> Option<&Stored> {
        self.records.get(name).filter(|stored| self.store_forgets_nothing || self.now < stored.expires)
    }

    /// Loads a record. One that opens under none of the secrets has no value.
    fn load(&self, name: &str) -> Value {
        match self.stored(name) {
            Some(stored) => json!({ "raw": stored.raw, "value": self.open(&stored.raw, name) }),
            None => json!({}),
        }
    }

    fn swap(&mut self, name: &str, expected: Option<&str>, value: Option<&Value>, lifetime_ms: i64) -> Value {
        let found = self.stored(name);
        if self.store_is_contended || found.map(|stored| stored.raw.as_str()) != expected {
            return json!(false);
        }
        let Some(value) = value else {
            self.records.remove(name);
            return json!({ "raw": null });
        };
        self.count += 1;
        let raw = self.seal(value, name);
        self.records.insert(name.to_owned(), Stored { raw: raw.clone(), expires: self.now + lifetime_ms, lifetime_ms });
        json!({ "raw": raw })
    }

    /// Seals a value so that it opens under the same secret and for the same purpose only.
    fn seal(&self, value: &Value, purpose: &str) -> String {
        let sealed = json!([self.secrets[0], purpose, self.count, value]).to_string();
        sealed.bytes().map(|byte| format!("{byte:02x}")).collect()
    }

    fn open(&self, text: &str, purpose: &str) -> Option<Value> {
        let pairs = text.as_bytes().chunks(2).map(|pair| u8::from_str_radix(str::from_utf8(pair).ok()?, 16).ok());
        let sealed: Value = serde_json::from_slice(&pairs.collect::<Option<Vec<u8>>>()?).ok()?;
        let is_ours = self.secrets.iter().any(|secret| sealed[0] == *secret) && sealed[1] == purpose;
        is_ours.then(|| sealed[3].clone())
    }
}

impl Flight {
    pub(crate) fn new(request: Request, begin: impl Fn() -> Handling + 'static, now: i64) -> Self {
        let mut handling = begin();
        let response = handling.proceed(vec![]);
        let (ended, performed) = (vec![], vec![]);
        Self { request, begin: Box::new(begin), handling, response, ended, performed, now, talk: Talk::default() }
    }

    /// Returns the effect to perform next, or the response. A plan ends early with what was not assumed.
    pub(crate) fn next(&mut self) -> Result<Effect, edge::Response> {
        loop {
            if self.ended.iter().all(Outcome::is_as_assumed) {
                if let Some(effect) = self.handling.effects().get(self.ended.len()) {
                    return Ok(effect.clone());
                }
                if let Some(response) = self.response.take() {
                    return Err(response);
                }
            }
            assert!(!self.ended.is_empty(), "the request does not go on");
            self.response = self.handling.proceed(std::mem::take(&mut self.ended));
            self.check_plan();
        }
    }

    /// Takes what the next effect has ended with.
    pub(crate) fn end(&mut self, outcome: UntrustedValue<'static>) {
        let ended = Outcome::read(&outcome).unwrap();
        self.performed.push((place_of(&self.handling.effects()[self.ended.len()]), outcome));
        self.now = ended.at;
        self.ended.push(ended);
    }

    /// Checks that a host that proceeds after each effect performs the same ones. Only records may be loaded in vain.
    fn check_single_effects(&self, status: u16) {
        let mut handling = (self.begin)();
        let (mut response, mut performed) = (handling.proceed(vec![]), self.performed.iter());
        let is_in_vain = |what: &str| what.starts_with("loadRecord");
        while let Some(effect) = handling.effects().first() {
            let next = place_of(effect);
            let (what, outcome) = performed.find(|(what, _)| *what == next || !is_in_vain(what)).unwrap();
            assert_eq!(*what, next, "ahead of its turn");
            response = handling.proceed(vec![Outcome::read(outcome).unwrap()]);
        }
        assert!(performed.all(|(what, _)| is_in_vain(what)), "after the response");
        assert_eq!(response.map(|response| response.status), Some(status));
    }

    fn check_plan(&self) {
        let effects = self.handling.effects();
        let loads = effects.iter().filter(|effect| matches!(effect, Effect::LoadRecord { .. })).count();
        assert!(loads == 0 || loads == effects.len() && self.response.is_none(), "on an unseen record");
        for effect in effects {
            if let Effect::SwapRecord { expected, .. } | Effect::CheckRecord { expected, .. } = effect {
                assert_ne!(expected.as_deref(), Some(""), "a sealed form that is not known yet");
            }
        }
    }
}

/// The start of the names of all records of a kind.
fn start_of(kind: &str) -> String {
    format!("[\"{kind}\"")
}

/// Formats a time as RFC 3339.
pub(crate) fn at(ms: i64) -> String {
    let moment = time::OffsetDateTime::from_unix_timestamp_nanos(i128::from(ms) * 1_000_000).unwrap();
    moment.format(&time::format_description::well_known::Rfc3339).unwrap()
}

/// Names a provider call by its verb, and everything else by its effect, access to the store with the kind of record.
fn name_of(effect: &Effect) -> String {
    match effect {
        Effect::Request { endpoint, .. } => call_of(endpoint).to_owned(),
        Effect::LoadRecord { name, .. } | Effect::CheckRecord { name, .. } | Effect::SwapRecord { name, .. } => {
            format!("{} {}", effect.name(), name[0])
        }
        _ => effect.name().to_owned(),
    }
}

/// Names an effect, access to the store with the name of the record.
fn place_of(effect: &Effect) -> String {
    match effect {
        Effect::LoadRecord { name, .. } | Effect::CheckRecord { name, .. } | Effect::SwapRecord { name, .. } => {
            format!("{} {name:?}", effect.name())
        }
        _ => effect.name().to_owned(),
    }
}

/// Returns the arguments of a hook.
fn arguments_of(effect: &Effect) -> Value {
    match effect {
        Effect::Provider { applicant } => json!({ "applicant": parse(&applicant.to_json()) }),
        Effect::OnCreated { provider, id_field, customer_id, reference, own } => {
            let mut created = json!({ "provider": provider, *id_field: customer_id, "reference": reference });
            if let Some(own) = own {
                created["own"] = parse(&own.to_json());
            }
            created
        }
        _ => json!({}),
    }
}

pub(super) fn parse(json: &str) -> Value {
    serde_json::from_str(json).unwrap()
}

fn mac(secret: &str, purpose: &str, value: &str) -> String {
    let mut hasher = DefaultHasher::new();
    (secret, purpose, value).hash(&mut hasher);
    format!("{:x}", hasher.finish())
}

/// Makes an object of strings.
pub(crate) fn texts(pairs: &[(String, String)]) -> UntrustedValue<'static> {
    pairs.iter().map(|(name, value)| (name.clone(), UntrustedValue::from(value.clone()))).collect::<Object>().into()
}
