//! A contact is changed only while the customer is incomplete and the contact open, in the browser in which the
//! onboarding began. Who is known as approved gets no further link, and no link is made for who has been approved for
//! longer than a status counts as current.

use std::collections::HashMap;

use super::{Checks, Session, session_of};
use crate::clock::MINUTE;
use crate::parts::Parts;
use crate::provider::{Customer, short};
use crate::server::{Handler, Reply, Request};

/// For how long a status counts as current, by two servers' clocks.
const CURRENT: i64 = 3 * MINUTE;

#[derive(Default)]
pub(super) struct Contacts {
    /// When a response first said that a customer is approved.
    approved: HashMap<String, i64>,
}

impl Contacts {
    pub(super) fn replied(&mut self, world: &Parts, reply: &Reply, session: Option<&Session>) {
        if let (Some("approved"), Some(session)) = (reply.field("status").as_deref(), session) {
            self.approved.entry(session.customer.clone()).or_insert(world.clock.now());
        }
    }

    /// Where the link stays the same, the handler asks for it, and must not hand it on. `began` is the time at which
    /// the request arrived.
    pub(super) fn link_was_sent(
        &self,
        world: &Parts,
        request: &Request,
        reply: &Reply,
        session: Option<&Session>,
        began: i64,
    ) {
        let Some(id) = session.map(|session| session.customer.as_str()) else { return };
        let has_link = reply.status == 303 || ["kycUrl", "url"].iter().any(|name| reply.field(name).is_some());
        let is_known = self.approved.get(id).is_some_and(|known| *known < began);
        if request.path.ends_with("/links/renew") && has_link && is_known {
            world.violated("approved", format!("customer {}, who is known as approved, gets a link", short(id)));
        }
    }

    /// The handler calls an operation. `began` is the time at which its request arrived.
    pub(super) fn used(
        &self,
        world: &Parts,
        checks: &Checks,
        handler: &Handler,
        request: &Request,
        (verb, id, channel): (&str, &str, usize),
        began: i64,
    ) {
        match verb {
            "updateContact" => {
                world.count(|counts| counts.corrections += 1);
                let session = session_of(world, handler, request);
                if session.is_some_and(|session| session.device.is_some()) {
                    world.violated("contacts", format!("a device changes a contact of customer {}", short(id)));
                }
                let is_late = |customer: &Customer| customer.contact_is_final(channel, began);
                if world.grid.find(id).and_then(|at| world.grid.read(at, is_late)).unwrap_or_default() {
                    world.violated("contacts", format!("a contact of customer {} changes too late", short(id)));
                }
            }
            "createKycLink" if was_approved(world, id, began - CURRENT) => {
                world.violated("approved", format!("customer {}, who is approved, gets a link", short(id)));
            }
            // While support forgets a customer, the status may be gone after the claim was read.
            "createKycLink"
                if self.approved.get(id).is_some_and(|known| *known < began)
                    && !checks.is_being_forgotten(id, began) =>
            {
                world.violated("approved", format!("customer {}, who is known as approved, gets a link", short(id)));
            }
            _ => {}
        }
    }
}

/// Whether a customer was approved at this time, at a provider whose links do not come with the status.
fn was_approved(world: &Parts, id: &str, at: i64) -> bool {
    world.providers().filter(|provider| provider.name != "bridge").any(|provider| {
        let is_approved = |customer: &Customer| customer.status() == "approved" && customer.changed_at < at;
        provider.find(id).and_then(|found| provider.read(found, is_approved)).unwrap_or_default()
    })
}
