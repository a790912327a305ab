//! A release between the effects of other requests.

use serde_json::json;

use super::{
    JANE, assert_jane_has_all, assert_jane_has_the_link, assert_stranger_has_nothing, link_is, log_in, post,
    release_to_jane, taken,
};
use crate::edge::world::response::Response;
use crate::edge::world::{Flight, HOUR, KEY, OTHER_KEY, World, error, interrupted, link, person};

type Start = fn(&mut World) -> Flight;

/// Each kind of request of a stranger, whose first request has ended.
const REQUESTS: [(&str, Start); 6] = [
    ("the same key", |world| world.posting_jane().start()),
    ("another key", |world| world.post_links(OTHER_KEY).json(&person(JANE)).start()),
    ("no key", |world| world.post("links").json(&person(JANE)).start()),
    ("renew", |world| world.post("links/renew").start()),
    ("status", |world| world.get("status").start()),
    ("handoff", |world| world.post("handoff").start()),
];

fn start_release(world: &mut World) -> Flight {
    world.start_command("release", &json!({ "email": JANE, "to": "jane" }))
}

/// Whether a response has the customer's link.
fn has_link(response: &Response) -> bool {
    response.body.to_string().contains("https://kyc.example")
}

#[test]
fn a_release_between_any_two_effects_of_a_strangers_request_takes_everything() {
    for stranger in [None, Some("mallory")] {
        for (name, start) in REQUESTS {
            let taken = taken(stranger);
            for (effects, mut world, mut flight) in interrupted(&taken, start) {
                let context = format!("{stranger:?}, {name}, after {effects} effects");
                assert_eq!(release_to_jane(&mut world).status, 200, "{context}");
                world.take_calls();
                let response = world.finish(&mut flight);
                let is_new = world.take_calls().contains(&"getKycLink".to_owned());
                if effects == 0 || is_new {
                    assert!(!has_link(&response), "{context}: what was read after the release");
                }
                assert_jane_has_all(&mut world, stranger, [taken.cookie.clone(), response.cookie()], &context);
            }
        }
    }
}

/// The stranger's create is on its way to the provider, which has the link already.
#[test]
fn a_release_between_any_two_effects_of_the_first_request_takes_everything() {
    for (stranger, key) in [(None, Some(KEY)), (None, None), (Some("mallory"), Some(KEY)), (Some("mallory"), None)] {
        let mut begun = World::of_bridge();
        log_in(&mut begun, stranger);
        begun.replies("onboard", link("link_1"));
        begun.always_fails("onboard", error("conflict"));
        link_is(&mut begun, "incomplete");
        let start = |world: &mut World| world.post("links").maybe("idempotency-key", key).json(&person(JANE)).start();
        for (effects, mut world, mut flight) in interrupted(&begun, start) {
            let context = format!("{stranger:?}, key {key:?}, after {effects} effects");
            assert_eq!(release_to_jane(&mut world).status, 200, "{context}");
            let cookie = world.finish(&mut flight).cookie();
            // Repeating the create returns the same link.
            world.forget_script();
            assert_stranger_has_nothing(&mut world, stranger, cookie.as_deref(), &context);
            assert_jane_has_the_link(&mut world, &context);
        }
    }
}

#[test]
fn a_strangers_request_between_any_two_effects_of_a_release_keeps_nothing() {
    for stranger in [None, Some("mallory")] {
        for (name, start) in REQUESTS {
            let taken = taken(stranger);
            for (effects, mut world, mut release) in interrupted(&taken, start_release) {
                let context = format!("{stranger:?}, {name}, after {effects} effects of the release");
                let mut flight = start(&mut world);
                let response = world.finish(&mut flight);
                assert_eq!(world.finish(&mut release).status, 200, "{context}");
                assert_jane_has_all(&mut world, stranger, [taken.cookie.clone(), response.cookie()], &context);
            }
        }
    }
}

#[test]
fn of_two_releases_at_once_exactly_one_counts() {
    for (effects, mut world, mut first) in interrupted(&taken(None), start_release) {
        assert_eq!(world.command("release", &json!({ "email": JANE, "to": "joan" })).status, 200);
        world.finish(&mut first);
        let got = ["jane", "joan"].map(|reference| post(&mut world, Some(reference)).status);
        assert!([[201, 409], [409, 201]].contains(&got), "after {effects} effects: {got:?}");
    }
}

/// The link that the key has stored has expired, so that the post makes another one.
#[test]
fn a_release_while_a_key_makes_another_link_takes_that_link() {
    for stranger in [None, Some("mallory")] {
        let mut begun = World::of_grid();
        log_in(&mut begun, stranger);
        begun.create("Customer:1");
        begun.now += 2 * HOUR;
        begun.hook("getCustomer", json!({ "type": "individual" }));
        begun.hook("createKycLink", link("Customer:1"));
        for (effects, mut world, mut flight) in interrupted(&begun, |world| world.posting_jane().start()) {
            assert_eq!(world.command("release", &json!({ "customerId": "Customer:1", "to": "jane" })).status, 200);
            world.take_calls();
            let response = world.finish(&mut flight);
            let is_new = world.take_calls().contains(&"createKycLink".to_owned());
            assert!(!is_new || !has_link(&response), "{stranger:?}, after {effects} effects: made after the release");
        }
    }
}
