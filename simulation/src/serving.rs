//! How servers serve: processes that run the handler as its JavaScript wrapper does, one step after the other, and that
//! die.

use std::rc::Rc;

use futures::channel::oneshot;
use futures::future::{abortable, pending};
use kyclink::UntrustedValue;
use kyclink::edge::{Content, Handling, Outcome, Problem, Response};
use kyclink::json::Json;

use crate::clock::{MINUTE, SECOND};
use crate::effects::Context;
use crate::server::{OPERATE, ORIGIN, Reply, Request, Server, who};
use crate::values::{integer, json, list_of, object, text};
use crate::weather::Fault;
use crate::world::World;

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
    let now = integer(server.now(&world.clock));
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
            if world.agenda.as_ref().is_some_and(|agenda| agenda.kills(world.clock.now(), request.number)) {
                world.count(|counts| counts.killed += 1);
                world.note(|| "a run is killed");
                return None;
            }
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
        die(world, server);
        pending::<()>().await;
    }
}

/// Ends the process with every request in it; another one starts later.
fn die(world: &Rc<World>, server: &Server) {
    let name = server.name;
    world.note(|| format!("server {name} dies"));
    server.is_up.set(false);
    std::mem::take(&mut *server.running.borrow_mut()).into_values().for_each(|request| request.abort());
    let after = 50 + world.below(if world.one_in(4) { MINUTE } else { SECOND });
    let again = world.clone();
    world.spawn(async move {
        again.clock.sleep(after).await;
        if let Some(server) = again.servers.get(name) {
            server.is_up.set(true);
        }
    });
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
