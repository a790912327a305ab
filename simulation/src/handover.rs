//! A person goes on with another device: the first one makes a link, the second one opens it. Later the first one takes
//! the session back, makes a newer link, or one of them ends it.

use std::rc::Rc;

use futures::future::join_all;
use kyclink::UntrustedValue;

use crate::browser::Browser;
use crate::clock::{MINUTE, SECOND};
use crate::contacts;
use crate::person::{Person, applicant};
use crate::server::Reply;
use crate::values::{object, text};
use crate::world::World;

/// Hands the onboarding over, and perhaps ends that in one of several ways.
pub(crate) async fn hand_over(world: &Rc<World>, person: &Person) {
    let Some((device, path)) = give(world, person).await else { return };
    use_device(world, person, &device).await;
    // A copy of each cookie stays behind, whatever the browsers forget.
    let copies = [device.copy(), person.browser.copy()];
    let mut old_links = vec![path];
    match world.below(6) {
        0 => drop(post(world, &person.browser, "handoff/end").await),
        1 => drop(post(world, &device, "end").await),
        2 => old_links.extend(give(world, person).await.map(|(_, path)| path)),
        3 => {
            // A link that is still unopened when the session ends.
            old_links.extend(make_link(world, &person.browser).await);
            if world.one_in(2) {
                let _ = post(world, &person.browser, "handoff/end").await;
            } else {
                let _ = post(world, &person.browser, "end").await;
            }
        }
        _ => return,
    }
    for path in &old_links {
        let _ = post(world, &person.browser.other(), path).await;
    }
    for browser in copies.iter().chain([&device, &person.browser]) {
        let _ = browser.send(world, "GET", "status", None, UntrustedValue::Null).await;
        let _ = post(world, browser, if world.one_in(2) { "links/renew" } else { "handoff" }).await;
    }
}

/// Makes a link and opens it, soon or late, once or several times. What scanners of mail do comes first. Returns the
/// device and the path of the link.
async fn give(world: &Rc<World>, person: &Person) -> Option<(Browser, String)> {
    let began = world.clock.now();
    let mut path = make_link(world, &person.browser).await?;
    let device = person.browser.other();
    if world.one_in(3) {
        // The device has an onboarding of its own.
        let key = format!("key-{:016x}-of-a-device", world.word());
        let _ = device.send(world, "POST", "links", Some(&key), applicant(&person.email, &person.phone)).await;
    }
    let older = path.clone();
    let is_replaced = world.one_in(3);
    if is_replaced {
        path = make_link(world, &person.browser).await?;
        let _ = post(world, &person.browser.other(), &older).await;
    }
    *person.handover.borrow_mut() = Some(path.clone());
    for _ in 0..world.below(3) {
        let _ = device.send(world, "GET", &path, None, UntrustedValue::Null).await;
    }
    let wait = if world.one_in(6) { 10 * MINUTE + world.below(5 * MINUTE) } else { world.below(MINUTE) };
    world.clock.sleep(wait).await;
    let has_own = device.cookie.borrow().is_some();
    let asked = if has_own { post(world, &device, &path).await } else { None };
    let clicks = if world.one_in(3) { 3 } else { 1 };
    let replies = join_all((0..clicks).map(async |_| {
        world.clock.sleep(world.below(SECOND)).await;
        device.send(world, "POST", &path, None, object([("replace", text("1"))])).await
    }))
    .await;
    let is_expired = |reply: &Reply| reply.status == 410;
    let is_asked = asked.as_ref().is_none_or(|reply| is_expired(reply) || reply.status == 409);
    let all_expired = is_asked && replies.iter().all(|reply| reply.as_ref().is_some_and(is_expired));
    let is_calm = world.weather.calm_since(world.clock.now()).is_some_and(|since| since <= began);
    if is_calm && wait < 5 * MINUTE && all_expired {
        world.violated("hand-over", "a link that was only looked at does not open");
    }
    Some((device, path))
}

/// What the person, or the device's next user, does on the other device: more than a device may do.
async fn use_device(world: &Rc<World>, person: &Person, device: &Browser) {
    let _ = device.send(world, "GET", "status", None, UntrustedValue::Null).await;
    let _ = post(world, device, "links/renew").await;
    if world.one_in(3) {
        contacts::correct(world, device, person).await;
    }
    if world.one_in(4) {
        let key = format!("key-{:016x}-of-a-device", world.word());
        let _ = device.send(world, "POST", "links", Some(&key), applicant(&person.email, &person.phone)).await;
    }
    if world.one_in(2) {
        let _ = post(world, device, if world.one_in(2) { "handoff" } else { "handoff/end" }).await;
        let _ = device.send(world, "GET", "status", None, UntrustedValue::Null).await;
    }
}

/// Returns the path of a new link.
pub(crate) async fn make_link(world: &Rc<World>, browser: &Browser) -> Option<String> {
    open_path(&post(world, browser, "handoff").await?)
}

async fn post(world: &Rc<World>, browser: &Browser, path: &str) -> Option<Reply> {
    browser.send(world, "POST", path, None, UntrustedValue::Null).await
}

/// Returns where a link leads, below the base path: `handoff/open?token=…`.
fn open_path(made: &Reply) -> Option<String> {
    let url = made.field("url")?;
    url.split_once("/kyc/").map(|(_, path)| path.to_owned())
}
