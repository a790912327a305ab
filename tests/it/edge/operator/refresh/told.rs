//! Each change is told once: by its delivery, or by a run.

use std::collections::BTreeSet;

use serde_json::json;

use super::{
    MINUTE, begun, counts, due, onboarded, refresh, run, run_after, runs_after, take_asked, take_told, world,
    world_of_bridge,
};
use crate::edge::own_provider;
use crate::edge::world::{DAY, HOUR, SECOND, World, at, interrupted};

fn approved(id: &str, ms: i64) -> serde_json::Value {
    json!({ "id": id, "kind": "kyc_approved", "customerId": "customer_c1", "occurredAt": at(ms) })
}

#[test]
fn what_a_delivery_has_told_is_not_told_again() {
    let mut world = due(1);
    let now = world.now;
    assert_eq!(world.deliver(&approved("event_1", now)).status, 200);
    assert_eq!(world.arguments("onEvent")["source"], "webhook");
    for _ in 0..5 {
        assert_eq!(run(&mut world), counts(0, 0, 0, false));
        world.now += 10 * MINUTE;
    }
    assert!(take_told(&mut world).is_empty() && take_asked(&mut world).is_empty());
}

/// Deliveries come late; what happens later is news.
#[test]
fn what_a_run_has_told_a_delivery_does_not_tell_again() {
    for (kind, ms, is_told) in [
        ("kyc_approved", Some(-MINUTE), false),
        ("kyc_approved", Some(-DAY), false),
        ("kyc_approved", None, false),
        ("kyc_approved", Some(MINUTE), true),
        ("kyc_rejected", Some(-MINUTE), true),
        ("customer_updated", Some(-MINUTE), true),
    ] {
        let mut world = due(1);
        let now = world.now;
        assert_eq!(run(&mut world), counts(1, 1, 0, false));
        world.now += 2 * MINUTE;
        let at = ms.map(|ms| at(now + ms));
        let event = json!({ "id": "e1", "kind": kind, "customerId": "customer_c1", "occurredAt": at });
        world.calls.clear();
        for _ in 0..2 {
            assert_eq!(world.deliver(&event).status, 200);
        }
        assert_eq!(world.called("onEvent"), usize::from(is_told), "{event}");
        assert_eq!(run_after(&mut world, HOUR)["changed"], 0, "{event}");
    }
    // A delivery whose status comes back has told it itself.
    let mut world = due(1);
    world.deliver(&approved("e1", world.now));
    run_after(&mut world, 10 * MINUTE);
    world.calls.clear();
    assert_eq!(world.deliver(&approved("e2", world.now - HOUR)).status, 200);
    assert_eq!(world.called("onEvent"), 1);
}

/// An incomplete customer is no news, but nobody has said it either.
#[test]
fn what_no_run_has_told_a_delivery_tells() {
    let mut world = onboarded(world(), 1);
    world.learn_status();
    let event =
        json!({ "id": "e1", "kind": "customer_created", "customerId": "customer_c1", "occurredAt": at(world.now) });
    assert_eq!((world.deliver(&event).status, world.called("onEvent")), (200, 1));
}

#[test]
fn what_a_browser_has_learned_is_told_once_without_asking() {
    let mut world = due(1);
    world.learn_status();
    assert_eq!(run_after(&mut world, MINUTE), counts(0, 1, 0, false));
    assert_eq!(run_after(&mut world, 10 * MINUTE), counts(0, 0, 0, false));
    assert_eq!(take_told(&mut world).len(), 1);
}

/// The delivery is older than what the browser has learned, so that it changes nothing; but it tells it.
#[test]
fn what_a_delivery_tells_after_a_browser_has_learned_it_is_not_told_again() {
    let mut world = due(1);
    let before = world.now - 30 * SECOND;
    world.learn_status();
    assert_eq!(world.deliver(&approved("event_1", before)).status, 200);
    for _ in 0..5 {
        assert_eq!(run_after(&mut world, 10 * MINUTE), counts(0, 0, 0, false));
    }
}

