//! Claims: knowing a person's e-mail address and phone number is not enough to get that person's customer.

use serde_json::{Value, json};

use crate::edge::own_provider;
use crate::edge::world::{
    DAY, KEY, MINUTE, ORIGIN, OTHER_KEY, SECOND, START, World, at, error, interrupted, link, person,
};

/// Returns a world in which the create under `KEY` had an unknown outcome, ten seconds ago.
fn lost() -> World {
    let mut world = World::new();
    world.lose_create();
    world.now += 10 * SECOND;
    world
}

fn found(customers: &[&str]) -> Value {
    customers.iter().map(|id| json!({ "id": id })).collect()
}

#[test]
fn the_customer_of_a_lost_create_is_taken() {
    let mut world = lost();
    world.hook("onCreated", json!(null));
    world.replies("candidates", found(&["customer_c1"]));
    world.replies("createKycLink", link("customer_c1"));
    let response = world.post_jane();
    assert_eq!((response.status, response.cookie().is_some()), (201, true));
    let expected = json!({ "provider": "spherepay", "customerId": "customer_c1", "reference": "minted1" });
    assert_eq!(world.arguments("onCreated"), &expected);
    assert_eq!(world.take_calls(), ["onboard", "candidates", "onCreated", "getCustomer", "createKycLink"]);
    assert_eq!(world.post_jane().body, response.body);
    world.assert_no_calls();
}

#[test]
fn a_customer_that_another_onboarding_has_claimed_is_not_taken() {
    // Only the key makes it another onboarding.
    for key in [Some(OTHER_KEY), None] {
        let mut world = lost();
        world.replies("onboard", link("customer_c1"));
        assert_eq!(world.post("links").maybe("idempotency-key", key).from("jane@example.com").status, 201);
        world.take_calls();
        for _ in 0..2 {
            world.replies("candidates", found(&["customer_c1"]));
            let response = world.post_jane();
            assert_eq!((response.outcome(), response.header("retry-after")), ((503, "outcome_unknown"), Some("5")));
            assert_eq!(response.header("set-cookie"), None);
            assert_eq!(
                world.take_calls(),
                ["candidates"],
                "neither a link of the other's customer nor a second create"
            );
        }
    }
}

/// A provider may look the customer up by the posted data and report a success. The create is not sent again: it may have
/// made a customer.
#[test]
fn a_successful_create_does_not_take_a_claimed_customer() {
    for key in [Some(OTHER_KEY), None] {
        let mut world = World::new();
        world.post_jane();
        world.cookie = None;
        world.replies("onboard", link("customer_c1"));
        let response = world.post("links").maybe("idempotency-key", key).from("jane@example.com");
        assert_eq!((response.outcome(), response.header("retry-after")), ((503, "outcome_unknown"), Some("5")));
        assert_eq!((response.body, response.headers.len()), (json!(null), 2), "no link, no cookie");
        if let Some(key) = key {
            world.take_calls();
            world.now += MINUTE;
            world.replies("candidates", found(&["customer_c1"]));
            assert_eq!(world.post_links(key).from("jane@example.com").outcome(), (503, "outcome_unknown"));
            assert_eq!(world.take_calls(), ["candidates"]);
        }
    }
}

#[test]
fn a_reference_keeps_its_customer_across_keys() {
    for (reference, expected) in [("r-1", (201, "")), ("r-2", (503, "outcome_unknown"))] {
        let mut world = World::new().known_as("r-1");
        world.post_jane();
        world.hook("authorize", json!({ "reference": reference }));
        world.replies("onboard", link("customer_c1"));
        world.hook("getCustomer", json!({ "id": "customer_c1" }));
        assert_eq!(world.post_links(OTHER_KEY).from("jane@example.com").outcome(), expected, "{reference}");
    }
}

