//! An operator: makes a link for somebody who comes back, and forgets somebody who asks for it.

use std::rc::Rc;

use futures::future::join_all;
use kyclink::UntrustedValue;

use crate::browser::Browser;
use crate::clock::{DAY, HOUR, MINUTE, SECOND};
use crate::person::Person;
use crate::server::{OPERATE, Reply, Request};
use crate::serving::send;
use crate::values::{integer, object, text};
use crate::world::World;

/// Support sends a person a link. The person opens it soon or late, once or several times, perhaps after support has
/// forgotten them; and strangers see it.
pub(crate) async fn come_back(world: &Rc<World>, person: &Person) {
    let began = world.clock.now();
    let Some((provider, id)) = person.browser.customer(world) else { return };
    // Longer than two servers' clocks differ.
    let lifetime = if world.one_in(2) { 5 * MINUTE + world.below(HOUR) } else { DAY };
    let Some(path) = resume(world, person, (&provider, &id), lifetime).await else { return };
    *person.handover.borrow_mut() = Some(path.clone());
    // Grid forgets the counts of a contact, too, and with them the limits that the checks know.
    let can_be_forgotten = provider != "grid" || !world.grid.wants_contacts;
    let is_forgotten = can_be_forgotten && world.one_in(3);
    if is_forgotten && world.one_in(2) {
        forget(world, person, (&provider, &id)).await;
    }
    let wait = if world.one_in(4) { lifetime + world.below(HOUR) } else { world.below(MINUTE / 2) };
    world.clock.sleep(wait).await;
    let device = person.browser.other();
    let _ = device.send(world, "GET", &path, None, UntrustedValue::Null).await;
    let clicks = if world.one_in(3) { 3 } else { 1 };
    let replies = join_all((0..clicks).map(async |_| {
        world.clock.sleep(world.below(SECOND)).await;
        device.send(world, "POST", &path, None, UntrustedValue::Null).await
    }))
    .await;
    let is_calm = world.weather.calm_since(world.clock.now()).is_some_and(|since| since <= began);
    let is_refused = |reply: &Option<Reply>| reply.as_ref().is_some_and(|reply| reply.status == 410);
    if is_calm && wait < MINUTE / 2 && !is_forgotten && replies.iter().all(is_refused) {
        world.violated("resume", "a link of support does not open for its person");
    }
    let copy = device.copy();
    use_device(world, &device).await;
    if is_forgotten {
        forget(world, person, (&provider, &id)).await;
    } else {
        let _ = device.send(world, "POST", "end", None, UntrustedValue::Null).await;
    }
    // The link once more, and the cookie that stayed behind.
    let _ = person.browser.other().send(world, "POST", &path, None, UntrustedValue::Null).await;
    use_device(world, &copy).await;
}

async fn use_device(world: &Rc<World>, device: &Browser) {
    let _ = device.send(world, "GET", "status", None, UntrustedValue::Null).await;
    let _ = device.send(world, "POST", "links/renew", None, UntrustedValue::Null).await;
}

/// Returns the path of a new link for the person, below the base path.
async fn resume(world: &Rc<World>, person: &Person, customer: (&str, &str), lifetime: i64) -> Option<String> {
    let reply = command(world, person, "resumeLink", customer, lifetime).await?;
    let url = reply.field("url")?;
    url.split_once("/kyc/").map(|(_, path)| path.to_owned())
}

/// Forgets the person; tries again until the store has done it.
async fn forget(world: &Rc<World>, person: &Person, customer: (&str, &str)) {
    for _ in 0..8 {
        if command(world, person, "forget", customer, 0).await.is_some_and(|reply| reply.status == 200) {
            return;
        }
        world.clock.sleep(SECOND).await;
    }
}

/// Carries out a command about a person's customer at one of the servers.
async fn command(
    world: &Rc<World>,
    person: &Person,
    function: &'static str,
    (provider, id): (&str, &str),
    lifetime: i64,
) -> Option<Reply> {
    let mut fields = vec![("function", text(function)), ("provider", text(provider)), ("customerId", text(id))];
    if function == "resumeLink" {
        fields.push(("ttlMs", integer(lifetime)));
        fields.extend(person.browser.login.as_deref().map(|login| ("to", text(login))));
    }
    let request = Request {
        person: None,
        cookie: None,
        number: world.word(),
        method: OPERATE,
        path: function.to_owned(),
        headers: vec![],
        body: object(fields),
        bytes: String::new(),
        form_key: None,
        login: person.browser.login.clone(),
    };
    let server = usize::try_from(world.below(i64::try_from(world.servers.len()).unwrap_or(1))).unwrap_or_default();
    send(world, server, person.browser.handler, request).await
}
