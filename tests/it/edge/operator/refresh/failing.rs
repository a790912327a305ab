//! What fails again and again keeps nobody else waiting: customers, records, the secret, a platform that ends each run early,
//! and a store that lies.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{MINUTE, counts, due, onboarded, refresh, run, run_after, take_asked, take_told, world};
use crate::edge::world::{HOUR, SECOND, StoreFailure, World, error};

/// So many customers about whom the provider answers with an error, and then an honest one.
fn failing(count: usize, code: &str) -> World {
    let mut world = onboarded(world(), count + 1);
    for number in 1..=count {
        world.failing.push((format!("customer_c{number}"), error(code)));
    }
    world
}

#[test]
fn customers_that_fail_end_no_run_and_come_last() {
    for code in ["unavailable", "unexpected_response", "not_found", "timeout"] {
        let mut world = failing(40, code);
        world.hook("getCustomer", json!({ "status": "pending" }));
        world.now += 10 * MINUTE;
        assert_eq!(refresh(&mut world, "spherepay", 100), counts(41, 1, 40, false), "{code}");
        // The limit is less than those who fail.
        for _ in 0..4 {
            take_asked(&mut world);
            world.now += 5 * MINUTE;
            refresh(&mut world, "spherepay", 10);
            assert!(take_asked(&mut world)[0] == "customer_c41", "{code}");
        }
        // Each of them has its turn.
        for _ in 0..12 {
            world.now += 5 * MINUTE;
            refresh(&mut world, "spherepay", 10);
        }
        let asked: BTreeSet<_> = take_asked(&mut world).into_iter().collect();
        assert_eq!(asked.len(), 41, "{code}");
        // After an outage, all are asked in one run, and told.
        world.failing.clear();
        world.hook("getCustomer", json!({ "status": "approved" }));
        for _ in 0..2 {
            world.now += HOUR + 10 * MINUTE;
            refresh(&mut world, "spherepay", 100);
        }
        let told = take_told(&mut world).into_iter().filter(|(_, status)| status == "approved").count();
        assert_eq!(told, 41, "{code}");
    }
}

/// A limit that is less than those who are due: who has failed waits for an hour, and not for ever.
#[test]
fn who_has_failed_once_has_a_turn_although_runs_are_always_full() {
    let mut world = onboarded(world(), 40);
    world.hook("getCustomer", json!({ "status": "pending" }));
    world.now += 10 * MINUTE;
    world.fails("getCustomer", error("unavailable"));
    refresh(&mut world, "spherepay", 3);
    let failed = take_asked(&mut world)[0].clone();
    for _ in 0..18 {
        world.now += 5 * MINUTE;
        assert_eq!(refresh(&mut world, "spherepay", 3)["isMore"], true);
    }
    assert!(take_asked(&mut world).contains(&failed));
}

/// One whose answer hangs, so that the platform ends the run: the next one leaves the tree for the end.
#[test]
fn a_customer_that_ends_each_run_keeps_nobody_waiting() {
    let mut world = onboarded(world(), 1);
    world.now += 3 * MINUTE;
    for number in 2..=4 {
        world.onboard_elsewhere(&format!("customer_c{number}"));
    }
    world.hook("getCustomer", json!({ "status": "approved" }));
    world.now += 10 * MINUTE;
    let step = json!({ "provider": "spherepay", "limit": 9 });
    let mut killed = world.start_command("refresh", &step);
    world.run_until(&mut killed, "getCustomer");
    take_asked(&mut world);
    assert_eq!(run_after(&mut world, 5 * MINUTE), counts(4, 4, 0, false));
    assert_eq!(take_asked(&mut world).last().unwrap(), "customer_c1");
}

