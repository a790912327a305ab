//! Deliveries: verified before anything else, each event once, and again when something of ours failed.

use serde_json::{Value, json};

use super::world::{DAY, SECOND, World};

fn event() -> Value {
    json!({ "id": "e1", "kind": "kyc_approved", "customerId": "c1", "occurredAt": "2026-09-21T14:00:00Z" })
}

fn world() -> World {
    let mut world = World::new();
    world.hook("onEvent", json!(null));
    world
}

#[test]
fn a_delivery_is_verified_before_it_counts() {
    for (code, status) in [
        ("webhook_signature", 401),
        ("webhook_stale", 401),
        ("webhook_malformed", 400),
        ("invalid_config", 500),
        ("internal", 500),
    ] {
        let mut world = world();
        assert_eq!(world.delivery().unverified(code).send().outcome(), (status, code));
        assert_eq!(world.take_asked(), [] as [&str; 0]);
        assert_eq!((world.count("event"), world.count("status")), (0, 0));
    }
}

#[test]
fn an_event_is_told_once_in_eight_days() {
    for (age, told) in [(0, 0), (SECOND, 0), (8 * DAY - 1, 0), (8 * DAY, 1)] {
        let mut world = world();
        assert_eq!(world.deliver(&event()).outcome(), (200, ""));
        assert_eq!(world.take_asked(), ["onEvent"]);
        world.now += age;
        assert_eq!(world.deliver(&event()).outcome(), (200, ""));
        assert_eq!(world.take_asked().len(), told, "{age}");
    }
    let mut world = world();
    world.deliver(&event());
    let mut other = event();
    other["id"] = json!("e2");
    world.deliver(&other);
    assert_eq!(world.take_asked(), ["onEvent", "onEvent"], "another id is another event");
}

#[test]
fn a_repetition_does_not_count_for_the_status_either() {
    let mut world = World::new().onboarded("c1");
    world.deliver(&event());
    world.now += 20 * SECOND;
    world.replies("getCustomer", json!({ "status": "rejected" }));
    world.get("status").send();
    world.deliver(&event());
    assert_eq!(world.get("status").send().body["status"], "rejected");
}

#[test]
fn the_same_event_at_once_is_in_work_once() {
    let mut world = world();
    let mut first = world.delivery().event(&event()).start();
    world.run_until(&mut first, "onEvent");
    let second = world.deliver(&event());
    assert_eq!((second.outcome(), second.header("retry-after")), ((503, "not_now"), Some("5")));
    assert_eq!(world.take_asked(), [] as [&str; 0]);
    assert_eq!(world.finish(&mut first).status, 200);
    assert_eq!(world.deliver(&event()).status, 200);
    assert_eq!(world.take_asked(), ["onEvent"]);
    // Both find nothing; the store lets one in.
    let mut world = self::world();
    let mut second = world.delivery().event(&event()).start();
    world.run_until(&mut second, "swap event");
    world.deliver(&event());
    assert_eq!(world.finish(&mut second).outcome(), (503, "not_now"));
    assert_eq!(world.take_asked(), ["onEvent"]);
}

#[test]
fn an_event_left_lying_is_taken_up_after_five_minutes() {
    for (age, is_taken) in [(300 * SECOND - 1, false), (300 * SECOND, true)] {
        let mut world = world();
        let mut died = world.delivery().event(&event()).start();
        world.run_until(&mut died, "onEvent");
        world.now += age;
        assert_eq!(world.deliver(&event()).status, if is_taken { 200 } else { 503 }, "{age}");
        assert_eq!(world.take_asked().len(), usize::from(is_taken));
    }
}

#[test]
fn an_event_comes_again_when_the_hook_fails() {
    let mut world = world();
    world.failing_hook("onEvent");
    for _ in 0..2 {
        let response = world.deliver(&event());
        assert_eq!((response.outcome(), response.header("retry-after")), ((503, "not_now"), Some("5")));
        assert_eq!(world.count("event"), 0);
    }
    world.hook("onEvent", json!(null));
    assert_eq!(world.deliver(&event()).status, 200);
    assert_eq!(world.take_asked(), ["onEvent", "onEvent", "onEvent"]);
}

#[test]
fn an_event_comes_again_when_the_store_is_down() {
    let mut world = world();
    world.store_is_down = true;
    assert_eq!(world.deliver(&event()).outcome(), (503, "not_now"));
    assert_eq!(world.take_asked(), [] as [&str; 0]);
}

#[test]
fn a_provider_without_its_key_has_no_route() {
    for (config, expected) in [
        (json!({ "webhookSecret": "s" }), 200),
        (json!({ "webhookSecret": ["s", "t"] }), 200),
        (json!({ "webhookSecret": "" }), 404),
        (json!({ "webhookSecret": null }), 404),
        (json!({ "webhookPublicKey": "k" }), 404),
        (json!({ "secret": "s" }), 404),
        (json!({}), 404),
        (json!(null), 404),
    ] {
        let mut world = world();
        world.config["connections"]["spherepay"] = config.clone();
        assert_eq!(world.deliver(&event()).status, expected, "{config}");
    }
    let mut world = world();
    world.config["connections"].as_object_mut().unwrap().remove("spherepay");
    assert_eq!(world.deliver(&event()).outcome(), (404, "no_route"));
    // A key of the other provider is a route of the other provider.
    world.config["connections"]["grid"]["webhookPublicKey"] = json!("k");
    let grid = world.request("POST", "/kyc/webhooks/grid").event(&event()).send();
    assert_eq!((grid.status, world.deliver(&event()).status), (200, 404));
}

/// The ids of two providers do not meet.
#[test]
fn an_event_is_its_providers() {
    let mut world = world();
    world.config["connections"]["grid"]["webhookPublicKey"] = json!("k");
    world.deliver(&event());
    world.request("POST", "/kyc/webhooks/grid").event(&event()).send();
    assert_eq!(world.take_asked(), ["onEvent", "onEvent"]);
}
