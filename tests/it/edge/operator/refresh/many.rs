//! Many customers, and runs that come late.

use serde_json::json;

use super::runs::due;
use super::{MINUTE, counts, onboarded, refresh, run, run_after, world};
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
    assert!(read <= 8 + 5, "{read} records for each");
    run_after(&mut world, DAY);
    assert_eq!(world.count("agenda"), 0);
}

fn loaded(world: &World) -> usize {
    world.effects.iter().filter(|effect| effect.starts_with("loadRecord")).count()
}

/// How many records of the agenda runs have read, at most, where nothing is due.
const READS: usize = 2 * 64;

/// Runs again and again, as a timer does, until nobody is left. Returns how many runs it took, and how many customers were
/// asked about.
fn run_until_nobody_is_left(world: &mut World) -> (usize, i64) {
    let mut asked = 0;
    for number in 1..1_000 {
        world.effects.clear();
        let counted = run(world);
        let read = loaded(world);
        assert!(read <= READS + 120, "run {number} has read {read} records");
        asked += counted["asked"].as_i64().unwrap();
        if counted["isMore"] == false {
            return (number, asked);
        }
        world.now += 5 * MINUTE;
    }
    panic!("no run comes to its end");
}

/// Runs have been off for two days. Each run looks at a part of them, so that none asks too much of a platform, or takes
/// too long where the store is slow.
#[test]
fn runs_that_come_days_later_find_everybody() {
    for (ms, most) in [(0, 24), (10, 90)] {
        let mut world = due();
        world.hook("getCustomer", json!({ "status": "pending" }));
        run(&mut world);
        world.now += 2 * DAY;
        world.hook("getCustomer", json!({ "status": "approved" }));
        world.takes("loadRecord agenda", ms);
        let (runs, asked) = run_until_nobody_is_left(&mut world);
        assert_eq!((runs < most, asked), (true, 3), "{runs} runs");
    }
}

/// None has ever been on: what is older than 160 minutes is found when the person comes back, or the status changes.
#[test]
fn the_first_run_looks_at_what_one_run_may_read() {
    for (hours, found) in [(0, 3), (2, 3), (3, 0)] {
        let mut world = due();
        world.remove_records("refreshed");
        world.now += hours * HOUR;
        assert_eq!(run_until_nobody_is_left(&mut world), (1, found), "{hours}");
    }
}
