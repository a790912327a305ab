//! Who is told what: each handler of its own customers, and the same as by a delivery.

use serde_json::{Value, json};

use super::{MINUTE, onboarded, run, run_after, runs_after, take_told, world};
use crate::edge::world::{DAY, HOUR, World, at, pairs};

/// Does something at another handler over the same account and store.
fn elsewhere<T>(world: &mut World, act: impl FnOnce(&mut World) -> T) -> T {
    let (cookie, places) = (world.cookie.take(), std::mem::replace(&mut world.agenda_places, json!({})));
    world.config["id"] = json!("another handler");
    let done = act(world);
    world.config["id"] = json!("handler");
    (world.cookie, world.agenda_places) = (cookie, places);
    done
}

/// The first handler has one customer, and another one a second.
fn of_two_handlers() -> World {
    let mut world = onboarded(world(), 1);
    elsewhere(&mut world, |world| world.onboard("customer_c2"));
    world.requests.clear();
    world.now += 10 * MINUTE;
    world
}

fn told(customer: &str, status: &str) -> Vec<(String, String)> {
    vec![(customer.to_owned(), status.to_owned())]
}

#[test]
fn a_handler_tells_of_its_own_customers() {
    let mut world = of_two_handlers();
    world.hook("getCustomer", json!({ "status": "approved" }));
    run(&mut world);
    assert_eq!(take_told(&mut world), told("customer_c1", "approved"));
    elsewhere(&mut world, run);
    assert_eq!(take_told(&mut world), told("customer_c2", "approved"));
    for _ in 0..3 {
        assert_eq!(run_after(&mut world, HOUR)["asked"], 0);
        elsewhere(&mut world, run);
    }
    assert_eq!(take_told(&mut world), []);
}

/// The account's webhooks reach one handler, or both.
#[test]
fn a_delivery_at_another_handler_has_told_this_one_nothing() {
    for (kind, status) in [("kyc_approved", "approved"), ("kyc_pending", "pending"), ("kyc_rejected", "rejected")] {
        for (at_both, visited) in pairs([false, true], [false, true]) {
            let mut world = of_two_handlers();
            if visited {
                run(&mut world);
                // A delivery has told this one another status before.
                let kind = if status == "pending" { "kyc_needs_review" } else { "kyc_pending" };
                let event =
                    json!({ "id": "e0", "kind": kind, "customerId": "customer_c1", "occurredAt": at(world.now) });
                assert_eq!(world.deliver(&event).status, 200);
                world.now += 2 * MINUTE;
            }
            world.hook("getCustomer", json!({ "status": status }));
            let event = json!({ "id": "e1", "kind": kind, "customerId": "customer_c1", "occurredAt": at(world.now) });
            elsewhere(&mut world, |world| assert_eq!(world.deliver(&event).status, 200));
            if at_both {
                assert_eq!(world.deliver(&event).status, 200);
            }
            take_told(&mut world);
            for _ in 0..3 {
                run(&mut world);
                world.now += 10 * MINUTE;
            }
            let (expected, context) =
                (if at_both { vec![] } else { told("customer_c1", status) }, format!("{status} {at_both} {visited}"));
            assert_eq!(take_told(&mut world), expected, "{context}");
            elsewhere(&mut world, |world| {
                runs_after(world, 4, HOUR);
            });
            assert!(take_told(&mut world).iter().all(|(customer, _)| customer == "customer_c2"), "{context}");
        }
    }
}

/// Both have onboarded the person, who is the same to their application: each `onEvent` hears of each change.
#[test]
fn a_customer_of_two_handlers_is_told_by_both() {
    let mut world = world().known_as("user-1").onboarded("customer_c1");
    elsewhere(&mut world, |world| world.onboard("customer_c1"));
    for status in ["pending", "approved"] {
        world.now += 10 * MINUTE;
        world.hook("getCustomer", json!({ "status": status }));
        run(&mut world);
        assert_eq!(take_told(&mut world), told("customer_c1", status));
        world.now += 10 * MINUTE;
        elsewhere(&mut world, run);
        assert_eq!(take_told(&mut world), told("customer_c1", status));
    }
    assert_eq!(run_after(&mut world, DAY)["changed"], 0);
}

fn take_events(world: &mut World) -> Vec<Value> {
    let calls = std::mem::take(&mut world.calls);
    let told = calls.into_iter().filter(|(what, _)| what == "onEvent");
    told.map(|(_, event)| json!([event["customerId"], event["kind"], event["reference"], event["status"]])).collect()
}

/// The person has another customer since: news of the older one is no news of the person.
#[test]
fn news_of_an_older_customer_of_a_reference_is_other() {
    for comes_back in [false, true] {
        let mut world = world().known_as("user-1").onboarded("customer_c1");
        if comes_back {
            // The schedule begins anew before any run.
            world.now += MINUTE;
            world.learn("pending");
        }
        world.remove_records("holder");
        for customer_type in ["individual", "business"] {
            let name = ["holder", "handler", "spherepay", "", "user-1", customer_type];
            let newer = if customer_type == "individual" { "customer_c2" } else { "customer_c3" };
            world.put(&name, &json!({ "customer": newer }));
        }
        world.calls.clear();
        world.now += 10 * MINUTE;
        world.hook("getCustomer", json!({ "status": "approved" }));
        run(&mut world);
        let expected = json!(["customer_c1", "other", "user-1", "approved"]);
        assert_eq!(take_events(&mut world), [expected], "{comes_back}");
    }
}

/// Until the schedule ends, and after a delivery has begun it anew.
#[test]
fn each_event_has_the_reference() {
    let mut world = world().known_as("user-1").onboarded("customer_c1");
    for (status, kind) in [("pending", "kyc_pending"), ("approved", "kyc_approved")] {
        world.now += 10 * MINUTE;
        world.hook("getCustomer", json!({ "status": status }));
        run(&mut world);
        assert_eq!(take_events(&mut world), [json!(["customer_c1", kind, "user-1", status])]);
        world.now += HOUR;
        let event =
            json!({ "id": kind, "kind": "kyc_needs_review", "customerId": "customer_c1", "occurredAt": at(world.now) });
        world.deliver(&event);
        take_events(&mut world);
    }
}
