//! Several runs at once, runs that end at any moment, and providers that refuse: nothing is lost or repeated.

use std::collections::BTreeSet;

use serde_json::json;

use super::{MINUTE, counts, due, onboarded, run, run_after, runs_after, take_asked, take_told, world};
use crate::edge::world::{DAY, Flight, HOUR, SECOND, START, World, at, error, interrupted, link};

/// Starts a step of a run.
pub(super) fn refresh(world: &mut World) -> Flight {
    world.start_command("refresh", &json!({ "provider": "spherepay", "limit": 100 }))
}

/// The ids of what `onEvent` was told.
fn take_ids(world: &mut World) -> Vec<String> {
    let calls = std::mem::take(&mut world.calls);
    let told = calls.into_iter().filter(|(what, _)| what == "onEvent");
    told.map(|(_, event)| event["id"].as_str().unwrap().to_owned()).collect()
}

/// Runs until nothing is due for a day, and checks that each of the three was told once, whatever was told before.
fn assert_all_are_told(mut world: World, before: Vec<String>, context: &str) {
    let mut ids = before;
    runs_after(&mut world, 6, 10 * MINUTE);
    ids.extend(take_ids(&mut world));
    let different: BTreeSet<_> = ids.iter().map(|id| id.split('/').nth(2).unwrap()).collect();
    assert_eq!(different.len(), 3, "{context}: {ids:?}");
    assert!(ids.len() <= 4, "{context}: only the one that was being told may be told again: {ids:?}");
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), 3, "{context}: with the same id: {ids:?}");
    assert_eq!(world.count("agenda"), 0, "{context}");
    assert!(world.requests.len() <= 4, "{context}: {} requests", world.requests.len());
}

#[test]
fn a_run_that_ends_after_any_effect_loses_nothing() {
    for (effects, mut world, _) in interrupted(&due(3), refresh) {
        let before = take_ids(&mut world);
        assert_all_are_told(world, before, &format!("after {effects} effects"));
    }
}

/// The same, where the first answer fails: an entry is written before the record says that the customer was asked about.
#[test]
fn a_run_that_ends_after_any_effect_around_a_failure_loses_nothing() {
    let mut world = due(3);
    world.fails("getCustomer", error("unavailable"));
    for (effects, mut world, _) in interrupted(&world, refresh) {
        world.forget_script();
        runs_after(&mut world, 6, 10 * MINUTE);
        assert_eq!(take_ids(&mut world).into_iter().collect::<BTreeSet<_>>().len(), 3, "after {effects} effects");
    }
}

#[test]
fn two_runs_at_once_ask_and_tell_once() {
    for (effects, mut world, mut first) in interrupted(&due(3), refresh) {
        run(&mut world);
        world.finish(&mut first);
        let asked = take_asked(&mut world);
        assert!(asked.len() <= 3, "after {effects}: {asked:?}");
        let before = take_ids(&mut world);
        assert_eq!(before.iter().collect::<BTreeSet<_>>().len(), before.len(), "after {effects}: {before:?}");
        assert_all_are_told(world, before, &format!("after {effects} effects"));
    }
}

/// A run ends while it works on a tree, and another one goes on behind it.
#[test]
fn what_another_run_works_on_is_found_again() {
    let mut world = onboarded(world(), 1);
    world.now += 5 * MINUTE;
    world.onboard_elsewhere("customer_c2");
    world.requests.clear();
    world.now += 10 * MINUTE;
    world.hook("getCustomer", json!({ "status": "approved" }));
    let mut first = refresh(&mut world);
    world.run_until(&mut first, "getCustomer");
    assert_eq!(run(&mut world), counts(1, 1, 0, false));
    assert_eq!(run_after(&mut world, 5 * MINUTE), counts(1, 1, 0, false));
}

/// The lock of a run that is believed dead has ended, and the run goes on nevertheless.
#[test]
fn a_run_that_wakes_up_late_tells_nothing_twice() {
    for (effects, mut world, mut first) in interrupted(&due(3), refresh) {
        run_after(&mut world, 20 * SECOND);
        world.finish(&mut first);
        let before = take_ids(&mut world);
        assert_eq!(before.iter().collect::<BTreeSet<_>>().len(), 3, "after {effects}: {before:?}");
    }
}

/// A request writes an entry before the status that it belongs to.
#[test]
fn a_request_that_ends_after_any_effect_leaves_nobody_behind() {
    let mut begun = onboarded(world(), 1);
    begun.hook("getCustomer", json!({ "status": "pending" }));
    for (effects, mut world, _) in interrupted(&begun, |world| world.get("status").start()) {
        world.hook("getCustomer", json!({ "status": "approved" }));
        runs_after(&mut world, 3, 10 * MINUTE);
        let told = take_told(&mut world);
        let last = told.last().map(|(_, status)| status.as_str());
        assert_eq!(last, Some("approved"), "after {effects} effects");
    }
}

