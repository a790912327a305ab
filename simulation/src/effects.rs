//! Performs the handler's effects as `pkg-template/lib/edge/effects.js` does, with one deadline for all of them.

use std::pin::Pin;
use std::rc::Rc;

use futures::future::{Either, pending, select};
use kyclink::edge::Effect;
use kyclink::json::Json;
use kyclink::webhook::{parse_event, signature_check};
use kyclink::{Error, ErrorCode, ErrorDetails, Issue, Options, Policy, UntrustedValue, operation, provider, validate};

use crate::calls::Calls;
use crate::invariants::Tag;
use crate::provider::short;
use crate::server::{Handler, Reply, Request, Server, who};
use crate::values::{integer, json, list_of, object, optional, text};
use crate::weather::Fault;
use crate::world::World;
use crate::{signature, store, vault};

/// Everything that is known of a request while it is handled.
pub(crate) struct Context<'a> {
    pub(crate) world: &'a Rc<World>,
    pub(crate) server: &'a Server,
    pub(crate) handler: &'a Handler,
    pub(crate) request: &'a Request,
    /// When it began, by the true time: `performance.now()` of the wrapper.
    began: i64,
    deadline: Pin<Box<dyn Future<Output = ()>>>,
    is_over: bool,
    /// The errors that the handler decides about, the last one first.
    thrown: Vec<Error>,
    event: Option<UntrustedValue<'static>>,
}

/// Why an effect has no value.
pub(crate) enum Failure {
    /// The request's deadline has passed.
    Late,
    /// Our own side failed.
    Internal,
    /// The applicant or the provider is the reason.
    Error(Error),
}

type Value = UntrustedValue<'static>;

impl<'a> Context<'a> {
    pub(crate) fn new(world: &'a Rc<World>, server: &'a Server, handler: &'a Handler, request: &'a Request) -> Self {
        let (began, timeout, clock) = (world.clock.now(), handler.timeout, world.clone());
        let deadline = Box::pin(async move { clock.clock.sleep_until(began + timeout).await });
        world.checks.began(world, handler, request);
        Self { world, server, handler, request, began, deadline, is_over: false, thrown: vec![], event: None }
    }

    /// Performs an effect, and returns its value or its error, and when it ended.
    pub(crate) async fn outcome(&mut self, effect: Effect) -> Value {
        let result = if self.is_over { Err(Failure::Late) } else { self.within_deadline(effect).await };
        let at = integer(self.server.now(self.world));
        match result {
            Ok(value) => object([("at", at), ("value", value)]),
            Err(Failure::Late) => {
                self.is_over = true;
                object([("at", at), ("error", object([("isLate", UntrustedValue::Bool(true))]))])
            }
            Err(Failure::Internal) => object([("at", at), ("error", object([("code", text("internal"))]))]),
            Err(Failure::Error(error)) => {
                let value = object([
                    ("code", text(error.code.as_str())),
                    ("retryAfterMs", error.retry_after_ms.map_or(UntrustedValue::Null, integer)),
                    ("operation", optional(error.operation)),
                    ("customerId", optional(error.customer_id.as_deref())),
                ]);
                self.thrown.insert(0, error);
                object([("at", at), ("error", value)])
            }
        }
    }

    async fn within_deadline(&mut self, effect: Effect) -> Result<Value, Failure> {
        let mut deadline = std::mem::replace(&mut self.deadline, Box::pin(pending()));
        let result = match select(Box::pin(self.perform(effect)), &mut deadline).await {
            Either::Left((result, _)) => result,
            Either::Right(_) => Err(Failure::Late),
        };
        self.deadline = deadline;
        result
    }

