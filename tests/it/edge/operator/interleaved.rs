//! A release between the effects of other requests.

use serde_json::json;

use super::{
    JANE, assert_jane_has_all, assert_jane_has_the_link, assert_stranger_has_nothing, link_of, log_in, post,
    release_to_jane, taken,
};
use crate::edge::world::response::Response;
use crate::edge::world::{Flight, KEY, OTHER_KEY, World, error, person};

/// Starts each kind of request of a stranger, whose first request has ended.
fn requests(world: &mut World) -> Vec<(&'static str, Flight)> {
    let person = person(JANE);
    vec![
        ("the same key", world.post_links(KEY).json(&person).start()),
        ("another key", world.post_links(OTHER_KEY).json(&person).start()),
        ("no key", world.post("links").json(&person).start()),
        ("renew", world.post("links/renew").start()),
        ("status", world.get("status").start()),
        ("handoff", world.post("handoff").start()),
    ]
}

/// Whether a response has the customer's link.
fn has_link(response: &Response) -> bool {
    response.body.to_string().contains("https://kyc.example")
}

#[test]
fn a_release_between_any_two_effects_of_a_strangers_request_takes_everything() {
    for stranger in [None, Some("mallory")] {
        for kind in 0..6 {
            for effects in 0.. {
                let mut world = taken(stranger);
                let first = world.cookie.clone();
                let (name, mut flight) = requests(&mut world).swap_remove(kind);
                let context = format!("{stranger:?}, {name}, after {effects} effects");
                let ended = world.advance_by(&mut flight, effects);
                assert_eq!(release_to_jane(&mut world).status, 200, "{context}");
                let has_ended = ended.is_some();
                world.take_calls();
                let response = ended.unwrap_or_else(|| world.finish(&mut flight));
                let is_new = world.take_calls().contains(&"getKycLink".to_owned());
                if effects == 0 || is_new {
                    assert!(!has_link(&response), "{context}: what was read after the release");
                }
                assert_jane_has_all(&mut world, stranger, [first, response.cookie()], &context);
                if has_ended {
                    break;
                }
            }
        }
    }
}

/// The stranger's create is on its way to the provider, which has the link already.
#[test]
fn a_release_between_any_two_effects_of_the_first_request_takes_everything() {
    for (stranger, key) in [(None, Some(KEY)), (None, None), (Some("mallory"), Some(KEY)), (Some("mallory"), None)] {
        for effects in 0.. {
            let mut world = World::of_bridge();
            log_in(&mut world, stranger);
            world.always_fails("onboard", error("conflict"));
            world.hook("getKycLink", link_of(JANE, "incomplete"));
            world.hook("candidates", json!({ "items": [link_of(JANE, "incomplete")] }));
            let mut flight = world.post("links").maybe("idempotency-key", key).json(&person(JANE)).start();
            let context = format!("{stranger:?}, key {key:?}, after {effects} effects");
            let ended = world.advance_by(&mut flight, effects);
            assert_eq!(release_to_jane(&mut world).status, 200, "{context}");
            let has_ended = ended.is_some();
            let response = ended.unwrap_or_else(|| world.finish(&mut flight));
            let cookie = response.cookie();
            // Repeating the create returns the same link.
            if world.has_script_left() {
                world.forget_script();
            }
            assert_stranger_has_nothing(&mut world, stranger, cookie.as_deref(), &context);
            assert_jane_has_the_link(&mut world, &context);
            if has_ended {
                break;
            }
        }
    }
}

#[test]
fn a_strangers_request_between_any_two_effects_of_a_release_keeps_nothing() {
    for stranger in [None, Some("mallory")] {
        for kind in 0..6 {
            for effects in 0.. {
                let mut world = taken(stranger);
                let first = world.cookie.clone();
                let context = format!("{stranger:?}, request {kind}, after {effects} effects of the release");
                let mut release = world.start_command("release", &json!({ "email": JANE, "to": "jane" }));
                let ended = world.advance_by(&mut release, effects);
                let (_, mut flight) = requests(&mut world).swap_remove(kind);
                let response = world.finish(&mut flight);
                let has_ended = ended.is_some();
                let released = ended.unwrap_or_else(|| world.finish(&mut release));
                assert_eq!(released.status, 200, "{context}");
                assert_jane_has_all(&mut world, stranger, [first, response.cookie()], &context);
                if has_ended {
                    break;
                }
            }
        }
    }
}

#[test]
fn of_two_releases_at_once_exactly_one_counts() {
    for effects in 0.. {
        let mut world = taken(None);
        let mut first = world.start_command("release", &json!({ "email": JANE, "to": "jane" }));
        let ended = world.advance_by(&mut first, effects);
        assert_eq!(world.command("release", &json!({ "email": JANE, "to": "joan" })).status, 200);
        let has_ended = ended.is_some();
        ended.unwrap_or_else(|| world.finish(&mut first));
        let got = ["jane", "joan"].map(|reference| post(&mut world, Some(reference)).status);
        assert!([[201, 409], [409, 201]].contains(&got), "after {effects} effects: {got:?}");
        if has_ended {
            break;
        }
    }
}
