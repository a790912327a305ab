//! Claims: knowing a person's e-mail address and phone number is not enough to get that person's customer.

use serde_json::{Value, json};

use crate::edge::world::{DAY, KEY, OTHER_KEY, SECOND, START, World, at, error, link, person};

/// Returns a world in which the create under `KEY` had an unknown outcome, ten seconds ago.
fn lost() -> World {
    let mut world = World::new();
    world.fails("onboard", error("outcome_unknown"));
    assert_eq!(world.post_jane().outcome(), (503, "outcome_unknown"));
    world.now += 10 * SECOND;
    world
}

fn found(customers: &[&str]) -> Value {
    customers.iter().map(|id| json!({ "id": id })).collect()
}

#[test]
fn the_customer_of_a_lost_create_is_taken() {
    let mut world = lost();
    world.replies("candidates", found(&["customer_c1"]));
    world.replies("createKycLink", link("customer_c1"));
    let response = world.post_jane();
    assert_eq!((response.status, response.cookie().is_some()), (201, true));
    assert_eq!(world.take_calls(), ["onboard", "candidates", "getCustomer", "createKycLink"]);
    assert_eq!(world.post_jane().body, response.body);
    assert_eq!(world.take_calls(), [] as [&str; 0]);
}

#[test]
fn a_customer_that_another_onboarding_has_claimed_is_not_taken() {
    let mut world = lost();
    world.replies("onboard", link("customer_c1"));
    assert_eq!(world.post_links(OTHER_KEY).from("jane@example.com").status, 201);
    world.take_calls();
    for _ in 0..2 {
        world.replies("candidates", found(&["customer_c1"]));
        let response = world.post_jane();
        assert_eq!((response.outcome(), response.header("retry-after")), ((503, "outcome_unknown"), Some("5")));
        assert_eq!(response.header("set-cookie"), None);
        assert_eq!(world.take_calls(), ["candidates"], "neither a link for the other's customer nor a second create");
    }
}

/// A provider may look the customer up by the posted data and report a success.
#[test]
fn a_successful_create_does_not_take_a_claimed_customer() {
    for key in [Some(OTHER_KEY), None] {
        let mut world = World::new();
        world.replies("onboard", link("customer_c1"));
        world.post_jane();
        world.replies("onboard", link("customer_c1"));
        let response = world.post("links").maybe("idempotency-key", key).from("jane@example.com");
        assert_eq!((response.outcome(), response.header("retry-after")), ((503, "outcome_unknown"), Some("5")));
        assert_eq!((response.body, response.headers.len()), (json!(null), 2), "no link, no cookie");
    }
}

#[test]
fn a_create_that_made_a_claimed_customer_is_not_sent_again_at_once() {
    let mut world = World::new();
    world.replies("onboard", link("customer_c1"));
    world.post_jane();
    world.replies("onboard", link("customer_c1"));
    world.post_links(OTHER_KEY).from("jane@example.com");
    world.take_calls();
    world.now += SECOND;
    world.replies("candidates", found(&[]));
    assert_eq!(world.post_links(OTHER_KEY).from("jane@example.com").outcome(), (503, "outcome_unknown"));
    assert_eq!(world.take_calls(), ["candidates"]);
}

#[test]
fn a_success_without_a_key_claims_too() {
    let mut world = lost();
    world.replies("onboard", link("customer_c1"));
    assert_eq!(world.post("links").json(&person("jane@example.com")).send().status, 201);
    world.replies("candidates", found(&["customer_c1"]));
    assert_eq!(world.post_jane().outcome(), (503, "outcome_unknown"));
}

#[test]
fn a_reference_keeps_its_customer_across_keys() {
    for (reference, expected) in [("r-1", (201, "")), ("r-2", (503, "outcome_unknown"))] {
        let mut world = World::new();
        world.hook("authorize", json!({ "reference": "r-1" }));
        world.replies("onboard", link("customer_c1"));
        world.post_jane();
        world.hook("authorize", json!({ "reference": reference }));
        world.replies("onboard", link("customer_c1"));
        assert_eq!(world.post_links(OTHER_KEY).from("jane@example.com").outcome(), expected, "{reference}");
    }
}

#[test]
fn a_claim_outlives_every_key() {
    for (age, expected) in [(3 * DAY - 1, (503, "outcome_unknown")), (3 * DAY, (201, ""))] {
        let mut world = World::new();
        world.replies("onboard", link("customer_c1"));
        world.post_jane();
        world.now += age;
        world.replies("onboard", link("customer_c1"));
        assert_eq!(world.post_links(OTHER_KEY).from("jane@example.com").outcome(), expected, "{age}");
    }
}