    async fn perform(&mut self, effect: Effect) -> Result<Value, Failure> {
        let (world, handler, request) = (self.world, self.handler, self.request);
        match effect {
            Effect::ReadBody { without, .. } => self.read_body(without).await,
            Effect::MintId => Ok(text(&format!("minted-{:016x}{:016x}", world.word(), world.word()))),
            Effect::ComputeMacs { purpose, value } => {
                let given = format!("{purpose} {}", value.to_json());
                Ok(list_of(handler.secrets.iter().map(|secret| text(&vault::mac(secret, &given)))))
            }
            Effect::DrawCode { .. } => Ok(text("<svg/>")),
            Effect::SealCookie { content } => {
                world.checks.sealed(world, "a cookie", &content);
                Ok(text(&world.vault.seal(world.word(), self.cookie_purpose(), content)))
            }
            Effect::OpenCookies { cookies } => {
                let purpose = self.cookie_purpose();
                let opened = cookies.iter().filter_map(|cookie| world.vault.open(cookie, &purpose));
                Ok(list_of(opened.map(|content| json(&content))))
            }
            Effect::LoadRecord { name, .. } => {
                world.checks.record_read(world, request, &name);
                let raw = store::get(world, name.clone()).await.map_err(|_| Failure::Internal)?;
                let Some(raw) = raw else { return Ok(object([])) };
                let content = world.vault.open(&raw, &name);
                self.note("loads", &name, content.as_deref());
                let value = content.map_or(UntrustedValue::Null, |content| json(&content));
                Ok(object([("raw", text(&raw)), ("value", value)]))
            }
            Effect::SwapRecord { name, expected, value, lifetime_ms } => {
                self.swap(name, expected.text().map(str::to_owned), value, lifetime_ms).await
            }
            Effect::Validate { provider, applicant } => self.validate(&provider, applicant),
            Effect::Onboard { provider, applicant, reference, redirect_uri } => {
                let calls = self.calls(provider)?;
                let attempt = world.checks.create_began(world.clock.now(), &self.tag());
                let result = calls.onboard(with_own(applicant, &reference, redirect_uri.as_deref())).await;
                world.checks.create_ended(world.clock.now(), attempt);
                result
            }
            Effect::FindCandidates { provider, applicant, reference, redirect_uri, sent_at_ms, answered_by_ms } => {
                let applicant = with_own(applicant, &reference, redirect_uri.as_deref());
                self.calls(provider)?.candidates(applicant, sent_at_ms, answered_by_ms).await
            }
            Effect::CallProvider { provider, verb, customer_id, fields, max_retries } => {
                let calls = self.calls(provider)?;
                let call = {
                    let about = (customer_id.as_str(), fields.as_str());
                    world.checks.call_begins(world, handler, request, (provider, verb), about, self.began)
                };
                let result = calls.call(verb, &customer_id, json(&fields), max_retries).await;
                let code = |code| matches!(&result, Err(Failure::Error(error)) if error.code == code);
                call.ended(verb, code(ErrorCode::ProviderRejected), result.is_err());
                result
            }
            Effect::Report => Ok(UntrustedValue::Null),
            Effect::Authorize => {
                self.hook().await?;
                Ok(object([("reference", optional(request.login.as_deref()))]))
            }
            Effect::LimitRate => {
                self.hook().await?;
                Ok(if world.one_in(200) {
                    object([("retryAfterMs", integer(700))])
                } else {
                    UntrustedValue::Bool(true)
                })
            }
            Effect::ChooseProvider { applicant } => {
                self.hook().await?;
                let is_even = applicant
                    .object()
                    .and_then(|fields| fields.text("phone"))
                    .is_some_and(|phone| phone.ends_with(['0', '2', '4', '6', '8']));
                Ok(text(if is_even { "grid" } else { "spherepay" }))
            }
            Effect::NotifyCreated { .. } => self.hook().await.map(|()| UntrustedValue::Null),
            Effect::NotifyEvent => {
                let event = self.event.clone().unwrap_or(UntrustedValue::Null);
                world.checks.hook_begins(world, handler, request, &event);
                let outcome = self.hook().await;
                world.checks.hook_ends(handler, request, &event, outcome.is_ok());
                outcome.map(|()| UntrustedValue::Null)
            }
            Effect::CheckSignature { provider, key_option } => {
                self.signature(provider, key_option).map(|_| UntrustedValue::Null)
            }
            Effect::VerifyWebhook { provider, key_option } => self.verify(provider, key_option),
            _ => Err(Failure::Internal),
        }
    }

    async fn read_body(&self, without: &[&str]) -> Result<Value, Failure> {
        if self.world.strikes(Fault::BrowserSlow) {
            self.world.clock.sleep(10_000).await;
            return Ok(object([("refused", text("request_timeout"))]));
        }
        self.world.clock.sleep(self.world.below(5)).await;
        let mut body = self.request.body.clone();
        if let UntrustedValue::Object(fields) = &mut body {
            without.iter().for_each(|name| drop(fields.remove(name)));
        }
        Ok(object([("body", body), ("key", optional(self.request.form_key.as_deref()))]))
    }

    /// Notes what happens to a record about a customer, which says nothing about the person.
    fn note(&self, what: &str, name: &[String], value: Option<&str>) {
        if let ([kind, _, id], Some("status" | "claim" | "sent" | "tried" | "renewed" | "asking")) =
            (name, name.first().map(String::as_str))
        {
            let value = value.unwrap_or("nothing");
            self.world.note(|| format!("{} {what} {kind} of {}: {value}", who(self.request), short(id)));
        }
    }

    async fn swap(
        &self,
        name: Vec<String>,
        before: Option<String>,
        value: Option<String>,
        lifetime: i64,
    ) -> Result<Value, Failure> {
        let world = self.world;
        let after = value.as_ref().map(|content| {
            world.checks.sealed(world, "a record", content);
            (world.vault.seal(world.word(), name.clone(), content.clone()), lifetime)
        });
        let raw = after.as_ref().map(|(raw, _)| raw.clone());
        self.note("writes", &name, value.as_deref());
        world.checks.record_changes(world, self.handler, self.request, &name);
        let swapped = store::swap(world, name.clone(), before.clone(), after).await.map_err(|_| Failure::Internal)?;
        if !swapped {
            return Ok(UntrustedValue::Bool(false));
        }
        world.checks.record_written(world, self.handler, &name, value.as_deref());
        Ok(object([("raw", optional(raw.as_deref()))]))
    }

