//! The host of the simulation: performs the handler's effects with the store, the vault, the clock, the hooks and the
//! providers of its world, with one deadline for all of them.

use std::pin::Pin;
use std::rc::Rc;

use futures::future::{Either, pending, select};
use kyclink::edge::{
    Authorized, Effect, EffectError, Failure, LoadedRecord, Outcome, RateLimit, ReceivedBody, Swap, Unreadable, Value,
};
use kyclink::json::Json;
use kyclink::{Endpoint, ErrorCode, HttpRequest, ParseOptions, UntrustedValue, parse_response};

use crate::accounts::provider_for;
use crate::invariants::{Caller, ProviderCall, Tag, subject_of};
use crate::network::fetch;
use crate::provider::Response;
use crate::server::{Handler, OURS, Reply, Request, Server};
use crate::values::json;
use crate::weather::Fault;
use crate::world::World;
use crate::{agenda::Agenda, signature, store, vault};

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
    /// The call of a provider that is going on: several requests may follow one another.
    call: Running,
    /// The id of the event of a delivery.
    event: Option<String>,
}

/// What the handler's requests to a provider are about.
enum Running {
    Nothing,
    /// The flow that creates a customer, by the number of its attempt.
    Create(usize),
    /// A call about one customer.
    Call(ProviderCall),
}

type Performed = Result<Value<'static>, Failure>;

/// A failure of our own side.
const INTERNAL: Failure = Failure::Error(EffectError::new(ErrorCode::Internal));

impl<'a> Context<'a> {
    pub(crate) fn new(world: &'a Rc<World>, server: &'a Server, handler: &'a Handler, request: &'a Request) -> Self {
        let (began, timeout, clock) = (world.clock.now(), handler.timeout, world.clone());
        let deadline = Box::pin(async move { clock.clock.sleep_until(began + timeout).await });
        world.checks.request_began(world, handler, request);
        Self { world, server, handler, request, began, deadline, is_over: false, call: Running::Nothing, event: None }
    }

