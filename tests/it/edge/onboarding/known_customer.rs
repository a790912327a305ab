//! At a provider that refuses a second onboarding for an email address, only who has the reference gets the link again.

use serde_json::{Value, json};

use crate::edge::world::{DAY, OTHER_KEY, World, error, link};

fn known(email: &str) -> Value {
    json!({
        "id": "link_1", "kycUrl": "https://kyc.example/link_1", "provider": "bridge", "status": "incomplete",
        "tosStatus": "accepted", "email": email,
    })
}

/// Returns a world in which this reference has onboarded `jane@example.com`, and its browser has gone.
fn onboarded(reference: &str) -> World {
    let mut world = World::of_bridge();
    world.hook("authorize", json!({ "reference": reference }));
    world.hook("onboard", link("link_1"));
    assert_eq!(world.post("links").from("jane@example.com").status, 201);
    world.cookie = None;
    world.hook("getKycLink", known("jane@example.com"));
    // The address has a link at the provider.
    world.unhook("onboard");
    world.fails("onboard", error("conflict"));
    world.take_calls();
    world
}

#[test]
fn a_reference_gets_its_link_only_with_its_own_email() {
    for (reference, email, at_provider, is_own) in [
        (json!({ "reference": "r-1" }), "jane@example.com", json!("jane@example.com"), true),
        (json!({ "reference": "r-1" }), "Jane@Example.COM", json!("jane@example.com"), true),
        (json!({ "reference": "r-1" }), "john@example.com", json!("jane@example.com"), false),
        (json!({ "reference": "r-1" }), "jane@example.com", json!(null), false),
        (json!({ "reference": "r-2" }), "jane@example.com", json!("jane@example.com"), false),
        (json!({}), "jane@example.com", json!("jane@example.com"), false),
    ] {
        let mut world = onboarded("r-1");
        let mut found = known("jane@example.com");
        found["email"] = at_provider;
        world.hook("getKycLink", found);
        world.hook("authorize", reference.clone());
        let response = world.post("links").from(email);
        let is_asked = world.take_calls().contains(&"getKycLink".to_owned());
        if is_own {
            let link = (201, &json!("https://kyc.example/link_1"));
            assert_eq!((response.status, &response.body["kycUrl"]), link, "{email}");
        } else {
            assert_eq!(response.outcome(), (409, "conflict"), "{reference} {email}");
            assert!(!response.body.to_string().contains("link_1"));
            assert!(!is_asked || reference["reference"] == "r-1", "the link is not even read");
            assert_eq!(world.get("status").send().body["status"], "none");
        }
    }
}

#[test]
fn a_reference_has_a_customer_of_each_type_and_gets_that_of_the_type_it_posts() {
    let mut world = onboarded("r-1");
    let business = json!({ "type": "business", "email": "jane@example.com", "address": { "country": "USA" } });
    let post = |world: &mut World| {
        world.cookie = None;
        world.post("links").json(&business).send()
    };
    world.always_fails("onboard", error("conflict"));
    assert_eq!(post(&mut world).outcome(), (409, "conflict"), "the address belongs to a person");
    // Another handler, or the operator, has had the address released at the provider.
    world.hook("onboard", json!({ "customerId": "link_2", "link": { "kycUrl": "https://kyc.example/link_2" } }));
    assert_eq!(post(&mut world).body["kycUrl"], "https://kyc.example/link_2");
    world.always_fails("onboard", error("conflict"));
    for (of_link, expected) in [("individual", 409), ("business", 201), ("another", 409)] {
        let mut found = known("jane@example.com");
        (found["id"], found["type"]) = (json!("link_2"), json!(of_link));
        world.hook("getKycLink", found);
        assert_eq!(post(&mut world).status, expected, "{of_link}");
    }
    world.hook("getKycLink", known("jane@example.com"));
    world.cookie = None;
    assert_eq!(world.post("links").from("jane@example.com").body["kycUrl"], "https://kyc.example/link_1");
    // What the operator gets for the reference is about both.
    for (id, at) in [("link_1", "2026-09-21T14:13:20Z"), ("link_2", "2026-09-22T14:13:20Z")] {
        let mut found = known("jane@example.com");
        (found["id"], found["createdAt"]) = (json!(id), json!(at));
        world.replies("getKycLink", found);
    }
    let found = world.command("find", &json!({ "reference": "r-1" }));
    assert_eq!((&found.body["kycLinkId"], &found.body["others"]), (&json!("link_2"), &json!(["link_1"])));
}

/// The application has learned of the customer in the first onboarding.
#[test]
fn a_customer_that_is_known_is_created_once_for_the_application() {
    let mut world = World::of_bridge();
    world.hook("authorize", json!({ "reference": "r-1" }));
    world.hook("onCreated", json!(null));
    world.replies("onboard", link("link_1"));
    world.hook("getKycLink", known("jane@example.com"));
    assert_eq!(world.post("links").from("jane@example.com").status, 201);
    world.cookie = None;
    world.always_fails("onboard", error("conflict"));
    for _ in 0..3 {
        assert_eq!(world.post_links(OTHER_KEY).from("jane@example.com").status, 201);
    }
    assert_eq!(world.calls.iter().filter(|(what, _)| what == "onCreated").count(), 1);
}

#[test]
fn an_attempt_that_cannot_read_its_customer_ends() {
    let mut world = onboarded("r-1");
    world.always_fails("onboard", error("conflict"));
    world.always_fails("getKycLink", error("unavailable"));
    assert_eq!(world.post_links(OTHER_KEY).from("jane@example.com").outcome(), (503, "unavailable"));
    world.hook("getKycLink", known("jane@example.com"));
    assert_eq!(world.post_links(OTHER_KEY).from("jane@example.com").status, 201);
}

/// Each post is a sign that the person comes back, and so is a release to the same person.
#[test]
fn a_reference_keeps_its_customer_for_ninety_days_after_it_has_come_back() {
    let mut world = onboarded("r-1");
    let is_known = |world: &mut World| {
        world.fails("onboard", error("conflict"));
        world.post("links").from("jane@example.com").status == 201
    };
    for days in [1, 60, 89] {
        world.now += days * DAY;
        assert!(is_known(&mut world), "{days}");
    }
    world.now += 89 * DAY;
    let options = json!({ "customerId": "link_1", "to": "r-1" });
    assert_eq!(world.command("release", &options).status, 200);
    world.now += 89 * DAY;
    assert!(is_known(&mut world));
    world.now += 90 * DAY;
    assert!(!is_known(&mut world));
}

/// Any other failure says nothing about a customer that exists.
#[test]
fn only_a_conflict_leads_to_the_customer_of_a_reference() {
    for code in
        ["conflict", "provider_rejected", "rate_limited", "unauthorized", "unavailable", "timeout", "outcome_unknown"]
    {
        let mut world = onboarded("r-1");
        world.forget_script();
        world.fails("onboard", error(code));
        let is_conflict = code == "conflict";
        assert_eq!(world.post("links").from("jane@example.com").status == 201, is_conflict, "{code}");
        assert_eq!(world.take_calls().contains(&"getKycLink".to_owned()), is_conflict, "{code}");
    }
}
