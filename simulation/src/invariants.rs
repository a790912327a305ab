//! What must hold at every step. The checks see what leaves the servers, what the store has, and what the providers
//! know; they know nothing of how the handler works except the names of its records.

mod agenda;
mod call;
mod codes;
mod contacts;
mod customers;
mod events;
mod handovers;
mod leaks;
mod limits;
mod resume;
mod session;
mod sessions;
mod status;
mod tenants;
mod turns;
mod window;

use std::cell::{Cell, RefCell};

use kyclink::json::Json;
use kyclink::{Endpoint, HttpRequest};

use crate::parts::Parts;
use crate::server::{Handler, OPERATE, Reply, Request};
pub(crate) use agenda::Caller;
pub(crate) use call::{ProviderCall, subject_of};
use codes::mailbox;
use session::{Session, is_by_login, session_in, session_of};

/// The person and the request that led to a request to a provider.
#[derive(Clone)]
pub(crate) struct Tag {
    pub(crate) person: Option<usize>,
    /// The request, if it has no key; otherwise the handler, the login and the key.
    pub(crate) unit: String,
    /// The handler, and the application's own id of the person, if it has one.
    pub(crate) member: Option<(&'static str, String)>,
    /// What the person typed.
    pub(crate) data: String,
}

/// The state of the checks of one world.
#[derive(Default)]
pub(crate) struct Checks {
    agenda: RefCell<agenda::Agenda>,
    codes: RefCell<codes::Codes>,
    contacts: RefCell<contacts::Contacts>,
    customers: RefCell<customers::Customers>,
    events: RefCell<events::Events>,
    handovers: RefCell<handovers::Handovers>,
    limits: RefCell<limits::Limits>,
    resumes: RefCell<resume::Resumes>,
    sessions: RefCell<sessions::Sessions>,
    status: RefCell<status::Statuses>,
    tenants: RefCell<tenants::Tenants>,
    turns: RefCell<turns::Turns>,
    next_call: Cell<u64>,
}

impl Checks {
    /// Names what belongs together: all requests with the same key, or one request without a key.
    pub(crate) fn tag(&self, handler: &Handler, request: &Request) -> Tag {
        let unit = match key_of(request) {
            Some(key) => format!("{} {} {key}", handler.id, request.login.as_deref().unwrap_or_default()),
            None => format!("request {:016x}", request.number),
        };
        let member = request.login.clone().filter(|_| handler.has_logins).map(|login| (handler.id, login));
        Tag { person: request.person, unit, member, data: request.body.to_json() }
    }

    /// A request arrives at a server.
    pub(crate) fn request_began(&self, world: &Parts, handler: &Handler, request: &Request) {
        if request.method == OPERATE {
            self.resumes.borrow_mut().command_began(world, request);
        }
        self.sessions.borrow_mut().began(world, handler, request);
    }

    /// A request to a provider leaves a server.
    pub(crate) fn provider_request_sent(&self, world: &Parts, provider: &str, request: &HttpRequest) {
        leaks::check_request(world, provider, request);
    }

    /// A value is sealed for a cookie or a record.
    pub(crate) fn value_sealed(&self, world: &Parts, place: &str, content: &str) {
        leaks::check_sealed(world, place, content);
    }

    /// A record has been created in the store.
    pub(crate) fn record_began(&self, asked: i64, now: i64, name: &[String]) {
        self.customers.borrow_mut().record_began(asked, now, name);
    }

    /// A record has been written, to the knowledge of the store.
    pub(crate) fn record_applied(&self, now: i64, name: &[String]) {
        self.limits.borrow_mut().counted(now, name);
        self.codes.borrow_mut().counted(now, name);
        self.claim_applied(now, name);
    }

    /// A handler of a tenant reads or writes a record.
    pub(crate) fn record_touched(&self, world: &Parts, tenant: &'static str, name: &[String]) {
        self.tenants.borrow_mut().touched(world, tenant, name);
    }

    /// A request reads a record.
    pub(crate) fn record_read(&self, world: &Parts, request: &Request, name: &[String]) {
        if let [kind, .., id] = name
            && kind == "status"
        {
            self.customers.borrow_mut().used(world, request, id);
        }
    }

