//! The status route: webhooks, the provider's own response, freshness, leases and outages.

use serde_json::{Value, json};

use super::world::{DAY, SECOND, START, TIMEOUT, World, error};

fn event(id: &str, kind: &str, occurred_at: Option<&str>) -> Value {
    json!({ "id": id, "kind": kind, "customerId": "c1", "occurredAt": occurred_at })
}

fn status(world: &mut World) -> Value {
    let response = world.get("status").send();
    assert_eq!(response.status, 200);
    response.body["status"].clone()
}

#[test]
fn without_a_cookie_the_status_is_none() {
    let mut world = World::new();
    let response = world.get("status").send();
    assert_eq!((response.status, response.body), (200, json!({ "status": "none" })));
    assert_eq!(world.take_calls(), [] as [&str; 0]);
}

#[test]
fn a_status_is_fresh_for_ten_seconds() {
    let mut world = World::new().onboarded("c1");
    world.replies("getCustomer", json!({ "status": "pending" }));
    let first = world.get("status").send();
    assert_eq!(first.body, json!({ "status": "pending", "provider": "spherepay", "updatedAt": START }));
    assert_eq!(world.arguments("getCustomer")["customerId"], "c1");
    world.now += 10 * SECOND - 1;
    assert_eq!(world.get("status").send().body, first.body);
    assert_eq!(world.take_calls(), ["getCustomer"]);
    world.now += 1;
    world.replies("getCustomer", json!({ "status": "approved" }));
    let second = world.get("status").send();
    assert_eq!(second.body, json!({ "status": "approved", "provider": "spherepay", "updatedAt": START + 10 * SECOND }));
    assert_eq!(world.take_calls(), ["getCustomer"]);
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
        // After ten seconds the provider's own response counts.
        world.now += 1;
        world.replies("getCustomer", json!({ "status": "incomplete" }));
        assert_eq!(status(&mut world), "incomplete", "{kind}");
    }
}

#[test]
fn other_events_and_customers_change_nothing() {
    for delivered in [
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
        assert_eq!(world.deliver(&delivered).status, 200);
        assert_eq!(status(&mut world), "pending", "{delivered}");
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
        // An event without a time counts when it arrives.
        (None, "rejected"),
        (Some("yesterday"), "rejected"),
    ] {
        let mut world = World::new().onboarded("c1");
        world.deliver(&event("e1", "kyc_approved", Some("2026-09-21T14:00:00Z")));
        world.deliver(&event("e2", "kyc_rejected", second));
        assert_eq!(status(&mut world), expected, "{second:?}");
    }
    // An event without a time does not reset the latest known time.
    let mut world = World::new().onboarded("c1");
    world.deliver(&event("e1", "kyc_approved", Some("2026-09-21T14:00:00Z")));
    world.deliver(&event("e2", "kyc_pending", None));
    world.deliver(&event("e3", "kyc_rejected", Some("2026-09-21T13:00:00Z")));
    assert_eq!(status(&mut world), "pending");
}

/// The provider's response includes everything that happened before it.
#[test]
fn an_event_from_before_the_providers_response_changes_nothing() {
    for (occurred_at, expected) in [("2026-09-21T14:13:19.999Z", "approved"), ("2026-09-21T14:13:20Z", "pending")] {
        let mut world = World::new().onboarded("c1");
        world.replies("getCustomer", json!({ "status": "approved" }));
        assert_eq!(status(&mut world), "approved");
        world.deliver(&event("e1", "kyc_pending", Some(occurred_at)));
        assert_eq!(status(&mut world), expected, "{occurred_at}");
    }
}

/// A response that was requested before the event does not override it.
#[test]
fn an_event_that_arrives_during_a_request_is_not_lost() {
    let mut world = World::new().onboarded("c1");
    let mut flight = world.get("status").start();
    world.run_until(&mut flight, "getCustomer");
    world.deliver(&event("e1", "kyc_approved", Some("2026-09-21T14:13:20Z")));
    world.replies("getCustomer", json!({ "status": "pending" }));
    world.finish(&mut flight);
    assert_eq!(status(&mut world), "approved");
}

