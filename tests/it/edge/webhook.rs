//! Webhook deliveries: verification, age, duplicates, concurrency and redelivery after a failure.

use serde_json::{Value, json};

use crate::edge::world::{DAY, MINUTE, SECOND, START, World, pairs};

/// The time at which the event occurred, which is `START`.
const OCCURRED_AT: &str = "2026-09-21T14:13:20Z";

fn event() -> Value {
    json!({ "id": "e1", "kind": "kyc_approved", "customerId": "customer_c1", "occurredAt": OCCURRED_AT })
}

fn world() -> World {
    let mut world = World::new();
    world.hook("onEvent", json!(null));
    world
}

#[test]
fn on_event_is_called_once_per_event() {
    for age in [0, SECOND, DAY, 7 * DAY] {
        let mut world = world();
        assert_eq!(world.deliver(&event()).outcome(), (200, ""));
        assert_eq!(world.take_calls(), ["onEvent"]);
        world.now += age;
        assert_eq!(world.deliver(&event()).outcome(), (200, ""));
        assert_eq!(world.take_calls(), [] as [&str; 0], "{age}");
    }
    let mut world = world();
    world.deliver(&event());
    let mut other = event();
    other["id"] = json!("e2");
    world.deliver(&other);
    assert_eq!(world.take_calls(), ["onEvent", "onEvent"], "another id is another event");
}

/// How long an event is remembered is a row of the table of records: longer than it is accepted, so that a recorded
/// delivery never counts twice.
#[test]
fn an_event_is_remembered_for_longer_than_it_is_accepted() {
    // One that is dated ahead.
    let mut world = world();
    world.now = START - 10 * MINUTE;
    assert_eq!(world.deliver(&event()).status, 200);
    world.now = START + 7 * DAY;
    assert_eq!(world.deliver(&event()).status, 200);
    assert_eq!((world.take_calls().len(), world.count("event")), (1, 1));
    world.now += 1;
    assert_eq!(world.deliver(&event()).outcome(), (401, "webhook_stale"));
    // An event without a time is accepted at any age, so its id is remembered for a year.
    for occurred_at in [json!(null), json!("yesterday"), json!("")] {
        let mut undated = event();
        undated["occurredAt"] = occurred_at;
        let mut world = self::world();
        for later in [0, 366 * DAY - 1] {
            world.now += later;
            assert_eq!(world.deliver(&undated).status, 200);
        }
        assert_eq!(world.take_calls().len(), 1);
    }
}

#[test]
fn an_event_that_occurred_too_long_ago_or_in_the_future_is_refused() {
    for (config, age, is_taken) in [
        (json!(null), 7 * DAY, true),
        (json!(null), 7 * DAY + 1, false),
        (json!(SECOND), SECOND, true),
        (json!(SECOND), SECOND + 1, false),
        (json!(30 * DAY), 30 * DAY, true),
        (json!(30 * DAY), 30 * DAY + 1, false),
        // The provider's clock is ahead.
        (json!(null), -10 * MINUTE, true),
        (json!(null), -10 * MINUTE - 1, false),
        (json!(30 * DAY), -DAY, false),
        (json!(SECOND), -10 * MINUTE, true),
    ] {
        let mut world = world();
        if !config.is_null() {
            world.config["maxWebhookAgeMs"] = config.clone();
        }
        world.now = START + age;
        let expected = if is_taken { (200, "") } else { (401, "webhook_stale") };
        assert_eq!(world.deliver(&event()).outcome(), expected, "{config} {age}");
        assert_eq!(world.take_calls().len(), usize::from(is_taken));
        assert_eq!((world.count("event"), world.count("status")), (usize::from(is_taken), usize::from(is_taken)));
    }
}

/// Anybody can post here, so a request without a signature is refused before any work is done, and counts.
#[test]
fn a_delivery_without_a_signature_is_refused_unread() {
    let mut world = world();
    world.hook("rateLimit", json!(true));
    let delivery = world.delivery().without("signature").of_size(1 << 30).unverified("internal");
    assert_eq!(delivery.send().outcome(), (401, "webhook_signature"));
    assert_eq!(world.take_calls(), ["rateLimit"]);
    world.hook("rateLimit", json!(false));
    assert_eq!(world.delivery().without("signature").send().outcome(), (429, "too_many_requests"), "it fills no log");
    assert_eq!(world.delivery().send().outcome(), (429, "too_many_requests"));
}

#[test]
fn deliveries_are_rate_limited_before_they_are_read() {
    for (verdict, expected, wait) in [
        (json!(true), (413, "payload_too_large"), None),
        (json!({ "retryAfterMs": null }), (429, "too_many_requests"), None),
        (json!(false), (429, "too_many_requests"), None),
        (json!({ "retryAfterMs": 1_500 }), (429, "too_many_requests"), Some("2")),
    ] {
        let mut world = world();
        world.hook("rateLimit", verdict.clone());
        let response = world.delivery().of_size(1 << 30).send();
        assert_eq!((response.outcome(), response.header("retry-after")), (expected, wait), "{verdict}");
        assert_eq!(world.take_calls(), ["rateLimit"]);
    }
    let mut world = world();
    world.failing_hook("rateLimit");
    assert_eq!(world.deliver(&event()).outcome(), (503, "not_now"));
    assert_eq!(world.take_calls(), ["rateLimit"]);
}

