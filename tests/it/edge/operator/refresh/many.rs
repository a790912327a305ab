//! Many customers, and runs that come late.

use serde_json::json;

use super::{MINUTE, counts, due, onboarded, refresh, run, run_after, world};
use crate::edge::world::{DAY, HOUR, World};

#[test]
fn everybody_who_comes_at_once_is_remembered() {
    let mut world = onboarded(world(), 150);
    assert!(world.count("agenda") == 150, "each has a record");
    world.now += 10 * MINUTE;
    world.hook("getCustomer", json!({ "status": "approved" }));
    world.effects.clear();
    assert_eq!(refresh(&mut world, "spherepay", 1_000), counts(150, 150, 0, false));
    // Below each record, there may be eight others.
    let read = loaded(&world) / 150;
    assert!(read <= 8 + 6, "{read} records for each");
    run_after(&mut world, DAY);
    assert_eq!(world.count("agenda"), 0);
}

fn loaded(world: &World) -> usize {
    world.effects.iter().filter(|effect| effect.starts_with("loadRecord")).count()
}

/// Runs have been off for two days, or come once a day: the next one finds everybody.
#[test]
fn a_run_that_comes_days_later_finds_everybody() {
    for ms in [0, 10] {
        let mut world = due(3);
        world.hook("getCustomer", json!({ "status": "pending" }));
        run(&mut world);
        world.hook("getCustomer", json!({ "status": "approved" }));
        world.takes("loadRecord agenda", ms);
        assert_eq!(run_after(&mut world, 2 * DAY), counts(3, 3, 0, false), "{ms}");
    }
}

/// A platform limits the operations of one invocation. What a run has looked at stays so.
#[test]
fn the_next_run_goes_on_where_the_platform_has_ended_one() {
    let mut world = due(3);
    world.hook("getCustomer", json!({ "status": "pending" }));
    run(&mut world);
    world.hook("getCustomer", json!({ "status": "approved" }));
    world.now += 2 * DAY;
    let mut asked = 0;
    for _ in 0..2 * DAY / (4 * 20 * MINUTE) + 1 {
        let mut state = json!({});
        for _ in 0..4 {
            let step = json!({ "provider": "spherepay", "state": state, "limit": 9 });
            world.effects.clear();
            let done = world.command("refresh", &step).body;
            assert!(loaded(&world) <= 3 * 8 + 60, "a step has read {} records", loaded(&world));
            asked += done["asked"].as_i64().unwrap();
            state = done["state"].clone();
        }
    }
    assert_eq!(asked, 3);
}

#[test]
fn the_first_run_begins_where_the_first_process_has_remembered_somebody() {
    let mut world = World::new();
    world.config["agenda"] = json!(true);
    world.hook("onEvent", json!(null));
    let mut world = onboarded(world, 3);
    let begun = world.effects.iter().filter(|effect| *effect == "swapRecord refreshed").count();
    assert_eq!(begun, 1, "once in each process");
    world.now += 5 * DAY;
    world.hook("getCustomer", json!({ "status": "approved" }));
    assert_eq!(run(&mut world)["changed"], 3);
}

/// None has ever been on: what is older than 160 minutes is found when the person comes back, or the status changes.
#[test]
fn the_first_run_looks_at_what_one_step_may_read() {
    for (hours, found) in [(0, 3), (2, 3), (3, 0)] {
        let mut world = due(3);
        world.remove_records("refreshed");
        assert_eq!(run_after(&mut world, hours * HOUR)["asked"], found, "{hours}");
    }
}
