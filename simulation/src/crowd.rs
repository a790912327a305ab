//! The people of a world, as its seed makes them.

use std::cell::RefCell;

use crate::browser::Browser;
use crate::clock::{DAY, HOUR, MINUTE, SECOND, START};
use crate::person::{Person, Role};

/// Makes the people of a world: two to five who are honest, and up to four attackers.
pub(crate) fn people(rng: &mut fastrand::Rng, handlers: usize, has_logins: bool) -> Vec<Person> {
    let honest = rng.usize(2..6);
    let mut people: Vec<Person> =
        (0..honest).map(|number| person(rng, number, Role::Honest, handlers, has_logins)).collect();
    for _ in 0..rng.usize(..5) {
        let victim = rng.usize(..honest);
        let role = match rng.usize(..10) {
            0 => Role::KeyThief(victim),
            1 if has_logins || handlers > 1 => Role::CookieThief(victim),
            2 => Role::Replayer,
            3 | 4 => Role::Planter(victim),
            5 | 6 => Role::Flooder(victim),
            _ => Role::Twin,
        };
        let mut attacker = person(rng, people.len(), role, handlers, has_logins);
        if let Some(victim) = people.get_mut(victim) {
            attacker.browser.handler = victim.browser.handler;
            if role == Role::Twin {
                attacker.email.clone_from(&victim.email);
                attacker.phone.clone_from(&victim.phone);
                attacker.arrives = (victim.arrives + rng.i64(-8 * SECOND..8 * SECOND)).max(START);
                attacker.is_disputed = true;
            }
            victim.is_flooded |= matches!(role, Role::Flooder(_));
            if victim.is_flooded {
                attacker.arrives = victim.arrives;
            }
            victim.is_disputed |= matches!(role, Role::Twin | Role::KeyThief(_));
        }
        people.push(attacker);
    }
    people
}

fn person(rng: &mut fastrand::Rng, number: usize, role: Role, handlers: usize, has_logins: bool) -> Person {
    let browser = Browser {
        person: number,
        handler: rng.usize(..handlers),
        login: has_logins.then(|| format!("login-{number}")),
        cookie: None.into(),
        planted: RefCell::default(),
    };
    let key = (rng.usize(..8) > 0).then(|| format!("key-{:016x}{:016x}", rng.u64(..), rng.u64(..)));
    Person {
        browser,
        role,
        email: format!("canary{number}@{}", if rng.bool() { "gmail.com" } else { "mail.example" }),
        phone: format!("+3502000{:04}", rng.u16(..9000) + number as u16),
        key: key.into(),
        arrives: arrival(rng),
        is_disputed: false,
        is_flooded: false,
        returns_after: return_time(rng),
        handover: None.into(),
    }
}

/// When a person comes back, if at all: the same day, at the end of the key's day, or days later.
pub(crate) fn return_time(rng: &mut fastrand::Rng) -> Option<i64> {
    match rng.usize(..5) {
        0 => Some(MINUTE + rng.i64(0..21 * HOUR)),
        1 => Some(DAY - 4 * MINUTE + rng.i64(0..9 * MINUTE)),
        2 => Some(DAY + 10 * MINUTE + rng.i64(0..3 * DAY)),
        _ => None,
    }
}

/// When people arrive: close together, so that they meet.
pub(crate) fn arrival(rng: &mut fastrand::Rng) -> i64 {
    START + rng.i64(0..2 * MINUTE)
}