/// An onboarding is remembered before its key knows the customer: whoever repeats the post is remembered as well.
#[test]
fn an_onboarding_that_ends_after_any_effect_and_is_repeated_is_remembered() {
    let mut begun = world();
    begun.hook("onboard", link("customer_c1"));
    begun.hook("candidates", json!([{ "id": "customer_c1" }]));
    let start = |world: &mut World| world.posting_jane().start();
    for (effects, mut world, _) in interrupted(&begun, start) {
        world.now += MINUTE;
        assert_eq!(world.post_jane().status, 201, "after {effects} effects");
        world.hook("getCustomer", json!({ "status": "approved" }));
        assert_eq!(run_after(&mut world, 10 * MINUTE)["changed"], 1, "after {effects} effects");
    }
}

#[test]
fn a_provider_that_is_full_ends_the_run_and_is_asked_again_when_it_says() {
    let mut world = due(3);
    world.replies("getCustomer", json!({ "status": "approved" }));
    world.fails("getCustomer", json!({ "code": "rate_limited", "retryAfter": "900" }));
    assert_eq!(run(&mut world), counts(2, 1, 1, true));
    assert!(!world.take_calls().contains(&"report".to_owned()), "it is no error of anybody's");
    for _ in 0..2 {
        assert_eq!(run_after(&mut world, 5 * MINUTE), counts(0, 0, 0, true), "it has asked for a pause");
    }
    assert_eq!(run_after(&mut world, 5 * MINUTE), counts(2, 2, 0, false));
}

/// The record of how far runs have come names a slot that has not begun for it, and still says when to ask again.
#[test]
fn a_runner_whose_clock_is_behind_keeps_to_the_pause() {
    let mut world = due(3);
    world.fails("getCustomer", json!({ "code": "rate_limited", "retryAfter": "3600" }));
    assert_eq!(run(&mut world), counts(1, 0, 1, true));
    for behind in [MINUTE, 10 * MINUTE, HOUR] {
        let mut world = world.clone();
        world.now -= behind;
        assert_eq!(run(&mut world), counts(0, 0, 0, true), "{behind}");
    }
}

/// A caller goes on at once where there is more.
#[test]
fn a_run_right_after_one_that_was_ended_asks_about_the_others() {
    for code in ["rate_limited", "unauthorized"] {
        let mut world = due(3);
        world.fails("getCustomer", error(code));
        assert_eq!(run(&mut world), counts(1, 0, 1, true), "{code}");
        assert_eq!(run_after(&mut world, SECOND), counts(2, 2, 0, false), "{code}");
        assert_eq!(run_after(&mut world, 10 * MINUTE), counts(1, 1, 0, false), "{code}");
    }
}

#[test]
fn whoever_is_asked_about_once_a_day_is_asked_again_an_hour_after_a_provider_was_full() {
    for (code, soon) in [("rate_limited", 11..=13), ("unavailable", 280..=290)] {
        let mut world = onboarded(world(), 1);
        world.hook("getCustomer", json!({ "status": "pending" }));
        runs_after(&mut world, 2 * DAY / (5 * MINUTE), 5 * MINUTE);
        world.fails("getCustomer", error(code));
        let mut runs_until = |what: &str| (1..).find(|_| run_after(&mut world, 5 * MINUTE)[what] == 1).unwrap();
        runs_until("failed");
        let (again, tomorrow) = (runs_until("asked"), runs_until("asked"));
        assert!(soon.contains(&again) && (280..=290).contains(&tomorrow), "{code}: {again}, {tomorrow} runs later");
    }
}

#[test]
fn refused_credentials_end_the_run_and_are_reported_once() {
    let mut world = due(3);
    world.always_fails("getCustomer", error("unauthorized"));
    world.effects.clear();
    assert_eq!(run(&mut world), counts(1, 0, 1, true));
    assert_eq!(world.take_calls(), ["getCustomer", "report"]);
    let writes = world.effects.iter().filter(|effect| *effect == "swapRecord agenda").count();
    assert_eq!(writes, 1 + 1 + 2, "another entry, the rest in one record, and two that are removed");
    world.hook("getCustomer", json!({ "status": "approved" }));
    assert_eq!(run_after(&mut world, MINUTE), counts(2, 2, 0, false));
    assert_eq!(run_after(&mut world, 10 * MINUTE), counts(1, 1, 0, false));
}

#[test]
fn tenants_and_settings_over_one_store_have_an_agenda_each() {
    let mut world = due(3);
    take_asked(&mut world);
    let change = |world: &World, part: &str| {
        let mut other = world.clone();
        match part {
            // Without an `id`, it follows from the account.
            "tenant" => {
                other.config["id"] = json!("handler of another account");
                other.config["tenants"]["spherepay"] = json!("another tenant");
            }
            _ => other.config["settings"] = json!({ "spherepay": "[\"another profile\"]" }),
        }
        other
    };
    for part in ["tenant", "settings"] {
        let mut other = change(&world, part);
        assert_eq!(run(&mut other), counts(0, 0, 0, false), "{part}");
        // A customer of another tenant may have the same id.
        let id = if part == "tenant" { "customer_c2" } else { "customer_c9" };
        other.cookie = None;
        other.onboard(id);
        other.requests.clear();
        other.now += 10 * MINUTE;
        assert_eq!(run(&mut other), counts(1, 1, 0, false), "{part}");
        assert_eq!(take_asked(&mut other), [id], "{part}");
    }
    assert_eq!(run(&mut world), counts(3, 3, 0, false));
}