    fn validate(&self, provider: &str, applicant: Value) -> Result<Value, Failure> {
        let name = format!("{provider}.onboard");
        let Some(operation) = operation(&name) else { return Err(Failure::Internal) };
        let options =
            Options { policy: Policy::Postal, normalize: true, now: self.server.now(self.world), ..Options::default() };
        match validate(operation, applicant, &options).result {
            Ok(valid) => Ok(valid.value().to_static()),
            Err(issues) => Err(Failure::Error(error(ErrorCode::InvalidRequest, issues))),
        }
    }

    /// A hook of the application, which may be slow, fail, or never end.
    async fn hook(&self) -> Result<(), Failure> {
        let world = self.world;
        if world.strikes(Fault::HookHangs) {
            pending::<()>().await;
        }
        world.clock.sleep(if world.strikes(Fault::HookSlow) { world.below(20_000) } else { world.below(10) }).await;
        if world.strikes(Fault::HookFails) { Err(Failure::Internal) } else { Ok(()) }
    }

    fn keys(&self, provider: &str, option: &'static str) -> Value {
        object([(option, text(if provider == "grid" { &signature::GRID_KEY } else { signature::SPHEREPAY_KEY }))])
    }

    fn signature(&self, provider: &str, option: &'static str) -> Result<Vec<u8>, Failure> {
        let provider = provider::provider(provider).ok_or(Failure::Internal)?;
        // Grid's header is JSON, which the wrapper decodes.
        let decoded = |value: &String| if value.starts_with('{') { json(value) } else { text(value) };
        let headers = self.request.headers.iter().map(|(name, value)| list_of([text(name), decoded(value)]));
        let check = signature_check(provider.webhook, &list_of(headers), &self.keys(provider.name(), option));
        check.map(|check| check.signature).map_err(Failure::Error)
    }

    fn verify(&mut self, provider: &'static str, option: &'static str) -> Result<Value, Failure> {
        let given = self.signature(provider, option)?;
        if given != signature::sign(provider, &self.request.bytes) {
            return Err(Failure::Error(error(ErrorCode::WebhookSignature, vec![])));
        }
        let webhook = provider::provider(provider).ok_or(Failure::Internal)?.webhook;
        let body = json(&self.request.bytes);
        let event = parse_event(webhook, &body, None).map_err(Failure::Error)?;
        let value = object([
            ("id", text(event.id)),
            ("kind", text(event.kind.as_str())),
            ("customerId", optional(event.customer_id)),
            ("occurredAt", optional(event.occurred_at)),
        ]);
        self.event = Some(value.clone());
        Ok(value)
    }

    /// Returns what calls a provider. They end before the request does, so that there is time to store their outcome.
    fn calls(&mut self, provider: &'static str) -> Result<Calls<'a>, Failure> {
        let Handler { timeout, spherepay, grid, .. } = self.handler;
        let for_provider = timeout - (timeout / 10).min(1_000);
        let left = for_provider - (self.world.clock.now() - self.began);
        if left * 20 < *timeout {
            return Err(Failure::Late);
        }
        let connection = if provider == "grid" { grid } else { spherepay };
        let connection = connection.as_ref().ok_or(Failure::Internal)?;
        let (world, server) = (self.world, self.server);
        Ok(Calls { world, server, provider, connection, timeout: *timeout, deadline: left, tag: self.tag() })
    }

    fn tag(&self) -> Tag {
        self.world.checks.tag(self.handler, self.request)
    }

    fn cookie_purpose(&self) -> Vec<String> {
        vec![format!("cookie {}", self.handler.id)]
    }

    /// The issues of the last error that a page may see: pointer, code and message.
    pub(crate) fn issues(&self) -> Vec<(String, &'static str, String)> {
        let issues = self.thrown.first().map(|error| error.issues.as_slice()).unwrap_or_default();
        issues.iter().take(50).map(|issue| (issue.pointer(), issue.code.as_str(), issue.message())).collect()
    }

    /// Checks the response before it leaves the server.
    pub(crate) fn end(&self, reply: &Reply) {
        self.world.checks.replied(self.world, self.handler, self.request, reply, self.event.as_ref(), self.began);
    }
}

impl Drop for Context<'_> {
    fn drop(&mut self) {
        self.world.checks.died(self.request.number);
    }
}

/// Returns an error that the host itself finds.
fn error(code: ErrorCode, issues: Vec<Issue>) -> Error {
    let details = ErrorDetails {
        code,
        hint: None,
        status: None,
        provider: None,
        operation: None,
        provider_code: None,
        correlation_id: None,
        customer_id: None,
        provider_message: None,
        issues,
        retry_after_ms: None,
        retryable: false,
    };
    details.into()
}

/// Adds the fields of an applicant that only the server may set.
fn with_own(mut applicant: Value, reference: &str, redirect_uri: Option<&str>) -> Value {
    if let UntrustedValue::Object(fields) = &mut applicant {
        fields.set("reference", text(reference));
        fields.set("redirectUri", text(redirect_uri.unwrap_or_default()));
    }
    applicant
}
