//! Whom an operator has forgotten, nobody asks about any more.

use serde_json::json;

use super::{MINUTE, counts, onboarded, run_after, take_told, world};
use crate::edge::world::{World, at, interrupted};

/// A customer who is due and was forgotten.
fn forgotten() -> World {
    let mut world = onboarded(world(), 1);
    world.learn_status();
    let forgotten = world.command("forget", &json!({ "customerId": "customer_c1" }));
    assert_eq!(forgotten.status, 200);
    assert!(forgotten.body["left"].as_array().unwrap().iter().any(|left| left["what"] == "agenda"));
    world.requests.clear();
    world
}

fn assert_is_left_alone(world: &mut World) {
    take_told(world);
    for _ in 0..5 {
        assert_eq!(run_after(world, 10 * MINUTE), counts(0, 0, 0, false));
    }
    assert_eq!((world.requests.len(), take_told(world).len(), world.count("agenda")), (0, 0, 0));
}

/// A delivery writes a status again, of a customer whose entries are still there.
#[test]
fn who_was_forgotten_is_not_asked_about_also_after_a_delivery() {
    let mut silent = forgotten();
    assert_is_left_alone(&mut silent);
    assert_eq!(silent.count("status"), 0);
    for (kind, is_refused) in [("kyc_pending", false), ("kyc_approved", false), ("kyc_approved", true)] {
        let mut world = forgotten();
        let event = json!({ "id": "1", "kind": kind, "customerId": "customer_c1", "occurredAt": at(world.now) });
        if is_refused {
            world.failing_hook("onEvent");
        }
        assert_eq!(world.deliver(&event).status, if is_refused { 503 } else { 200 });
        world.hook("onEvent", json!(null));
        assert_eq!(world.count("status"), 1);
        assert_is_left_alone(&mut world);
    }
}

/// A request that was running has written a status, and an entry.
#[test]
fn who_was_forgotten_meanwhile_is_not_asked_about() {
    let mut world = onboarded(world(), 1);
    world.hook("getCustomer", json!({ "status": "pending" }));
    for (_, mut world, mut flight) in interrupted(&world, |world| world.get("status").start()) {
        assert_eq!(world.command("forget", &json!({ "customerId": "customer_c1" })).status, 200);
        world.finish(&mut flight);
        world.requests.clear();
        assert_is_left_alone(&mut world);
    }
}
