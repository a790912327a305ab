//! A link for another device opens one session, within ten minutes. Looking at it opens none, and it takes no
//! onboarding from a browser without asking.

use std::collections::HashMap;

use super::{Checks, session_in, session_of};
use crate::clock::MINUTE;
use crate::parts::Parts;
use crate::server::{Handler, Reply, Request, cookie_value};

const LIFETIME: i64 = 10 * MINUTE;
const TOKEN: &str = "/handoff/open?token=";

/// The links, by token.
#[derive(Default)]
pub(super) struct Handovers(HashMap<String, Link>);

struct Link {
    lifetime: i64,
    /// When the first device got it.
    made: i64,
    sessions: usize,
}

impl Handovers {
    /// An operator gets a link, whose lifetime is part of the command.
    pub(super) fn resumed(&mut self, world: &Parts, request: &Request, reply: &Reply) {
        let lifetime = request.body.object().and_then(|command| command.get("ttlMs")?.integer());
        if let (Some(token), Some(lifetime)) = (reply.field("url").as_deref().and_then(token_in), lifetime) {
            self.0.insert(token.to_owned(), Link { lifetime, made: world.clock.now(), sessions: 0 });
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
        if let Some(token) = reply.field("url").as_deref().and_then(token_in) {
            self.0.insert(token.to_owned(), Link { lifetime: LIFETIME, made: world.clock.now(), sessions: 0 });
        }
        let Some(token) = token_in(&request.path) else { return };
        let Some(cookie) = reply.header("set-cookie").and_then(cookie_value) else { return };
        world.count(|counts| counts.handovers += 1);
        let Some(link) = self.0.get_mut(token) else {
            world.violated("hand-over", "a token that was never handed out opens a session");
            return;
        };
        // The cookie of a failed request has the session only if the store had written: the checks of sessions see whether
        // another one has it then.
        link.sessions += usize::from(reply.status == 303);
        if request.method != "POST" {
            world.violated("hand-over", "a link that was only looked at opens a session");
        } else if link.sessions > 1 {
            world.violated("hand-over", "a link opens a second session");
        } else if began > link.made + link.lifetime {
            world.violated("hand-over", format!("a link opens after {} minutes", (began - link.made) / MINUTE));
        }
        let is_agreed = request.body.object().is_some_and(|body| body.text("replace") == Some("1"));
        let (own, opened) = (session_of(world, handler, request), session_in(world, handler, cookie));
        // A device that has lost its session has no onboarding to give up.
        if let (false, Some(own), Some(opened)) = (is_agreed, own, opened)
            && own.device.is_none()
            && own.customer != opened.customer
            && !checks.may_have_ended(handler, &own)
            && !checks.may_be_forgotten(&own.customer)
        {
            world.violated("hand-over", "a link replaces an onboarding without being asked");
        }
    }
}

pub(super) fn token_in(url: &str) -> Option<&str> {
    url.split_once(TOKEN).map(|(_, token)| token)
}
