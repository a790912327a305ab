//! The approval of a link whose customer's products cannot be read: it is neither believed nor forgotten.

use serde_json::{Value, json};

use super::{MINUTE, counts, refresh, runs_after, world_of_bridge};
use crate::edge::world::{DAY, HOUR, World, at, error};

/// Somebody whose link is approved, and whose products cannot be read.
fn unread() -> World {
    let mut world = world_of_bridge().onboarded("link_1");
    world.hook("getKycLink", json!({ "status": "approved", "customerOfLink": "customer_1" }));
    world.always_fails("getCustomer", error("unavailable"));
    world
}

fn opened(world: &mut World, status: &str) {
    let product = json!({ "name": "base", "status": status, "requirements": null });
    let customer = json!({ "id": "customer_1", "type": "individual", "status": "active", "endorsements": [product] });
    world.hook("getCustomer", customer);
}

fn run_after(world: &mut World, ms: i64) -> Value {
    world.now += ms;
    refresh(world, "bridge", 100)
}

/// Takes the statuses that runs have told.
fn take_told(world: &mut World) -> Vec<String> {
    let calls = std::mem::take(&mut world.calls);
    let told = calls.into_iter().filter(|(what, event)| what == "onEvent" && event["source"] == "refresh");
    told.map(|(_, event)| event["status"].as_str().unwrap().to_owned()).collect()
}

/// However long they fail, and also where the status was known for days: the next runs ask again soon.
#[test]
fn an_approval_is_told_once_when_its_products_are_read() {
    for (age, interval, failures) in [(10 * MINUTE, 10 * MINUTE, 1), (10 * MINUTE, 10 * MINUTE, 5), (3 * DAY, HOUR, 3)]
    {
        let mut world = world_of_bridge().onboarded("link_1");
        world.hook("getKycLink", json!({ "status": "pending", "customerOfLink": "customer_1" }));
        opened(&mut world, "pending");
        runs_after(&mut world, 4, age);
        take_told(&mut world);
        world.now += 2 * DAY;
        world.hook("getKycLink", json!({ "status": "approved", "customerOfLink": "customer_1" }));
        world.always_fails("getCustomer", error("unavailable"));
        runs_after(&mut world, failures, interval);
        assert_eq!((take_told(&mut world), world.status()), (vec![] as Vec<String>, "pending".into()));
        opened(&mut world, "approved");
        run_after(&mut world, interval);
        assert_eq!(take_told(&mut world), ["approved"], "{age} {failures}");
        runs_after(&mut world, 4, interval);
        assert_eq!((take_told(&mut world), world.status()), (vec![] as Vec<String>, "approved".into()));
    }
}

/// What a delivery has told, a run does not tell again, however late the products are read.
#[test]
fn an_approval_that_a_delivery_has_told_is_not_told_again() {
    for later in [0, 2 * MINUTE] {
        let mut world = unread();
        world.now += 10 * MINUTE;
        let event = json!({
            "id": "e1", "kind": "kyc_approved", "kycLinkId": "link_1", "customerId": "customer_1", "occurredAt": at(world.now)
        });
        world.now += later;
        assert_eq!(world.deliver(&event).status, 200);
        assert_eq!(world.status(), "pending");
        for _ in 0..3 {
            assert_eq!(run_after(&mut world, 10 * MINUTE)["changed"], 0);
        }
        assert_eq!((take_told(&mut world), world.status()), (vec![] as Vec<String>, "pending".into()));
        opened(&mut world, "approved");
        run_after(&mut world, 10 * MINUTE);
        assert_eq!((take_told(&mut world), world.status()), (vec![] as Vec<String>, "approved".into()));
    }
}

/// Two deliveries that seem older than a response: what the later one says counts, although it is not believed yet.
#[test]
fn an_approval_that_is_heard_after_another_event_is_not_told_again() {
    let mut world = world_of_bridge().onboarded("link_1");
    world.hook("getKycLink", json!({ "status": "incomplete", "customerOfLink": "customer_1" }));
    world.now += MINUTE;
    world.learn_status();
    for (id, kind) in [("e1", "kyc_pending"), ("e2", "kyc_approved")] {
        let event = json!({
            "id": id, "kind": kind, "kycLinkId": "link_1", "customerId": "customer_1", "occurredAt": at(world.now - MINUTE)
        });
        assert_eq!(world.deliver(&event).status, 200);
    }
    world.hook("getKycLink", json!({ "status": "approved", "customerOfLink": "customer_1" }));
    opened(&mut world, "approved");
    runs_after(&mut world, 3, 5 * MINUTE);
    assert_eq!((take_told(&mut world), world.status()), (vec![] as Vec<String>, "approved".into()));
}

/// The products decide.
#[test]
fn products_that_are_not_open_are_no_approval() {
    let mut world = unread();
    run_after(&mut world, 10 * MINUTE);
    opened(&mut world, "incomplete");
    for _ in 0..3 {
        assert_eq!(run_after(&mut world, 10 * MINUTE), counts(1, 0, 0, false));
    }
    assert_eq!((take_told(&mut world), world.status()), (vec![] as Vec<String>, "incomplete".into()));
    opened(&mut world, "revoked");
    run_after(&mut world, 10 * MINUTE);
    assert_eq!(take_told(&mut world), ["rejected"]);
}
