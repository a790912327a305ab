//! Slow stores and providers, and customers whose answer always fails: whoever comes first keeps nobody else waiting.

use std::collections::BTreeSet;

use serde_json::json;

use super::{
    MINUTE, counts, due, onboarded, refresh, run, run_after, runs_after, take_asked, take_told, world, world_of_bridge,
};
use crate::edge::world::{DAY, HOUR, SECOND, START, StoreFailure, TIMEOUT, World, at, error};

/// Reading takes all the time that a step has for asking, and would take all that it has. Each step asks about somebody.
#[test]
fn a_slow_store_leaves_nobody_behind() {
    for (customers, ms) in [(3, 20), (9, 20), (20, 12)] {
        let mut world = due(customers);
        world.takes("loadRecord agenda", ms);
        let all = i64::try_from(customers).unwrap();
        assert_eq!(run(&mut world), counts(all, all, 0, false), "{ms}");
    }
}

#[test]
fn a_slow_provider_leaves_nobody_for_the_next_run() {
    let mut world = due(3);
    world.takes("getCustomer", 200);
    assert_eq!(run(&mut world), counts(3, 3, 0, false));
}

/// What a browser has learned is told by the step after those that ask.
#[test]
fn a_slow_provider_leaves_nobody_untold() {
    let mut world = onboarded(world(), 3);
    world.learn("approved");
    world.now += 10 * MINUTE;
    world.hook("getCustomer", json!({ "status": "approved" }));
    world.takes("getCustomer", 400);
    assert_eq!(run(&mut world), counts(2, 3, 0, false));
}