/// A server whose clock is fast has asked a moment before the decision, and seems to have asked after it.
#[test]
fn what_a_delivery_tells_that_seems_older_than_a_response_is_not_told_again() {
    let mut world = onboarded(world(), 1);
    world.now += MINUTE;
    world.learn_status();
    assert_eq!(world.deliver(&approved("event_1", world.now - 70 * SECOND)).status, 200);
    world.now += 5 * MINUTE;
    world.hook("getCustomer", json!({ "status": "approved" }));
    run(&mut world);
    assert_eq!(take_asked(&mut world), ["customer_c1"]);
    assert!(take_told(&mut world).is_empty());
    assert_eq!(world.status(), "approved");
}

/// The same, while the browser asks again.
#[test]
fn what_a_delivery_tells_while_a_browser_learns_it_is_not_told_again() {
    let mut world = onboarded(world(), 1);
    world.now += MINUTE;
    world.learn_status();
    world.now += 11 * SECOND;
    let event = approved("event_1", world.now - 81 * SECOND);
    for (effects, mut world, mut delivery) in interrupted(&world, |world| world.delivery().event(&event).start()) {
        world.hook("getCustomer", json!({ "status": "approved" }));
        assert_eq!(world.status(), "approved");
        world.finish(&mut delivery);
        run_after(&mut world, 10 * MINUTE);
        assert!(take_told(&mut world).is_empty(), "after {effects} effects");
    }
}

#[test]
fn a_delivery_that_is_being_handled_tells_it() {
    let mut world = due(1);
    let event = approved("event_1", world.now);
    let mut delivery = world.delivery().event(&event).until("onEvent");
    assert_eq!(run(&mut world), counts(0, 0, 0, false), "it may be told at this moment");
    let mut dead = world.clone();
    assert_eq!(world.finish(&mut delivery).status, 200);
    assert_eq!(run_after(&mut world, 10 * MINUTE), counts(0, 0, 0, false));
    // The process has died, and no other delivery comes.
    assert_eq!(run_after(&mut dead, 10 * MINUTE), counts(0, 1, 0, false));
}

#[test]
fn a_delivery_that_on_event_has_refused_for_good_is_told_by_a_run() {
    let mut world = due(1);
    let event = approved("event_1", world.now);
    world.failing_hook("onEvent");
    assert_eq!(world.deliver(&event).status, 503);
    world.hook("onEvent", json!(null));
    assert_eq!(run(&mut world), counts(0, 1, 0, false));
}

#[test]
fn a_change_for_which_on_event_fails_is_told_again_with_the_same_id() {
    let mut world = due(1);
    world.failing_hook("onEvent");
    assert_eq!(run(&mut world), counts(1, 0, 1, false));
    let id = world.arguments("onEvent")["id"].clone();
    assert_eq!(run_after(&mut world, 10 * MINUTE), counts(0, 0, 1, false));
    assert_eq!(world.arguments("onEvent")["id"], id);
    world.hook("onEvent", json!(null));
    assert_eq!(run_after(&mut world, 10 * MINUTE), counts(0, 1, 0, false));
    assert_eq!(world.arguments("onEvent")["id"], id);
    assert_eq!(run_after(&mut world, 10 * MINUTE), counts(0, 0, 0, false));
}

