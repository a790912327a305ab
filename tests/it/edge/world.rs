//! A host for the edge handler: a store with compare-and-set, a clock, sealing, and hooks and a provider that follow a
//! script.
//!
//! The names of the effects and the form of the configuration are known to this file only.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use kyclink::edge::{Answer, Content, Step, step, told};
use kyclink::json::Json;
use kyclink::{Object, Options, Policy, UntrustedValue, operation, validate};
use serde_json::{Value, json};

use super::request::{Request, Response};

pub(crate) const ORIGIN: &str = "https://app.example.com";
pub(crate) const KEY: &str = "0123456789abcdefghijkl";
pub(crate) const OTHER_KEY: &str = "abcdefghijkl0123456789";
pub(crate) const SECOND: i64 = 1_000;
pub(crate) const HOUR: i64 = 3_600_000;
pub(crate) const DAY: i64 = 24 * HOUR;
/// The `timeout` of the configuration below.
pub(crate) const TIMEOUT: i64 = 1_000;
/// 2026-09-21T14:13:20Z
pub(crate) const START: i64 = 1_790_000_000_000;

/// The host, and everything that a request depends on.
pub(crate) struct World {
    pub(crate) now: i64,
    pub(crate) config: Value,
    /// The secrets that seal and sign, newest first.
    pub(crate) secrets: Vec<&'static str>,
    pub(crate) store_is_down: bool,
    /// Whether somebody else always writes first.
    pub(crate) store_is_contended: bool,
    /// Whether the store ignores the lifetimes of records, as one with a clock far behind would.
    pub(crate) store_forgets_nothing: bool,
    /// The cookie that the browser holds.
    pub(crate) cookie: Option<String>,
    /// The log: hooks and provider calls in order, with their arguments.
    pub(crate) asked: Vec<(String, Value)>,
    hooks: Vec<(&'static str, Result<Value, Value>)>,
    script: Vec<(&'static str, Result<Value, Value>)>,
    delays: HashMap<&'static str, i64>,
    records: HashMap<String, Stored>,
    count: usize,
}

struct Stored {
    raw: String,
    expires: i64,
}

/// A request that the handler is working on.
pub(crate) struct Flight {
    request: Request,
    at: i64,
    config: UntrustedValue<'static>,
    outcomes: Vec<UntrustedValue<'static>>,
}

pub(crate) fn draft(value: &Value) -> UntrustedValue<'static> {
    UntrustedValue::from_json(&value.to_string()).unwrap()
}

pub(crate) fn person(email: &str) -> Value {
    json!({
        "type": "individual", "email": email, "phone": "+14155550123",
        "address": { "line1": "1 Main Street", "city": "Chicago", "state": "IL", "postalCode": "60606", "country": "USA" },
    })
}

/// The result of `onboard` or `createKycLink`: a link that expires one hour after `START`.
pub(crate) fn link(customer: &str) -> Value {
    json!({
        "customerId": customer, "expiresAtMs": START + HOUR,
        "link": { "kycUrl": format!("https://kyc.example/{customer}"), "expiresAt": "later", "provider": "spherepay" },
    })
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
                "connections": { "spherepay": { "webhookSecret": "s" }, "grid": {} },
            }),
            secrets: vec!["newest secret"],
            store_is_down: false,
            store_is_contended: false,
            store_forgets_nothing: false,
            cookie: None,
            asked: vec![],
            hooks: vec![],
            script: vec![],
            delays: HashMap::new(),
            records: HashMap::new(),
            count: 0,
        }
    }

    /// Returns a world that onboards at the provider that sends contact codes.
    pub(crate) fn of_grid() -> Self {
        let mut world = Self::new();
        world.config["provider"] = json!("grid");
        world
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
        self.asked.clear();
    }

    /// Takes the names of the calls in the log.
    pub(crate) fn take_asked(&mut self) -> Vec<String> {
        std::mem::take(&mut self.asked).into_iter().map(|(what, _)| what).collect()
    }

    /// Returns the arguments of the latest call of this name.
    pub(crate) fn arguments(&self, what: &str) -> &Value {
        &self.asked.iter().rfind(|(known, _)| known == what).unwrap_or_else(|| panic!("{what} was not asked")).1
    }

    /// Whether the script has results that were not used.
    pub(crate) fn has_script_left(&self) -> bool {
        !self.script.is_empty()
    }

    pub(crate) fn forget_script(&mut self) {
        self.script.clear();
    }

    /// Counts the records of a kind.
    pub(crate) fn count(&self, kind: &str) -> usize {
        let start = format!("[\"{kind}\"");
        self.records.iter().filter(|(name, stored)| name.starts_with(&start) && self.now < stored.expires).count()
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

    pub(crate) fn start(&self, request: Request) -> Flight {
        let mut config = draft(&self.config).object().unwrap().clone();
        for (name, _) in &self.hooks {
            config.set(name, UntrustedValue::Opaque);
        }
        Flight { request, at: self.now, config: config.into(), outcomes: vec![] }
    }

    pub(crate) fn send(&mut self, request: Request) -> Response {
        let mut flight = self.start(request);
        self.finish(&mut flight)
    }

    pub(crate) fn finish(&mut self, flight: &mut Flight) -> Response {
        loop {
            if let Some(response) = self.advance(flight, None) {
                return response;
            }
        }
    }

    /// Advances a request until its next step is `what`, which is not performed yet.
    pub(crate) fn run_until(&mut self, flight: &mut Flight, what: &str) {
        loop {
            let before = flight.outcomes.len();
            let response = self.advance(flight, Some(what));
            assert!(response.is_none(), "it never asked for {what}");
            if flight.outcomes.len() == before {
                return;
            }
        }
    }

    fn advance(&mut self, flight: &mut Flight, until: Option<&str>) -> Option<Response> {
        let request = flight.request.to_draft(flight.at);
        match step(&flight.config, &request, &flight.outcomes) {
            Step::Do(effect, with) => {
                let with: Value = serde_json::from_str(&with).unwrap();
                let what = name_of(effect, &with);
                if until != Some(&what) {
                    let outcome = self.perform(&mut flight.request, effect, &what, &with);
                    self.now += self.delays.get(what.as_str()).copied().unwrap_or_default();
                    flight.outcomes.push(draft(&match outcome {
                        Ok(value) => json!({ "at": self.now, "value": value }),
                        Err(error) => json!({ "at": self.now, "error": error }),
                    }));
                }
                None
            }
            Step::Answer(Answer { status, headers, content, view }) => {
                let (body, code, failed) = match content {
                    Content::Json(text) => (serde_json::from_str(&text).unwrap(), "", ""),
                    Content::Refused(code) => (Value::Null, code, ""),
                    Content::Failed(code) => (Value::Null, told(code).as_str(), code.as_str()),
                    Content::OfHook => (json!("the hook's own"), "", ""),
                    Content::Empty => (Value::Null, "", ""),
                };
                let response = Response { status, code, failed, body, headers, view };
                if let Some(cookie) = response.cookie() {
                    self.cookie = Some(cookie);
                }
                Some(response)
            }
        }
    }

    fn perform(&mut self, request: &mut Request, effect: &str, what: &str, with: &Value) -> Result<Value, Value> {
        let with = |at: usize| &with[at];
        match effect {
            "load" | "swap" if self.store_is_down => Err(error("internal")),
            "load" => self.load(&with(0).to_string(), with(1) == true),
            "signature" => request.signature(),
            "swap" => Ok(self.swap(&with(0).to_string(), with(1), with(2), with(3).as_i64().unwrap())),
            "mint" => {
                self.count += 1;
                Ok(json!(format!("minted{}", self.count)))
            }
            "macs" => Ok(self.secrets.iter().map(|secret| json!(mac(secret, &[with(0), with(1)]))).collect()),
            "seal" => Ok(json!(self.seal(with(0), "cookie"))),
            "open" => Ok(self.open(with(0).as_str().unwrap(), "cookie").unwrap_or_default()),
            "body" => Ok(request.read(with(0).as_str().unwrap(), with(1).as_u64().unwrap(), with(2))),
            "validate" => self.validate(with(0).as_str().unwrap(), with(1)),
            "verify" => request.verify(),
            "report" => {
                self.asked.push((what.to_owned(), json!([])));
                Ok(json!(null))
            }
            _ => {
                let with: Vec<Value> = (0..5).map(|at| with(at).clone()).collect();
                self.asked.push((what.to_owned(), json!(with)));
                if let Some(at) = self.script.iter().position(|(known, _)| *known == what) {
                    let reply = self.script.remove(at).1;
                    return if what == "candidates" { reply.map(|found| dated(found, &with)) } else { reply };
                }
                let hook = self.hooks.iter().find(|(name, _)| *name == what);
                hook.unwrap_or_else(|| panic!("the script has no reply of {what}")).1.clone()
            }
        }
    }

    fn stored(&self, name: &str) -> Option<&Stored> {
        self.records.get(name).filter(|stored| self.store_forgets_nothing || self.now < stored.expires)
    }

    /// Loads a record. One that opens under none of the secrets is an error where it must open, else it has no value.
    fn load(&self, name: &str, must_open: bool) -> Result<Value, Value> {
        let Some(stored) = self.stored(name) else {
            return Ok(json!({}));
        };
        match self.open(&stored.raw, name) {
            None if must_open => Err(error("internal")),
            value => Ok(json!({ "raw": stored.raw, "value": value })),
        }
    }

    fn swap(&mut self, name: &str, before: &Value, value: &Value, lasts_ms: i64) -> Value {
        let found = self.stored(name);
        if self.store_is_contended || found.map(|stored| stored.raw.as_str()) != before.as_str() {
            return json!(false);
        }
        if value.is_null() {
            self.records.remove(name);
            return json!({ "raw": null });
        }
        self.count += 1;
        let raw = self.seal(value, name);
        self.records.insert(name.to_owned(), Stored { raw: raw.clone(), expires: self.now + lasts_ms });
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

    fn validate(&self, provider: &str, applicant: &Value) -> Result<Value, Value> {
        let operation = operation(&format!("{provider}.onboard")).ok_or_else(|| error("invalid_config"))?;
        let options = Options { policy: Policy::Postal, normalize: true, now: self.now };
        let verdict = validate(operation, draft(applicant), &options);
        let valid = verdict.result.map_err(|_| error("invalid_request"))?;
        Ok(serde_json::from_str(&valid.value().to_json()).unwrap())
    }
}

/// Customers as a provider lists them: one without a date was created when the create was sent that is searched for.
fn dated(mut found: Value, with: &[Value]) -> Value {
    let sent_at = with[3].as_i64().unwrap() + 60 * SECOND;
    for customer in found.as_array_mut().unwrap() {
        if customer.get("createdAt").is_none() {
            customer["createdAt"] = json!(at(sent_at));
        }
    }
    found
}

/// A moment as RFC 3339 has it.
pub(crate) fn at(ms: i64) -> String {
    let moment = time::OffsetDateTime::from_unix_timestamp_nanos(i128::from(ms) * 1_000_000).unwrap();
    moment.format(&time::format_description::well_known::Rfc3339).unwrap()
}

/// Names a provider call by its verb, access to the store by the kind of record, and everything else by its effect.
fn name_of(effect: &str, with: &Value) -> String {
    match effect {
        "call" => with[1].as_str().unwrap().to_owned(),
        "load" | "swap" => format!("{effect} {}", with[0][0].as_str().unwrap()),
        _ => effect.to_owned(),
    }
}

fn mac(secret: &str, values: &[&Value]) -> String {
    let mut hasher = DefaultHasher::new();
    (secret, json!(values).to_string()).hash(&mut hasher);
    format!("{:x}", hasher.finish())
}

/// Makes an object of strings.
pub(crate) fn texts(pairs: &[(String, String)]) -> UntrustedValue<'static> {
    pairs.iter().map(|(name, value)| (name.clone(), UntrustedValue::from(value.clone()))).collect::<Object>().into()
}