#[test]
fn an_unknown_status_is_an_error() {
    let mut world = World::new().onboarded("c1");
    world.fails("getCustomer", json!({ "code": "rate_limited", "retryAfterMs": 2_500 }));
    let response = world.get("status").send();
    assert_eq!((response.outcome(), response.header("retry-after")), ((503, "rate_limited"), Some("3")));
    for (code, outcome) in [("not_found", (502, "unexpected_response")), ("timeout", (504, "timeout"))] {
        world.now += DAY / 24;
        world.fails("getCustomer", error(code));
        assert_eq!(world.get("status").send().outcome(), outcome);
    }
    world.store_is_down = true;
    assert_eq!(world.get("status").send().outcome(), (503, "not_now"));
}

/// Pages poll, so an outage must not multiply the requests to the provider.
#[test]
fn after_a_failure_the_provider_is_not_asked_for_five_seconds() {
    for (has_status, during) in [(false, (503, "not_now")), (true, (200, ""))] {
        let mut world = World::new().onboarded("c1");
        if has_status {
            world.replies("getCustomer", json!({ "status": "pending" }));
            assert_eq!(status(&mut world), "pending");
            world.now += 10 * SECOND;
        }
        let learned_at = world.now - 10 * SECOND;
        world.fails("getCustomer", error("unavailable"));
        let first = world.get("status").send();
        assert_eq!(first.status, if has_status { 200 } else { 503 });
        world.take_calls();
        for age in [1, 5 * SECOND - 2] {
            world.now += age;
            let response = world.get("status").send();
            assert_eq!(response.outcome(), during, "{age}");
            if has_status {
                assert_eq!(
                    response.body,
                    json!({ "status": "pending", "provider": "spherepay", "updatedAt": learned_at })
                );
            } else {
                let wait = if age == 1 { "5" } else { "1" };
                assert_eq!(response.header("retry-after"), Some(wait));
            }
        }
        assert_eq!(world.take_calls(), [] as [&str; 0]);
        world.now += 1;
        world.replies("getCustomer", json!({ "status": "approved" }));
        assert_eq!(status(&mut world), "approved");
    }
}

/// Only one request at a time gets a customer from the provider, without retries.
#[test]
fn only_one_request_at_a_time_asks_the_provider() {
    let mut world = World::new().onboarded("c1");
    let mut first = world.get("status").start();
    world.run_until(&mut first, "getCustomer");
    let second = world.get("status").send();
    assert_eq!((second.outcome(), second.header("retry-after")), ((503, "not_now"), Some("2")));
    world.replies("getCustomer", json!({ "status": "pending" }));
    assert_eq!(world.finish(&mut first).body["status"], "pending");
    assert_eq!(world.arguments("getCustomer")["maxRetries"], 0, "no retries");
    assert_eq!(world.take_calls(), ["getCustomer"]);
    // Other requests get the last known status.
    world.now += 10 * SECOND;
    let mut first = world.get("status").start();
    world.run_until(&mut first, "getCustomer");
    assert_eq!(status(&mut world), "pending");
    // Both requests find the same record, and the store lets one of them ask.
    let mut world = World::new().onboarded("c1");
    let mut second = world.get("status").start();
    world.run_until(&mut second, "swap status");
    let mut first = world.get("status").start();
    world.run_until(&mut first, "getCustomer");
    assert_eq!(world.finish(&mut second).outcome(), (503, "not_now"));
    assert_eq!(world.take_calls(), [] as [&str; 0]);
}

/// The lease of a request that crashed ends when the request would have ended.
#[test]
fn a_crashed_request_loses_its_lease() {
    let lease = TIMEOUT + SECOND;
    for (age, is_asked) in [(lease - 1, false), (lease, true)] {
        let mut world = World::new().onboarded("c1");
        let mut died = world.get("status").start();
        world.run_until(&mut died, "getCustomer");
        world.now += age;
        world.replies("getCustomer", json!({ "status": "pending" }));
        assert_eq!(world.get("status").send().status, if is_asked { 200 } else { 503 }, "{age}");
        assert_eq!(world.take_calls().len(), usize::from(is_asked));
    }
}