/// A claim that another onboarding loses against is still needed, so it is renewed for its holder.
#[test]
fn a_claim_that_is_contested_lasts_longer() {
    let mut world = World::new();
    world.replies("onboard", link("customer_c1"));
    world.post_jane();
    for _ in 0..5 {
        world.now += 3 * DAY - 1;
        world.replies("onboard", link("customer_c1"));
        let response = world.post("links").json(&person("jane@example.com")).send();
        assert_eq!(response.outcome(), (503, "outcome_unknown"));
    }
    // The claim may expire between the failed swap and the load that follows: the onboarding has still lost.
    let mut late = world.post("links").json(&person("jane@example.com")).start();
    world.replies("onboard", link("customer_c1"));
    world.run_until(&mut late, "loadRecord claim");
    world.now += 3 * DAY;
    assert_eq!(world.finish(&mut late).outcome(), (503, "outcome_unknown"));
}

/// A claim that opens under none of the secrets may belong to anybody: a customer that was only found is not taken.
#[test]
fn a_claim_that_does_not_open_fails_closed() {
    let mut world = World::new();
    world.replies("onboard", link("customer_c1"));
    world.post_jane();
    world.secrets = vec!["another secret"];
    world.fails("onboard", error("outcome_unknown"));
    world.post_links(OTHER_KEY).from("jane@example.com");
    world.now += 10 * SECOND;
    world.replies("candidates", found(&["customer_c1"]));
    let response = world.post_links(OTHER_KEY).from("jane@example.com");
    assert_eq!((response.outcome(), response.header("set-cookie")), ((503, "not_now"), None));
}

/// The provider's evidence outranks a claim that does not open, so that customers can continue after an emergency
/// rotation.
#[test]
fn a_claim_that_does_not_open_gives_way_to_the_providers_evidence() {
    let mut world = World::new();
    world.replies("onboard", link("customer_c1"));
    world.post_jane();
    world.secrets = vec!["another secret"];
    world.replies("onboard", link("customer_c1"));
    assert_eq!(world.post_links(OTHER_KEY).from("jane@example.com").status, 201);
    // The new claim opens, and holds.
    world.fails("onboard", error("outcome_unknown"));
    world.post_links("another-key-0123456789").from("jane@example.com");
    world.now += 10 * SECOND;
    world.replies("candidates", found(&["customer_c1"]));
    assert_eq!(world.post_links("another-key-0123456789").from("jane@example.com").outcome(), (503, "outcome_unknown"));
}

/// The create may have made the customer that another onboarding has claimed, so no second customer is created.
#[test]
fn a_create_whose_claim_is_lost_is_not_sent_again() {
    let mut world = World::new();
    world.replies("onboard", link("customer_c1"));
    world.post_links(OTHER_KEY).from("jane@example.com");
    world.replies("onboard", link("customer_c1"));
    assert_eq!(world.post_jane().outcome(), (503, "outcome_unknown"));
    world.take_calls();
    world.now += 60 * SECOND;
    world.replies("candidates", found(&["customer_c1"]));
    assert_eq!(world.post_jane().outcome(), (503, "outcome_unknown"));
    assert_eq!(world.take_calls(), ["candidates"]);
}

/// Two onboardings find the same customer at the same moment, and the store lets one claim it.
#[test]
fn only_one_of_two_concurrent_claims_succeeds() {
    let mut world = lost();
    world.fails("onboard", error("outcome_unknown"));
    world.post_links(OTHER_KEY).from("jane@example.com");
    world.now += 10 * SECOND;
    let mut first = world.post_links(KEY).json(&person("jane@example.com")).start();
    let mut second = world.post_links(OTHER_KEY).json(&person("jane@example.com")).start();
    for flight in [&mut first, &mut second] {
        // Near both creates.
        world.replies("candidates", json!([{ "id": "customer_c1", "createdAt": at(START + 5 * SECOND) }]));
        world.run_until(flight, "swapRecord claim");
    }
    world.replies("createKycLink", link("customer_c1"));
    assert_eq!(world.finish(&mut second).status, 201);
    assert_eq!(world.finish(&mut first).outcome(), (503, "outcome_unknown"));
}

