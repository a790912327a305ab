//! Servers: processes that run the handler as its JavaScript wrapper does, one step after the other, and that die.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use futures::channel::oneshot;
use futures::future::{AbortHandle, abortable, pending};
use kyclink::UntrustedValue;
use kyclink::edge::{Content, Handling, Outcome, Problem, Response};
use kyclink::json::Json;

use crate::browser::ORIGIN;
use crate::clock::{MINUTE, SECOND};
use crate::effects::Context;
use crate::values::{integer, json, list_of, object, text};
use crate::weather::Fault;
use crate::world::World;

/// A server, with a clock of its own.
pub(crate) struct Server {
    pub(crate) name: usize,
    /// How far its clock is ahead of the true time, in milliseconds.
    pub(crate) skew: i64,
    is_up: Cell<bool>,
    /// The requests that it handles, by number.
    running: RefCell<BTreeMap<u64, AbortHandle>>,
}

/// A handler: the same configuration on every server.
pub(crate) struct Handler {
    pub(crate) id: &'static str,
    pub(crate) config: Rc<UntrustedValue<'static>>,
    pub(crate) timeout: i64,
    pub(crate) secrets: Vec<String>,
    pub(crate) has_logins: bool,
}

/// The method of a request that is a command of an operator: its body is the command, and its path the function.
pub(crate) const OPERATE: &str = "OPERATE";

/// A request of a browser or of a provider, or a command of an operator.
#[derive(Clone)]
pub(crate) struct Request {
    /// Who sends it; `None` for a provider.
    pub(crate) person: Option<usize>,
    /// The session cookie that the handler has set in this browser, whatever else is in the header.
    pub(crate) cookie: Option<String>,
    pub(crate) number: u64,
    pub(crate) method: &'static str,
    pub(crate) path: String,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: UntrustedValue<'static>,
    /// The bytes of a webhook delivery.
    pub(crate) bytes: String,
    /// The field `idempotencyKey` of a form.
    pub(crate) form_key: Option<String>,
    /// The application's own id of the person who is logged in.
    pub(crate) login: Option<String>,
}

/// A response as it leaves the server.
#[derive(Clone, Default)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: String,
}

impl Handler {
    /// Whether the handler has credentials of this provider.
    pub(crate) fn has(&self, provider: &str) -> bool {
        let connections = self.config.object().and_then(|config| config.get("connections")?.object());
        connections.is_some_and(|connections| connections.get(provider).is_some())
    }
}

impl Server {
    pub(crate) fn new(name: usize, skew: i64) -> Self {
        Self { name, skew, is_up: Cell::new(true), running: RefCell::default() }
    }

    /// Returns the time by this server's clock.
    pub(crate) fn now(&self, world: &World) -> i64 {
        world.clock.now() + self.skew
    }

    /// Ends the process with every request in it; another one starts later.
    fn die(&self, world: &Rc<World>, name: usize) {
        world.note(|| format!("server {name} dies"));
        self.is_up.set(false);
        std::mem::take(&mut *self.running.borrow_mut()).into_values().for_each(|request| request.abort());
        let after = 50 + world.below(if world.one_in(4) { MINUTE } else { SECOND });
        let again = world.clone();
        world.spawn(async move {
            again.clock.sleep(after).await;
            if let Some(server) = again.servers.get(name) {
                server.is_up.set(true);
            }
        });
    }
}

/// Sends a request to a server. `None` where the connection is refused or breaks.
pub(crate) async fn send(world: &Rc<World>, server: usize, handler: usize, request: Request) -> Option<Reply> {
    let at = world.servers.get(server)?;
    if !at.is_up.get() {
        return None;
    }
    world.count(|counts| counts.requests += 1);
    let (reply, replied) = oneshot::channel();
    let (inner, number) = (world.clone(), world.word());
    // A browser that disconnects does not stop the request.
    let (task, handle) = abortable(async move {
        let served = serve(&inner, server, handler, &request).await;
        if let Some(server) = inner.servers.get(server) {
            server.running.borrow_mut().remove(&number);
        }
        let _ = reply.send(served);
    });
    at.running.borrow_mut().insert(number, handle);
    world.spawn(async move {
        // A process that dies ends its requests.
        let _ = task.await;
    });
    replied.await.ok().flatten()
}

