//! A person goes on with another device: the first one makes a link, the second one opens it.

use std::rc::Rc;

use futures::future::join_all;
use kyclink::UntrustedValue;

use crate::browser::Browser;
use crate::clock::{MINUTE, SECOND};
use crate::people::Person;
use crate::server::Reply;
use crate::world::World;

/// Makes a link and opens it, soon or late, once or several times. What scanners of mail do comes first.
pub(crate) async fn hand_over(world: &Rc<World>, person: &Person) {
    let began = world.clock.now();
    let made = person.browser.send(world, "POST", "handoff", None, UntrustedValue::Null).await;
    let Some(path) = made.and_then(|reply| open_path(&reply)) else { return };
    *person.handover.borrow_mut() = Some(path.clone());
    let phone = Browser { cookie: None.into(), login: person.browser.login.clone(), ..person.browser };
    for _ in 0..world.below(3) {
        let _ = phone.send(world, "GET", &path, None, UntrustedValue::Null).await;
    }
    let wait = if world.one_in(6) { 10 * MINUTE + world.below(5 * MINUTE) } else { world.below(MINUTE) };
    world.clock.sleep(wait).await;
    let clicks = if world.one_in(3) { 3 } else { 1 };
    let replies = join_all((0..clicks).map(async |_| {
        world.clock.sleep(world.below(SECOND)).await;
        phone.send(world, "POST", &path, None, UntrustedValue::Null).await
    }))
    .await;
    let all_expired = replies.iter().all(|reply| reply.as_ref().is_some_and(|reply| reply.status == 410));
    let is_calm = world.weather.calm_since(world.clock.now()).is_some_and(|since| since <= began);
    if is_calm && wait < 5 * MINUTE && all_expired {
        world.violated("hand-over", "a link that was only looked at does not open");
    }
    let _ = phone.send(world, "GET", "status", None, UntrustedValue::Null).await;
    let _ = phone.send(world, "POST", "links/renew", None, UntrustedValue::Null).await;
}

/// Returns where a link leads, below the base path: `handoff/open?token=…`.
fn open_path(made: &Reply) -> Option<String> {
    let url = made.field("url")?;
    url.split_once("/kyc/").map(|(_, path)| path.to_owned())
}
