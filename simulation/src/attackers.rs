//! Attackers: they know a victim's email, phone and key, or sit at the victim's browser, and replay what they see.

use std::rc::Rc;

use kyclink::UntrustedValue;

use crate::accounts::provider_for;
use crate::browser::Browser;
use crate::clock::{DAY, HOUR, MINUTE};
use crate::person::{Person, Role, applicant};
use crate::world::World;
use crate::{deliveries, floods, handover, people};

pub(crate) async fn attack(world: &Rc<World>, me: &Person, all: &[Rc<Person>]) {
    match me.role {
        Role::Honest => {}
        Role::Twin => twin(world, me).await,
        Role::KeyThief(victim) => steal_key(world, me, all.get(victim)).await,
        Role::CookieThief(victim) => steal_cookie(world, me, all.get(victim)).await,
        Role::Replayer => replay(world).await,
        Role::Planter(victim) => plant(world, me, all.get(victim)).await,
        Role::Flooder(victim) => flood(world, me, all.get(victim)).await,
    }
}

/// Posts the form for a day, and days later with the same key.
async fn twin(world: &Rc<World>, me: &Person) {
    people::live(world, me).await;
    for pause in [2 * MINUTE, HOUR, 6 * HOUR, 15 * HOUR, DAY, DAY, 2 * DAY] {
        let reply = me.post(world, &me.email, 1).await;
        if reply.is_some_and(|reply| reply.status < 300) && world.one_in(2) {
            return;
        }
        world.clock.sleep(pause + world.below(pause / 4)).await;
    }
}

async fn steal_key(world: &Rc<World>, me: &Person, victim: Option<&Rc<Person>>) {
    let Some((victim, key)) = victim.and_then(|victim| Some((victim, victim.key.borrow().clone()?))) else { return };
    for _ in 0..4 {
        world.clock.sleep(world.below(MINUTE)).await;
        let has_login = me.browser.login.is_some();
        let (email, phone) = if has_login { (&victim.email, &victim.phone) } else { (&me.email, &me.phone) };
        let _ = me.browser.send(world, "POST", "links", Some(&key), applicant(email, phone)).await;
    }
}

async fn steal_cookie(world: &Rc<World>, me: &Person, victim: Option<&Rc<Person>>) {
    let Some(victim) = victim else { return };
    let handler = if me.browser.login.is_some() { victim.browser.handler } else { 1 - victim.browser.handler };
    for _ in 0..4 {
        world.clock.sleep(world.below(MINUTE)).await;
        let cookie = victim.browser.cookie.borrow().clone();
        let browser = Browser { handler, cookie: cookie.into(), ..me.browser.other() };
        let _ = browser.send(world, "GET", "status", None, UntrustedValue::Null).await;
        let _ = browser.send(world, "POST", "links/renew", None, UntrustedValue::Null).await;
        let link = victim.handover.borrow().clone();
        if let Some(link) = link {
            let _ = browser.send(world, "POST", &link, None, UntrustedValue::Null).await;
        }
    }
}

/// Onboards, and plants the attacker's own session cookie beside the victim's: under names that browsers take for other
/// names, because they contain white space that is not a space. Also plants cookies of the right name without a
/// session.
async fn plant(world: &Rc<World>, me: &Person, victim: Option<&Rc<Person>>) {
    let Some(victim) = victim else { return };
    let _ = people::settle(world, me).await;
    let own = me.browser.cookie.borrow().clone().unwrap_or_default();
    if let Some(link) = handover::make_link(world, &me.browser).await {
        // The victim presses the button, and does not agree to give up their own onboarding.
        let browser = Browser { person: me.browser.person, ..victim.browser.copy() };
        let _ = browser.send(world, "POST", &link, None, UntrustedValue::Null).await;
    }
    for _ in 0..4 {
        let space = SPACES.get(usize::try_from(world.below(9)).unwrap_or_default()).copied().unwrap_or_default();
        let cookie = match world.below(7) {
            0 => "__Host-kyclink=".to_owned(),
            1 => format!("__Host-kyclink=sealed-{:0128x}", world.word()),
            // Only with logins, and only a browser that does not know the prefix lets a sibling domain set this name.
            2 if me.browser.login.is_some() => format!("__Host-kyclink={own}"),
            3 => format!("__host-kyclink={own}"),
            4 => format!("__Host-kyclink{space}={own}"),
            _ => format!("{space}__Host-kyclink={own}"),
        };
        world.count(|counts| counts.planted += 1);
        world.note(|| format!("person {} plants a cookie", me.browser.person));
        victim.browser.plant(cookie, world.one_in(3));
        world.clock.sleep(world.below(MINUTE)).await;
    }
}

/// Characters that Unicode counts as white space and that are part of a cookie's name, or that look like it.
const SPACES: [char; 9] =
    ['\u{a0}', '\u{85}', '\u{1680}', '\u{2000}', '\u{2028}', '\u{202f}', '\u{3000}', '\u{feff}', '\u{b}'];

/// Floods a victim whose provider sends codes.
async fn flood(world: &Rc<World>, me: &Person, victim: Option<&Rc<Person>>) {
    let (Some(victim), Some(handler)) = (victim, world.handlers.get(me.browser.handler)) else { return };
    let is_at_grid = !handler.has("spherepay") || provider_for(handler, &victim.phone) == "grid";
    if handler.has("grid") && is_at_grid && world.grid.wants_contacts {
        floods::flood_contact(world, me, victim).await;
    }
}

async fn replay(world: &Rc<World>) {
    for _ in 0..6 {
        world.clock.sleep(MINUTE + world.below(if world.one_in(3) { DAY } else { 5 * MINUTE })).await;
        let Some(mut delivery) = world.checks.a_delivery(world) else { continue };
        if world.one_in(2) {
            // Another decision under the old signature.
            delivery.bytes = delivery.bytes.replace("pending", "approved").replace("PENDING", "APPROVED");
            delivery.bytes = delivery.bytes.replace("rejected", "successful").replace("REJECTED", "APPROVED");
        }
        let handler =
            usize::try_from(world.below(i64::try_from(world.handlers.len()).unwrap_or(1))).unwrap_or_default();
        let _ = deliveries::post(world, handler, delivery).await;
    }
}
