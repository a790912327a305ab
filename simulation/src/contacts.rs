//! The confirmation of email and phone, with wrong codes, corrections and floods.

use std::rc::Rc;

use kyclink::UntrustedValue;

use crate::clock::{HOUR, SECOND};
use crate::people::{Person, flood};
use crate::values::{object, text};
use crate::world::World;

/// Confirms what the provider wants confirmed, and gets the link. Returns whether the person has a link, or needs none.
pub(crate) async fn confirm_all(world: &Rc<World>, person: &Person) -> bool {
    let Some((provider, id)) = world.checks.customer_of_cookie(world, &person.browser) else { return true };
    if provider != "grid" || !world.grid.wants_contacts {
        return true;
    }
    for (channel, name) in ["email", "phone"].into_iter().enumerate() {
        if !confirm(world, person, &id, channel, name).await {
            return false;
        }
    }
    let reply = person.browser.send(world, "POST", "links/renew", None, UntrustedValue::Null).await;
    reply.is_some_and(|reply| reply.status == 201)
}

async fn confirm(world: &Rc<World>, person: &Person, id: &str, channel: usize, name: &str) -> bool {
    let (send, check) = (format!("contact/{name}"), format!("contact/{name}/confirm"));
    let is_verified = || {
        let at = world.grid.find(id)?;
        world.grid.read(at, |customer| customer.contacts.get(channel).is_some_and(|contact| contact.is_verified))
    };
    if world.one_in(10) {
        flood(world, person, &send, 9, &object([])).await;
    }
    if world.one_in(6) {
        flood(world, person, &check, 3 + world.below(9), &code("000000")).await;
    }
    for attempt in 0..8 {
        if is_verified().unwrap_or_default() {
            return true;
        }
        let is_corrected = name == "phone" && world.one_in(6);
        let value = if is_corrected { object([("value", text(&person.phone))]) } else { object([]) };
        let sent = person.browser.send(world, "POST", &send, None, value).await;
        for _ in 0..2 {
            let right = world.grid.find(id).and_then(|at| {
                world.grid.read(at, |customer| customer.contacts.get(channel).and_then(|contact| contact.code.clone()))
            });
            let given = match right.flatten() {
                Some(right) if !world.one_in(4) => right,
                _ => "999999".to_owned(),
            };
            let _ = person.browser.send(world, "POST", &check, None, code(&given)).await;
        }
        let wait = sent.and_then(|reply| reply.wait_ms()).unwrap_or(SECOND).min(25 * HOUR);
        if wait > 2 * HOUR && attempt > 2 {
            return false;
        }
        world.clock.sleep(wait + world.below(5 * SECOND)).await;
    }
    is_verified().unwrap_or_default()
}

fn code(code: &str) -> UntrustedValue<'static> {
    object([("code", text(code))])
}