/// A claim that another onboarding loses against is still needed, so it is renewed for its holder.
#[test]
fn a_claim_that_is_contested_lasts_longer() {
    let mut world = World::new();
    world.post_jane();
    world.cookie = None;
    for _ in 0..5 {
        world.now += 91 * DAY - 1;
        world.replies("onboard", link("customer_c1"));
        let response = world.post("links").from("jane@example.com");
        assert_eq!(response.outcome(), (503, "outcome_unknown"));
    }
    // The claim may expire between the failed swap and the load that follows: the onboarding has still lost.
    let mut late = world.post("links").json(&person("jane@example.com")).start();
    world.replies("onboard", link("customer_c1"));
    world.run_until(&mut late, "loadRecord claim");
    world.now += 91 * DAY;
    assert_eq!(world.finish(&mut late).outcome(), (503, "outcome_unknown"));
}

/// The record of the reference lasts as long, and whoever else is led to the customer must not take it in between.
#[test]
fn a_claim_lasts_longer_whenever_its_holder_comes_back() {
    let mut world = World::new().known_as("r-1");
    world.hook("onboard", link("customer_c1"));
    for days in [0, 80] {
        world.now += days * DAY;
        assert_eq!(world.post("links").from("jane@example.com").status, 201);
    }
    world.now += 80 * DAY;
    world.log_in("r-2");
    assert_eq!(world.post("links").from("jane@example.com").outcome(), (503, "outcome_unknown"));
}

/// Two onboardings find the same customer at the same moment, and the store lets one claim it.
#[test]
fn only_one_of_two_concurrent_claims_succeeds() {
    let mut world = lost();
    world.fails("onboard", error("outcome_unknown"));
    world.post_links(OTHER_KEY).from("jane@example.com");
    world.now += 10 * SECOND;
    let mut first = world.posting_jane().start();
    let mut second = world.post_links(OTHER_KEY).json(&person("jane@example.com")).start();
    for flight in [&mut first, &mut second] {
        // Near both creates.
        world.replies("candidates", json!([{ "id": "customer_c1", "createdAt": at(START + 5 * SECOND) }]));
        world.run_until(flight, "swapRecord claim");
    }
    assert_eq!(world.finish(&mut second).status, 201);
    assert_eq!(world.finish(&mut first).outcome(), (503, "outcome_unknown"));
}

/// Also if it fails. Without a key only the claim knows that the hook was called.
#[test]
fn on_created_is_called_once_per_customer() {
    for fails in [false, true] {
        let mut world = World::new().known_as("r-1");
        world.hook("onCreated", json!(null));
        if fails {
            world.failing_hook("onCreated");
        }
        for (key, later, asked) in [(Some(KEY), 0, 1), (Some(KEY), 0, 0), (Some(KEY), DAY / 2, 0)] {
            world.now += later;
            world.hook("onboard", link("customer_c1"));
            assert_eq!(world.post("links").maybe("idempotency-key", key).from("jane@example.com").status, 201);
            assert_eq!(world.take_calls().iter().filter(|what| *what == "onCreated").count(), asked, "{fails} {later}");
        }
        for key in [Some(OTHER_KEY), Some(OTHER_KEY), None].into_iter().filter(|_| !fails) {
            world.post("links").maybe("idempotency-key", key).from("jane@example.com");
            assert!(!world.take_calls().contains(&"onCreated".to_owned()), "the customer is not new");
        }
    }
}

/// Whatever the first attempt has done when it crashes, the hook is called once by the time that a post succeeds.
#[test]
fn on_created_is_called_once_wherever_an_attempt_crashes() {
    let mut begun = World::new();
    begun.hook("onCreated", json!(null));
    let start = |world: &mut World| world.posting_jane().start();
    for (effects, mut world, died) in interrupted(&begun, start) {
        world.now += MINUTE;
        let was_sent = world.called("onboard") > 0;
        world.hook("candidates", if was_sent { found(&["customer_c1"]) } else { found(&[]) });
        for _ in 0..2 {
            assert_eq!(world.post_jane().status, 201, "after {effects} effects");
        }
        let told = world.called("onCreated");
        // A crash after the call and before its record leaves it open whether it was made.
        assert!(told == 1 || told == 2 && !died.has_ended(), "after {effects} effects: {told}");
    }
}