/// As often as an open customer is asked about: 5 minutes, an hour, a day, and after thirty days no more.
#[test]
fn a_change_for_which_on_event_always_fails_is_told_at_growing_intervals() {
    for status in ["approved", "rejected", "pending"] {
        for hours in [0, 5, 100] {
            let mut world = onboarded(world(), 1);
            runs_after(&mut world, hours, HOUR);
            take_asked(&mut world);
            world.hook("getCustomer", json!({ "status": status }));
            world.failing_hook("onEvent");
            let begin = world.now;
            let (mut told, mut ids) = (vec![], BTreeSet::new());
            while world.now < begin + 34 * DAY {
                let step = if world.now < begin + DAY { 5 * MINUTE } else { HOUR };
                run_after(&mut world, step);
                for (_, event) in std::mem::take(&mut world.calls).iter().filter(|(what, _)| what == "onEvent") {
                    ids.insert(event["id"].to_string());
                    told.push(world.now);
                }
            }
            let context = format!("{status} after {hours} hours: {} times", told.len());
            assert_eq!(ids.len(), 1, "{context}: {ids:?}");
            assert!((55..=70).contains(&told.len()), "{context}");
            assert!(take_asked(&mut world).len() <= if status == "pending" { 70 } else { 2 }, "{context}");
            let first = told.first().unwrap();
            let within = |limit: i64| told.iter().filter(|at| **at - first <= limit).count();
            assert!((10..=14).contains(&within(HOUR)) && within(DAY) > 30, "{context}");
            assert!(told.windows(2).all(|two| two[1] - two[0] <= DAY + 2 * HOUR), "{context}");
            assert_eq!(world.count("agenda"), 0, "{context}");
        }
    }
}

/// Nobody has heard of it: a run that has an `onEvent` tells it.
#[test]
fn a_run_without_on_event_marks_nothing_as_told() {
    for status in ["approved", "rejected", "pending"] {
        let mut world = due(1);
        world.hook("getCustomer", json!({ "status": status }));
        world.unhook("onEvent");
        for _ in 0..3 {
            assert_eq!(run(&mut world)["changed"], 0);
            world.now += 10 * MINUTE;
        }
        world.hook("onEvent", json!(null));
        assert_eq!(run(&mut world)["changed"], 1, "{status}");
        assert_eq!(take_told(&mut world), [("customer_c1".to_owned(), status.to_owned())]);
        assert_eq!(run_after(&mut world, 10 * MINUTE)["changed"], 0, "{status}");
    }
}

/// A run has learned an approval, and `onEvent` has failed.
fn with_untold_approval() -> World {
    let mut world = world_of_bridge().onboarded("link_1");
    world.now += 10 * MINUTE;
    world.hook("getKycLink", json!({ "status": "approved" }));
    world.failing_hook("onEvent");
    assert_eq!(refresh(&mut world, "bridge", 9), counts(1, 0, 1, false));
    world.hook("onEvent", json!(null));
    world
}

/// An approval that no run has told yet, and an event that says the opposite: the provider is asked before it is told.
#[test]
fn an_approval_that_an_event_contradicts_is_not_told_unasked() {
    let mut world = with_untold_approval();
    let at = at(world.now - 70 * SECOND);
    let event = json!({ "id": "e1", "kind": "kyc_rejected", "kycLinkId": "link_1", "occurredAt": at });
    assert_eq!(world.deliver(&event).status, 200);
    world.calls.clear();
    world.hook("getKycLink", json!({ "status": "rejected" }));
    world.now += 10 * MINUTE;
    assert_eq!(refresh(&mut world, "bridge", 9)["asked"], 1);
    for _ in 0..3 {
        world.now += 10 * MINUTE;
        refresh(&mut world, "bridge", 9);
    }
    let told: Vec<_> =
        world.calls.iter().filter(|(what, _)| what == "onEvent").map(|(_, event)| &event["kind"]).collect();
    assert!(!told.contains(&&json!("kyc_approved")), "{told:?}");
}

/// What a run has learned and could not tell is told without another request, which decides nothing.
#[test]
fn an_approval_that_nothing_contradicts_is_told_without_a_request() {
    let mut world = with_untold_approval();
    world.requests.clear();
    world.now += 10 * MINUTE;
    assert_eq!((refresh(&mut world, "bridge", 9), world.requests.len()), (counts(0, 1, 0, false), 0));
}

