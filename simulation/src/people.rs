//! People: they double-click, give up and come back, correct their data, type wrong codes, open several tabs.

use std::rc::Rc;

use futures::future::join_all;
use kyclink::UntrustedValue;

use crate::clock::{DAY, HOUR, MINUTE, SECOND};
use crate::person::{Person, flood};
use crate::server::Reply;
use crate::values::object;
use crate::world::World;
use crate::{contacts, deliveries, handover, operator, own_providers, reviews};

/// A visit, and perhaps another after hours or days.
pub(crate) async fn live(world: &Rc<World>, person: &Person) {
    let reply = settle(world, person).await;
    if reply.is_some() {
        use_session(world, person).await;
    }
    if let Some(after) = person.returns_after {
        world.clock.sleep_until(person.arrives + after).await;
        // The same key: it leads to the same customer for a day, and then to another one.
        let _ = person.post(world, &person.email, 1).await;
        deliveries::tell_of_older(world, person.provider(world), person.browser.login.as_deref());
        if person.key.borrow().is_some() && after < 22 * HOUR && reply.is_some() && world.one_in(2) {
            let other = format!("other.{}", person.email);
            let _ = person.post(world, &other, 1).await;
        }
        poll(world, person, 2).await;
    }
}

/// Posts until there is a response, and returns it. Gives up only where somebody else has the same data or key.
#[expect(clippy::too_many_lines, reason = "what a person does with each response, in one loop")]
pub(crate) async fn settle(world: &Rc<World>, person: &Person) -> Option<Reply> {
    let timeout = world.handlers.get(person.browser.handler)?.timeout;
    // An attempt that died holds its lock; then its customer must be old enough that no other onboarding can be
    // running, by clocks that differ by two minutes.
    let promised = 2 * (timeout + 10 * SECOND) + 2 * MINUTE + 90 * SECOND;
    let mut email = person.first_email(world);
    let began = world.clock.now();
    let (mut first_in_calm, mut has_been_unknown) = (None, false);
    // The other address that was posted, with its key.
    let mut other = None;
    loop {
        let posted = world.clock.now();
        // The page was loaded again, and has a new key.
        if person.has_one_customer(world) && posted - began < 20 * HOUR && world.one_in(5) {
            *person.key.borrow_mut() = Some(format!("key-{:016x}-reload", world.word()));
        }
        let clicks = if world.one_in(3) { 2 } else { 1 };
        let reply = person.post(world, &email, clicks).await;
        let code = reply.as_ref().and_then(|reply| reply.field("code"));
        let sent = (email.clone(), person.key.borrow().clone());
        let is_unknown = code.as_deref() == Some("outcome_unknown");
        has_been_unknown |= is_unknown;
        let wait = match &reply {
            Some(reply) if matches!(reply.status, 200..=202 | 303) => {
                world.count(|counts| counts.settled += 1);
                return Some(reply.clone());
            }
            // Without a key it is unknown that an earlier create was this person's.
            Some(reply) if person.key.borrow().is_none() && code.as_deref() == Some("conflict") => {
                return None;
            }
            Some(reply) if reply.status == 422 && email != person.email => {
                let key = sent.1.clone();
                (email, *person.key.borrow_mut()) = other.replace(sent).unwrap_or_else(|| (person.email.clone(), key));
                SECOND
            }
            // Where a create is repeated and not searched for, only what was sent leads on, with its key.
            Some(_) if is_unknown && other.is_some() && world.one_in(3) => {
                (email, *person.key.borrow_mut()) = other.replace(sent.clone()).unwrap_or(sent);
                SECOND
            }
            // It is unknown whether the data that was posted first has a customer. A page then takes another key.
            Some(reply) if code.as_deref() == Some("idempotency_key_reused") && !person.is_disputed => {
                *person.key.borrow_mut() = Some(format!("key-{:016x}-again", world.word()));
                SECOND
            }
            // Not everybody waits as long as `Retry-After` says.
            Some(_) if world.one_in(4) => world.below(SECOND),
            Some(reply) => reply.wait_ms().unwrap_or(SECOND) + world.below(2 * SECOND),
            None => 500 + world.below(4 * SECOND),
        };
        let now = world.clock.now();
        first_in_calm = match world.weather.calm_since(now) {
            Some(since) => first_in_calm.or((since <= posted).then_some(posted)),
            None => None,
        };
        let stuck_for = first_in_calm.map_or(0, |first| now - first);
        if stuck_for > promised || now - began > 23 * HOUR {
            let may_stay = has_been_unknown
                && own_providers::stays_unknown(person.provider(world), code.as_deref().unwrap_or_default());
            if !person.is_disputed && !may_stay {
                let status = reply.map_or(0, |reply| reply.status);
                let person = person.browser.person;
                world.violated(
                    "settles",
                    format!("person {person} still gets {status} after {stuck_for} ms without faults"),
                );
            }
            return None;
        }
        let rests = first_in_calm.is_none() && world.one_in(8);
        world.clock.sleep(if rests { MINUTE + world.below(HOUR) } else { wait }).await;
    }
}