#[test]
fn a_duplicate_does_not_change_the_status() {
    let mut world = World::new().onboarded("customer_c1");
    world.deliver(&event());
    world.now += 20 * SECOND;
    world.replies("getCustomer", json!({ "status": "rejected" }));
    world.get("status").send();
    world.deliver(&event());
    assert_eq!(world.status(), "rejected");
}

/// Only the store's clock decides when an event is abandoned, whatever that of another server says.
#[test]
fn a_concurrent_duplicate_is_refused() {
    for behind in [0, 1, MINUTE] {
        let mut world = world();
        let mut first = world.delivery().event(&event()).until("onEvent");
        world.now -= behind;
        let second = world.deliver(&event());
        assert_eq!((second.outcome(), second.header("retry-after")), ((503, "not_now"), Some("5")), "{behind}");
        world.now += behind;
        world.assert_no_calls();
        assert_eq!(world.finish(&mut first).status, 200);
        assert_eq!(world.deliver(&event()).status, 200);
        assert_eq!(world.take_calls(), ["onEvent"]);
    }
    // Both deliveries find no record, and the store lets one of them write it.
    let mut world = self::world();
    let mut second = world.delivery().event(&event()).until("swapRecord event");
    world.deliver(&event());
    assert_eq!(world.finish(&mut second).outcome(), (503, "not_now"));
    assert_eq!(world.take_calls(), ["onEvent"]);
}

#[test]
fn an_event_is_redelivered_when_the_hook_or_the_store_fails() {
    let mut world = world();
    world.store_is_down = true;
    assert_eq!(world.deliver(&event()).outcome(), (503, "not_now"));
    world.store_is_down = false;
    world.assert_no_calls();
    world.failing_hook("onEvent");
    for _ in 0..2 {
        let response = world.deliver(&event());
        assert_eq!((response.outcome(), response.header("retry-after")), ((503, "not_now"), Some("5")));
        assert_eq!(world.count("event"), 0);
    }
    world.hook("onEvent", json!(null));
    assert_eq!(world.deliver(&event()).status, 200);
    assert_eq!(world.take_calls(), ["onEvent", "onEvent", "onEvent"]);
}

#[test]
fn a_provider_without_a_webhook_key_has_no_route() {
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
    // The key of another provider opens the route of that provider only.
    world.open_webhooks_of_grid();
    let grid = world.delivery_of("grid").event(&event()).send();
    assert_eq!((grid.status, world.deliver(&event()).status), (200, 404));
}

/// Handlers over one store have an `onEvent` each: none takes another's event for a duplicate of its own. Nor is one with
/// the same id at another provider.
#[test]
fn each_handler_over_a_store_gets_an_event_once() {
    let mut world = world();
    world.open_webhooks_of_grid();
    for expected in [["onEvent"; 4].as_slice(), &[]] {
        for id in ["shop", "bank"] {
            world.config["id"] = json!(id);
            assert_eq!(world.deliver(&event()).status, 200, "{id}");
            assert_eq!(world.delivery_of("grid").event(&event()).send().status, 200, "{id}");
        }
        assert_eq!(world.take_calls(), expected);
    }
}

/// Sessions know a person by the customer's id, or by the link's where the link comes first. An event may have both.
#[test]
fn an_event_changes_the_status_of_the_session_that_it_is_about() {
    let ids = |customer: &Value, link: &Value| {
        let mut event = event();
        (event["customerId"], event["kycLinkId"]) = (customer.clone(), link.clone());
        event
    };
    let names = [json!(null), json!(""), json!(7), json!("customer_c1"), json!("link_1"), json!("link_2")];
    for (customer, link) in pairs(&names, &names) {
        let mut world = World::of_bridge().onboarded("link_1");
        let event = ids(customer, link);
        assert_eq!(world.deliver(&event).status, 200);
        // Where the provider has a customer, its products have not been read yet.
        let approved = if customer.as_str().is_some_and(|id| !id.is_empty()) { "pending" } else { "approved" };
        let expected = if link == "link_1" { approved } else { "incomplete" };
        assert_eq!(world.status(), expected, "{event}");
        let mut world = World::new().onboarded("customer_c1");
        world.deliver(&event);
        let expected = if customer == "customer_c1" { "approved" } else { "incomplete" };
        assert_eq!(world.status(), expected, "{customer} {link}");
    }
}

/// Bridge dates its signatures. One of another time is refused before the event is read, so that nobody can replay it.
#[test]
fn a_signature_of_bridge_counts_ten_minutes_before_and_after_its_time() {
    const LIMIT: i64 = 10 * MINUTE;
    for (age, is_recent) in
        [(0, true), (LIMIT, true), (LIMIT + 1, false), (DAY, false), (-LIMIT, true), (-LIMIT - 1, false)]
    {
        let mut world = World::of_bridge().onboarded("link_1");
        world.hook("onEvent", json!(null));
        let signature = World::signature_of_bridge(world.now - age);
        let mut event = event();
        event["kycLinkId"] = json!("link_1");
        let response = world.delivery().header("x-webhook-signature", &signature).event(&event).send();
        assert_eq!(response.outcome(), if is_recent { (200, "") } else { (400, "webhook_too_old") }, "{age}");
        assert_eq!(world.called("onEvent") > 0, is_recent, "{age}");
    }
}
