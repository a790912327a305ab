//! The host of the simulation: performs the handler's effects with the store, the vault, the clock, the hooks and the
//! providers of its world, with one deadline for all of them.

use std::pin::Pin;
use std::rc::Rc;

use futures::future::{Either, pending, select};
use kyclink::edge::{
    Applicant, Authorized, Effect, Failure, Found, FoundCustomer, Outcome, Problem, RateLimit, ReceivedBody,
    ReceivedEvent, Record, Swap, Unreadable, Value,
};
use kyclink::json::Json;
use kyclink::webhook::{SignatureCheck, VerifiedBody, require_recent, signature_check};
use kyclink::{Error, ErrorCode, Options, Policy, UntrustedValue, provider, validate};

use crate::calls::Calls;
use crate::failed::Failed;
use crate::invariants::Tag;
use crate::provider::short;
use crate::server::{Handler, Reply, Request, Server, who};
use crate::values::{json, list_of, object, text, with_own};
use crate::weather::Fault;
use crate::world::World;
use crate::{setup, signature, store, vault};

/// A request while it is handled: its world, server and handler, its deadline, and what has happened so far.
pub(crate) struct Context<'a> {
    pub(crate) world: &'a Rc<World>,
    pub(crate) server: &'a Server,
    pub(crate) handler: &'a Handler,
    pub(crate) request: &'a Request,
    /// When it began, by the true time: `performance.now()` of the wrapper.
    began: i64,
    deadline: Pin<Box<dyn Future<Output = ()>>>,
    is_over: bool,
    /// The errors of the outcomes so far.
    errors: Vec<Option<Error>>,
    /// The id of the event of a delivery.
    event: Option<String>,
}

type Performed = Result<Value<'static>, Failed>;
type Untrusted = UntrustedValue<'static>;

impl<'a> Context<'a> {
    pub(crate) fn new(world: &'a Rc<World>, server: &'a Server, handler: &'a Handler, request: &'a Request) -> Self {
        let (began, timeout, clock) = (world.clock.now(), handler.timeout, world.clone());
        let deadline = Box::pin(async move { clock.clock.sleep_until(began + timeout).await });
        world.checks.request_began(world, handler, request);
        Self { world, server, handler, request, began, deadline, is_over: false, errors: vec![], event: None }
    }