/// The plan ends with this write: what is decided after it depends on when it has ended.
#[test]
fn a_slow_write_ends_no_run() {
    let mut world = due(3);
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

/// Nothing can be told of the first one while a delivery is being handled that tells it.
#[test]
fn who_is_told_of_at_this_moment_keeps_nobody_waiting() {
    let mut world = due(2);
    let event =
        json!({ "id": "event_1", "kind": "kyc_approved", "customerId": "customer_c1", "occurredAt": at(world.now) });
    world.delivery().event(&event).until("onEvent");
    world.takes("loadRecord agenda", 20);
    assert_eq!(run(&mut world), counts(1, 1, 0, false));
    assert_eq!(take_asked(&mut world), ["customer_c2"]);
}

/// The step that tells of somebody ends late, again and again.
#[test]
fn a_hook_that_does_not_return_keeps_nobody_waiting() {
    let mut world = onboarded(world(), 3);
    world.now += 10 * MINUTE;
    world.learn("approved");
    world.requests.clear();
    world.takes("onEvent", 2 * TIMEOUT);
    world.hook("getCustomer", json!({ "status": "pending" }));
    let mut asked = vec![];
    for _ in 0..8 {
        world.now += 5 * MINUTE;
        let mut step = world.start_command("refresh", &json!({ "provider": "spherepay", "limit": 100 }));
        assert_eq!(world.finish(&mut step).status, 503);
        asked.extend(take_asked(&mut world));
    }
    for customer in ["customer_c1", "customer_c2"] {
        assert!(asked.iter().filter(|one| *one == customer).count() >= 3, "{customer}: {asked:?}");
    }
}

/// Returns whom 16 runs ask about, each of which begins with so many failures that take this long.
fn asked_by_failing_runs(mut world: World, code: &str, (failures, ms): (usize, i64), limit: i64) -> BTreeSet<String> {
    world.requests.clear();
    world.takes("getCustomer", ms);
    let mut asked = BTreeSet::new();
    for _ in 0..16 {
        for _ in 0..failures {
            world.fails("getCustomer", error(code));
        }
        world.now += 5 * MINUTE;
        refresh(&mut world, "spherepay", limit);
        asked.extend(take_asked(&mut world));
    }
    asked
}

#[test]
fn those_who_fail_first_keep_nobody_waiting() {
    for code in ["unavailable", "forbidden", "rate_limited"] {
        for (failures, ms, limit) in [(1, 400, 100), (3, 0, 100), (1, 0, 1)] {
            let mut world = onboarded(world(), 6);
            world.hook("getCustomer", json!({ "status": "pending" }));
            world.now += 10 * MINUTE;
            let asked = asked_by_failing_runs(world, code, (failures, ms), limit);
            assert_eq!(asked.len(), 6, "{code} {failures} {ms} {limit}");
        }
    }
}

/// The first entry of somebody fails, and the second one does not.
#[test]
fn two_entries_of_one_customer_lose_nobody() {
    let mut world = onboarded(world(), 2);
    let (since, slot) = (world.now + 20 * SECOND, (world.now + 90 * SECOND) / (150 * SECOND) + 1);
    let entries = json!([{ "customer": "customer_c1", "since": since }]);
    let second = ["agenda", "handler", "", "spherepay", &slot.to_string(), "q1"];
    world.put(&second, &json!({ "entries": entries, "steps": 0, "rest": [] }));
    world.now += 10 * MINUTE;
    world.hook("getCustomer", json!({ "status": "pending" }));
    world.fails("getCustomer", error("unavailable"));
    run(&mut world);
    world.hook("getCustomer", json!({ "status": "approved" }));
    runs_after(&mut world, 3, 10 * MINUTE);
    let told = take_told(&mut world);
    for customer in ["customer_c1", "customer_c2"] {
        assert!(told.contains(&(customer.to_owned(), "approved".to_owned())), "{customer}: {told:?}");
    }
}

/// The older one is over the limit, and `onEvent` fails for what the newer one tells.
#[test]
fn an_older_entry_over_the_limit_takes_nothing_from_a_newer_one() {
    let mut world = onboarded(world(), 3);
    world.remove_records("agenda");
    let start = world.now;
    let put = |world: &mut World, slot: &str, place: &str, customer: i64, since: i64| {
        let entry = json!({ "customer": format!("customer_c{customer}"), "since": since });
        let name = ["agenda", "handler", "", "spherepay", slot, place];
        world.put(&name, &json!({ "entries": [entry], "steps": 0, "rest": [] }));
    };
    put(&mut world, &(start / (150 * SECOND) + 1).to_string(), "q", 3, start + 20 * SECOND);
    world.hook("getCustomer", json!({ "status": "incomplete" }));
    assert_eq!(run_after(&mut world, 10 * MINUTE)["asked"], 1);
    let due = world.names().into_iter().find(|name| name[0] == "agenda").unwrap();
    for (place, customer) in [("r0", 1), ("r1", 2), ("r2", 3)] {
        put(&mut world, due[4].as_str().unwrap(), place, customer, start);
    }
    world.now += 5 * MINUTE;
    world.learn("approved");
    world.hook("getCustomer", json!({ "status": "incomplete" }));
    world.fails("getCustomer", error("unavailable"));
    world.failing_hook("onEvent");
    refresh(&mut world, "spherepay", 1);
    assert_eq!(take_told(&mut world), [("customer_c3".to_owned(), "approved".to_owned())], "in vain");
    world.unhook("onEvent");
    world.hook("onEvent", json!(null));
    for _ in 0..4 {
        world.now += 10 * MINUTE;
        refresh(&mut world, "spherepay", 1);
    }
    assert!(take_told(&mut world).contains(&("customer_c3".to_owned(), "approved".to_owned())));
}

/// The provider has none of those who are due: each is due again.
#[test]
fn customers_that_are_gone_together_are_all_asked_about_again() {
    let mut world = onboarded(world(), 60);
    world.always_fails("getCustomer", error("not_found"));
    for _ in 0..2 {
        run_after(&mut world, 10 * MINUTE);
        assert_eq!(take_asked(&mut world).into_iter().collect::<BTreeSet<_>>().len(), 60);
    }
}

/// It returns for nobody here, so that each run tells of one: not of the same one again and again.
#[test]
fn a_hook_that_does_not_return_keeps_nobody_from_being_told() {
    let mut world = due(10);
    world.takes("onEvent", 2 * TIMEOUT);
    let mut told = BTreeSet::new();
    for _ in 0..60 {
        world.now += 5 * MINUTE;
        let mut step = world.start_command("refresh", &json!({ "provider": "spherepay", "limit": 100 }));
        world.finish(&mut step);
        told.extend(take_told(&mut world));
    }
    assert!(told.len() >= 4, "{told:?}");
}

/// Every second answer fails for two days: each customer has an entry or two, and no more.
#[test]
fn failures_do_not_multiply_entries() {
    let mut world = onboarded(world(), 10);
    world.hook("getCustomer", json!({ "status": "pending" }));
    for number in 0..2 * DAY / (5 * MINUTE) {
        if number % 2 == 0 {
            world.fails("getCustomer", error("unavailable"));
        }
        run_after(&mut world, 5 * MINUTE);
        world.requests.clear();
        assert!(world.count("agenda") <= 20, "{} records after {number} runs", world.count("agenda"));
    }
}

/// A slot ends while the claim is written. Later onboardings of this process are below the record that this one has made.
#[test]
fn an_onboarding_at_the_end_of_a_slot_leaves_nobody_behind() {
    for before in (60_000..120_000).step_by(10_000) {
        let mut world = world();
        world.now += 150 * SECOND - world.now % (150 * SECOND) - before;
        world.takes("swapRecord claim", 9_990);
        world.config["timeout"] = json!(60 * SECOND);
        let mut world = onboarded(world, 3);
        world.now += 10 * MINUTE;
        world.hook("getCustomer", json!({ "status": "approved" }));
        assert_eq!(run(&mut world), counts(3, 3, 0, false), "{before}");
    }
}

/// Reporting takes a moment, after which the schedule must be that of the entry that was written.
#[test]
fn details_that_fail_lose_nobody() {
    let mut world = world_of_bridge().onboarded("link_1");
    world.hook("getKycLink", json!({ "status": "under_review", "customerOfLink": "customer_1" }));
    world.always_fails("getCustomer", error("unavailable"));
    world.takes("report", 1);
    world.now += 10 * MINUTE;
    assert_eq!(refresh(&mut world, "bridge", 9), counts(1, 1, 0, false));
    world.hook("getKycLink", json!({ "status": "approved", "customerOfLink": "customer_1" }));
    world.hook("getCustomer", json!({ "id": "customer_1", "status": "active", "type": "individual" }));
    world.now += 10 * MINUTE;
    assert_eq!(refresh(&mut world, "bridge", 9), counts(1, 1, 0, false));
}

/// A store may refuse the record of one customer, such as one that is too large.
#[test]
fn a_record_that_the_store_refuses_keeps_nobody_else_waiting() {
    let mut world = onboarded(world(), 8);
    world.store_refuses = Some(("status", "customer_c3"));
    world.hook("getCustomer", json!({ "status": "approved" }));
    runs_after(&mut world, 3, 10 * MINUTE);
    assert_eq!(take_told(&mut world).len(), 7);
    world.store_refuses = None;
    runs_after(&mut world, 3, 10 * MINUTE);
    assert_eq!(take_told(&mut world), [("customer_c3".to_owned(), "approved".to_owned())]);
    // Where all are refused, few requests are in vain.
    let mut world = onboarded(super::world(), 8);
    world.store_refuses = Some(("status", ""));
    assert_eq!(run_after(&mut world, 10 * MINUTE), counts(3, 0, 3, true));
}

/// Who is asked about once a week meets an outage of the provider, or a store that refuses one write, or is slow for a
/// while.
#[test]
fn a_weekly_visit_that_fails_is_repeated_the_next_day() {
    for fails in ["getKycLink", "status", "asking", "loadRecord status"] {
        let mut world = world_of_bridge().onboarded("link_1");
        world.hook("getKycLink", json!({ "status": "approved" }));
        world.now += 10 * MINUTE;
        refresh(&mut world, "bridge", 9);
        world.now += 7 * DAY + HOUR;
        world.hook("getKycLink", json!({ "status": "rejected" }));
        match fails {
            "getKycLink" => world.fails(fails, error("unavailable")),
            "loadRecord status" => world.takes(fails, 19 * TIMEOUT / 20),
            kind => world.store_refuses = Some((kind, "link_1")),
        }
        let step = json!({ "provider": "bridge", "limit": 9 });
        let mut has_failed = false;
        for _ in 0..30 {
            let done = world.command("refresh", &step);
            has_failed |= done.status != 200 || done.body["failed"] == 1;
        }
        assert!(has_failed, "{fails}");
        world.store_refuses = None;
        world.takes("loadRecord status", 0);
        world.calls.clear();
        for _ in 0..25 {
            world.now += HOUR;
            refresh(&mut world, "bridge", 9);
        }
        assert_eq!(world.arguments("onEvent")["status"], "rejected", "{fails}");
    }
}

#[test]
fn a_store_that_fails_once_leaves_nobody_behind() {
    for failure in [StoreFailure::Before, StoreFailure::After] {
        for operations in 0.. {
            let mut world = due(3);
            world.store_fails = Some((operations, failure));
            let step = json!({ "provider": "spherepay", "limit": 9 });
            let done = world.command("refresh", &step);
            if world.store_fails.is_some() {
                assert_eq!(done.status, 200);
                break;
            }
            runs_after(&mut world, 4, 10 * MINUTE);
            let told: BTreeSet<_> = take_told(&mut world).into_iter().map(|(customer, _)| customer).collect();
            assert_eq!(told.len(), 3, "after {operations} operations, {failure:?}");
        }
    }
}

/// A wait lasts a day at most. A longer one was written by a runner whose clock was ahead.
#[test]
fn a_wait_that_is_too_long_is_none() {
    for (wait_ms, asked) in [(0, 3), (1, 0), (DAY, 0), (DAY + 1, 3), (30 * DAY, 3)] {
        let mut world = due(3);
        let refreshed = json!({ "next": START / (150 * SECOND), "wait_until": world.now + wait_ms });
        world.remove_records("refreshed");
        world.put(&["refreshed", "handler", "", "spherepay"], &refreshed);
        assert_eq!(run(&mut world)["asked"], asked, "{wait_ms}");
    }
}
