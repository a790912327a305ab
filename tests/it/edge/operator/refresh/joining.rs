//! Who joins the agenda, and whose schedule begins anew: without it, nobody hears of a decision whose delivery is lost.

use serde_json::json;

use super::{MINUTE, onboarded, run_after, runs_after, take_asked, take_told, world};
use crate::edge::world::response::Response;
use crate::edge::world::{HOUR, SECOND, World, at};

/// Counts the operations of the store that this takes.
fn operations(world: &mut World, what: impl FnOnce(&mut World) -> Response) -> usize {
    world.effects.clear();
    what(world);
    world.effects.iter().filter(|effect| effect.ends_with("Record") || effect.contains("Record ")).count()
}

fn return_from_the_hosted_pages(world: &mut World) -> Response {
    world.get("status").header("sec-fetch-site", "cross-site").header("sec-fetch-mode", "navigate").send()
}

/// Only an onboarding and a change of the status take more of the store.
#[test]
fn looks_at_an_unchanged_status_take_as_much_as_without_an_agenda() {
    let looks = |has_agenda: bool| {
        let mut world = World::new();
        world.config["agenda"] = json!(has_agenda);
        world.onboard("customer_c1");
        let mut count = || {
            world.now += 20 * SECOND;
            operations(&mut world, |world| world.get("status").send())
        };
        [count(), count(), count()]
    };
    assert_eq!(looks(true), looks(false));
}

/// A request with which a person comes back.
type Way = fn(&mut World) -> Response;

/// Returns a customer who was onboarded, and has looked so often, before the agenda was switched on.
fn left_out(looks: usize, minutes: i64) -> World {
    let mut world = world();
    world.config["agenda"] = json!(false);
    world.create("customer_c1");
    for _ in 0..looks {
        world.now += MINUTE;
        world.learn_status();
    }
    world.now += minutes * MINUTE + 20 * SECOND;
    world.config["agenda"] = json!(true);
    world
}

#[test]
fn whoever_was_open_before_the_agenda_was_switched_on_joins_it() {
    let deliver = |world: &mut World| {
        let event =
            json!({ "id": "1", "kind": "kyc_pending", "customerId": "customer_c1", "occurredAt": at(world.now) });
        world.deliver(&event)
    };
    let ways: [(&str, Way); 4] = [
        ("a look", |world| world.get("status").send()),
        ("a return", return_from_the_hosted_pages),
        ("the same form", World::post_jane),
        ("a delivery", deliver),
    ];
    for (minutes, looks) in [(0, 0), (0, 1), (20, 0), (20, 1), (2 * 24 * 60, 0), (2 * 24 * 60, 1)] {
        for (way, joins) in ways {
            let context = format!("{way} {minutes} minutes after {looks} looks");
            // Its key has ended by then.
            if way == "the same form" && minutes > 20 {
                continue;
            }
            let mut world = left_out(looks, minutes);
            joins(&mut world);
            // Somebody else may have onboarded a customer whose status nobody has looked at.
            if way == "a delivery" && looks == 0 {
                assert_eq!(world.count("agenda"), 0, "{context}");
                continue;
            }
            // A moment after the onboarding, nothing says that it is not in the agenda, and a post is repeated.
            if (minutes, looks) == (0, 0) || minutes == 0 && way == "the same form" {
                assert_eq!(world.count("agenda"), 0, "{context}");
                world.now += 20 * MINUTE;
                joins(&mut world);
            }
            assert_eq!(world.count("agenda"), 1, "{context}");
            for _ in 0..3 {
                world.now += MINUTE;
                joins(&mut world);
            }
            assert_eq!(world.count("agenda"), 1, "{context}: once");
            take_told(&mut world);
            world.hook("getCustomer", json!({ "status": "approved" }));
            run_after(&mut world, 10 * MINUTE);
            assert_eq!(take_told(&mut world), [("customer_c1".to_owned(), "approved".to_owned())], "{context}");
        }
    }
}

/// The page asks every few seconds, and is told of what it has just learned.
#[test]
fn a_return_right_after_a_look_begins_the_schedule() {
    let mut world = onboarded(world(), 1);
    runs_after(&mut world, 8, HOUR);
    world.learn_status();
    world.now += SECOND;
    assert_eq!(return_from_the_hosted_pages(&mut world).status, 200);
    assert!(world.requests.is_empty(), "the provider is not asked");
    runs_after(&mut world, 6, 5 * MINUTE);
    let asked = take_asked(&mut world).len();
    assert!((5..=6).contains(&asked), "{asked}");
}

/// Anyone can send a request that says so.
#[test]
fn who_comes_back_again_and_again_is_not_asked_about_more_and_more() {
    for (way, comes_back) in [("a return", return_from_the_hosted_pages as Way), ("the form", World::post_jane)] {
        let mut world = world();
        if way == "the form" {
            world.log_in("user-1");
            world.hook("createKycLink", crate::edge::world::link("customer_c1"));
        }
        world.onboard("customer_c1");
        let (mut asked, mut today, mut latest) = (vec![], 0, world.now);
        for runs in 1..=5 * 24 * 12 {
            today += run_after(&mut world, 5 * MINUTE)["asked"].as_i64().unwrap();
            if world.now - latest >= 51 * MINUTE {
                latest = world.now;
                world.remove_records("key");
                comes_back(&mut world);
            }
            if runs % (24 * 12) == 0 {
                asked.push(std::mem::take(&mut today));
            }
        }
        assert!(asked[0] < 120 && asked[1..].iter().all(|asked| *asked < 50), "{way}: {asked:?}");
    }
}
