//! Whose a customer is: whoever knows somebody's e-mail address and phone number does not get that person's customer.

use serde_json::{Value, json};

use super::world::{DAY, KEY, OTHER_KEY, SECOND, World, error, link, person};

/// A world in which the outcome of a create under `KEY` is unknown, long enough ago to look for its customer.
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
    world.replies("candidates", found(&["c1"]));
    world.replies("createKycLink", link("c1"));
    let response = world.post_jane();
    assert_eq!((response.status, response.cookie().is_some()), (201, true));
    assert_eq!(world.take_asked(), ["onboard", "candidates", "createKycLink"]);
    assert_eq!(world.post_jane().body, response.body);
    assert_eq!(world.take_asked(), [] as [&str; 0]);
}

#[test]
fn a_customer_that_another_onboarding_has_claimed_is_not_taken() {
    let mut world = lost();
    world.replies("onboard", link("c1"));
    assert_eq!(world.post_links(OTHER_KEY).from("jane@example.com").status, 201);
    world.take_asked();
    for _ in 0..2 {
        world.replies("candidates", found(&["c1"]));
        let response = world.post_jane();
        assert_eq!((response.outcome(), response.header("retry-after")), ((503, "outcome_unknown"), Some("5")));
        assert_eq!(response.header("set-cookie"), None);
        assert_eq!(world.take_asked(), ["candidates"], "neither a link of the other's customer nor a second create");
    }
}

/// A provider may find a customer by what was posted, and call that a success.
#[test]
fn a_success_with_anothers_customer_is_not_taken_either() {
    for key in [Some(OTHER_KEY), None] {
        let mut world = World::new();
        world.replies("onboard", link("c1"));
        world.post_jane();
        world.replies("onboard", link("c1"));
        let response = world.post("links").maybe("idempotency-key", key).from("jane@example.com");
        assert_eq!((response.outcome(), response.header("retry-after")), ((503, "outcome_unknown"), Some("5")));
        assert_eq!((response.body, response.headers.len()), (json!(null), 2), "no link, no cookie");
    }
}

#[test]
fn a_success_without_a_key_claims_too() {
    let mut world = lost();
    world.replies("onboard", link("c1"));
    assert_eq!(world.post("links").json(&person("jane@example.com")).send().status, 201);
    world.replies("candidates", found(&["c1"]));
    assert_eq!(world.post_jane().outcome(), (503, "outcome_unknown"));
}

#[test]
fn what_a_reference_holds_stays_with_it() {
    for (reference, expected) in [("r-1", (201, "")), ("r-2", (503, "outcome_unknown"))] {
        let mut world = World::new();
        world.hook("authorize", json!({ "reference": "r-1" }));
        world.replies("onboard", link("c1"));
        world.post_jane();
        world.hook("authorize", json!({ "reference": reference }));
        world.replies("onboard", link("c1"));
        assert_eq!(world.post_links(OTHER_KEY).from("jane@example.com").outcome(), expected, "{reference}");
    }
}

#[test]
fn a_claim_outlives_every_key() {
    for (age, expected) in [(3 * DAY - 1, (503, "outcome_unknown")), (3 * DAY, (201, ""))] {
        let mut world = World::new();
        world.replies("onboard", link("c1"));
        world.post_jane();
        world.now += age;
        world.replies("onboard", link("c1"));
        assert_eq!(world.post_links(OTHER_KEY).from("jane@example.com").outcome(), expected, "{age}");
    }
}

/// A claim that somebody loses against is still needed: it is renewed, for the one who holds it.
#[test]
fn a_claim_that_is_contested_lasts_longer() {
    let mut world = World::new();
    world.replies("onboard", link("c1"));
    world.post_jane();
    for _ in 0..5 {
        world.now += 3 * DAY - 1;
        world.replies("onboard", link("c1"));
        let response = world.post("links").json(&person("jane@example.com")).send();
        assert_eq!(response.outcome(), (503, "outcome_unknown"));
    }
    // It ends between the loss and the look at who holds it: whoever lost has lost.
    let mut late = world.post("links").json(&person("jane@example.com")).start();
    world.replies("onboard", link("c1"));
    world.run_until(&mut late, "load claim");
    world.now += 3 * DAY;
    assert_eq!(world.finish(&mut late).outcome(), (503, "outcome_unknown"));
}

