//! The store that all servers share, as they reach it. Each operation is a message: it arrives later, and it takes effect
//! even if the process that sent it has died meanwhile.

use std::rc::Rc;

use futures::channel::oneshot;

use crate::provider::short;
use crate::server::{Request, who};
use crate::weather::Fault;
use crate::world::World;

/// The store failed, or its response did not say what happened.
pub(crate) struct StoreError;

/// Reads a record.
pub(crate) async fn get(world: &Rc<World>, name: Vec<String>) -> Result<Option<String>, StoreError> {
    send(world, move |world| world.records.get(&name, world.clock.now())).await
}

/// Replaces a record.
pub(crate) async fn swap(
    world: &Rc<World>,
    name: Vec<String>,
    before: Option<String>,
    after: Option<(String, i64)>,
) -> Result<bool, StoreError> {
    let asked = world.clock.now();
    send(world, move |world| {
        let swapped = world.records.swap(&name, before.as_deref(), after, world.clock.now());
        if swapped && before.is_none() {
            world.checks.record_began(asked, world.clock.now(), &name);
        }
        if swapped {
            world.checks.record_applied(world.clock.now(), &name);
        }
        swapped
    })
    .await
}

/// Notes what happens to a record about a customer, which says nothing about the person.
pub(crate) fn note(world: &World, request: &Request, (what, name): (&str, &[String]), value: Option<&str>) {
    if let ([kind, .., id], Some("status" | "claim" | "sent" | "tried" | "renewed" | "asking")) =
        (name, name.first().map(String::as_str))
    {
        let value = value.unwrap_or("nothing");
        world.note(|| format!("{} {what} {kind} of {}: {value}", who(request), short(id)));
    }
}

async fn send<T: 'static>(world: &Rc<World>, act: impl FnOnce(&World) -> T + 'static) -> Result<T, StoreError> {
    let (reply, replied) = oneshot::channel();
    let there = if world.strikes(Fault::StoreSlow) { world.below(25_000) } else { world.below(world.store_ms) };
    let back = world.below(world.store_ms);
    let fails_before = world.strikes(Fault::StoreFailsBefore);
    let fails_after = world.strikes(Fault::StoreFailsAfter);
    let is_lost = world.strikes(Fault::StoreLosesResponse);
    world.count(|counts| counts.store += 1);
    let at_store = world.clone();
    world.spawn(async move {
        let world = at_store;
        world.clock.sleep(there).await;
        let done = if fails_before { Err(StoreError) } else { Ok(act(&world)) };
        world.clock.sleep(back).await;
        if is_lost {
            // The response is lost; the host gives up at its deadline.
            world.clock.sleep(3_600_000).await;
        }
        let _ = reply.send(if fails_after { Err(StoreError) } else { done });
    });
    replied.await.unwrap_or(Err(StoreError))
}