#[test]
fn on_created_is_called_once_per_customer() {
    let mut world = World::new();
    world.hook("onCreated", json!(null));
    world.replies("onboard", link("customer_c1"));
    world.post_jane();
    assert_eq!(world.take_calls(), ["onboard", "onCreated"]);
    world.post_jane();
    assert_eq!(world.take_calls(), [] as [&str; 0]);
    world.now += DAY / 2;
    world.replies("createKycLink", link("customer_c1"));
    world.post_jane();
    assert_eq!(world.take_calls(), ["getCustomer", "createKycLink"]);
    let mut world = World::new();
    world.hook("authorize", json!({ "reference": "r-1" }));
    world.hook("onCreated", json!(null));
    for (key, asked) in [(KEY, 1), (OTHER_KEY, 0)] {
        world.replies("onboard", link("customer_c1"));
        world.post_links(key).from("jane@example.com");
        let calls = world.calls.iter().filter(|(what, _)| what == "onCreated");
        assert_eq!(calls.count(), asked, "the customer is not new");
        world.take_calls();
    }
}

/// Without a key only the claim knows that the hook was called.
#[test]
fn on_created_is_called_once_without_a_key() {
    let mut world = World::new();
    world.hook("authorize", json!({ "reference": "r-1" }));
    world.hook("onCreated", json!(null));
    for _ in 0..3 {
        world.replies("onboard", link("customer_c1"));
        assert_eq!(world.post("links").from("jane@example.com").status, 201);
    }
    assert_eq!(world.calls.iter().filter(|(what, _)| what == "onCreated").count(), 1);
}

#[test]
fn on_created_is_called_for_a_reconciled_customer() {
    let mut world = lost();
    world.hook("onCreated", json!(null));
    world.replies("candidates", found(&["customer_c1"]));
    world.replies("createKycLink", link("customer_c1"));
    world.post_jane();
    let expected = json!({ "provider": "spherepay", "customerId": "customer_c1", "reference": "minted1" });
    assert_eq!(world.arguments("onCreated"), &expected);
    assert_eq!(world.take_calls(), ["onboard", "candidates", "onCreated", "getCustomer", "createKycLink"]);
}

/// The first attempt crashes after its claim and before it calls the hook.
#[test]
fn on_created_is_called_after_a_crash() {
    let mut world = World::new();
    world.hook("onCreated", json!(null));
    let mut died = world.post_links(KEY).json(&person("jane@example.com")).start();
    world.run_until(&mut died, "onboard");
    world.replies("onboard", link("customer_c1"));
    world.run_until(&mut died, "swapRecord key");
    assert_eq!(world.count("claim"), 1);
    world.now += 60 * SECOND;
    world.replies("candidates", found(&["customer_c1"]));
    world.replies("createKycLink", link("customer_c1"));
    assert_eq!(world.post_jane().status, 201);
    assert_eq!(world.take_calls(), ["onboard", "candidates", "onCreated", "getCustomer", "createKycLink"]);
}

/// The first attempt crashes after it wrote its record and before it calls the hook.
#[test]
fn on_created_is_called_after_a_crash_just_before_it() {
    let mut world = World::new();
    world.hook("onCreated", json!(null));
    let mut died = world.post_links(KEY).json(&person("jane@example.com")).start();
    world.replies("onboard", link("customer_c1"));
    world.run_until(&mut died, "onCreated");
    assert_eq!(world.take_calls(), ["onboard"]);
    assert_eq!(world.post_jane().status, 201);
    assert_eq!(world.take_calls(), ["onCreated"]);
    assert_eq!(world.post_jane().status, 201);
    assert_eq!(world.take_calls(), [] as [&str; 0]);
}

/// The first attempt crashes after its claim, and the next post has another key, but the same reference.
#[test]
fn on_created_is_called_for_a_customer_that_another_key_has_claimed() {
    let mut world = World::new();
    world.hook("authorize", json!({ "reference": "r-1" }));
    world.hook("onCreated", json!(null));
    let mut died = world.post_links(KEY).json(&person("jane@example.com")).start();
    world.replies("onboard", link("customer_c1"));
    world.run_until(&mut died, "swapRecord key");
    world.replies("onboard", link("customer_c1"));
    world.run_until(&mut died, "onCreated");
    world.take_calls();
    for asked in [1, 0] {
        assert_eq!(world.post_links(OTHER_KEY).from("jane@example.com").status, 201);
        let calls = world.take_calls().iter().filter(|what| *what == "onCreated").count();
        assert_eq!(calls, asked);
    }
}

#[test]
fn a_failing_on_created_does_not_fail_the_request() {
    let mut world = World::new();
    world.failing_hook("onCreated");
    world.replies("onboard", link("customer_c1"));
    assert_eq!(world.post_jane().status, 201);
    assert_eq!(world.post_jane().status, 201);
    assert_eq!(world.take_calls(), ["onboard", "onCreated"]);
}