/// What was known before there was an agenda is no change.
#[test]
fn a_status_from_before_the_agenda_is_not_told() {
    let mut world = World::new();
    world.hook("onEvent", json!(null));
    let mut world = world.onboarded("customer_c1");
    world.hook("getCustomer", json!({ "status": "pending" }));
    world.learn_status();
    world.config["agenda"] = json!(true);
    // Somebody who comes back is remembered.
    world.now += HOUR;
    world.get("status").header("sec-fetch-site", "cross-site").header("sec-fetch-mode", "navigate").send();
    assert_eq!(run_after(&mut world, 10 * MINUTE), counts(1, 0, 0, false));
    world.hook("getCustomer", json!({ "status": "approved" }));
    assert_eq!(run_after(&mut world, 10 * MINUTE), counts(1, 1, 0, false));
}

/// Two statuses of which deliveries have told: one that comes back, whose delivery is lost, is news.
#[test]
fn a_status_that_comes_back_after_a_delivery_is_told() {
    let event = |world: &mut World, kind: &str| {
        world.now += MINUTE;
        let event = json!({ "id": kind, "kind": kind, "customerId": "customer_c1", "occurredAt": at(world.now) });
        assert_eq!(world.deliver(&event).status, 200);
        world.now += MINUTE;
    };
    // A form, then a delivery.
    let mut world = onboarded(world(), 1);
    run_after(&mut world, 10 * MINUTE);
    event(&mut world, "kyc_approved");
    world.hook("getCustomer", json!({ "status": "incomplete" }));
    assert_eq!(world.status(), "incomplete");
    runs_after(&mut world, 6, 10 * MINUTE);
    assert_eq!(take_told(&mut world), [("customer_c1".to_owned(), "incomplete".to_owned())]);
    // A delivery that `onEvent` has refused has told nothing.
    let mut world = onboarded(super::world(), 1);
    run_after(&mut world, 10 * MINUTE);
    world.failing_hook("onEvent");
    let now = world.now;
    assert_eq!(world.deliver(&approved("event_1", now)).status, 503);
    world.hook("onEvent", json!(null));
    for status in ["incomplete", "approved"] {
        world.now += MINUTE;
        world.learn(status);
    }
    world.calls.clear();
    runs_after(&mut world, 6, 10 * MINUTE);
    assert_eq!(take_told(&mut world), [("customer_c1".to_owned(), "approved".to_owned())]);
    // A run, then a delivery.
    let mut world = due(1);
    run(&mut world);
    assert_eq!(take_told(&mut world).len(), 1);
    event(&mut world, "kyc_rejected");
    assert_eq!(world.status(), "approved");
    runs_after(&mut world, 6, 10 * MINUTE);
    assert_eq!(take_told(&mut world), [("customer_c1".to_owned(), "approved".to_owned())]);
}

/// With a short `maxWebhookAgeMs`, the record of a delivery that was handled is there for a day longer.
#[test]
fn a_delivery_that_on_event_has_refused_is_told_whatever_age_deliveries_may_have() {
    for age in [5 * MINUTE, HOUR, 7 * DAY] {
        let mut world = due(1);
        world.config["maxWebhookAgeMs"] = json!(age);
        world.failing_hook("onEvent");
        let now = world.now;
        assert_eq!(world.deliver(&approved("event_1", now)).status, 503);
        world.hook("onEvent", json!(null));
        world.calls.clear();
        runs_after(&mut world, 4, 6 * MINUTE);
        assert_eq!(take_told(&mut world).len(), 1, "{age}");
    }
}

/// Who is asked about once a day has just been, and learns of the decision in a browser.
#[test]
fn a_decision_that_a_browser_has_learned_is_told_soon() {
    let mut world = onboarded(world(), 1);
    world.hook("getCustomer", json!({ "status": "pending" }));
    run_after(&mut world, 3 * DAY);
    world.now += HOUR;
    world.learn("approved");
    take_told(&mut world);
    run_after(&mut world, 10 * MINUTE);
    assert_eq!(take_told(&mut world), [("customer_c1".to_owned(), "approved".to_owned())]);
}

