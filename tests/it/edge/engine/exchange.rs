//! Requests to the provider: which are sent again, after which wait, and within which time.

use std::collections::HashSet;

use serde_json::{Value, json};

use crate::edge::world::{SECOND, World, error, link};

/// Returns a world in which there is time for every attempt.
fn patient(mut world: World) -> World {
    world.config["timeout"] = json!(60 * SECOND);
    world
}

/// Returns a world whose browser has a customer with a known status. Its logs are empty.
fn renewing() -> World {
    let mut world = patient(World::new()).onboarded("customer_c1");
    world.learn_status();
    world
}

fn renew(world: &mut World, failure: Value) -> (u16, &'static str) {
    world.fails("createKycLink", failure);
    world.post("links/renew").send().outcome()
}

/// The client decides which failures are worth another attempt, and after which wait: `src/client/exchange/retry.rs`.
#[test]
fn a_request_is_sent_again_only_if_that_is_safe_and_may_help() {
    for (code, waits) in [("unavailable", &[7 * SECOND, 7 * SECOND][..]), ("not_found", &[])] {
        let mut world = renewing();
        assert!(renew(&mut world, json!({ "code": code, "retryAfter": "7" })).0 >= 400, "{code}");
        assert_eq!((world.requests.len(), world.waits.as_slice()), (waits.len() + 1, waits), "{code}");
        assert!(world.requests.iter().all(|request| request["body"] == world.requests[0]["body"]), "{code}");
    }
    let mut first_waits = HashSet::new();
    let mut world = renewing();
    for _ in 0..9 {
        world.waits.clear();
        let once = json!({ "code": "unavailable", "then": link("customer_c1") });
        assert_eq!(renew(&mut world, once), (201, ""));
        // A random part of the first wait.
        assert!((0..500).contains(&world.waits[0]) && world.waits.len() == 1, "{:?}", world.waits);
        first_waits.insert(world.waits[0]);
    }
    assert!(first_waits.len() > 1, "every request waits as long");
}

#[test]
fn a_create_is_sent_again_only_with_a_key_of_the_providers() {
    for code in ["unavailable", "rate_limited", "network", "timeout"] {
        for (world, attempts) in [(World::new(), 1), (World::of_grid(), 1), (World::of_bridge(), 3)] {
            let mut world = patient(world);
            world.fails("onboard", error(code));
            assert_eq!(world.post_jane().status, 503, "{code}");
            assert_eq!(world.requests.len(), attempts, "{code}");
            let keys: HashSet<_> = world.requests.iter().map(|sent| &sent["headers"]["Idempotency-Key"]).collect();
            assert_eq!(keys.len(), 1, "each attempt has the same key");
        }
    }
    // A code may be tried once only.
    let mut world = patient(World::of_grid()).onboarded("Customer:1");
    world.requests.clear();
    world.fails("confirmEmail", error("unavailable"));
    assert_eq!(world.post("contact/email/confirm").json(&json!({ "code": "123456" })).send().status, 503);
    assert_eq!(world.requests.len(), 1);
}

/// One attempt that may have arrived is enough for a customer.
#[test]
fn a_create_of_which_only_the_last_attempt_was_not_sent_is_unknown() {
    let not_sent = error("network");
    for (first, outcome) in [
        (not_sent.clone(), (503, "unavailable")),
        (json!({ "code": "timeout", "then": not_sent }), (503, "outcome_unknown")),
        (json!({ "code": "unavailable", "then": not_sent }), (503, "outcome_unknown")),
    ] {
        let mut world = patient(World::of_bridge());
        world.fails("onboard", first.clone());
        assert_eq!(world.post_jane().outcome(), outcome, "{first}");
        assert_eq!(world.requests.len(), 3);
    }
}

/// All attempts share the time that is left of the request.
#[test]
fn each_attempt_has_the_time_that_is_left() {
    let mut world = World::new().onboarded("customer_c1");
    world.learn_status();
    let mut flight = world.post("links/renew").start();
    world.fails("createKycLink", json!({ "code": "network", "then": link("customer_c1") }));
    world.run_until(&mut flight, "createKycLink");
    world.elapsed_ms = 200;
    world.run_until(&mut flight, "wait");
    world.elapsed_ms = 500;
    assert_eq!(world.finish(&mut flight).status, 201);
    let timeouts: Vec<_> = world.requests.iter().map(|sent| sent["timeoutMs"].as_i64().unwrap()).collect();
    assert_eq!(timeouts, [900, 400]);
    // A wait that reaches the end is not begun.
    for (wait, attempts) in [("0", 3), ("1", 1)] {
        let mut world = World::new().onboarded("customer_c1");
        world.learn_status();
        world.fails("createKycLink", json!({ "code": "unavailable", "retryAfter": wait }));
        let response = world.post("links/renew").send();
        assert_eq!((response.outcome(), response.header("retry-after")), ((503, "unavailable"), Some("1")), "{wait}");
        assert_eq!(world.requests.len(), attempts, "{wait}");
    }
}
