//! Customers about whom the provider has decided, and whom it does not have any more.

use serde_json::{Value, json};

use crate::edge::own_provider;
use crate::edge::world::response::Response;
use crate::edge::world::{DAY, HOUR, MINUTE, SECOND, World, at, error, interrupted, pairs};

/// Calls that say what a customer is, or lead to its check.
const CALLS: [&str; 6] = ["getCustomer", "getKycLink", "createKycLink", "status", "link", "token"];

/// A customer at each provider, of a guest or of a member, with the name of the call that reads it.
fn worlds() -> Vec<(String, World, &'static str)> {
    let mut worlds = vec![];
    for (world, customer) in World::of_each_provider() {
        let read = if customer == "link_1" { "getKycLink" } else { "getCustomer" };
        worlds.push((format!("guest {customer}"), world.clone().onboarded(customer), read));
        worlds.push((format!("member {customer}"), world.known_as("user-1").onboarded(customer), read));
    }
    for definition in [
        json!({ "repeat": "never" }),
        json!({ "repeat": "reference" }),
        json!({ "repeat": "key", "hasLink": true, "hasToken": true }),
    ] {
        worlds.push((definition.to_string(), own_provider::onboarded(&definition), "status"));
    }
    worlds
}

/// The provider's own answer gives this status, and a minute later it does not have the customer any more.
fn lost(mut world: World, read: &'static str, status: &str) -> World {
    says(&mut world, read, status);
    assert_eq!(world.status(), status);
    world.now += MINUTE;
    lose(&mut world);
    world
}

fn says(world: &mut World, read: &'static str, status: &str) {
    world.hook(read, json!({ "status": status }));
}

fn lose(world: &mut World) {
    for call in CALLS {
        world.always_fails(call, error("not_found"));
    }
    // Who begins anew afterwards.
    world.always_fails("onboard", error("provider_rejected"));
    world.calls.clear();
}

/// What is known, without asking the provider.
fn known(world: &World) -> Value {
    let mut world = world.clone();
    for call in CALLS {
        world.always_fails(call, error("unavailable"));
    }
    world.get("status").send().body["status"].clone()
}

/// Whoever asks the provider about the customer.
const ASKERS: [fn(&mut World) -> Response; 4] = [
    |world| world.get("status").send(),
    |world| world.post("links/renew").send(),
    |world| world.post("token").send(),
    |world| {
        world.remove_records("key");
        world.post_jane()
    },
];

/// Whether the provider is asked.
fn asks(world: &mut World, asker: usize) -> bool {
    let asked = world.requests.len();
    ASKERS[asker](world);
    world.requests.len() > asked
}

#[test]
fn a_decision_ends_by_two_answers_an_hour_apart_whoever_asks() {
    let mut ended = 0;
    for (of, world, read) in worlds() {
        // A guest who posts the form begins anew.
        let askers = if of.starts_with("guest") { 0..3 } else { 0..4 };
        for ((first, second), status) in pairs(pairs(askers.clone(), askers), ["approved", "rejected"]) {
            let context = format!("{of} {status} {first} {second}");
            let mut world = lost(world.clone(), read, status);
            // Not each provider has tokens or other links.
            if !asks(&mut world, first) {
                continue;
            }
            world.now += 59 * MINUTE;
            asks(&mut world, second);
            assert_eq!((known(&world), world.called("report")), (json!(status), 0), "{context}");
            assert_eq!(world.called("onboard"), 0, "{context}: nobody begins anew");
            world.now += MINUTE;
            if !asks(&mut world, second) {
                continue;
            }
            assert_eq!((known(&world), world.called("report")), (json!("unknown"), 1), "{context}");
            ended += 1;
            // It is told once.
            for asker in 0..3 {
                world.now += MINUTE;
                asks(&mut world, asker);
            }
            assert_eq!((known(&world), world.called("report")), (json!("unknown"), 1), "{context}");
            // The provider has it after all.
            world.now += DAY;
            says(&mut world, read, status);
            assert_eq!(world.status(), status, "{context}");
        }
    }
    assert!(ended > 80, "{ended}");
}

#[test]
fn an_answer_in_between_begins_the_hour_anew() {
    for asker in 0..2 {
        let mut world = lost(World::new().onboarded("customer_c1"), "getCustomer", "approved");
        asks(&mut world, asker);
        world.now += 40 * MINUTE;
        says(&mut world, "getCustomer", "approved");
        asks(&mut world, asker);
        lose(&mut world);
        for (ms, expected) in [(40 * MINUTE, "approved"), (59 * MINUTE, "approved"), (MINUTE, "unknown")] {
            world.now += ms;
            asks(&mut world, asker);
            assert_eq!(known(&world), expected, "{asker}");
        }
    }
}

