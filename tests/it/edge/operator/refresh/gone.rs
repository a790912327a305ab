//! Customers that the provider does not have: one of them, or all of them, because it is the provider that fails.

use serde_json::json;

use super::{MINUTE, counts, onboarded, run_after, runs_after, take_asked, take_told, world};
use crate::edge::world::{DAY, HOUR, World, error};

/// Customers of whom the provider does not have the first.
fn without_first(customers: usize) -> World {
    let mut world = onboarded(world(), customers);
    world.failing.push(("customer_c1".to_owned(), error("not_found")));
    world
}

/// A 404 does not undo what is known. The first is reported, and the one after which nobody asks any more.
#[test]
fn a_customer_that_is_gone_for_an_hour_is_reported_twice_and_not_asked_about_any_more() {
    let mut world = without_first(3);
    let (begin, mut asked) = (world.now, vec![]);
    for _ in 0..2 * 24 * 6 {
        run_after(&mut world, 10 * MINUTE);
        let times = take_asked(&mut world).iter().filter(|one| *one == "customer_c1").count();
        asked.extend(std::iter::repeat_n(world.now - begin, times));
    }
    assert!((6..=12).contains(&asked.len()), "{asked:?}");
    assert!((70 * MINUTE..2 * HOUR + 20 * MINUTE).contains(asked.last().unwrap()), "{asked:?}");
    assert_eq!(world.called("report"), 2);
    // Somebody who comes back is asked about again.
    world.failing.clear();
    world.get("status").header("sec-fetch-site", "cross-site").header("sec-fetch-mode", "navigate").send();
    assert_eq!(world.status(), "incomplete");
}

/// What is gone for half an hour, and for half an hour again, was there in between.
#[test]
fn an_answer_in_between_begins_the_hour_anew() {
    let mut world = without_first(3);
    for runs in [5, 7, 7, 7] {
        runs_after(&mut world, runs, 10 * MINUTE);
        let failing = std::mem::take(&mut world.failing);
        run_after(&mut world, HOUR + 10 * MINUTE);
        world.failing = failing;
    }
    world.failing.clear();
    world.hook("getCustomer", json!({ "status": "approved" }));
    runs_after(&mut world, 2, HOUR + 10 * MINUTE);
    assert!(take_told(&mut world).contains(&("customer_c1".to_owned(), "approved".to_owned())));
}

/// A gateway that knows no path: each run in which most customers are missing says so, and nobody is given up.
#[test]
fn an_outage_of_404_loses_nobody() {
    for (customers, ms) in
        [(1, 11 * MINUTE), (1, 3 * HOUR), (5, 11 * MINUTE), (25, 11 * MINUTE), (5, 3 * HOUR), (5, 2 * DAY)]
    {
        let mut world = onboarded(world(), customers);
        world.always_fails("getCustomer", error("not_found"));
        let end = world.now + ms;
        while world.now < end {
            world.take_calls();
            let done = run_after(&mut world, 5 * MINUTE);
            if customers > 1 && done["asked"] != 0 {
                assert_eq!(world.called("report"), 1, "{customers}");
            }
        }
        world.hook("getCustomer", json!({ "status": "approved" }));
        let steps = if ms > DAY { 30 } else { 3 };
        runs_after(&mut world, steps, HOUR);
        assert_eq!(take_told(&mut world).len(), customers, "{customers} {ms}");
    }
}

/// Most of those whom a run asks about decide: a few that are missing are gone.
#[test]
fn those_who_are_gone_among_others_are_given_up() {
    let mut world = onboarded(world(), 12);
    for number in 1..=5 {
        world.failing.push((format!("customer_c{number}"), error("not_found")));
    }
    runs_after(&mut world, 30, 10 * MINUTE);
    take_asked(&mut world);
    run_after(&mut world, HOUR + 10 * MINUTE);
    let asked = take_asked(&mut world);
    assert!(asked.len() == 7 && !asked.contains(&"customer_c5".to_owned()), "{asked:?}");
}

/// The key has lost a right: a second request says that it is not about one customer.
#[test]
fn a_provider_that_forbids_every_request_ends_the_run() {
    let mut world = onboarded(world(), 6);
    world.always_fails("getCustomer", error("forbidden"));
    for _ in 0..3 {
        world.calls.clear();
        assert_eq!(run_after(&mut world, 10 * MINUTE), counts(2, 0, 2, true));
        assert_eq!(world.called("report"), 1);
    }
    world.hook("getCustomer", json!({ "status": "approved" }));
    runs_after(&mut world, 3, 10 * MINUTE);
    assert_eq!(take_told(&mut world).len(), 6);
}

#[test]
fn one_customer_that_is_forbidden_ends_no_run() {
    let mut world = onboarded(world(), 6);
    world.failing.push(("customer_c1".to_owned(), error("forbidden")));
    world.hook("getCustomer", json!({ "status": "approved" }));
    assert_eq!(run_after(&mut world, 10 * MINUTE), counts(6, 5, 1, false));
}