    /// Performs an effect, and returns its outcome.
    pub(crate) async fn outcome(&mut self, effect: Effect) -> Outcome<'static> {
        let result = if self.is_over { Err(Failure::Late) } else { self.within_deadline(effect).await };
        self.is_over |= matches!(result, Err(Failure::Late));
        let elapsed_ms = self.world.clock.now() - self.began;
        Outcome { at: self.server.now(&self.world.clock), elapsed_ms, result }
    }

    async fn within_deadline(&mut self, effect: Effect) -> Performed {
        let mut deadline = std::mem::replace(&mut self.deadline, Box::pin(pending()));
        let result = match select(Box::pin(self.perform(effect)), &mut deadline).await {
            Either::Left((result, _)) => result,
            Either::Right(_) => Err(Failure::Late),
        };
        self.deadline = deadline;
        result
    }

    #[expect(clippy::too_many_lines, reason = "a case for each effect")]
    async fn perform(&mut self, effect: Effect) -> Performed {
        let (world, handler, request) = (self.world, self.handler, self.request);
        if !matches!(effect, Effect::Request { .. } | Effect::Wait { .. }) {
            self.end_call();
        }
        if let Effect::LoadRecord { name } | Effect::CheckRecord { name, .. } | Effect::SwapRecord { name, .. } =
            &effect
        {
            world.checks.record_touched(world, OURS, name);
        }
        match effect {
            Effect::ReadBody { without, max_ms, .. } => Ok(Value::Body(self.read_body(without, max_ms).await)),
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
                world.checks.claim_touched(handler.id, request, &name);
                let sealed = store::get(world, name.clone()).await.map_err(|_| INTERNAL)?;
                let content = sealed.as_ref().and_then(|sealed| world.vault.open(sealed, &name));
                if sealed.is_some() {
                    store::note(world, request, ("loads", &name), content.as_deref());
                }
                Ok(Value::Record(LoadedRecord { sealed, value: content.as_deref().map(json) }))
            }
            Effect::CheckRecord { name, expected } => {
                world.checks.record_read(world, request, &name);
                let sealed = store::get(world, name.clone()).await.map_err(|_| INTERNAL)?;
                Ok(Value::Checked(sealed == expected))
            }
            Effect::SwapRecord { name, expected, value, lifetime_ms } => {
                self.swap(name, expected, value, lifetime_ms).await.map(Value::Swap)
            }
            Effect::FindStateCode { .. } => Ok(Value::Name(None)),
            Effect::Request { endpoint, request, attempt, timeout_ms } => {
                self.send(endpoint, &request, attempt, timeout_ms).await
            }
            Effect::Wait { ms } => {
                world.clock.sleep(ms).await;
                Ok(Value::Done)
            }
            Effect::Report { .. } => Ok(Value::Done),
            Effect::Authorize => {
                self.hook().await?;
                Ok(Value::Authorized(Authorized::Caller { reference: request.login.clone(), redirect_uri: None }))
            }
            Effect::RateLimit => {
                self.hook().await?;
                let refused = RateLimit::Refused { retry_after_ms: Some(700) };
                Ok(Value::RateLimit(if world.one_in(200) { refused } else { RateLimit::Allowed }))
            }
            Effect::Provider { applicant } => {
                self.hook().await?;
                let phone = applicant.object().and_then(|fields| fields.text("phone")).unwrap_or_default();
                Ok(Value::Name(Some(provider_for(handler, phone).to_owned())))
            }
            Effect::OnCreated { .. } => self.hook().await.map(|()| Value::Done),
            Effect::OnEvent { event } => self.on_event(&json(&event)).await,
            Effect::VerifySignature { check, .. } => Ok(Value::Verified(signature::verify(request, &check))),
            _ => Err(INTERNAL),
        }
    }

    /// Calls `onEvent` for a delivery, or for what a run has learned.
    async fn on_event(&mut self, event: &UntrustedValue<'static>) -> Performed {
        let (world, handler, request) = (self.world, self.handler, self.request);
        let field = |name| event.object().and_then(|event| event.text(name));
        let id = field("id").unwrap_or_default().to_owned();
        let caller = self.caller();
        let is_of_run = field("source") == Some("refresh");
        if is_of_run {
            let customer = field("customerId").or(field("kycLinkId")).unwrap_or_default();
            world.checks.run_tells(world, caller, &id, customer, field("status").unwrap_or_default());
        } else {
            self.event = Some(id.clone());
            world.checks.hook_begins(world, handler, request, &id);
            world.checks.delivery_tells(caller, &id);
        }
        let outcome = self.hook().await;
        if !is_of_run {
            world.checks.hook_ends(handler, request, &id, outcome.is_ok());
        }
        world.checks.telling_ends(request.number, &id, outcome.is_ok());
        outcome.map(|()| Value::Done)
    }

    /// Sends a request to a provider, and tells the invariants what it is about.
    async fn send(
        &mut self,
        endpoint: &'static Endpoint,
        request: &HttpRequest,
        attempt: i64,
        timeout: i64,
    ) -> Performed {
        let (world, tag) = (self.world, self.tag());
        if attempt == 1 {
            self.begin_call(endpoint, request, &tag);
        }
        if self.request.path == "refresh" {
            world.checks.run_asks(world, Some(self.caller()), (endpoint.service.name, request));
        }
        let result = match self
            .runs()
            .and_then(|runs| runs.failure(world.clock.now(), &subject_of(endpoint.service.name, request)))
        {
            Some(status) => Ok(Response::new(status, "{}").response()),
            None => fetch(world, endpoint.service.name, endpoint, request, timeout, &tag).await,
        };
        if let Running::Call(call) = &self.call {
            let options = ParseOptions::new(self.server.now(&world.clock));
            let output = result.as_ref().map(|response| parse_response(endpoint, response, None, &options));
            let code = output.ok().and_then(|output| Some(output.err()?.code()));
            world.checks.call_ended(
                world,
                call,
                endpoint,
                code == Some(ErrorCode::ProviderRejected),
                code.is_some() || result.is_err(),
            );
        }
        result.map(Value::Response).map_err(|code| Failure::Error(EffectError::new(code)))
    }

    /// A flow begins with the request that creates the customer, and a call with one about a customer.
    fn begin_call(&mut self, endpoint: &'static Endpoint, request: &HttpRequest, tag: &Tag) {
        let (world, handler) = (self.world, self.handler);
        let is_list = [".list", ".find"].iter().any(|verb| endpoint.name().contains(verb));
        if endpoint.creates_customer() {
            self.end_call();
            self.call = Running::Create(world.checks.create_began(world.clock.now(), tag));
        } else if !matches!(self.call, Running::Create(_)) && !is_list {
            self.end_call();
            self.call =
                Running::Call(world.checks.call_begins(world, handler, self.request, (endpoint, request), self.began));
        }
    }

    fn end_call(&mut self) {
        match &self.call {
            Running::Nothing => {}
            Running::Create(attempt) => self.world.checks.create_ended(self.world.clock.now(), *attempt),
            Running::Call(call) => self.world.checks.call_is_over(call),
        }
        self.call = Running::Nothing;
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

    async fn swap(
        &self,
        name: Vec<String>,
        before: Option<String>,
        value: Option<String>,
        lifetime: i64,
    ) -> Result<Swap, Failure> {
        let world = self.world;
        let after = value.as_ref().map(|content| {
            world.checks.value_sealed(world, "a record", content);
            (world.vault.seal(world.word(), name.clone(), content.clone()), lifetime)
        });
        let raw = after.as_ref().map(|(raw, _)| raw.clone());
        store::note(world, self.request, ("writes", &name), value.as_deref());
        if self.runs().is_some_and(|runs| runs.lies(world.clock.now())) {
            return Ok(raw.map_or(Swap::Removed, Swap::Written));
        }
        world.checks.record_changes(world, self.handler, self.request, &name);
        world.checks.claim_touched(self.handler.id, self.request, &name);
        let swapped = store::swap(world, name.clone(), before.clone(), after).await.map_err(|_| INTERNAL)?;
        if !swapped {
            return Ok(Swap::Changed);
        }
        world.checks.record_written(world, &name, value.as_deref());
        Ok(raw.map_or(Swap::Removed, Swap::Written))
    }

    /// A hook of the application, which may be slow, fail, or never end.
    async fn hook(&self) -> Result<(), Failure> {
        let world = self.world;
        if world.strikes(Fault::HookHangs) {
            pending::<()>().await;
        }
        world.clock.sleep(if world.strikes(Fault::HookSlow) { world.below(20_000) } else { world.below(10) }).await;
        if world.strikes(Fault::HookFails) { Err(INTERNAL) } else { Ok(()) }
    }

    /// What befalls the runs, if this is a step of one.
    fn runs(&self) -> Option<&Agenda> {
        self.world.agenda.as_ref().filter(|_| self.request.path == "refresh")
    }

    fn caller(&self) -> Caller {
        Caller { handler: self.handler.id, request: self.request.number, began: self.began }
    }

    fn tag(&self) -> Tag {
        self.world.checks.tag(self.handler, self.request)
    }

    fn cookie_purpose(&self) -> Vec<String> {
        vec![format!("cookie {}", self.handler.id)]
    }

    /// Checks the response before it leaves the server.
    pub(crate) fn end(&self, reply: &Reply) {
        self.world.checks.replied(self.world, self.handler, self.request, reply, self.event.as_deref(), self.began);
    }
}

impl Drop for Context<'_> {
    fn drop(&mut self) {
        self.end_call();
        self.world.checks.request_ended(self.request.number);
    }
}