    /// Performs an effect, and returns its outcome.
    pub(crate) async fn outcome(&mut self, effect: Effect) -> Outcome<'static> {
        let result = if self.is_over { Err(Failed::Late) } else { self.within_deadline(effect).await };
        self.is_over |= matches!(result, Err(Failed::Late));
        let error = result.as_ref().err().and_then(Failed::error).cloned();
        self.errors.push(error);
        let elapsed_ms = self.world.clock.now() - self.began;
        Outcome { at: self.server.now(self.world), elapsed_ms, result: result.map_err(Failure::from) }
    }

    async fn within_deadline(&mut self, effect: Effect) -> Performed {
        let mut deadline = std::mem::replace(&mut self.deadline, Box::pin(pending()));
        let result = match select(Box::pin(self.perform(effect)), &mut deadline).await {
            Either::Left((result, _)) => result,
            Either::Right(_) => Err(Failed::Late),
        };
        self.deadline = deadline;
        result
    }

    async fn perform(&mut self, effect: Effect) -> Performed {
        let (world, handler, request) = (self.world, self.handler, self.request);
        match effect {
            Effect::ReadBody { without, max_ms, .. } => Ok(Value::Body(self.read_body(without, max_ms).await)),
            Effect::MakeRandomId => Ok(Value::Text(format!("minted-{:016x}{:016x}", world.word(), world.word()))),
            Effect::ComputeMacs { purpose, value } => {
                let given = format!("{purpose} {}", value.to_json());
                Ok(Value::Macs(handler.secrets.iter().map(|secret| vault::mac(secret, &given)).collect()))
            }
            Effect::DrawQrCode { .. } => Ok(Value::Text("<svg/>".to_owned())),
            Effect::SealCookie { content } => {
                world.checks.value_sealed(world, "a cookie", &content);
                Ok(Value::Text(world.vault.seal(world.word(), self.cookie_purpose(), content)))
            }
            Effect::OpenCookies { cookies } => {
                let purpose = self.cookie_purpose();
                let opened = cookies.iter().filter_map(|cookie| world.vault.open(cookie, &purpose));
                Ok(Value::Opened(opened.map(|content| json(&content)).collect()))
            }
            Effect::LoadRecord { name } => {
                world.checks.record_read(world, request, &name);
                let sealed = store::get(world, name.clone()).await.map_err(|_| Failed::INTERNAL)?;
                let content = sealed.as_ref().and_then(|sealed| world.vault.open(sealed, &name));
                if sealed.is_some() {
                    self.note("loads", &name, content.as_deref());
                }
                Ok(Value::Record(Record { sealed, value: content.as_deref().map(json) }))
            }
            Effect::SwapRecord { name, expected, value, lifetime_ms } => {
                self.swap(name, expected, value, lifetime_ms).await.map(Value::Swap)
            }
            Effect::Validate { provider, applicant, .. } => self.validate(provider, applicant).map(Value::Applicant),
            Effect::FindStateCode { .. } => Ok(Value::StateCode(None)),
            Effect::Onboard { provider, applicant, reference, redirect_uri, idempotency_key, max_ms } => {
                let calls = self.calls(provider, max_ms)?;
                let attempt = world.checks.create_began(world.clock.now(), &self.tag());
                let applicant = with_own(applicant, &reference, redirect_uri.as_deref());
                let result = calls.onboard(applicant, idempotency_key).await;
                world.checks.create_ended(world.clock.now(), attempt);
                Ok(Value::Onboarded((&result?).into()))
            }
            Effect::FindCandidates {
                provider,
                applicant,
                reference,
                redirect_uri,
                sent_at_ms,
                answered_by_ms,
                max_ms,
            } => {
                let applicant = with_own(applicant, &reference, redirect_uri.as_deref());
                let found = self.calls(provider, max_ms)?.candidates(applicant, sent_at_ms, answered_by_ms).await?;
                Ok(Value::Customers(found.iter().map(FoundCustomer::from).collect()))
            }
            Effect::CallProvider { endpoint, input, max_ms, max_retries } => {
                let calls = self.calls(endpoint.service.name, max_ms)?;
                let call = world.checks.call_begins(world, handler, request, (endpoint, &input), self.began);
                let result = calls.call(endpoint, &input, max_retries).await;
                let is_rejected = result.as_ref().is_err_and(|error| error.code() == ErrorCode::ProviderRejected);
                call.ended(endpoint, is_rejected, result.is_err());
                Ok(Value::Returned((&result?).into()))
            }
            Effect::Report { .. } => Ok(Value::Done),
            Effect::Authorize => {
                self.hook().await?;
                Ok(Value::Authorized(Authorized::Caller { reference: request.login.clone(), redirect_uri: None }))
            }
            Effect::LimitRate => {
                self.hook().await?;
                let refused = RateLimit::Refused { retry_after_ms: Some(700) };
                Ok(Value::RateLimit(if world.one_in(200) { refused } else { RateLimit::Allowed }))
            }
            Effect::ChooseProvider { applicant } => {
                self.hook().await?;
                let phone = applicant.object().and_then(|fields| fields.text("phone")).unwrap_or_default();
                Ok(Value::Chosen(provider::provider(setup::provider_for(phone))))
            }
            Effect::NotifyCreated { .. } => self.hook().await.map(|()| Value::Done),
            Effect::NotifyEvent => {
                let event = self.event.as_deref().ok_or(Failed::INTERNAL)?;
                world.checks.hook_begins(world, handler, request, event);
                let outcome = self.hook().await;
                world.checks.hook_ends(handler, request, event, outcome.is_ok());
                outcome.map(|()| Value::Done)
            }
            Effect::CheckSignature { provider, key_option } => {
                self.signature(provider, key_option).map(|_| Value::Done)
            }
            Effect::VerifyWebhook { provider, key_option } => self.verify(provider, key_option).map(Value::Event),
            _ => Err(Failed::INTERNAL),
        }
    }

    async fn read_body(&self, without: &[&str], max_ms: i64) -> ReceivedBody<'static> {
        if self.world.strikes(Fault::BrowserSlow) {
            self.world.clock.sleep(max_ms).await;
            return ReceivedBody::Unreadable(Unreadable::TooSlow);
        }
        self.world.clock.sleep(self.world.below(5)).await;
        let mut body = self.request.body.clone();
        if let UntrustedValue::Object(fields) = &mut body {
            without.iter().for_each(|name| drop(fields.remove(name)));
        }
        ReceivedBody::Read { content: body, form_key: self.request.form_key.clone() }
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
    ) -> Result<Swap, Failed> {
        let world = self.world;
        let after = value.as_ref().map(|content| {
            world.checks.value_sealed(world, "a record", content);
            (world.vault.seal(world.word(), name.clone(), content.clone()), lifetime)
        });
        let raw = after.as_ref().map(|(raw, _)| raw.clone());
        self.note("writes", &name, value.as_deref());
        world.checks.record_changes(world, self.handler, self.request, &name);
        let swapped = store::swap(world, name.clone(), before.clone(), after).await.map_err(|_| Failed::INTERNAL)?;
        if !swapped {
            return Ok(Swap::Changed);
        }
        world.checks.record_written(world, &name, value.as_deref());
        Ok(raw.map_or(Swap::Removed, Swap::Written))
    }

    fn validate(&self, provider: &str, applicant: Untrusted) -> Result<Applicant<'static>, Failed> {
        let operation = provider::provider(provider).ok_or(Failed::INTERNAL)?.onboarding.operation;
        let options = Options::default().policy(Policy::Postal).normalize(true).now(self.server.now(self.world));
        let verdict = validate(operation, applicant, &options);
        let warnings = verdict.warnings.iter().map(Found::from).collect();
        match verdict.result {
            Ok(valid) => Ok(Applicant { normalized: valid.value().to_static(), warnings }),
            Err(issues) => Err(Error::from(issues).into()),
        }
    }

    /// A hook of the application, which may be slow, fail, or never end.
    async fn hook(&self) -> Result<(), Failed> {
        let world = self.world;
        if world.strikes(Fault::HookHangs) {
            pending::<()>().await;
        }
        world.clock.sleep(if world.strikes(Fault::HookSlow) { world.below(20_000) } else { world.below(10) }).await;
        if world.strikes(Fault::HookFails) { Err(Failed::INTERNAL) } else { Ok(()) }
    }

    fn keys(&self, provider: &str, option: &'static str) -> Untrusted {
        object([(option, text(signature::key(provider)))])
    }

    fn signature(&self, provider: &str, option: &'static str) -> Result<SignatureCheck, Failed> {
        let provider = provider::provider(provider).ok_or(Failed::INTERNAL)?;
        // Grid's header is JSON, which the wrapper decodes.
        let decoded = |value: &String| if value.starts_with('{') { json(value) } else { text(value) };
        let headers = self.request.headers.iter().map(|(name, value)| list_of([text(name), decoded(value)]));
        Ok(signature_check(provider.webhook, &list_of(headers), &self.keys(provider.name(), option))?)
    }

    fn verify(&mut self, provider: &'static str, option: &'static str) -> Result<ReceivedEvent, Failed> {
        let given = self.signature(provider, option)?;
        let signed_at = given.signed_at.as_deref();
        if given.signature != signature::sign(provider, signed_at, &self.request.bytes) {
            return Err(Error::from(ErrorCode::WebhookSignature).into());
        }
        let webhook = provider::provider(provider).ok_or(Failed::INTERNAL)?.webhook;
        require_recent(webhook, signed_at, self.server.now(self.world))?;
        let body = VerifiedBody::verified_elsewhere(webhook, json(&self.request.bytes));
        let event = ReceivedEvent::from(&body.event()?);
        self.event = Some(event.id.clone());
        Ok(event)
    }

    /// Returns a caller of a provider that stops after this time.
    fn calls(&self, provider: &'static str, max_ms: i64) -> Result<Calls<'a>, Failed> {
        let timeout = self.handler.timeout;
        let connection = self.handler.connection(provider).ok_or(Failed::INTERNAL)?;
        let (world, server) = (self.world, self.server);
        let provider = provider::provider(provider).ok_or(Failed::INTERNAL)?;
        Ok(Calls { world, server, provider, connection, timeout, deadline: max_ms, tag: self.tag() })
    }

    fn tag(&self) -> Tag {
        self.world.checks.tag(self.handler, self.request)
    }

    fn cookie_purpose(&self) -> Vec<String> {
        vec![format!("cookie {}", self.handler.id)]
    }

    /// Returns the issues of an error that a page may see: pointer, code and message.
    pub(crate) fn issues(&self, problem: &Problem) -> Vec<(String, &'static str, String)> {
        let error = problem.outcome.and_then(|outcome| self.errors.get(outcome)?.as_ref());
        let issues = error.map(|error| error.issues()).unwrap_or_default();
        issues
            .iter()
            .take(problem.issues.max)
            .map(|issue| (issue.pointer(), issue.code.as_str(), issue.message()))
            .collect()
    }

    /// Checks the response before it leaves the server.
    pub(crate) fn end(&self, reply: &Reply) {
        self.world.checks.replied(self.world, self.handler, self.request, reply, self.event.as_deref(), self.began);
    }
}

impl Drop for Context<'_> {
    fn drop(&mut self) {
        self.world.checks.request_ended(self.request.number);
    }
}