#[test]
fn a_failing_provider_does_not_undo_a_webhook() {
    let mut world = World::new().onboarded("c1");
    world.deliver(&event("e1", "kyc_approved", Some("2026-09-21T14:13:20Z")));
    // The webhook shows that the customer exists, so a 404 is not worth a report.
    for (code, is_reported) in [("not_found", false), ("unavailable", true), ("timeout", true)] {
        world.now += 20 * SECOND;
        world.fails("getCustomer", error(code));
        assert_eq!(status(&mut world), "approved", "{code}");
        assert_eq!(world.take_calls().contains(&"report".to_owned()), is_reported, "{code}");
    }
}

/// A webhook that arrives during a request keeps the request's lease, which must end with the request.
#[test]
fn a_lease_ends_with_its_request() {
    let mut world = World::new().onboarded("c1");
    world.config["timeout"] = json!(60 * SECOND);
    let mut flight = world.get("status").start();
    world.run_until(&mut flight, "getCustomer");
    let other = world.get("status").send();
    assert_eq!((other.status, other.header("retry-after")), (503, Some("5")), "never longer than after a failure");
    world.deliver(&event("e1", "kyc_pending", Some("2026-09-21T14:13:20Z")));
    world.replies("getCustomer", json!({ "status": "incomplete" }));
    world.finish(&mut flight);
    assert_eq!(status(&mut world), "pending");
    world.now += 10 * SECOND;
    world.replies("getCustomer", json!({ "status": "approved" }));
    assert_eq!(status(&mut world), "approved");
}

/// A server whose clock is ahead writes a lease, or a failure, that ends later than any lease can.
#[test]
fn a_lease_from_a_clock_that_is_ahead_does_not_count() {
    // The deadline of a request, a second of its own work, and five seconds after a failure.
    for (ahead, is_held) in [(0, true), (3 * SECOND, true), (3 * SECOND + 1, false), (60 * SECOND, false)] {
        let mut world = World::new().onboarded("c1");
        let now = world.now;
        world.now += ahead;
        let mut died = world.get("status").start();
        world.run_until(&mut died, "getCustomer");
        world.now = now;
        world.replies("getCustomer", json!({ "status": "pending" }));
        assert_eq!(world.get("status").send().status, if is_held { 503 } else { 200 }, "{ahead}");
        world.forget_script();
    }
}

#[test]
fn a_response_without_a_status_is_not_fresh() {
    let mut world = World::new().onboarded("c1");
    for _ in 0..2 {
        world.replies("getCustomer", json!({}));
        assert_eq!(status(&mut world), "");
    }
    assert_eq!(world.take_calls(), ["getCustomer", "getCustomer"]);
}

/// A remembered failure does not hide a webhook.
#[test]
fn a_webhook_counts_during_an_outage() {
    let mut world = World::new().onboarded("c1");
    world.fails("getCustomer", error("unavailable"));
    assert_eq!(world.get("status").send().status, 503);
    world.deliver(&event("e1", "kyc_approved", Some("2026-09-21T14:13:20Z")));
    assert_eq!(status(&mut world), "approved");
}

/// A record written by a server whose clock was ahead does not stay fresh.
#[test]
fn a_status_from_the_future_is_not_fresh() {
    let mut world = World::new().onboarded("c1");
    world.now += DAY;
    world.replies("getCustomer", json!({ "status": "pending" }));
    assert_eq!(status(&mut world), "pending");
    world.now -= DAY;
    world.replies("getCustomer", json!({ "status": "approved" }));
    assert_eq!(status(&mut world), "approved");
}

/// A status can be learned again, so a record that does not open counts as absent.
#[test]
fn a_status_that_does_not_open_counts_as_absent() {
    let mut world = World::new();
    world.deliver(&event("e1", "kyc_rejected", None));
    world.secrets = vec!["another secret"];
    world.onboard("c1");
    world.replies("getCustomer", json!({ "status": "approved" }));
    assert_eq!(status(&mut world), "approved");
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
