//! What an app gets instead of a link.

use serde_json::{Value, json};

use crate::edge::own_provider;
use crate::edge::world::{HOUR, SECOND, World, at, link};
use crate::integration::vectors::merged;

fn token_of(world: &mut World) -> (u16, Value) {
    let response = world.post("token").send();
    (response.status, response.body)
}

/// A world whose own provider has tokens, and whose person has begun there.
fn own(changes: &Value) -> World {
    own_provider::onboarded(&merged(&json!({ "hasLink": true, "hasToken": true }), changes))
}

#[test]
fn an_app_gets_the_token_that_comes_with_a_link_and_no_link() {
    let mut world = World::of_grid().onboarded("customer_c1");
    world.config["redirectUri"] = json!("https://app.example.com/done");
    for _ in ["the first device", "the second"] {
        world.replies("createKycLink", link("customer_c1"));
        let response = world.post("token").send();
        let expected = json!({ "provider": "grid", "token": "_act-sbx-jwt-x" });
        assert_eq!((response.status, &response.body), (201, &expected));
        assert!(response.cookie().is_some());
        let sent = world.arguments("createKycLink");
        assert!(sent["url"].as_str().unwrap().contains("/customers/customer_c1/"), "{sent}");
        assert_eq!(sent["body"], json!({}), "an app has no page to return to");
    }
    // A link that comes without a token is none.
    let mut bare = link("customer_c1");
    bare["link"]["token"] = json!(null);
    world.replies("createKycLink", bare);
    assert_eq!(world.post("token").send().outcome(), (502, "not_supported"));
    // The page of the same person goes on with the same customer.
    world.replies("createKycLink", link("customer_c1"));
    assert_eq!(world.post("links/renew").send().status, 201);
    assert!(world.arguments("createKycLink")["url"].as_str().unwrap().contains("/customers/customer_c1/"));
}

#[test]
fn a_provider_without_an_sdk_says_so_and_is_not_asked() {
    let unsupported = (502, "not_supported");
    for (mut world, customer) in [(World::new(), "customer_c1"), (World::of_bridge(), "link-1")] {
        world.onboard(customer);
        world.requests.clear();
        assert_eq!(world.post("token").send().outcome(), unsupported, "{customer}");
        assert!(world.requests.is_empty(), "{customer}");
    }
    let mut without = own(&json!({ "hasToken": false }));
    without.requests.clear();
    assert_eq!(without.post("token").send().outcome(), unsupported);
    assert!(without.requests.is_empty());
}

/// Each status, and what an app gets instead of a token. Whoever is expired can begin again.
const STATUSES: [(&str, Option<&str>); 7] = [
    ("incomplete", None),
    ("pending", None),
    ("on_hold", None),
    ("unknown", None),
    ("expired", None),
    ("approved", Some("approved")),
    ("rejected", Some("status")),
];

/// A link of the same provider still leads to the pages where a rejected person can try again.
#[test]
fn a_customer_who_is_decided_gets_no_token_and_nobody_asks_for_one() {
    let of_grid = (World::of_grid().onboarded("customer_c1"), "createKycLink", "getCustomer");
    for (mut world, create, read) in [of_grid, (own(&json!({})), "token", "status")] {
        world.hook(create, if create == "token" { json!({ "token": "t-1" }) } else { link("customer_c1") });
        for (status, next) in STATUSES {
            for learned in ["never", "just now", "as approved"] {
                let mut world = world.clone();
                if learned == "as approved" {
                    world.hook(read, json!({ "status": "approved" }));
                    world.learn_status();
                    world.now += 10 * SECOND;
                }
                world.hook(read, json!({ "status": status }));
                if learned == "just now" {
                    world.learn_status();
                }
                world.take_calls();
                let context = format!("{create} {status} {learned}");
                let (code, body) = token_of(&mut world);
                match next {
                    Some(next) => assert_eq!((code, body), (200, json!({ "next": next })), "{context}"),
                    None => assert_eq!((code, body["token"].is_string()), (201, true), "{context}"),
                }
                assert_eq!(world.take_calls().iter().any(|call| call == create), next.is_none(), "{context}");
                let renewed = world.post("links/renew").send().status;
                assert_eq!(renewed, if status == "approved" { 200 } else { 201 }, "{context}");
            }
        }
    }
}