/// What people do once there is a session.
async fn use_session(world: &Rc<World>, person: &Person) {
    if !contacts::confirm_all(world, person).await {
        return;
    }
    if world.one_in(3) {
        // Another click after the first response.
        let _ = person.post(world, &person.email, 1).await;
    }
    let customer = person.browser.customer(world);
    if let Some((provider, id)) = customer {
        if provider == "bridge" && !world.one_in(4) {
            reviews::accept_terms(world, &id);
            let _ = person.browser.send(world, "POST", "links/renew", None, UntrustedValue::Null).await;
        }
        if world.one_in(2) {
            reviews::begin(world, world.provider(&provider), &id);
        }
    }
    poll(world, person, 2).await;
    if world.one_in(4) {
        let _ = person.browser.send(world, "POST", "links/renew", None, UntrustedValue::Null).await;
    }
    if world.one_in(12) {
        flood(world, person, "links/renew", 14, &object([])).await;
    }
    if world.one_in(4) {
        handover::hand_over(world, person).await;
    }
    if world.one_in(5) {
        operator::come_back(world, person).await;
    }
    if world.one_in(16) {
        flood(world, person, "handoff", 14, &object([])).await;
    }
    poll(world, person, 2).await;
    if world.one_in(6) {
        share_computer(world, person).await;
    }
}

/// Somebody else sits at the computer, soon or after the decision of the provider, or has a copy of its cookies.
async fn share_computer(world: &Rc<World>, person: &Person) {
    let copy = person.browser.copy();
    world.clock.sleep(if world.one_in(2) { world.below(MINUTE) } else { world.below(DAY) }).await;
    // The page may not have asked since.
    if !world.one_in(3) {
        poll(world, person, 1).await;
    }
    contacts::correct(world, &copy, person).await;
    let _ = copy.send(world, "POST", "links/renew", None, UntrustedValue::Null).await;
    if world.one_in(2) {
        let _ = person.browser.send(world, "POST", "end", None, UntrustedValue::Null).await;
        contacts::correct(world, &copy, person).await;
        let _ = copy.send(world, "GET", "status", None, UntrustedValue::Null).await;
        let _ = copy.send(world, "POST", "links/renew", None, UntrustedValue::Null).await;
    }
}

/// Several tabs show the status.
async fn poll(world: &Rc<World>, person: &Person, times: usize) {
    for _ in 0..times {
        let tabs = if world.one_in(3) { 3 } else { 1 };
        join_all((0..tabs).map(async |_| {
            world.clock.sleep(world.below(SECOND)).await;
            person.browser.send(world, "GET", "status", None, UntrustedValue::Null).await
        }))
        .await;
        world.clock.sleep(world.below(15 * SECOND)).await;
    }
}