/// A server whose clock is ahead has got the first answer.
#[test]
fn an_answer_from_the_future_is_the_first_one() {
    let mut world = lost(World::new().onboarded("customer_c1"), "getCustomer", "approved");
    world.now += DAY;
    assert_eq!(world.status(), "approved");
    world.now -= DAY;
    world.remove_records("asking");
    for (ms, expected) in [(MINUTE, "approved"), (59 * MINUTE, "approved"), (MINUTE, "unknown")] {
        world.now += ms;
        assert_eq!(world.status(), expected);
    }
}

fn told(id: &str, kind: &str, occurred_at: Option<i64>) -> Value {
    json!({ "id": id, "kind": kind, "customerId": "customer_c1", "occurredAt": occurred_at.map(at) })
}

/// Not every provider can read every customer to whom it gives links.
#[test]
fn a_decision_that_only_a_webhook_has_told_stays() {
    for (known, kinds, expected) in [
        (None, &["kyc_approved"][..], "approved"),
        (Some("pending"), &["kyc_approved"], "approved"),
        (Some("rejected"), &["kyc_approved"], "approved"),
        (Some("approved"), &["kyc_rejected"], "rejected"),
        (Some("approved"), &["kyc_rejected", "kyc_approved"], "approved"),
        // The provider has said it, too.
        (Some("approved"), &["kyc_approved"], "unknown"),
    ] {
        for is_missed in [false, true] {
            let mut world = World::new().onboarded("customer_c1");
            if let Some(known) = known {
                world.learn(known);
                world.now += MINUTE;
            }
            if known.is_some() && is_missed {
                lose(&mut world);
                world.status();
            }
            lose(&mut world);
            for (at, kind) in kinds.iter().enumerate() {
                world.now += MINUTE;
                let now = world.now;
                assert_eq!(world.deliver(&told(&format!("e{at}"), kind, Some(now))).status, 200);
            }
            for _ in 0..3 {
                world.now += DAY;
                world.status();
            }
            // A refusal becomes no approval while the provider does not have the customer.
            let expected = if known == Some("rejected") && is_missed { "unknown" } else { expected };
            assert_eq!(world.status(), expected, "{known:?} {kinds:?} {is_missed}");
        }
    }
}

/// Whatever a late delivery says, only the provider's own answer brings a decision back.
#[test]
fn no_delivery_brings_a_decision_back_that_has_ended() {
    for (status, kind) in pairs(["approved", "rejected"], ["kyc_approved", "kyc_rejected", "kyc_pending", "other"]) {
        for occurred_at in [None, Some(-DAY), Some(-MINUTE), Some(0), Some(MINUTE)] {
            let mut world = lost(World::new().onboarded("customer_c1"), "getCustomer", status);
            world.status();
            world.now += 2 * HOUR;
            assert_eq!(world.status(), "unknown");
            let now = world.now;
            let event = told("e1", kind, occurred_at.map(|ms| now + ms));
            let approval = told("e2", "kyc_approved", None);
            for event in [event.clone(), approval.clone()] {
                assert_eq!(world.deliver(&event).status, 200);
                assert_eq!(known(&world), "unknown", "{status} {event}");
                world.now += 20 * SECOND;
                assert_eq!(world.status(), "unknown", "{status} {event}");
            }
            // The provider is asked at once after the next one.
            world.now += 6 * SECOND;
            says(&mut world, "getCustomer", "approved");
            assert_eq!(world.deliver(&told("e3", "kyc_approved", Some(now + 5 * MINUTE))).status, 200);
            assert_eq!(world.status(), "approved");
        }
    }
}

#[test]
fn a_late_delivery_at_the_end_of_a_decision_brings_nothing_back() {
    for status in ["approved", "rejected"] {
        let mut world = lost(World::new().onboarded("customer_c1"), "getCustomer", status);
        world.status();
        world.now += 2 * HOUR;
        let event = told("e1", "kyc_approved", None);
        for (effects, mut world, mut delivery) in interrupted(&world, |world| world.delivery().event(&event).start()) {
            world.status();
            world.finish(&mut delivery);
            world.now += 20 * SECOND;
            assert_eq!(world.status(), "unknown", "{status} after {effects} effects");
        }
    }
}