/// A browser has learned it, and the provider fails since.
#[test]
fn what_is_known_is_told_while_the_provider_fails() {
    let mut world = onboarded(world(), 1);
    world.now += MINUTE;
    world.learn("pending");
    world.always_fails("getCustomer", crate::edge::world::error("unavailable"));
    runs_after(&mut world, 3, 5 * MINUTE);
    assert_eq!(take_told(&mut world), [("customer_c1".to_owned(), "pending".to_owned())]);
}

/// A delivery that seems older than what a browser has learned, because clocks differ, has told more than that.
#[test]
fn what_a_delivery_has_gone_beyond_is_not_told_while_the_provider_fails() {
    for kind in ["kyc_rejected", "kyc_approved", "kyc_needs_review"] {
        let mut world = onboarded(world(), 1);
        world.now += MINUTE;
        world.learn("pending");
        let before = at(world.now - 70 * SECOND);
        let event = json!({ "id": "e1", "kind": kind, "customerId": "customer_c1", "occurredAt": before });
        assert_eq!(world.deliver(&event).status, 200);
        world.always_fails("getCustomer", crate::edge::world::error("unavailable"));
        runs_after(&mut world, 3, 5 * MINUTE);
        assert!(take_told(&mut world).is_empty(), "{kind}");
        // The provider contradicts it at last.
        world.hook("getCustomer", json!({ "status": "pending" }));
        runs_after(&mut world, 12, 10 * MINUTE);
        assert_eq!(take_told(&mut world), [("customer_c1".to_owned(), "pending".to_owned())], "{kind}");
    }
}

/// No entry is left of a customer who was decided.
#[test]
fn a_decision_after_the_schedule_has_ended_is_told() {
    for (first, then) in [("rejected", "approved"), ("approved", "rejected")] {
        let mut world = onboarded(world(), 1);
        world.hook("getCustomer", json!({ "status": first }));
        runs_after(&mut world, 2 * 24, HOUR);
        take_told(&mut world);
        world.hook("getCustomer", json!({ "status": then }));
        assert_eq!(world.status(), then);
        runs_after(&mut world, 4, 5 * MINUTE);
        assert_eq!(take_told(&mut world), [("customer_c1".to_owned(), then.to_owned())]);
    }
}

/// A delivery says another status than the one that a browser has just learned, and a run tells that one: then it counts.
#[test]
fn what_was_heard_before_a_run_told_something_is_told_again() {
    let mut world = onboarded(world(), 1);
    run_after(&mut world, 10 * MINUTE);
    world.now += 20 * SECOND;
    world.learn("approved");
    world.now += SECOND;
    let event = json!({ "id": "e1", "kind": "kyc_pending", "customerId": "customer_c1", "occurredAt": at(world.now) });
    assert_eq!(world.deliver(&event).status, 200);
    world.hook("getCustomer", json!({ "status": "pending" }));
    runs_after(&mut world, 4, 5 * MINUTE);
    assert_eq!(take_told(&mut world), [("customer_c1".to_owned(), "approved".to_owned())]);
    assert_eq!(world.status(), "pending");
    runs_after(&mut world, 4, 5 * MINUTE);
    assert_eq!(take_told(&mut world), [("customer_c1".to_owned(), "pending".to_owned())]);
}

/// A run says why, as a delivery does.
#[test]
fn a_run_tells_the_reasons() {
    let mut world = begun(own_provider::world(&json!({ "hasLink": true })), "acme");
    assert_eq!(world.post_jane().status, 201);
    for (reasons, codes) in [(json!(["a"]), json!(["A"])), (json!(null), json!(null))] {
        let status = if reasons.is_null() { "pending" } else { "rejected" };
        world.hook("status", json!({ "status": status, "reasons": reasons, "operatorReasons": codes }));
        world.now += 10 * MINUTE;
        world.learn_status();
        world.now += 5 * MINUTE;
        assert_eq!(refresh(&mut world, "acme", 100)["changed"], 1);
        let told = world.arguments("onEvent");
        assert_eq!((&told["reasons"], &told["operatorReasons"]), (&reasons, &codes));
    }
}
