//! A host for the edge handler: a store with compare-and-set, a clock, sealing, and hooks and a provider that follow a
//! script.
//!
//! Only these files know the effects. A test sets options of the configuration by their names.

mod effect;
mod event;
mod flight;
pub(crate) mod provider;
mod records;
pub(crate) mod request;
pub(crate) mod response;

use std::collections::HashMap;

use kyclink::{Object, UntrustedValue};
use serde_json::{Value, json};

pub(crate) use self::flight::{Flight, interrupted};
pub(crate) use self::records::StoreFailure;
use self::records::Stored;
pub(crate) use crate::integration::vectors::untrusted;

pub(crate) const ORIGIN: &str = "https://app.example.com";
pub(crate) const KEY: &str = "0123456789abcdefghijkl";
pub(crate) const OTHER_KEY: &str = "abcdefghijkl0123456789";
pub(crate) const SECOND: i64 = 1_000;
pub(crate) const MINUTE: i64 = 60 * SECOND;
pub(crate) const HOUR: i64 = 60 * MINUTE;
pub(crate) const DAY: i64 = 24 * HOUR;
/// The `timeout` of the configuration below.
pub(crate) const TIMEOUT: i64 = 1_000;
/// How long the lock of a request lasts: its timeout, plus ten seconds for the handler's own work.
pub(crate) const LOCK: i64 = TIMEOUT + 10 * SECOND;
/// The names of states that the host knows, with their countries and codes.
pub(crate) const STATES: [(&str, &str, &str); 3] =
    [("USA", "Illinois", "IL"), ("DEU", "Bayern", "BY"), ("IND", "Goa", "GA")];
/// 2026-09-21T14:13:20Z
pub(crate) const START: i64 = 1_790_000_000_000;

/// The host, and everything that a request depends on.
#[derive(Clone, Default)]
pub(crate) struct World {
    pub(crate) now: i64,
    /// How long every request has taken by the end of each of its effects, beside what calls were made to take, in
    /// milliseconds.
    pub(crate) elapsed_ms: i64,
    pub(crate) config: Value,
    /// The secrets that seal and sign, newest first.
    pub(crate) secrets: Vec<&'static str>,
    pub(crate) store_is_down: bool,
    /// How the store fails next, once it has done this many operations more.
    pub(crate) store_fails: Option<(usize, StoreFailure)>,
    /// The records that the store refuses to write, by their kind and the end of their names.
    pub(crate) store_refuses: Option<(&'static str, &'static str)>,
    /// The same for reading.
    pub(crate) store_loses: Option<(&'static str, &'static str)>,
    /// Whether the store says that it writes, and does not.
    pub(crate) store_lies: bool,
    /// The customers about whom their provider always answers with an error, by the end of the URL.
    pub(crate) failing: Vec<(String, Value)>,
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
    /// Whether the provider creates its first customer, as long as no script says anything about creates.
    creates_its_customer: bool,
    hooks: Vec<(&'static str, Result<Value, Value>)>,
    script: Vec<(&'static str, Result<Value, Value>)>,
    delays: HashMap<&'static str, i64>,
    records: HashMap<String, Stored>,
    /// When each session began whose cookie was sealed.
    sessions: HashMap<String, i64>,
    count: usize,
    /// When the latest create was sent.
    created_at: i64,
    /// Where this process has written to the agenda of each provider; not an object if it does not say so.
    pub(crate) agenda_places: Value,
}

pub(crate) fn person(email: &str) -> Value {
    json!({
        "type": "individual", "email": email, "phone": "+14155550123", "firstName": "Jane", "lastName": "Smith",
        "address": { "line1": "1 Main Street", "city": "Chicago", "state": "IL", "postalCode": "60606", "country": "USA" },
    })
}

/// What makes a business of a person.
pub(crate) fn business() -> Value {
    let of = json!({ "legalName": "Acme Inc", "country": "US", "taxId": "47-1234567", "incorporatedOn": "2018-03-14" });
    json!({ "type": "business", "business": of })
}

/// The result of `onboard` or `createKycLink`: a link that expires one hour after it was made.
pub(crate) fn link(customer: &str) -> Value {
    json!({ "customerId": customer, "link": { "kycUrl": format!("https://kyc.example/{customer}") } })
}

/// The first customer of a provider, which it creates unless a script says otherwise.
fn customer_of(provider: &str) -> &'static str {
    match provider {
        "bridge" => "link_1",
        "grid" => "Customer:1",
        _ => "customer_c1",
    }
}

pub(crate) fn error(code: &str) -> Value {
    json!({ "code": code })
}

impl World {
    pub(crate) fn new() -> Self {
        Self {
            now: START,
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
            creates_its_customer: true,
            // Some routes exist only with a page. A customer is incomplete unless a script says otherwise.
            hooks: vec![
                ("page", Ok(json!(null))),
                ("getCustomer", Ok(json!({ "status": "incomplete" }))),
                ("getKycLink", Ok(json!({ "status": "incomplete" }))),
            ],
            created_at: START,
            agenda_places: json!({}),
            ..Self::default()
        }
    }