    /// A request is about to write a record.
    pub(crate) fn record_changes(&self, world: &Parts, handler: &Handler, request: &Request, name: &[String]) {
        let channel = usize::from(request.path.contains("/contact/phone"));
        let customer = session_of(world, handler, request).and_then(|session| world.grid.find(&session.customer));
        if let Some(contact) =
            customer.and_then(|at| world.grid.read(at, |customer| mailbox(customer.contact(channel))))
        {
            self.codes.borrow_mut().will_count(name, contact);
        }
    }

    /// Whether the person with a contact should have got a code since `since`.
    pub(crate) fn had_room_for_code(&self, contact: &str, since: i64) -> bool {
        self.codes.borrow().had_room(&mailbox(contact), since)
    }

    /// A handler knows that it has written a record.
    pub(crate) fn record_written(&self, world: &Parts, name: &[String], value: Option<&str>) {
        if let (Some("claim"), Some(value)) = (name.first().map(String::as_str), value) {
            self.customers.borrow_mut().claimed(world, self, name, value);
        }
    }

    /// An attempt to create a customer begins.
    pub(crate) fn create_began(&self, now: i64, tag: &Tag) -> usize {
        self.customers.borrow_mut().create_began(now, tag)
    }

    pub(crate) fn create_ended(&self, now: i64, attempt: usize) {
        self.customers.borrow_mut().create_ended(now, attempt);
    }

    /// Whether a customer belongs to somebody else than this person.
    pub(crate) fn is_of_another(&self, id: &str, person: Option<usize>) -> bool {
        self.customers.borrow().is_of_another(id, person)
    }

    /// A provider has created a customer.
    pub(crate) fn customer_created(&self, world: &Parts, provider: &'static str, id: &str, tag: &Tag) {
        self.customers.borrow_mut().created(world, self, provider, id, tag);
    }

