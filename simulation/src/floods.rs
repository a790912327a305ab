//! A flood of codes: somebody onboards again and again with the email and phone of a victim, each time spelled in
//! another way, and has codes sent.

use std::iter;
use std::rc::Rc;

use futures::future::join_all;

use crate::browser::Browser;
use crate::clock::{HOUR, MINUTE, SECOND};
use crate::person::{Person, applicant};
use crate::values::{object, text};
use crate::world::World;

/// Sends codes in one burst, or in several, hours apart.
pub(crate) async fn flood_contact(world: &Rc<World>, me: &Person, victim: &Person) {
    let channel = usize::from(world.one_in(2));
    world.count(|counts| counts.flooded += 1);
    let browsers = join_all((0..4 + world.below(4)).map(async |number| onboard(world, me, victim, number).await)).await;
    let browsers: Vec<_> = browsers.into_iter().flatten().collect();
    for _ in 0..1 + world.below(4) {
        join_all(browsers.iter().enumerate().map(async |(number, browser)| {
            for _ in 0..1 + world.below(3) {
                world.clock.sleep(world.below(30 * SECOND)).await;
                let (path, contact) = match channel {
                    0 => ("contact/email", spelled(&victim.email, world.below(4))),
                    _ => ("contact/phone", dialled(&victim.phone, world.below(4))),
                };
                // The code that is counted for the contact of before should go to the corrected one.
                let correction = (number % 3 == 0).then(|| object([("value", text(&contact))]));
                let both = iter::once(object([])).chain(correction);
                join_all(both.map(async |value| {
                    world.clock.sleep(world.below(SECOND)).await;
                    let _ = browser.send(world, "POST", path, None, value).await;
                }))
                .await;
            }
        }))
        .await;
        world.clock.sleep(HOUR + 20 * MINUTE + world.below(HOUR)).await;
    }
}

/// Makes a customer with the victim's contacts, or with a contact to be corrected to the victim's later.
async fn onboard(world: &Rc<World>, me: &Person, victim: &Person, number: i64) -> Option<Browser> {
    // The victim is the same at every handler of the store.
    let handler = usize::try_from(world.below(2)).unwrap_or_default().min(world.handlers.len() - 1);
    let browser = Browser { handler, ..me.browser.other() };
    let key = format!("key-{:016x}-of-a-flood", world.word());
    let email = if number % 3 == 0 { format!("{number}.{}", me.email) } else { spelled(&victim.email, number) };
    for _ in 0..4 {
        world.clock.sleep(world.below(20 * SECOND)).await;
        let body = applicant(&email, &dialled(&victim.phone, number));
        let reply = browser.send(world, "POST", "links", Some(&key), body).await;
        if reply.is_some_and(|reply| reply.status < 300) {
            return Some(browser);
        }
    }
    None
}

/// Spells an address in one of the ways that lead to the same mailbox.
fn spelled(email: &str, number: i64) -> String {
    let (local, host) = email.split_once('@').unwrap_or((email, ""));
    match number % 6 {
        1 => format!("{}@{}", local.to_uppercase(), host.to_uppercase()),
        2 => format!("{local}+{number}@{host}"),
        3 => format!("{}+Tag{number}@{host}", local.to_uppercase()),
        4 if host == "gmail.com" => local.replacen("canary", "canary.", 1) + "@googlemail.com",
        5 if host == "gmail.com" => local.replacen("canary", "canary.", 1) + "@gmail.com",
        _ => email.to_owned(),
    }
}

/// Writes a number with zeros that are dialled within a country only.
fn dialled(phone: &str, number: i64) -> String {
    let zeros = match number % 4 {
        1 => "0",
        2 => "00",
        3 => "000",
        _ => "",
    };
    phone.replacen("+350", &format!("+350{zeros}"), 1)
}