/// A Worker on a small plan: each run ends after so many operations of the store.
#[test]
fn runs_of_a_few_operations_get_further_each_time() {
    for operations in [35, 45, 50] {
        for (customers, are_in_one_record) in [(1, false), (3, false), (9, false), (9, true)] {
            let mut world = onboarded(world(), customers);
            world.now += 5 * MINUTE;
            if are_in_one_record {
                run(&mut world);
            }
            world.hook("getCustomer", json!({ "status": "approved" }));
            let mut told = BTreeSet::new();
            for _ in 0..200 {
                world.now += 5 * MINUTE;
                world.store_fails = Some((operations, StoreFailure::AfterThenDown));
                let mut state = json!({});
                while state != Value::Null {
                    let step = json!({ "provider": "spherepay", "limit": 100, "state": state });
                    let done = world.command("refresh", &step);
                    let goes_on = done.status == 200 && done.body["isOver"] == false;
                    state = if goes_on { done.body["state"].clone() } else { Value::Null };
                }
                (world.store_fails, world.store_is_down) = (None, false);
                told.extend(take_told(&mut world));
            }
            assert_eq!(told.len(), customers, "{operations} operations {are_in_one_record}");
        }
    }
}

/// Its records are there in every step again, and its locks, and what was told.
#[test]
fn a_store_that_writes_nothing_ends_the_run() {
    let mut world = due(30);
    world.learn("approved");
    // Another tree of the same slot.
    let slot = world.names().into_iter().find(|name| name[0] == "agenda").unwrap()[4].as_str().unwrap().to_owned();
    let entry = json!({ "customer": "customer_c1", "since": world.now });
    world.put(
        &["agenda", "handler", "", "spherepay", &slot, "r"],
        &json!({ "entries": [entry], "steps": 0, "rest": [] }),
    );
    world.store_lies = true;
    world.effects.clear();
    let done = refresh(&mut world, "spherepay", 100);
    assert!(done["asked"].as_i64().unwrap() <= 30, "{done}");
    assert!(world.effects.len() < 2_000, "{} operations", world.effects.len());
    let told = take_told(&mut world);
    assert_eq!(told.iter().collect::<BTreeSet<_>>().len(), told.len(), "{told:?}");
}

/// A record that the store does not return is that of one customer.
#[test]
fn a_record_that_the_store_does_not_return_keeps_nobody_else_waiting() {
    for kind in ["status", "claim"] {
        let mut world = onboarded(world(), 4);
        world.store_loses = Some((kind, "customer_c2"));
        world.hook("getCustomer", json!({ "status": "approved" }));
        assert_eq!(run_after(&mut world, 10 * MINUTE), counts(3, 3, 1, false), "{kind}");
        assert_eq!(run_after(&mut world, 10 * MINUTE), counts(0, 0, 1, false), "{kind}");
        world.store_loses = None;
        take_told(&mut world);
        assert_eq!(run_after(&mut world, 10 * MINUTE), counts(1, 1, 0, false), "{kind}");
        assert_eq!(take_told(&mut world).len(), 1, "{kind}");
    }
}

/// Nobody can be asked about any more whom the agenda names, and the owner hears of it. Who comes later is not lost below
/// their records.
#[test]
fn a_new_secret_without_the_old_one_is_said_and_loses_nobody_else() {
    let mut world = due(3);
    world.hook("getCustomer", json!({ "status": "pending" }));
    run(&mut world);
    take_told(&mut world);
    world.secrets = vec!["another secret"];
    world.cookie = None;
    for number in 4..=9 {
        world.onboard_elsewhere(&format!("customer_c{number}"));
    }
    world.now += 10 * MINUTE;
    world.hook("getCustomer", json!({ "status": "approved" }));
    let advice: Vec<_> =
        (0..2).map(|_| world.command("refresh", &json!({ "provider": "spherepay", "limit": 1 })).advice).collect();
    assert_eq!(advice, [Some("cookieSecret"), None], "once");
    run_after(&mut world, 10 * MINUTE);
    let told = take_told(&mut world);
    assert_eq!(told.len(), 6, "{told:?}");
    // With both secrets, nobody is lost.
    let mut world = due(3);
    world.secrets.insert(0, "another secret");
    assert_eq!(run(&mut world), counts(3, 3, 0, false));
    assert_eq!(world.now % SECOND, 0);
}