/// The decision is newer than what the handler has just learned.
#[test]
fn a_provider_that_knows_a_decision_makes_no_token() {
    let mut world = own(&json!({}));
    for (status, next) in
        [("approved", "approved"), ("rejected", "status"), ("expired", "status"), ("pending", "status")]
    {
        world.hook("token", json!({ "status": status }));
        world.now += 10 * SECOND;
        assert_eq!(token_of(&mut world), (200, json!({ "next": next })), "{status}");
    }
    let mut world = World::of_grid().onboarded("customer_c1");
    for (status, expected) in
        [("approved", (200, json!({ "next": "approved" }))), ("rejected", (200, json!({ "next": "status" })))]
    {
        world.now += 10 * SECOND;
        world.learn_status();
        for code in ["provider_rejected", "contact_not_verified"] {
            world.fails("createKycLink", json!({ "code": code }));
            world.replies("getCustomer", json!({ "status": status }));
            assert_eq!(token_of(&mut world), expected, "{status} {code}");
        }
    }
}

#[test]
fn a_contact_is_confirmed_before_there_is_a_token() {
    let mut world = World::of_grid().onboarded("customer_c1");
    world.learn_status();
    world.fails("createKycLink", json!({ "code": "contact_not_verified" }));
    world.replies("getCustomer", json!({ "status": "incomplete", "channels": ["email"] }));
    assert_eq!(token_of(&mut world), (202, json!({ "next": "verify_contact", "channels": ["email"] })));
}

#[test]
fn only_the_app_of_a_session_gets_a_token() {
    let mut world = World::of_grid();
    assert_eq!(world.post("token").send().outcome(), (401, "no_session"));
    let mut world = world.onboarded("customer_c1");
    world.requests.clear();
    assert_eq!(world.get("token").send().outcome(), (405, "method_not_allowed"));
    // A page that a person sees would have it in its history.
    assert_eq!(world.post("token").form(&[]).send().outcome(), (415, "unsupported_media_type"));
    assert_eq!(world.post("token").header("origin", "https://evil.example").send().outcome(), (403, "not_allowed"));
    assert!(world.requests.is_empty());
}

#[test]
fn tokens_and_links_of_a_customer_have_one_limit() {
    let mut world = World::of_grid().onboarded("customer_c1");
    for number in 0..10 {
        let route = if number % 2 == 0 { "token" } else { "links/renew" };
        assert_eq!(world.post(route).send().status, 201, "{number}");
    }
    for route in ["token", "links/renew"] {
        assert_eq!(world.post(route).send().outcome(), (429, "too_many_requests"), "{route}");
    }
    world.now += HOUR;
    assert_eq!(world.post("token").send().status, 201);
}

#[test]
fn a_token_of_ones_own_provider_is_as_it_was_made() {
    for repeat in ["reference", "key", "never"] {
        let mut world = own(&json!({ "repeat": repeat }));
        let expires_at = at(world.now + SECOND);
        world.hook("token", json!({ "token": "t-1", "id": "vs_1", "expiresAt": expires_at }));
        let expected = json!({ "provider": "acme", "token": "t-1", "id": "vs_1", "expiresAt": expires_at });
        assert_eq!(token_of(&mut world), (201, expected), "{repeat}");
        let sent = json!({ "type": "individual", "customerId": "c-1", "reference": "user-1" });
        assert_eq!(world.arguments("token")["body"], sent, "{repeat}");
    }
}

#[test]
fn a_token_that_is_of_no_use_is_handed_to_nobody() {
    let long = "x".repeat(8193);
    for (what, answer) in [
        ("nothing", json!({})),
        ("another customer", json!({ "customerId": "c-2", "token": "t-1" })),
        ("a link", json!({ "kycUrl": "https://kyc.example/x" })),
        ("no text", json!({ "token": 7 })),
        ("too long", json!({ "token": long })),
        ("an id that is none", json!({ "token": "t-1", "id": {} })),
        ("no time", json!({ "token": "t-1", "expiresAt": "tomorrow" })),
        ("expired", json!({ "token": "t-1", "expiresAt": "2026-01-01T00:00:00Z" })),
    ] {
        let mut world = own(&json!({}));
        world.hook("token", answer);
        let response = world.post("token").send();
        assert_eq!(response.outcome(), (502, "unexpected_response"), "{what}");
        assert!(!response.body.to_string().contains("t-1"), "{what}");
    }
}

#[test]
fn nothing_of_a_token_is_stored() {
    let mut world = own(&json!({}));
    world.hook("token", json!({ "token": "token-of-jane", "id": "id-of-jane" }));
    assert_eq!(token_of(&mut world).0, 201);
    let is_stored = |text: &str| {
        let hex: String = text.bytes().map(|byte| format!("{byte:02x}")).collect();
        world.raw_records().iter().any(|raw| raw.contains(&hex)) || world.cookie.as_ref().unwrap().contains(&hex)
    };
    assert!(is_stored("c-1") && !is_stored("of-jane"));
}
