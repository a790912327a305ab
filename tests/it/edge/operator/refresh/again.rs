//! What a run sees when it looks again, because others have learned or begun something since it planned.

use serde_json::json;

use super::runs::refresh as start;
use super::{MINUTE, begun, counts, due, onboarded, run_after, runs_after, take_asked, take_told, world};
use crate::edge::world::{DAY, LOCK, World, at, error, interrupted};

/// Customers whose review has begun, as runs have found and told, and who are due again.
fn pending(count: usize) -> World {
    let mut world = onboarded(world(), count);
    world.hook("getCustomer", json!({ "status": "pending" }));
    runs_after(&mut world, 2, 10 * MINUTE);
    world.requests.clear();
    world.now += 10 * MINUTE;
    world
}

/// A browser has just asked: before the run, or between its plan and the lock of the customer.
#[test]
fn what_a_browser_has_just_learned_is_not_asked_again() {
    let begun = pending(1);
    for looks in ["before the run", "after its plan"] {
        let mut world = begun.clone();
        if looks == "before the run" {
            world.learn_status();
        }
        let mut flight = start(&mut world);
        if looks == "after its plan" {
            world.run_until(&mut flight, "swapRecord asking");
            world.learn_status();
        }
        world.finish(&mut flight);
        assert_eq!(take_asked(&mut world), [""; 0], "{looks}");
        assert_eq!(run_after(&mut world, 10 * MINUTE), counts(1, 0, 0, false), "{looks}");
    }
}

/// A run has asked about somebody and tells it when it has asked about the others. Meanwhile a delivery has told the same.
#[test]
fn what_a_delivery_has_told_meanwhile_is_not_told_again() {
    let mut world = due(3);
    let mut flight = start(&mut world);
    for _ in 0..2 {
        world.run_until(&mut flight, "getCustomer");
        assert!(world.advance_by(&mut flight, 1).is_none());
    }
    let first = take_asked(&mut world).swap_remove(0);
    let event = json!({ "id": "1", "kind": "kyc_approved", "customerId": first, "occurredAt": at(world.now) });
    assert_eq!(world.deliver(&event).status, 200);
    world.finish(&mut flight);
    let told: Vec<_> = take_told(&mut world).into_iter().map(|(customer, _)| customer).collect();
    assert!(told.len() == 2 && !told.contains(&first), "{first}: {told:?}");
    run_after(&mut world, 10 * MINUTE);
    assert_eq!(world.count("agenda"), 0, "nothing is left to do about anybody");
}

/// The second delivery that says it has failed, and is repeated by the provider.
#[test]
fn what_a_first_delivery_has_told_is_not_told_because_a_second_one_failed() {
    let mut world = pending(1);
    for (id, is_refused) in [("1", false), ("2", true)] {
        world.hook("onEvent", json!(null));
        if is_refused {
            world.failing_hook("onEvent");
        }
        world.now += 1_000;
        let event =
            json!({ "id": id, "kind": "kyc_approved", "customerId": "customer_c1", "occurredAt": at(world.now) });
        assert_eq!(world.deliver(&event).status, if is_refused { 503 } else { 200 });
    }
    world.hook("onEvent", json!(null));
    world.hook("getCustomer", json!({ "status": "approved" }));
    take_told(&mut world);
    runs_after(&mut world, 3, 10 * MINUTE);
    assert_eq!(take_told(&mut world), []);
}

/// The status was learned before there was an agenda, and the customer goes back to the beginning.
#[test]
fn a_change_of_what_was_known_before_the_agenda_is_told() {
    let mut world = World::new().onboarded("customer_c1");
    world.learn("pending");
    let mut world = begun(world, "spherepay");
    world.now += MINUTE;
    world.learn("incomplete");
    run_after(&mut world, 10 * MINUTE);
    assert_eq!(take_told(&mut world), [("customer_c1".to_owned(), "incomplete".to_owned())]);
}

/// A run has ended before it has removed its entries, and the next one finds them.
#[test]
fn who_was_asked_about_is_not_due_again_by_the_same_entry() {
    let begun = pending(3);
    for (effects, mut world, _) in interrupted(&begun, start) {
        // Clocks may differ.
        run_after(&mut world, LOCK + 3 * MINUTE);
        let asked = take_asked(&mut world).len();
        assert!((3..=4).contains(&asked), "after {effects} effects: {asked} requests");
        assert_eq!(run_after(&mut world, 10 * MINUTE)["asked"], 3, "after {effects} effects");
    }
}

/// The provider did not have the customer for long, and the person begins again: that is another schedule.
#[test]
fn who_was_gone_and_begins_again_is_asked_about_again() {
    let mut world = onboarded(world(), 1);
    world.hook("getCustomer", json!({ "status": "pending" }));
    world.learn_status();
    world.always_fails("getCustomer", error("not_found"));
    while world.count("agenda") > 0 {
        run_after(&mut world, 10 * MINUTE);
    }
    // No claim keeps the customer for the earlier onboarding any more.
    world.now += 92 * DAY;
    world.onboard_elsewhere("customer_c1");
    take_asked(&mut world);
    for _ in ["also if it is not there yet", "nor then"] {
        run_after(&mut world, 10 * MINUTE);
    }
    assert_eq!(take_asked(&mut world).len(), 2);
    world.hook("getCustomer", json!({ "status": "approved" }));
    assert_eq!(run_after(&mut world, 10 * MINUTE), counts(1, 1, 0, false));
}
