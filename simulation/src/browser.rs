//! Browsers: they send requests to any of the servers, over a network that loses and repeats them, and keep a cookie.
//! A sibling domain may plant other cookies beside it.

use std::cell::RefCell;
use std::rc::Rc;

use futures::future::{Either, select};
use kyclink::UntrustedValue;

use crate::clock::MINUTE;
use crate::server::{ORIGIN, Reply, Request, cookie_value};
use crate::serving::send;
use crate::weather::Fault;
use crate::world::World;

/// A browser of one person.
pub(crate) struct Browser {
    pub(crate) person: usize,
    pub(crate) handler: usize,
    pub(crate) login: Option<String>,
    /// The session cookie.
    pub(crate) cookie: RefCell<Option<String>>,
    pub(crate) planted: RefCell<Planted>,
}

/// What a sibling domain has planted, as `name=value`: a browser sends cookies in an order that others decide.
#[derive(Clone, Default)]
pub(crate) struct Planted {
    pub(crate) before: Vec<String>,
    pub(crate) after: Vec<String>,
}

impl Browser {
    /// Returns another browser of the same person, without a session.
    pub(crate) fn other(&self) -> Self {
        let Self { person, handler, .. } = *self;
        Self { person, handler, login: self.login.clone(), cookie: None.into(), planted: self.planted.clone() }
    }

    /// Returns a copy of this browser: its cookie, on a computer that several people use.
    pub(crate) fn copy(&self) -> Self {
        Self { cookie: self.cookie.clone(), ..self.other() }
    }

    /// Adds a cookie that a sibling domain sets.
    pub(crate) fn plant(&self, cookie: String, is_last: bool) {
        let mut planted = self.planted.borrow_mut();
        if is_last { planted.after.push(cookie) } else { planted.before.push(cookie) }
    }

    /// Returns the `Cookie` header, of which only the browser knows which cookie is the handler's own.
    fn cookies(&self) -> String {
        let planted = self.planted.borrow();
        let own = self.cookie.borrow().as_ref().map(|cookie| format!("__Host-kyclink={cookie}"));
        let all = planted.before.iter().cloned().chain(own).chain(planted.after.iter().cloned());
        std::iter::once("theme=dark".to_owned()).chain(all).collect::<Vec<_>>().join("; ")
    }

    /// Returns the customer of the session cookie: provider and id.
    pub(crate) fn customer(&self, world: &World) -> Option<(String, String)> {
        world.checks.customer_of_cookie(world, self.handler, self.cookie.borrow().as_deref()?)
    }

    /// Sends a request, and returns the response; `None` if there is none.
    pub(crate) async fn send(
        &self,
        world: &Rc<World>,
        method: &'static str,
        path: &str,
        key: Option<&str>,
        body: UntrustedValue<'static>,
    ) -> Option<Reply> {
        let is_form = key.is_some() && world.one_in(5);
        let media_type = if is_form { "application/x-www-form-urlencoded" } else { "application/json" };
        let mut headers = vec![("origin", ORIGIN.to_owned()), ("content-type", media_type.to_owned())];
        if let (Some(key), false) = (key, is_form) {
            headers.push(("idempotency-key", key.to_owned()));
        }
        headers.push(("cookie", self.cookies()));
        let request = Request {
            person: Some(self.person),
            cookie: self.cookie.borrow().clone(),
            number: world.word(),
            method,
            path: format!("/kyc/{path}"),
            headers,
            body,
            bytes: String::new(),
            form_key: key.filter(|_| is_form).map(str::to_owned),
            login: self.login.clone(),
        };
        world.clock.sleep(world.below(60)).await;
        if world.strikes(Fault::BrowserRequestLost) {
            return None;
        }
        if world.strikes(Fault::BrowserRepeats) {
            let (again, handler) = (world.clone(), self.handler);
            let copy = Request { number: world.word(), ..request.clone() };
            world.spawn(async move {
                again.clock.sleep(again.below(1_500)).await;
                let _ = send(&again, any_server(&again), handler, copy).await;
            });
        }
        let patience = std::pin::pin!(world.clock.sleep(2 * MINUTE));
        let reply = match select(Box::pin(send(world, any_server(world), self.handler, request)), patience).await {
            Either::Left((reply, _)) => reply?,
            Either::Right(_) => return None,
        };
        if world.strikes(Fault::BrowserResponseLost) {
            return None;
        }
        if let Some(cookie) = reply.header("set-cookie").and_then(cookie_value) {
            *self.cookie.borrow_mut() = Some(cookie.to_owned()).filter(|cookie| !cookie.is_empty());
        }
        Some(reply)
    }
}

fn any_server(world: &World) -> usize {
    usize::try_from(world.below(i64::try_from(world.servers.len()).unwrap_or(1))).unwrap_or_default()
}