/// A claim that opens under none of the secrets may be anybody's.
#[test]
fn a_claim_that_nobody_can_read_is_somebodys() {
    let mut world = World::new();
    world.replies("onboard", link("c1"));
    world.post_jane();
    world.secrets = vec!["another secret"];
    world.replies("onboard", link("c1"));
    let response = world.post_links(OTHER_KEY).from("jane@example.com");
    assert_eq!((response.outcome(), response.header("set-cookie")), ((503, "not_now"), None));
}

/// Two onboardings find the same customer at the same moment.
#[test]
fn of_two_at_once_one_gets_the_customer() {
    let mut world = lost();
    world.fails("onboard", error("outcome_unknown"));
    world.post_links(OTHER_KEY).from("jane@example.com");
    world.now += 10 * SECOND;
    let mut first = world.post_links(KEY).json(&person("jane@example.com")).start();
    let mut second = world.post_links(OTHER_KEY).json(&person("jane@example.com")).start();
    for flight in [&mut first, &mut second] {
        world.replies("candidates", found(&["c1"]));
        world.run_until(flight, "swap claim");
    }
    world.replies("createKycLink", link("c1"));
    assert_eq!(world.finish(&mut second).status, 201);
    assert_eq!(world.finish(&mut first).outcome(), (503, "outcome_unknown"));
}

#[test]
fn on_created_hears_of_a_customer_once() {
    let mut world = World::new();
    world.hook("onCreated", json!(null));
    world.replies("onboard", link("c1"));
    world.post_jane();
    assert_eq!(world.take_asked(), ["onboard", "onCreated"]);
    world.post_jane();
    assert_eq!(world.take_asked(), [] as [&str; 0]);
    world.now += DAY - 1;
    world.replies("createKycLink", link("c1"));
    world.post_jane();
    assert_eq!(world.take_asked(), ["createKycLink"]);
    let mut world = World::new();
    world.hook("authorize", json!({ "reference": "r-1" }));
    world.hook("onCreated", json!(null));
    for (key, asked) in [(KEY, 1), (OTHER_KEY, 0)] {
        world.replies("onboard", link("c1"));
        world.post_links(key).from("jane@example.com");
        let heard = world.asked.iter().filter(|(what, _)| what == "onCreated");
        assert_eq!(heard.count(), asked, "the same customer again is no new one");
        world.take_asked();
    }
}

#[test]
fn on_created_hears_of_a_customer_that_was_found() {
    let mut world = lost();
    world.hook("onCreated", json!(null));
    world.replies("candidates", found(&["c1"]));
    world.replies("createKycLink", link("c1"));
    world.post_jane();
    let told = json!({ "provider": "spherepay", "customerId": "c1", "reference": "minted1" });
    assert_eq!(world.arguments("onCreated")[0], told);
    assert_eq!(world.take_asked(), ["onboard", "candidates", "onCreated", "createKycLink"]);
}

/// It died after the claim and before it could tell anybody.
#[test]
fn on_created_hears_of_a_customer_whose_attempt_died() {
    let mut world = World::new();
    world.hook("onCreated", json!(null));
    let mut died = world.post_links(KEY).json(&person("jane@example.com")).start();
    world.run_until(&mut died, "onboard");
    world.replies("onboard", link("c1"));
    world.run_until(&mut died, "swap key");
    assert_eq!(world.count("claim"), 1);
    world.now += 60 * SECOND;
    world.replies("candidates", found(&["c1"]));
    world.replies("createKycLink", link("c1"));
    assert_eq!(world.post_jane().status, 201);
    assert_eq!(world.take_asked(), ["onboard", "candidates", "onCreated", "createKycLink"]);
}

#[test]
fn an_on_created_that_fails_changes_nothing() {
    let mut world = World::new();
    world.failing_hook("onCreated");
    world.replies("onboard", link("c1"));
    assert_eq!(world.post_jane().status, 201);
    assert_eq!(world.post_jane().status, 201);
    assert_eq!(world.take_asked(), ["onboard", "onCreated"]);
}
