//! A session that has ended, on one device or on all, gets nothing any more; one that was not ended is never locked
//! out. Only the newest link of a session opens it on another device, and that device cannot hand it on.
//!
//! Requests run at the same time, so each rule concerns a request that began after the response to an earlier one.

use std::collections::HashMap;

use super::{Checks, Session, is_by_login, session_in, session_of};
use crate::clock::{MINUTE, SECOND};
use crate::parts::Parts;
use crate::server::{Handler, Reply, Request, cookie_value};

/// How long after its beginning a request may still change a session: its deadline, and a message to the store that
/// arrives late.
const LONGEST_CHANGE: i64 = MINUTE + 30 * SECOND;

/// The sessions, by handler and id.
#[derive(Default)]
pub(super) struct Sessions(HashMap<(&'static str, String), Known>);

#[derive(Default)]
struct Known {
    /// Whether a request to end the session has begun.
    may_have_ended: bool,
    /// When a response said that the session has ended.
    ended: Option<i64>,
    /// The requests that may have taken the session from a device: when they began, and their paths.
    changes: Vec<(i64, String)>,
    links: Vec<Link>,
    devices: HashMap<String, Device>,
}

/// A link for another device.
struct Link {
    url: String,
    made: i64,
    replaced: Option<i64>,
}

/// A device to which the session was handed over.
struct Device {
    /// The path of its link.
    path: String,
    /// When the request began that opened the link, and when its response left.
    began: i64,
    opened: i64,
    may_have_ended: bool,
    ended: Option<i64>,
}

impl Sessions {
    /// A request arrives at a server.
    pub(super) fn began(&mut self, world: &Parts, handler: &Handler, request: &Request) {
        if request.method != "POST" {
            return;
        }
        let session = session_of(world, handler, request);
        match (route(request), session) {
            ("handoff/open", _) => {
                let change = (world.clock.now(), request.path.clone());
                let known =
                    self.0.values_mut().find(|known| known.links.iter().any(|link| link.leads_to(&request.path)));
                known.into_iter().for_each(|known| known.changes.push(change.clone()));
            }
            ("handoff/end", Some(session)) => {
                let change = (world.clock.now(), request.path.clone());
                self.known(handler, &session).changes.push(change);
            }
            ("end", Some(session)) => {
                let known = self.known(handler, &session);
                match session.device {
                    None => known.may_have_ended = true,
                    Some(id) => known.devices.get_mut(&id).into_iter().for_each(|device| device.may_have_ended = true),
                }
            }
            _ => {}
        }
    }

    /// A response leaves a server. `began` is the time at which its request arrived.
    pub(super) fn replied(
        &mut self,
        world: &Parts,
        checks: &Checks,
        handler: &Handler,
        request: &Request,
        reply: &Reply,
        began: i64,
    ) {
        let (route, is_done, now) = (route(request), reply.status < 400, world.clock.now());
        if let Some(session) = session_of(world, handler, request) {
            if is_done && matches!(route, "end" | "handoff/end") {
                world.count(|counts| counts.taken_back += 1);
            }
            let known = self.known(handler, &session);
            if !is_by_login(world, handler, request, reply, &session) {
                known.check_rights(world, checks, &session, route, reply, began);
            }
            match route {
                "handoff" if is_done => known.link_was_made(reply, began, now),
                "handoff/end" if is_done => {
                    known.links_end(began, now);
                    known.devices_end(began, now, |_| true);
                }
                "end" if is_done => match &session.device {
                    None => known.ended = known.ended.or(Some(now)),
                    Some(id) => known.devices_end(i64::MAX, now, |device| device == id),
                },
                _ => {}
            }
        }
        // The cookie of a failed request may have no session.
        let cookie = reply.header("set-cookie").and_then(cookie_value).filter(|_| is_done);
        let Some(given) = cookie.and_then(|cookie| session_in(world, handler, cookie)) else { return };
        match route {
            "handoff/open" => self.known(handler, &given).was_opened(world, given, request, began),
            "links" if gives_up_device(session_of(world, handler, request), &given) => {
                world.violated("sessions", "a device gets a session of its own by posting the form");
            }
            _ => {}
        }
    }

    /// Whether somebody may have ended the session.
    pub(super) fn may_have_ended(&self, handler: &Handler, session: &Session) -> bool {
        self.0.get(&(handler.id, session.id.clone())).is_some_and(|known| known.may_have_ended)
    }

    fn known(&mut self, handler: &Handler, session: &Session) -> &mut Known {
        self.0.entry((handler.id, session.id.clone())).or_default()
    }
}

impl Known {
    /// Whether the session had certainly ended when a request began, for the browser that sent it.
    fn had_ended(&self, session: &Session, began: i64) -> bool {
        let of_device = session.device.as_ref().and_then(|id| self.devices.get(id)?.ended);
        self.ended.into_iter().chain(of_device).any(|ended| ended < began)
    }

    /// Whether no request can have ended the session until now, for the browser that has this cookie.
    fn is_certain(&self, session: &Session) -> bool {
        let is_kept = |device: &Device| {
            let may_end = |(at, path): &(i64, String)| *path != device.path && at + LONGEST_CHANGE > device.began;
            !device.may_have_ended && !self.changes.iter().any(may_end)
        };
        let has_device = |id: &String| self.devices.get(id).is_some_and(is_kept);
        !self.may_have_ended && session.device.as_ref().is_none_or(has_device)
    }

    fn check_rights(&self, world: &Parts, checks: &Checks, session: &Session, route: &str, reply: &Reply, began: i64) {
        let is_done = reply.status < 400;
        let is_none = reply.field("status").as_deref() == Some("none");
        let needs_session = !matches!(route, "links" | "end" | "handoff/open");
        if needs_session && is_done && !is_none && self.had_ended(session, began) {
            world.violated("sessions", format!("{route} serves a session that has ended"));
        }
        let is_refused = reply.status == 401 || route == "status" && is_none;
        let is_forgotten = checks.may_be_forgotten(&session.customer);
        if needs_session && is_refused && !is_forgotten && self.is_certain(session) {
            world.violated("cookies", format!("{route} does not know a session that was not ended"));
        }
        if session.device.is_some() && is_done && matches!(route, "handoff" | "handoff/end") {
            world.violated("sessions", format!("a device that was handed a session may use {route}"));
        }
    }

    fn link_was_made(&mut self, reply: &Reply, began: i64, now: i64) {
        self.links_end(began, now);
        let url = reply.field("url").unwrap_or_default();
        self.links.push(Link { url, made: now, replaced: None });
    }

    /// Links that were known before a request began have been replaced.
    fn links_end(&mut self, began: i64, now: i64) {
        let older = self.links.iter_mut().filter(|link| link.made < began);
        older.for_each(|link| link.replaced = link.replaced.or(Some(now)));
    }

    /// The devices that had the session before a request began have lost it.
    fn devices_end(&mut self, began: i64, now: i64, is_concerned: impl Fn(&String) -> bool) {
        let older = self.devices.iter_mut().filter(|(id, device)| device.opened < began && is_concerned(id));
        older.for_each(|(_, device)| device.ended = device.ended.or(Some(now)));
    }

    fn was_opened(&mut self, world: &Parts, session: Session, request: &Request, began: i64) {
        let now = world.clock.now();
        let replaced = self.links.iter().find(|link| link.leads_to(&request.path)).and_then(|link| link.replaced);
        if replaced.is_some_and(|replaced| replaced < began) {
            world.violated("sessions", "a link opens although a newer one was made, or the session was taken back");
        }
        if self.ended.is_some_and(|ended| ended < began) {
            world.violated("sessions", "a link opens a session that has ended");
        }
        let Some(id) = session.device else {
            world.violated("sessions", "a link opens the session of the first browser");
            return;
        };
        self.devices_end(began, now, |other| *other != id);
        let device = Device { path: request.path.clone(), began, opened: now, may_have_ended: false, ended: None };
        self.devices.entry(id).or_insert(device);
    }
}

impl Link {
    fn leads_to(&self, path: &str) -> bool {
        !self.url.is_empty() && self.url.ends_with(path)
    }
}

/// Whether a device without a login, which was handed a session, is given one of its own for the same customer.
fn gives_up_device(own: Option<Session>, given: &Session) -> bool {
    own.is_some_and(|own| own.device.is_some() && own.reference.is_none() && own.customer == given.customer)
        && given.device.is_none()
}

/// Returns the path of a request below the base path.
fn route(request: &Request) -> &str {
    let path = request.path.strip_prefix("/kyc/").unwrap_or_default();
    path.split_once('?').map_or(path, |(path, _)| path)
}
