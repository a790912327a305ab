//! Decided customers whom the provider does not have any more.

use serde_json::json;

use super::{MINUTE, onboarded, refresh, refresh_from, run_after, take_told, world, world_of_bridge};
use crate::edge::world::{DAY, HOUR, error};

#[test]
fn a_decision_that_a_browser_finds_ended_is_told_once() {
    for status in ["approved", "rejected"] {
        let mut world = onboarded(world(), 1);
        world.learn(status);
        run_after(&mut world, 10 * MINUTE);
        world.now += 5 * DAY;
        world.calls.clear();
        world.always_fails("getCustomer", error("not_found"));
        for _ in 0..2 {
            run_after(&mut world, HOUR);
            world.status();
        }
        let (mut told, mut reports) = (vec![], 0);
        for _ in 0..40 {
            run_after(&mut world, HOUR);
            reports += world.called("report");
            if let Some((_, event)) = world.calls.iter().find(|(what, _)| what == "onEvent") {
                assert_eq!((&event["kind"], &event["customerId"]), (&json!("customer_updated"), &json!("customer_c1")));
            }
            told.extend(take_told(&mut world));
        }
        assert_eq!(told, [("customer_c1".to_owned(), "unknown".to_owned())], "{status}");
        assert_eq!((reports, world.count("agenda")), (1, 0), "{status}");
    }
}

/// Also where `onEvent` fails at first.
#[test]
fn an_approval_that_a_run_finds_ended_is_told_once() {
    for failures in [0, 1, 5] {
        let mut world = world_of_bridge().onboarded("link_1");
        world.hook("getKycLink", json!({ "status": "approved" }));
        world.now += 10 * MINUTE;
        refresh(&mut world, "bridge", 9);
        world.calls.clear();
        world.always_fails("getKycLink", error("not_found"));
        let (mut told, mut reports, mut asked) = (vec![], 0, 0);
        for _ in 0..40 * 24 {
            if told.len() < failures {
                world.failing_hook("onEvent");
            } else {
                world.hook("onEvent", json!(null));
            }
            world.now += HOUR;
            let begin = world.now - 3 * HOUR;
            asked += refresh_from(&mut world, "bridge", 9, begin)["asked"].as_i64().unwrap();
            let events = world.calls.iter().filter(|(what, _)| what == "onEvent");
            told.extend(events.map(|(_, event)| event["kind"].clone()));
            assert!(told.is_empty() || asked >= 2, "{failures}");
            reports += world.called("report");
            world.calls.clear();
        }
        assert_eq!((told, reports), (vec![json!("customer_updated"); failures + 1], 1), "{failures}");
        assert!(asked <= 4, "{asked}");
        assert_eq!(world.count("agenda"), 0, "{failures}");
    }
}
