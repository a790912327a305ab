//! What a world does for the handler: it performs an effect, as its script says.

use std::hash::{DefaultHasher, Hash, Hasher};

use kyclink::edge::Effect;
use kyclink::json::Json;
use kyclink::{HttpRequest, UntrustedValue};
use serde_json::{Value, json};

use super::flight::Flight;
use super::provider::{self, Asked, Facts, call_of, subject_of};
use super::records::{StoreFailure, is_of};
use super::{DAY, STATES, World, customer_of, error, link, parse, untrusted};
use crate::edge::record::{Write, check_write, is_in_scope};

impl World {
    /// Performs an effect of a handler whose clock shows `now`, and writes its outcome as a host in another language does.
    pub(super) fn outcome_of(&mut self, flight: &mut Flight, effect: &Effect, now: i64) -> UntrustedValue<'static> {
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
        let delay = self.delays.get(what.as_str()).copied().unwrap_or_default();
        (self.now, flight.delayed_ms) = (self.now + delay, flight.delayed_ms + delay);
        let elapsed_ms = self.elapsed_ms + flight.delayed_ms;
        let is_late = elapsed_ms > self.config["timeout"].as_i64().unwrap();
        let (part, result) = match if is_late { Err(late()) } else { outcome } {
            Ok(value) => ("value", value),
            Err(error) => ("error", error),
        };
        untrusted(&json!({ "effect": effect.name(), "at": self.now, "elapsedMs": elapsed_ms, part: result }))
    }

    /// Performs an effect of a handler whose clock shows `now`.
    #[expect(clippy::too_many_lines, reason = "a case for each effect")]
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
            Effect::LoadRecord { name } if is_of(self.store_loses, name) => Err(error("internal")),
            Effect::LoadRecord { name } => Ok(self.load(&json!(name).to_string())),
            Effect::CheckRecord { name, expected } => {
                let stored = self.stored(&json!(name).to_string());
                Ok(json!(stored.map(|stored| stored.raw.as_str()) == expected.as_deref()))
            }
            Effect::SwapRecord { name, .. } if is_of(self.store_refuses, name) => Err(error("internal")),
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
                    Asked::Script(call) => self.follow_script(call, arguments, Some(sent)),
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
            Effect::OnEvent { event } => self.follow_script(what, parse(event), None),
            _ => self.follow_script(what, arguments_of(effect), None),
        }
    }

    /// Logs a hook or provider call, and returns what the script or the hook says.
    fn follow_script(&mut self, what: &str, arguments: Value, sent: Option<&HttpRequest>) -> Result<Value, Value> {
        let provider = arguments["provider"].as_str().unwrap_or_default().to_owned();
        let url = arguments["url"].as_str().unwrap_or_default().to_owned();
        self.calls.push((what.to_owned(), arguments));
        if let Some((_, error)) = self.failing.iter().find(|(end, _)| url.ends_with(end)) {
            return Err(error.clone());
        }
        if let Some(at) = self.script.iter().position(|(known, _)| *known == what) {
            return self.script.remove(at).1;
        }
        if let Some((_, reply)) = self.hooks.iter().find(|(name, _)| *name == what) {
            return reply.clone();
        }
        // Unless a test says otherwise, a provider creates one customer, makes links, and lists nobody.
        match (what, sent) {
            ("onboard", Some(_)) if std::mem::take(&mut self.creates_its_customer) => Ok(link(customer_of(&provider))),
            ("createKycLink", Some(sent)) => Ok(link(subject_of(sent))),
            ("candidates", Some(_)) => Ok(json!([])),
            _ => panic!("the script has no reply of {what}"),
        }
    }
}

/// The error of an effect that came after the deadline.
fn late() -> Value {
    json!({ "code": "timeout", "isLate": true })
}

/// Names a provider call by its verb, and everything else by its effect, access to the store with the kind of record.
pub(super) fn name_of(effect: &Effect) -> String {
    match effect {
        Effect::Request { endpoint, .. } => call_of(endpoint).to_owned(),
        Effect::LoadRecord { name, .. } | Effect::CheckRecord { name, .. } | Effect::SwapRecord { name, .. } => {
            format!("{} {}", effect.name(), name[0])
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

fn mac(secret: &str, purpose: &str, value: &str) -> String {
    let mut hasher = DefaultHasher::new();
    (secret, purpose, value).hash(&mut hasher);
    format!("{:x}", hasher.finish())
}
