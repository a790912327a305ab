//! Slow stores and providers, and customers whose answer always fails: whoever comes first keeps nobody else waiting.

use std::collections::BTreeSet;

use serde_json::json;

use super::runs::due;
use super::{MINUTE, counts, onboarded, refresh, run, run_after, take_asked, world};
use crate::edge::world::{World, at, error};

/// Reading takes all the time that a step has for asking, and would take all that it has. Each step asks about somebody.
#[test]
fn a_slow_store_leaves_nobody_behind() {
    for (customers, ms) in [(3, 20), (9, 20), (20, 12)] {
        let mut world = onboarded(world(), customers);
        world.now += 10 * MINUTE;
        world.hook("getCustomer", json!({ "status": "approved" }));
        world.takes("loadRecord agenda", ms);
        let all = i64::try_from(customers).unwrap();
        assert_eq!(run(&mut world), counts(all, all, 0, false), "{ms}");
    }
}

#[test]
fn a_slow_provider_leaves_nobody_for_the_next_run() {
    let mut world = due();
    world.takes("getCustomer", 200);
    assert_eq!(run(&mut world), counts(3, 3, 0, false));
}

/// The plan ends with this write: what is decided after it depends on when it has ended.
#[test]
fn a_slow_write_ends_no_run() {
    let mut world = due();
    world.takes("swapRecord status", 200);
    assert_eq!(run(&mut world), counts(3, 3, 0, false));
}

/// Somebody else asks about the first customer at this moment, and reading took all of the time.
#[test]
fn a_step_that_may_not_ask_about_the_first_one_asks_about_the_next() {
    let mut world = world().onboarded("customer_c1");
    let first = world.cookie.clone();
    world.onboard_elsewhere("customer_c2");
    world.now += 10 * MINUTE;
    world.hook("getCustomer", json!({ "status": "approved" }));
    world.cookie = first;
    world.get("status").until("getCustomer");
    world.takes("loadRecord agenda", 20);
    world.requests.clear();
    run(&mut world);
    assert_eq!(take_asked(&mut world), ["customer_c2"]);
}

/// A delivery is being handled that tells of the first one, and reading took all of the time.
#[test]
fn a_step_that_has_nothing_to_tell_yet_ends_the_run() {
    let mut world = onboarded(world(), 2);
    world.now += 10 * MINUTE;
    world.hook("getCustomer", json!({ "status": "approved" }));
    let event =
        json!({ "id": "event_1", "kind": "kyc_approved", "customerId": "customer_c1", "occurredAt": at(world.now) });
    world.delivery().event(&event).until("onEvent");
    world.takes("loadRecord agenda", 20);
    assert_eq!(run(&mut world), counts(0, 0, 0, true));
    assert_eq!(run_after(&mut world, 5 * MINUTE)["asked"], 1);
    assert_eq!(take_asked(&mut world), ["customer_c2"]);
}

/// Returns whom runs ask about, of which each begins with so many failures that take this long.
fn asked_by_failing_runs(mut world: World, failures: usize, ms: i64, limit: i64) -> BTreeSet<String> {
    world.requests.clear();
    let mut asked = BTreeSet::new();
    for _ in 0..16 {
        world.takes("getCustomer", ms);
        for _ in 0..failures {
            world.fails("getCustomer", error("unavailable"));
        }
        world.now += 5 * MINUTE;
        refresh(&mut world, "spherepay", limit);
        asked.extend(take_asked(&mut world));
    }
    asked
}

#[test]
fn those_who_fail_first_keep_nobody_waiting() {
    for (failures, ms, limit) in [(1, 400, 100), (3, 0, 100), (1, 0, 1)] {
        let mut world = onboarded(world(), 6);
        world.hook("getCustomer", json!({ "status": "pending" }));
        world.now += 10 * MINUTE;
        assert_eq!(asked_by_failing_runs(world, failures, ms, limit).len(), 6, "{failures} {ms} {limit}");
    }
}

/// A run ends with the failure: another step would ask about the same customer again.
#[test]
fn slow_failures_end_the_run() {
    for what in ["getCustomer", "onEvent"] {
        let mut world = due();
        world.takes(what, 400);
        world.always_fails(what, error("unavailable"));
        assert_eq!(run(&mut world), counts(1, 0, 1, true), "{what}");
        assert_eq!(run_after(&mut world, 5 * MINUTE)["failed"], 1, "{what}");
        assert_eq!(world.requests.len(), 2, "{what}: of another one");
        assert_ne!(world.requests[0], world.requests[1], "{what}");
    }
}
