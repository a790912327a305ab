//! Where a verification stands: what a webhook said, what the provider says, and which of them counts.

use serde_json::{Value, json};

use super::world::{DAY, HOUR, SECOND, START, World, error};

fn event(id: &str, kind: &str, occurred_at: Option<&str>) -> Value {
    json!({ "id": id, "kind": kind, "customerId": "c1", "occurredAt": occurred_at })
}

fn status(world: &mut World) -> Value {
    let response = world.get("status").send();
    assert_eq!(response.status, 200);
    response.body["status"].clone()
}

#[test]
fn without_a_cookie_there_is_no_status_to_tell() {
    let mut world = World::new();
    let response = world.get("status").send();
    assert_eq!((response.status, response.body), (200, json!({ "status": "none" })));
    assert_eq!(world.take_asked(), [] as [&str; 0]);
}

#[test]
fn a_status_is_fresh_for_ten_seconds() {
    let mut world = World::new().onboarded("c1");
    world.replies("getCustomer", json!({ "status": "pending" }));
    let first = world.get("status").send();
    assert_eq!(first.body, json!({ "status": "pending", "provider": "spherepay", "updatedAt": START }));
    assert_eq!(world.arguments("getCustomer")[2], "c1");
    world.now += 10 * SECOND - 1;
    assert_eq!(world.get("status").send().body, first.body);
    assert_eq!(world.take_asked(), ["getCustomer"]);
    world.now += 1;
    world.replies("getCustomer", json!({ "status": "approved" }));
    let second = world.get("status").send();
    assert_eq!(second.body, json!({ "status": "approved", "provider": "spherepay", "updatedAt": START + 10 * SECOND }));
    assert_eq!(world.take_asked(), ["getCustomer"]);
}

#[test]
fn a_verified_webhook_counts_at_once() {
    for (kind, expected) in [
        ("kyc_pending", "pending"),
        ("kyc_approved", "approved"),
        ("kyc_rejected", "rejected"),
        ("kyc_needs_review", "on_hold"),
    ] {
        let mut world = World::new().onboarded("c1");
        world.replies("getCustomer", json!({ "status": "incomplete" }));
        assert_eq!(status(&mut world), "incomplete");
        world.now += SECOND;
        assert_eq!(world.deliver(&event("e1", kind, Some("2026-09-21T14:13:21Z"))).status, 200);
        assert_eq!(status(&mut world), expected);
        world.now += 10 * SECOND - 1;
        assert_eq!(status(&mut world), expected);
        // Then the provider's own word counts.
        world.now += 1;
        world.replies("getCustomer", json!({ "status": "incomplete" }));
        assert_eq!(status(&mut world), "incomplete", "{kind}");
    }
}

#[test]
fn other_events_and_other_customers_say_nothing() {
    for told in [
        event("e1", "customer_created", None),
        event("e1", "customer_updated", None),
        event("e1", "test", None),
        event("e1", "other", None),
        event("e1", "approved", None),
        json!({ "id": "e1", "kind": "kyc_approved" }),
        json!({ "id": "e1", "kind": "kyc_approved", "customerId": "" }),
        json!({ "id": "e1", "kind": "kyc_approved", "customerId": "c2" }),
        json!({ "id": "e1", "customerId": "c1" }),
    ] {
        let mut world = World::new().onboarded("c1");
        world.replies("getCustomer", json!({ "status": "pending" }));
        assert_eq!(status(&mut world), "pending");
        assert_eq!(world.deliver(&told).status, 200);
        assert_eq!(status(&mut world), "pending", "{told}");
    }
    // The same id at another provider is another customer.
    let mut world = World::of_grid();
    world.onboard("c1");
    world.deliver(&event("e1", "kyc_approved", None));
    world.replies("getCustomer", json!({ "status": "pending" }));
    assert_eq!(status(&mut world), "pending");
}

#[test]
fn an_older_event_never_overrides_a_newer_one() {
    for (second, expected) in [
        (Some("2026-09-21T14:00:01Z"), "rejected"),
        (Some("2026-09-21T14:00:00Z"), "rejected"),
        (Some("2026-09-21T13:59:59.999Z"), "approved"),
        (Some("2026-09-21T15:59:59+02:00"), "approved"),
        // What does not say when it occurred is taken as it comes.
        (None, "rejected"),
        (Some("yesterday"), "rejected"),
    ] {
        let mut world = World::new().onboarded("c1");
        world.deliver(&event("e1", "kyc_approved", Some("2026-09-21T14:00:00Z")));
        world.deliver(&event("e2", "kyc_rejected", second));
        assert_eq!(status(&mut world), expected, "{second:?}");
    }
    // One that says no time does not open the door to older ones.
    let mut world = World::new().onboarded("c1");
    world.deliver(&event("e1", "kyc_approved", Some("2026-09-21T14:00:00Z")));
    world.deliver(&event("e2", "kyc_pending", None));
    world.deliver(&event("e3", "kyc_rejected", Some("2026-09-21T13:00:00Z")));
    assert_eq!(status(&mut world), "pending");
}

/// Whatever had happened until the provider was asked is in what it said.
#[test]
fn an_event_from_before_the_providers_word_says_nothing_new() {
    for (occurred_at, expected) in [("2026-09-21T14:13:19.999Z", "approved"), ("2026-09-21T14:13:20Z", "pending")] {
        let mut world = World::new().onboarded("c1");
        world.replies("getCustomer", json!({ "status": "approved" }));
        assert_eq!(status(&mut world), "approved");
        world.deliver(&event("e1", "kyc_pending", Some(occurred_at)));
        assert_eq!(status(&mut world), expected, "{occurred_at}");
    }
}

/// A response of the provider that was on its way meanwhile does not undo the event.
#[test]
fn an_event_that_arrives_while_the_provider_is_asked_stays() {
    let mut world = World::new().onboarded("c1");
    let mut flight = world.get("status").start();
    world.run_until(&mut flight, "getCustomer");
    world.deliver(&event("e1", "kyc_approved", Some("2026-09-21T14:13:20Z")));
    world.replies("getCustomer", json!({ "status": "pending" }));
    world.finish(&mut flight);
    assert_eq!(status(&mut world), "approved");
}

#[test]
fn a_status_that_cannot_be_had_is_not_made_up() {
    let mut world = World::new().onboarded("c1");
    world.fails("getCustomer", json!({ "code": "rate_limited", "retryAfterMs": 2_500 }));
    let response = world.get("status").send();
    assert_eq!((response.outcome(), response.header("retry-after")), ((503, "rate_limited"), Some("3")));
    for (code, outcome) in [("not_found", (502, "unexpected_response")), ("timeout", (504, "timeout"))] {
        world.now += HOUR;
        world.fails("getCustomer", error(code));
        assert_eq!(world.get("status").send().outcome(), outcome);
    }
    world.store_is_down = true;
    assert_eq!(world.get("status").send().outcome(), (503, "not_now"));
}

#[test]
fn a_status_is_remembered_for_thirty_days() {
    for (age, count) in [(30 * DAY - 1, 1), (30 * DAY, 0)] {
        let mut world = World::new();
        world.deliver(&event("e1", "kyc_approved", None));
        world.now += age;
        assert_eq!(world.count("status"), count, "{age}");
    }
}
