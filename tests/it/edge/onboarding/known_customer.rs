//! A person whom the application knows goes on with the customer that belongs to the reference, and nobody else does: here
//! at a provider that refuses a second onboarding for an email address.

use std::collections::BTreeSet;

use serde_json::json;

use crate::edge::world::{DAY, KEY, MINUTE, OTHER_KEY, SECOND, World, at, business, error, link, person};
use crate::integration::vectors::merged;

/// Returns a world in which this reference has onboarded `jane@example.com`, and its browser has gone.
fn onboarded(reference: &str) -> World {
    let mut world = World::of_bridge().known_as(reference);
    world.hook("onboard", link("link_1"));
    assert_eq!(world.post("links").from("jane@example.com").status, 201);
    world.cookie = None;
    // The address has a link at the provider.
    world.unhook("onboard");
    world.fails("onboard", error("conflict"));
    world.take_calls();
    world
}

#[test]
fn only_the_reference_leads_to_its_customer() {
    for (reference, email, is_own) in [
        (json!({ "reference": "r-1" }), "jane@example.com", true),
        (json!({ "reference": "r-1" }), "john@example.com", true),
        (json!({ "reference": "r-2" }), "jane@example.com", false),
        (json!({}), "jane@example.com", false),
    ] {
        let mut world = onboarded("r-1");
        world.hook("authorize", reference.clone());
        // The provider has one link for the address, whatever products are asked for by now.
        world.config["settings"] = json!({ "bridge": "another product" });
        let response = world.post("links").from(email);
        let calls = world.take_calls();
        let is_asked = calls.contains(&"getKycLink".to_owned());
        if is_own {
            let link = (201, &json!("https://kyc.example/link_1"));
            assert_eq!((response.status, &response.body["kycUrl"]), link, "{email}");
            assert!(!calls.contains(&"onboard".to_owned()), "{email}: no create is sent");
        } else {
            assert_eq!(response.outcome(), (409, "conflict"), "{reference} {email}");
            assert!(!response.body.to_string().contains("link_1"));
            assert!(!is_asked, "the link is not even read");
            assert_eq!(world.status(), "none");
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
    for (of_link, expected) in [("individual", 409), ("business", 201)] {
        world.hook("getKycLink", json!({ "id": "link_2", "type": of_link }));
        assert_eq!(post(&mut world).status, expected, "{of_link}");
    }
    world.hook("getKycLink", json!({}));
    world.cookie = None;
    assert_eq!(world.post("links").from("jane@example.com").body["kycUrl"], "https://kyc.example/link_1");
    // What the operator gets for the reference is about both.
    for (id, at) in [("link_1", "2026-09-21T14:13:20Z"), ("link_2", "2026-09-22T14:13:20Z")] {
        world.replies("getKycLink", json!({ "id": id, "createdAt": at }));
    }
    let found = world.command("find", &json!({ "reference": "r-1" }));
    assert_eq!((&found.body["kycLinkId"], &found.body["others"]), (&json!("link_2"), &json!(["link_1"])));
}

/// A guest's browser has an onboarding, and the provider says that the address has one: that may be another's.
#[test]
fn a_browser_goes_on_with_its_customer_only_for_its_type_and_address() {
    for (customer_type, email, is_own) in [
        ("individual", "jane@example.com", true),
        ("individual", "Jane@Example.COM", true),
        ("individual", "john@example.com", false),
        ("business", "jane@example.com", false),
    ] {
        let mut world = World::of_bridge().onboarded("link_1");
        world.always_fails("onboard", error("conflict"));
        world.hook("getKycLink", json!({ "id": "link_1", "type": customer_type, "email": email }));
        let response = world.post_links(OTHER_KEY).from("jane@example.com");
        assert_eq!(response.outcome(), if is_own { (201, "") } else { (409, "conflict") }, "{customer_type} {email}");
        world.hook("onboard", link("link_2"));
        let again = world.post_links(OTHER_KEY).from("jack@example.com").outcome();
        assert_eq!(again.1.is_empty(), !is_own, "{customer_type} {email}: nothing was created, so the key is free");
    }
}

/// An operator has released a customer whose type the provider did not say, so that it is recorded as both.
#[test]
fn a_released_person_is_no_business() {
    for is_type_known in [true, false] {
        let mut world = World::of_grid().known_as("mallory").onboarded("Customer:1");
        if is_type_known {
            world.learn_status();
        } else {
            let event =
                json!({ "id": "1", "kind": "kyc_pending", "customerId": "Customer:1", "occurredAt": at(world.now) });
            assert_eq!(world.deliver(&event).status, 200);
        }
        world.always_fails("getCustomer", error("not_found"));
        let released = world.command("release", &json!({ "customerId": "Customer:1", "to": "jane" }));
        assert_eq!(released.status, 200);
        world.log_in("jane");
        world.cookie = None;
        world.now += if is_type_known { 0 } else { 20 * SECOND };
        world.hook("getCustomer", json!({ "id": "Customer:1", "type": "individual" }));
        let company = merged(&person("jane@example.com"), &business());
        assert_eq!(world.post("links").json(&company).send().outcome(), (409, "conflict"), "{is_type_known}");
        world.hook("createKycLink", link("Customer:1"));
        assert_eq!(world.post("links").from("jane@example.com").status, 201, "{is_type_known}");
    }
}

#[test]
fn an_attempt_that_cannot_read_its_customer_ends() {
    let mut world = onboarded("r-1");
    world.always_fails("onboard", error("conflict"));
    world.always_fails("getKycLink", error("unavailable"));
    assert_eq!(world.post_links(OTHER_KEY).from("jane@example.com").outcome(), (503, "unavailable"));
    world.hook("getKycLink", json!({}));
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

#[test]
fn a_customer_that_is_gone_gives_way_to_another() {
    for (of_link, expected) in [(Err(error("not_found")), "link_2"), (Ok(json!({})), "link_1")] {
        let mut world = onboarded("r-1");
        world.forget_script();
        world.hook("onboard", link("link_2"));
        world.always("getKycLink", of_link.clone());
        let response = world.post("links").from("jane@example.com");
        assert!(response.body["kycUrl"].to_string().contains(expected), "{of_link:?}: {}", response.body);
    }
}

/// Three tabs with three keys, or none: the creates of a reference run one after the other.
#[test]
fn tabs_of_one_person_have_one_customer() {
    let keys = [Some(KEY), Some(OTHER_KEY), None];
    for (mut world, id) in World::of_each_provider() {
        world.log_in("r-1");
        world.hook("onboard", link(id));
        let open = |world: &mut World, key: Option<&str>, email: &str| {
            world.cookie = None;
            world.post("links").maybe("idempotency-key", key).json(&person(email)).start()
        };
        for emails in [["jane@example.com"; 3], ["jane@example.com", "jane2@example.com", "jane3@example.com"]] {
            for effects in 0..14 {
                let mut world = world.clone();
                let (mut running, mut statuses) = (vec![], BTreeSet::new());
                for (key, email) in keys.into_iter().zip(emails) {
                    let mut flight = open(&mut world, key, email);
                    match world.advance_by(&mut flight, effects) {
                        Some(response) => drop(statuses.insert(response.status)),
                        None => running.push(flight),
                    }
                }
                for flight in running.iter_mut().rev() {
                    statuses.insert(world.finish(flight).status);
                }
                let creates = world.called("onboard");
                assert!(creates <= 1, "{id}: {creates} creates after {effects} effects: {statuses:?}");
                assert!(statuses.iter().all(|status| [201, 409].contains(status)), "{id}: {statuses:?}");
                for key in keys {
                    world.now += MINUTE;
                    let mut flight = open(&mut world, key, "jane@example.com");
                    let status = world.finish(&mut flight).status;
                    assert!([201, 422].contains(&status), "{id}: {status} after {effects} effects");
                }
                let creates = world.called("onboard");
                assert_eq!(creates, 1, "{id}: after {effects} effects");
            }
        }
    }
}