/// An account's webhooks tell of customers that another application has onboarded.
#[test]
fn a_stranger_of_whom_a_delivery_tells_is_not_asked_about() {
    let mut world = world();
    for (id, kind) in [("1", "kyc_pending"), ("2", "kyc_needs_review"), ("3", "kyc_pending")] {
        world.now += MINUTE;
        let event = json!({ "id": id, "kind": kind, "customerId": "customer_c9", "occurredAt": at(world.now) });
        assert_eq!(world.deliver(&event).status, 200);
    }
    assert_eq!(run_after(&mut world, HOUR), counts(0, 0, 0, false));
    assert!(world.requests.is_empty());
}

/// The clock of each server differs by up to a minute.
#[test]
fn clocks_that_differ_lose_nobody() {
    for (of_requests, of_runs) in [(-MINUTE, MINUTE), (MINUTE, -MINUTE), (0, 0)] {
        for offset in 0..5 {
            let mut world = world();
            world.now = START + offset * MINUTE;
            let mut told = 0;
            for number in 0..30 {
                world.now += of_requests;
                world.cookie = None;
                world.unhook("getCustomer");
                world.onboard(&format!("customer_c{number}"));
                world.now += of_runs - of_requests;
                world.hook("getCustomer", json!({ "status": "approved" }));
                told += run(&mut world)["changed"].as_i64().unwrap();
                world.now += 47 * SECOND - of_runs;
            }
            told += run_after(&mut world, 15 * MINUTE)["changed"].as_i64().unwrap();
            assert_eq!(told, 30, "{of_requests} {of_runs} {offset}");
        }
    }
}

/// A delivery that seems older than what is known writes the record of the status at the same moment, while time passes.
#[test]
fn a_delivery_during_a_run_leaves_nobody_behind() {
    let slot = 150 * SECOND;
    for status in ["on_hold", "pending"] {
        let mut begun = onboarded(world(), 1);
        begun.hook("getCustomer", json!({ "status": "pending" }));
        begun.now += HOUR;
        run(&mut begun);
        begun.hook("getCustomer", json!({ "status": status }));
        begun.now += HOUR + 10 * MINUTE;
        begun.now += slot - begun.now % slot - 5 * SECOND;
        for effects in 0.. {
            let mut world = begun.clone();
            let mut flight = refresh(&mut world);
            let is_done = (0..effects).any(|_| {
                world.now += 25;
                world.advance_by(&mut flight, 1).is_some()
            });
            // The slot ends.
            world.now += slot - world.now % slot + 1;
            let occurred_at = at(world.now - 3 * HOUR);
            let event = json!({ "id": "1", "kind": "kyc_needs_review", "customerId": "customer_c1", "occurredAt": occurred_at });
            assert_eq!(world.deliver(&event).status, 200);
            let mut is_over = is_done;
            while !is_over {
                world.now += 25;
                is_over = world.advance_by(&mut flight, 1).is_some();
            }
            let context = format!("{status} after {effects} effects");
            world.hook("getCustomer", json!({ "status": "approved" }));
            runs_after(&mut world, 3, HOUR);
            let told = take_told(&mut world);
            assert_eq!(told.last().map(|(_, status)| status.as_str()), Some("approved"), "{context}");
            if is_done {
                break;
            }
        }
    }
}

/// It has looked at slots that had not begun, and must not keep the others from what is due until then.
#[test]
fn a_runner_whose_clock_was_ahead_once_leaves_nobody_behind() {
    for ahead in [HOUR, 24 * HOUR, 60 * 24 * HOUR] {
        let mut world = world();
        run_after(&mut world, ahead);
        world.now -= ahead;
        let mut world = onboarded(world, 1);
        world.now += 10 * MINUTE;
        world.hook("getCustomer", json!({ "status": "approved" }));
        assert_eq!(run(&mut world), counts(1, 1, 0, false), "{ahead}");
    }
}

/// The process of a run sleeps beyond its lock, and wakes up when another run has gone on with the tree.
#[test]
fn a_run_that_has_slept_removes_nothing_that_another_one_needs() {
    let begun = due(30);
    let start = |world: &mut World, limit: i64| {
        world.start_command("refresh", &json!({ "provider": "spherepay", "limit": limit }))
    };
    for (effects, mut world, mut first) in interrupted(&begun, |world| start(world, 2)) {
        world.now += 20 * SECOND;
        let mut second = start(&mut world, 1);
        world.finish(&mut second);
        world.finish(&mut first);
        runs_after(&mut world, 6, 10 * MINUTE);
        let told: BTreeSet<_> = take_told(&mut world).into_iter().map(|(customer, _)| customer).collect();
        assert_eq!(told.len(), 30, "after {effects} effects");
    }
}
