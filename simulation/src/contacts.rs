//! The confirmation of email and phone, with wrong codes, corrections and floods.

use std::rc::Rc;

use kyclink::UntrustedValue;

use crate::browser::Browser;
use crate::clock::{HOUR, MINUTE, SECOND};
use crate::person::{Person, flood};
use crate::reviews;
use crate::values::{object, text};
use crate::world::World;

/// How far the clocks of two servers differ, and a little more.
const SKEW: i64 = 3 * MINUTE;

/// Confirms what the provider wants confirmed, and gets the link. Returns whether the person has a link, or needs none.
pub(crate) async fn confirm_all(world: &Rc<World>, person: &Person) -> bool {
    let Some((provider, id)) = person.browser.customer(world) else { return true };
    if provider != "grid" || !world.grid.wants_contacts {
        return true;
    }
    if person.is_flooded {
        world.clock.sleep(world.below(10 * MINUTE)).await;
        insist(world, person, "email", &person.email).await;
        insist(world, person, "phone", &person.phone).await;
    }
    for (channel, name) in ["email", "phone"].into_iter().enumerate() {
        if !confirm(world, person, &id, channel, name).await {
            return false;
        }
        if world.one_in(8) {
            // The documents do not say that a review waits for both contacts.
            reviews::begin(world, &world.grid, &id);
        }
        if world.one_in(6) {
            correct(world, &person.browser, person).await;
        }
    }
    let reply = person.browser.send(world, "POST", "links/renew", None, UntrustedValue::Null).await;
    reply.is_some_and(|reply| reply.status == 201)
}

async fn confirm(world: &Rc<World>, person: &Person, id: &str, channel: usize, name: &str) -> bool {
    let (send, check) = (format!("contact/{name}"), format!("contact/{name}/confirm"));
    let is_verified = || {
        let at = world.grid.find(id)?;
        world.grid.read(at, |customer| customer.contacts.get(channel).is_some_and(|contact| !contact.is_open()))
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
        let value = if world.one_in(6) { corrected(world, person, channel) } else { object([]) };
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

/// Tries to change both contacts, in whatever state they are.
pub(crate) async fn correct(world: &Rc<World>, browser: &Browser, person: &Person) {
    for (channel, name) in ["email", "phone"].into_iter().enumerate() {
        let path = format!("contact/{name}");
        let _ = browser.send(world, "POST", &path, None, corrected(world, person, channel)).await;
    }
}

/// Returns the contact as the person typed it first, or a corrected one.
fn corrected(world: &World, person: &Person, channel: usize) -> UntrustedValue<'static> {
    let value = match channel {
        0 if world.one_in(2) => format!("again.{}", person.email),
        0 => person.email.clone(),
        _ => person.phone.clone(),
    };
    object([("value", text(&value))])
}

/// A person whose contact is flooded with codes waits as long as `Retry-After` says, and must get a code within the
/// hour.
async fn insist(world: &Rc<World>, person: &Person, name: &str, contact: &str) {
    let mut refused: Option<i64> = None;
    for _ in 0..6 {
        let path = format!("contact/{name}");
        let Some(reply) = person.browser.send(world, "POST", &path, None, object([])).await else { continue };
        let (now, wait) = (world.clock.now(), reply.wait_ms().unwrap_or_default());
        if reply.status != 429 {
            return;
        }
        let Some(since) = world.weather.calm_since(now) else {
            world.clock.sleep(wait.min(MINUTE)).await;
            continue;
        };
        // A shorter wait is that of the `rateLimit` hook.
        if wait > 2 * SECOND {
            let first = *refused.insert(refused.filter(|first| since <= *first).unwrap_or(now));
            let is_over = now > first + HOUR + SKEW || wait > HOUR + SKEW;
            if is_over && world.checks.had_room_for_code(contact, first.min(now - HOUR - SKEW)) {
                world.violated("limits", "a flood of codes keeps a person from a code of their own for over an hour");
            }
        }
        if wait > 2 * HOUR {
            return;
        }
        world.clock.sleep(wait + if wait > 2 * SECOND { SKEW } else { 0 }).await;
    }
}

fn code(code: &str) -> UntrustedValue<'static> {
    object([("code", text(code))])
}