/// The first attempt crashes after its claim, and the next post has another key, but the same reference.
#[test]
fn on_created_is_called_for_a_customer_that_another_key_has_claimed() {
    let mut world = World::new().known_as("r-1");
    world.hook("onCreated", json!(null));
    world.posting_jane().until("onCreated");
    world.take_calls();
    for asked in [1, 0] {
        assert_eq!(world.post_links(OTHER_KEY).from("jane@example.com").status, 201);
        let calls = world.take_calls().iter().filter(|what| *what == "onCreated").count();
        assert_eq!(calls, asked);
    }
}

/// The provider knows a customer by the former holder's reference for ever, and the claim ends after 91 days.
#[test]
fn a_released_customer_is_not_the_former_holders_once_the_claim_has_ended() {
    for repeat in ["reference", "key", "never"] {
        for days in [1, 92, 3_000] {
            let mut world = own_provider::world(&json!({ "repeat": repeat, "hasLink": true }));
            world.log_in("mallory");
            assert_eq!(world.post_jane().outcome(), (201, ""), "{repeat}");
            let released = world.command("release", &json!({ "customerId": "c-1", "to": "jane" }));
            assert_eq!(released.outcome(), (200, ""), "{repeat}");
            world.now += days * DAY;
            world.cookie = None;
            let response = world.post_links(OTHER_KEY).from("jane@example.com");
            assert_eq!((response.outcome(), response.cookie()), ((409, "conflict"), None), "{repeat}, {days} days");
            // Nor is it once a create is lost, and the search finds it.
            let mut world = own_provider::lost(world, &json!([{ "customerId": "c-1", "reference": "mallory" }]));
            if repeat == "never" {
                assert_eq!(world.post_jane().outcome(), (409, "conflict"), "{days} days");
            }
        }
    }
}

/// Her record and her session last for 90 days from her latest post, and so does what keeps the customer hers.
#[test]
fn a_release_lasts_as_long_as_its_person_comes_back() {
    for (mut world, id) in
        [(World::new(), "customer_1"), (World::of_grid(), "Customer:1"), (World::of_bridge(), "link_1")]
    {
        world.config["publicOrigin"] = json!(ORIGIN);
        world.log_in("mallory");
        world.onboard(id);
        let found = json!({
            "id": id, "type": "individual", "status": "incomplete", "reference": "mallory", "email": "jane@example.com",
            "kycUrl": "https://kyc.example/link_1", "tosStatus": "accepted",
        });
        world.hook("getCustomer", found.clone());
        world.hook("getKycLink", found);
        world.hook("createKycLink", link(id));
        assert_eq!(world.command("release", &json!({ "customerId": id, "to": "jane" })).status, 200, "{id}");
        world.log_in("jane");
        world.now += 80 * DAY;
        world.cookie = None;
        assert_eq!(world.post("links").from("jane@example.com").status, 201, "{id}");
        world.now += 15 * DAY;
        for (to, expected) in [("mallory", 400), ("eve", 400), ("jane", 200)] {
            let options = json!({ "customerId": id, "to": to, "ttlMs": DAY });
            assert_eq!(world.command("resumeLink", &options).status, expected, "{id} {to}");
        }
        world.cookie = None;
        assert_eq!(world.get("status").send().body["status"], "incomplete", "{id}: by her login");
        world.cookie = None;
        world.always_fails("onboard", error("internal"));
        assert_eq!(world.post("links").from("jane@example.com").status, 201, "{id}: no other customer");
    }
}

/// The provider has the customer under the former holder's reference: with hers, it would make another one.
#[test]
fn no_create_names_the_reference_to_which_a_customer_was_released() {
    for (has_link, expected) in [(true, (201, "")), (false, (502, "not_supported"))] {
        let mut world = own_provider::world(&json!({ "repeat": "reference", "hasLink": has_link }));
        world.log_in("mallory");
        assert_eq!(world.post_jane().outcome(), (201, ""));
        assert_eq!(world.command("release", &json!({ "customerId": "c-1", "to": "jane" })).status, 200);
        world.log_in("jane");
        world.cookie = None;
        world.requests.clear();
        assert_eq!(world.post("links").from("jane@example.com").outcome(), expected, "{has_link}");
        assert!(world.requests.iter().all(|sent| sent["body"]["reference"].is_null()), "{:?}", world.requests);
    }
}