async fn serve(world: &Rc<World>, server: usize, handler: usize, request: &Request) -> Option<Reply> {
    let (server, handler) = (world.servers.get(server)?, world.handlers.get(handler)?);
    world.note(|| format!("{} begins {} at server {}", who(request), request.path, server.name));
    let headers = object(request.headers.iter().map(|(name, value)| (*name, text(value))));
    // Grid's header is JSON, which the wrapper decodes.
    let decoded = |value: &String| if value.starts_with('{') { json(value) } else { text(value) };
    let signatures = list_of(request.headers.iter().map(|(name, value)| list_of([text(name), decoded(value)])));
    let ids = list_of((0..4).map(|_| text(&format!("minted-{:016x}{:016x}", world.word(), world.word()))));
    let (path, token) = request.path.split_once("?token=").unwrap_or((&request.path, ""));
    let now = integer(server.now(world));
    let mut handling = if let (OPERATE, UntrustedValue::Object(mut command)) = (request.method, request.body.clone()) {
        command.set("ids", ids);
        command.set("at", now);
        Handling::of_command(handler.config.clone(), command.into())
    } else {
        let given = object([
            ("method", text(request.method)),
            ("path", text(path)),
            ("token", text(token)),
            ("origin", text(ORIGIN)),
            ("headers", headers),
            ("signatures", signatures),
            ("ids", ids),
            ("at", now),
        ]);
        Handling::of_request(handler.config.clone(), given)
    };
    let mut context = Context::new(world, server, handler, request);
    let mut ended = vec![];
    loop {
        let response = handling.proceed(ended);
        ended = vec![];
        for effect in handling.effects().to_vec() {
            may_die(world, server).await;
            ended.push(context.outcome(effect).await);
            may_die(world, server).await;
            if !ended.iter().all(Outcome::is_as_assumed) {
                break;
            }
        }
        if let Some(response) = response.filter(|_| ended.iter().all(Outcome::is_as_assumed)) {
            let reply = reply_of(response);
            world.note(|| format!("{} gets {} for {}", who(request), reply.status, request.path));
            context.end(&reply);
            return Some(reply);
        }
    }
}

async fn may_die(world: &Rc<World>, server: &Server) {
    if world.strikes(Fault::ProcessDies) {
        server.die(world, server.name);
        pending::<()>().await;
    }
}

/// Names the sender of a request in a trace.
pub(crate) fn who(request: &Request) -> String {
    match request.person {
        Some(person) => format!("person {person} (request {:04x})", request.number & 0xffff),
        None if request.method == OPERATE => "support".to_owned(),
        None => "a provider".to_owned(),
    }
}

/// The response as the wrapper writes it: problem details have the issues of the error that they are about.
fn reply_of(response: Response) -> Reply {
    let problem = |problem: &Problem| {
        let code = problem.public_code().as_str();
        let issues = problem.error.issues().iter().take(problem.issues.max).map(|issue| {
            object([
                ("pointer", text(&issue.pointer())),
                ("code", text(issue.code.as_str())),
                ("detail", text(&issue.message())),
            ])
        });
        object([("code", text(code)), ("errors", list_of(issues))]).to_json()
    };
    let body = match response.content {
        Content::Empty | Content::FromHook => String::new(),
        Content::Json(body) => body,
        Content::Refused(code) => object([("code", text(code))]).to_json(),
        Content::Failed(failed) => problem(&failed),
    };
    Reply { status: response.status, headers: response.headers, body }
}

impl Reply {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str())
    }

    /// Returns a string field of a JSON body.
    pub(crate) fn field(&self, name: &str) -> Option<String> {
        let body = UntrustedValue::from_json(&self.body)?;
        body.object()?.text(name).map(str::to_owned)
    }

    /// Returns how long the client should wait, in milliseconds.
    pub(crate) fn wait_ms(&self) -> Option<i64> {
        self.header("retry-after")?.parse::<i64>().ok().map(|seconds| seconds.saturating_mul(SECOND))
    }
}
