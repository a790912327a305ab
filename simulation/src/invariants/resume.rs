//! A link of an operator opens a session of its customer and its login only, within its lifetime; and after `forget`,
//! the customer's links, sessions and keys get nothing more.

use std::collections::HashMap;

use super::handovers::token_in;
use super::{is_by_login, session_in, session_of};
use crate::parts::Parts;
use crate::provider::short;
use crate::server::{Handler, Reply, Request, cookie_value};

#[derive(Default)]
pub(super) struct Resumes {
    /// The links, by token.
    links: HashMap<String, Link>,
    /// When a command to forget a customer began, and when its response said that it is forgotten.
    forgetting: HashMap<String, (i64, Option<i64>)>,
}

struct Link {
    customer: String,
    login: Option<String>,
}

impl Resumes {
    /// A command of an operator arrives at a server.
    pub(super) fn command_began(&mut self, world: &Parts, request: &Request) {
        if let Some(id) = customer_of(request).filter(|_| request.path == "forget") {
            self.forgetting.entry(id).or_insert((world.clock.now(), None));
        }
    }

    /// The response to a command leaves.
    pub(super) fn command_ended(&mut self, world: &Parts, request: &Request, reply: &Reply) {
        let Some(customer) = customer_of(request).filter(|_| reply.status == 200) else { return };
        if request.path == "forget" {
            world.count(|counts| counts.forgotten += 1);
            if let Some((_, ended)) = self.forgetting.get_mut(&customer) {
                ended.get_or_insert(world.clock.now());
            }
        } else if let Some(token) = reply.field("url").as_deref().and_then(token_in) {
            world.count(|counts| counts.resumes += 1);
            self.links.insert(token.to_owned(), Link { customer, login: request.login.clone() });
        }
    }

    /// Whether somebody may have forgotten the customer.
    pub(super) fn may_be_forgotten(&self, id: &str) -> bool {
        self.forgetting.contains_key(id)
    }

    /// Whether the customer was certainly forgotten before a request arrived.
    pub(super) fn is_forgotten(&self, id: &str, began: i64) -> bool {
        self.forgetting.get(id).is_some_and(|(_, done)| done.is_some_and(|at| at < began))
    }

    /// A response to a person leaves. `began` is the time at which the request arrived.
    pub(super) fn replied(&self, world: &Parts, handler: &Handler, request: &Request, reply: &Reply, began: i64) {
        let opened = reply.header("set-cookie").and_then(cookie_value);
        let opened = opened.and_then(|cookie| session_in(world, handler, cookie));
        let is_forgotten = |id: &str| self.is_forgotten(id, began);
        if let Some(session) = &opened {
            if is_forgotten(&session.customer) {
                let id = short(&session.customer);
                world
                    .violated("resume", format!("{} opens a session of customer {id}, who is forgotten", request.path));
            }
            let link = token_in(&request.path).and_then(|token| self.links.get(token));
            if link.is_some_and(|link| link.customer != session.customer || link.login != session.reference) {
                world.violated("resume", "a link of support opens a session of somebody else");
            }
        }
        let needs_session = ["/status", "/links/renew", "/handoff"].iter().any(|route| request.path.ends_with(route));
        let is_served = needs_session && reply.status < 400 && reply.field("status").as_deref() != Some("none");
        if let Some(session) = session_of(world, handler, request).filter(|_| is_served)
            && is_forgotten(&session.customer)
            && !is_by_login(world, handler, request, reply, &session)
        {
            let id = short(&session.customer);
            world.violated("resume", format!("{} serves a session of customer {id}, who is forgotten", request.path));
        }
    }
}

fn customer_of(request: &Request) -> Option<String> {
    request.body.object()?.text("customerId").map(str::to_owned)
}