    /// Returns a world that onboards at the provider that sends contact codes.
    pub(crate) fn of_grid() -> Self {
        let mut world = Self::new();
        world.config["provider"] = json!("grid");
        world.open_webhooks_of_grid();
        world
    }

    /// Returns a world that onboards at the provider whose link comes before the customer.
    pub(crate) fn of_bridge() -> Self {
        let mut world = Self::new();
        world.config["provider"] = json!("bridge");
        world.config["connections"]["bridge"] = json!({ "apiKey": "sk-test-x", "environment": "sandbox" });
        world.open_webhooks_of_bridge();
        world
    }

    /// Returns a world for each provider, with an id that its customers may have.
    pub(crate) fn of_each_provider() -> [(Self, &'static str); 3] {
        [Self::new(), Self::of_grid(), Self::of_bridge()].map(|world| {
            let customer = customer_of(world.config["provider"].as_str().unwrap());
            (world, customer)
        })
    }

    /// Returns a world whose application knows the person by this reference.
    pub(crate) fn known_as(mut self, reference: &str) -> Self {
        self.log_in(reference);
        self
    }

    /// Makes the application know the person by this reference from now on.
    pub(crate) fn log_in(&mut self, reference: &str) {
        self.hook("authorize", json!({ "reference": reference }));
    }

    /// Adds a hook that always returns this value.
    pub(crate) fn hook(&mut self, name: &'static str, reply: Value) {
        self.always(name, Ok(reply));
    }

    pub(crate) fn failing_hook(&mut self, name: &'static str) {
        self.always_fails(name, error("internal"));
    }

    /// Makes a provider call or hook always fail with this error.
    pub(crate) fn always_fails(&mut self, name: &'static str, error: Value) {
        self.always(name, Err(error));
    }

    /// Makes a provider call or hook always end like this.
    pub(crate) fn always(&mut self, name: &'static str, result: Result<Value, Value>) {
        self.unhook(name);
        self.hooks.push((name, result));
    }

    pub(crate) fn unhook(&mut self, name: &str) {
        self.creates_its_customer &= name != "onboard";
        self.hooks.retain(|(known, _)| *known != name);
    }

    pub(crate) fn replies(&mut self, what: &'static str, value: Value) {
        self.ends(what, Ok(value));
    }

    pub(crate) fn fails(&mut self, what: &'static str, error: Value) {
        self.ends(what, Err(error));
    }

    /// Adds a result to the script of a provider call or hook. Results of the same call are used in order.
    pub(crate) fn ends(&mut self, what: &'static str, result: Result<Value, Value>) {
        self.creates_its_customer &= what != "onboard";
        self.script.push((what, result));
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

    /// Onboards another browser, which then is that of the world.
    pub(crate) fn onboard_elsewhere(&mut self, customer: &str) {
        self.cookie = None;
        self.onboard(customer);
    }

    /// Makes the provider say that the customer has this status, and the browser see it.
    #[track_caller]
    pub(crate) fn learn(&mut self, status: &str) {
        self.replies("getCustomer", json!({ "status": status }));
        assert_eq!(self.status(), status);
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

    /// Counts the calls of this name in the log.
    pub(crate) fn called(&self, what: &str) -> usize {
        self.calls.iter().filter(|(known, _)| known == what).count()
    }

    /// Asserts that the log is empty: neither a provider nor a hook was called.
    #[track_caller]
    pub(crate) fn assert_no_calls(&self) {
        assert_eq!(self.calls, []);
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
}

/// Formats a time as RFC 3339.
pub(crate) fn at(ms: i64) -> String {
    let moment = time::OffsetDateTime::from_unix_timestamp_nanos(i128::from(ms) * 1_000_000).unwrap();
    moment.format(&time::format_description::well_known::Rfc3339).unwrap()
}

pub(super) fn parse(json: &str) -> Value {
    serde_json::from_str(json).unwrap()
}

/// Returns each of these with each of those.
pub(crate) fn pairs<A: Clone, B>(
    these: impl IntoIterator<Item = A>,
    those: impl IntoIterator<Item = B> + Clone,
) -> impl Iterator<Item = (A, B)> {
    these.into_iter().flat_map(move |this| those.clone().into_iter().map(move |that| (this.clone(), that)))
}

/// Makes an object of strings.
pub(crate) fn texts(pairs: &[(String, String)]) -> UntrustedValue<'static> {
    pairs.iter().map(|(name, value)| (name.clone(), UntrustedValue::from(value.clone()))).collect::<Object>().into()
}