    /// The handler calls an operation about one customer. The caller says when the call is over.
    pub(crate) fn call_begins(
        &self,
        world: &Parts,
        handler: &Handler,
        request: &Request,
        (endpoint, sent): (&'static Endpoint, &HttpRequest),
        began: i64,
    ) -> ProviderCall {
        let (provider, verb) = (endpoint.service.name, verb_of(endpoint));
        let id = &subject_of(provider, sent);
        // Bridge's link stays the same: to read it is to renew it.
        let is_renewal = provider == "bridge" && request.path.ends_with("/links/renew");
        let limited = if is_renewal { "createKycLink" } else { verb };
        let channel = usize::from(!sent.body.as_deref().is_some_and(|body| body.contains("\"email\"")));
        self.next_call.set(self.next_call.get() + 1);
        let number = self.next_call.get();
        self.customers.borrow_mut().used(world, request, id);
        self.limits.borrow_mut().used(world, provider, limited, id);
        self.contacts.borrow().used(world, self, handler, request, (verb, id, channel), began);
        if let Some(channel) = ["sendEmailCode", "sendPhoneCode"].iter().position(|known| *known == verb) {
            world.count(|counts| counts.codes += 1);
            let contact =
                world.grid.find(id).and_then(|at| world.grid.read(at, |found| mailbox(found.contact(channel))));
            self.codes.borrow_mut().sent(world, &contact.unwrap_or_default());
        }
        let is_poll = request.path.ends_with("/status");
        if is_poll {
            self.status.borrow_mut().poll_begins(world, id, number);
        }
        ProviderCall { id: id.clone(), number, is_poll, request: request.number, began: world.clock.now() }
    }

    /// A provider has found a code to be wrong.
    pub(crate) fn wrong_code(&self, world: &Parts, id: &str) {
        self.limits.borrow_mut().wrong_code(world, id);
    }

    /// A provider sends an event to a handler.
    pub(crate) fn event_sent(&self, handler: &'static str, id: &str) {
        self.events.borrow_mut().sent(handler, id);
    }

    pub(crate) fn remember_delivery(&self, request: Request) {
        self.events.borrow_mut().deliveries.push(request);
    }

    /// Returns one of the deliveries so far.
    pub(crate) fn a_delivery(&self, world: &Parts) -> Option<Request> {
        let events = self.events.borrow();
        let at = world.below(i64::try_from(events.deliveries.len()).ok()?);
        events.deliveries.get(usize::try_from(at).ok()?).cloned()
    }

    /// The `onEvent` hook is called.
    pub(crate) fn hook_begins(&self, world: &Parts, handler: &Handler, request: &Request, event: &str) {
        self.events.borrow_mut().hook_begins(world, handler.id, request.number, event);
    }

    pub(crate) fn hook_ends(&self, handler: &Handler, request: &Request, event: &str, is_ok: bool) {
        self.events.borrow_mut().hook_ends(handler.id, request.number, event, is_ok);
    }

    /// A request is over: it has its response, or its process died.
    pub(crate) fn request_ended(&self, request: u64) {
        self.events.borrow_mut().ended(request);
        self.tellings_are_over(request);
    }

    fn may_have_ended(&self, handler: &Handler, session: &Session) -> bool {
        self.sessions.borrow().may_have_ended(handler, session)
    }

    fn may_be_forgotten(&self, id: &str) -> bool {
        self.resumes.borrow().may_be_forgotten(id)
    }

    fn is_being_forgotten(&self, id: &str, began: i64) -> bool {
        let resumes = self.resumes.borrow();
        resumes.may_be_forgotten(id) && !resumes.is_forgotten(id, began)
    }

    /// Whether every event has had its last delivery.
    pub(crate) fn events_are_settled(&self) -> bool {
        self.events.borrow().are_settled()
    }

    /// A response leaves a server. `began` is the time at which its request arrived.
    pub(crate) fn replied(
        &self,
        world: &Parts,
        handler: &Handler,
        request: &Request,
        reply: &Reply,
        event: Option<&str>,
        began: i64,
    ) {
        world.count(|counts| counts.responses += 1);
        if reply.status == 500 {
            world.violated("errors", format!("{} gets an internal error", request.path));
        }
        self.tellings_are_recorded(world, handler.id, request.number, reply);
        // An operator is told the customer's id.
        if request.method == OPERATE {
            self.resumes.borrow_mut().command_ended(world, request, reply);
            self.handovers.borrow_mut().resumed(world, request, reply);
            return;
        }
        leaks::check_reply(world, reply);
        if request.person.is_none() {
            // What a run has told calls no hook.
            let event = event.map(str::to_owned).or_else(|| self.events.borrow().id_in(handler.id, &request.bytes));
            let was_told = event.as_deref().is_some_and(|event| self.was_told_by_run(handler.id, event));
            self.events.borrow_mut().replied(world, handler.id, request.number, reply, (event.as_deref(), was_told));
            return;
        }
        self.customers.borrow_mut().replied(world, self.tag(handler, request), handler, request, reply);
        self.handovers.borrow_mut().replied(world, self, handler, request, reply, began);
        self.resumes.borrow().replied(world, handler, request, reply, began);
        self.sessions.borrow_mut().replied(world, self, handler, request, reply, began);
        let session = session_of(world, handler, request);
        if let Some(session) = &session {
            self.is_alive(world.clock.now(), &session.customer);
        }
        self.contacts.borrow().link_was_sent(world, request, reply, session.as_ref(), began);
        if request.path.ends_with("/handoff") && reply.status == 201 {
            let customer = session.as_ref().map(|session| session.customer.as_str()).unwrap_or_default();
            self.limits.borrow_mut().handed_over(world, customer);
        }
        if request.path.ends_with("/status") {
            self.contacts.borrow_mut().replied(world, reply, session.as_ref());
            let customer = session.as_ref().map(|session| session.customer.as_str());
            self.turns.borrow_mut().replied(world, request.number, reply, customer);
            self.status.borrow_mut().replied(world, reply, session.map(|session| session.customer), began);
        }
    }

    /// Checks what must have happened by the end of the world.
    pub(crate) fn end(&self, world: &Parts) {
        self.events.borrow().end(world);
    }

    /// Returns the customer of a cookie of a handler: provider and id.
    pub(crate) fn customer_of_cookie(&self, world: &Parts, handler: usize, cookie: &str) -> Option<(String, String)> {
        let session = session_in(world, world.handlers.get(handler)?, cookie)?;
        Some((session.provider, session.customer))
    }
}

/// Returns the name of an operation without that of its provider.
fn verb_of(endpoint: &Endpoint) -> &'static str {
    let verb = endpoint.name().split_once('.').map_or(endpoint.name(), |(_, verb)| verb);
    // The same, at a provider of one's own.
    if verb == "link" { "createKycLink" } else { verb }
}

fn key_of(request: &Request) -> Option<&str> {
    let header = request.headers.iter().find(|(name, _)| *name == "idempotency-key");
    header.map(|(_, key)| key.as_str()).or(request.form_key.as_deref())
}
