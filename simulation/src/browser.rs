//! Browsers: they send requests to any of the servers, over a network that loses and repeats them, and keep a cookie.

use std::cell::RefCell;
use std::rc::Rc;

use futures::future::{Either, select};
use kyclink::UntrustedValue;

use crate::clock::MINUTE;
use crate::server::{Reply, Request, send};
use crate::weather::Fault;
use crate::world::World;

pub(crate) const ORIGIN: &str = "https://app.example";

/// A browser of one person.
pub(crate) struct Browser {
    pub(crate) person: usize,
    pub(crate) handler: usize,
    pub(crate) login: Option<String>,
    /// The session cookie.
    pub(crate) cookie: RefCell<Option<String>>,
}

impl Browser {
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
        if let Some(cookie) = self.cookie.borrow().as_ref() {
            headers.push(("cookie", format!("theme=dark; __Host-kyclink={cookie}")));
        }
        let request = Request {
            person: Some(self.person),
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
            *self.cookie.borrow_mut() = Some(cookie.to_owned());
        }
        Some(reply)
    }
}

fn any_server(world: &World) -> usize {
    usize::try_from(world.below(i64::try_from(world.servers.len()).unwrap_or(1))).unwrap_or_default()
}

/// Returns the value of the session cookie in a header.
pub(crate) fn cookie_value(header: &str) -> Option<&str> {
    let (_, rest) = header.split_once("__Host-kyclink=")?;
    rest.split(';').next()
}
