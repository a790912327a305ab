//! A create whose response was lost, at the provider that requires an idempotency key: it is sent again exactly as it
//! was, because the provider replays its response only to the same body with the same key.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::edge::world::{KEY, OTHER_KEY, SECOND, World, error, link};

pub(super) const JANE: &str = "jane@example.com";

/// After each of these it is unknown whether the provider has acted.
pub(super) const UNKNOWN: [&str; 4] = ["outcome_unknown", "unavailable", "timeout", "unexpected_response"];

pub(super) type Change = (&'static str, fn(&mut World));

/// What may be different when the same page posts again. None of it may change the create.
fn changes() -> Vec<Change> {
    vec![
        ("nothing", |_| ()),
        ("the redirect of authorize", |world| {
            world.hook("authorize", json!({ "redirectUri": "https://app.example.com/b" }))
        }),
        ("no redirect of authorize", |world| world.hook("authorize", json!({}))),
        ("the configured redirect", |world| world.config["redirectUri"] = json!("https://app.example.com/c")),
        ("the secret", |world| world.secrets.insert(0, "a newer secret")),
        ("time", |world| world.now += 20 * 3600 * SECOND),
    ]
}

fn redirects() -> [Value; 2] {
    [json!({}), json!({ "redirectUri": "https://app.example.com/a" })]
}

/// Returns the creates that were sent, without the time that was left for each.
pub(super) fn creates(world: &World) -> Vec<Value> {
    let without_time = |sent: &Value| {
        let mut sent = sent.clone();
        sent.as_object_mut().unwrap().remove("timeoutMs");
        sent
    };
    let is_create = |sent: &&Value| sent["operation"] == "bridge.createKycLink";
    world.requests.iter().filter(is_create).map(without_time).collect()
}

pub(super) fn key_of(create: &Value) -> &str {
    create["headers"]["Idempotency-Key"].as_str().unwrap()
}

#[test]
fn a_create_is_repeated_with_the_same_body_and_key() {
    for code in UNKNOWN {
        for redirect in redirects() {
            for (change, apply) in changes() {
                for attempts in 2..5 {
                    let context = format!("{code}, {redirect}, {change}, {attempts} attempts");
                    let mut world = World::of_bridge();
                    world.hook("authorize", redirect.clone());
                    for attempt in 1..attempts {
                        world.fails("onboard", error(code));
                        assert!(world.post_jane().status >= 500, "{context}");
                        world.now += 6 * SECOND;
                        if attempt == 1 {
                            apply(&mut world);
                        }
                    }
                    world.create("link_1");
                    let sent = creates(&world);
                    let calls = world.take_calls();
                    assert_eq!(calls.iter().filter(|what| *what == "onboard").count(), attempts, "{context}");
                    assert!(sent.iter().all(|create| *create == sent[0]), "{context}: {sent:#?}");
                    let key = key_of(&sent[0]);
                    assert!(!key.is_empty() && key != KEY, "{context}: nobody but the provider knows the key");
                    assert_eq!(sent[0]["body"]["redirect_uri"], redirect["redirectUri"], "{context}");
                }
            }
        }
    }
}

/// The customer's id leads to no link where the link comes first, but the same create does.
#[test]
fn a_link_that_cannot_be_used_is_created_again() {
    let mut world = World::of_bridge();
    world.fails("onboard", json!({ "code": "unexpected_response", "customerId": "cust_1" }));
    assert_eq!(world.post_jane().outcome(), (502, "unexpected_response"));
    assert_eq!((world.count("claim"), world.count("key")), (0, 1));
    world.now += 6 * SECOND;
    world.create("link_1");
    let sent = creates(&world);
    assert!(sent.len() == 2 && sent[0] == sent[1]);
}

#[test]
fn two_creates_that_are_not_the_same_never_share_a_key() {
    let mut world = World::of_bridge();
    let mut sent = 0;
    for reference in [json!({}), json!({ "reference": "r-1" }), json!({ "reference": "r-2" })] {
        // A person whom the application knows would go on under the first key.
        let code = if reference == json!({}) { "outcome_unknown" } else { "unauthorized" };
        world.hook("authorize", reference);
        for (page_key, email) in [(KEY, JANE), (OTHER_KEY, "john@example.com")] {
            world.fails("onboard", error(code));
            assert!(world.post_links(page_key).from(email).status > 500);
            sent += 1;
        }
        // A refusal frees the page's key, and the corrected form is another create.
        for email in [JANE, "corrected@example.com"] {
            world.fails("onboard", error("provider_rejected"));
            assert_eq!(
                world
                    .post_links("a third key, as long as the others".replace([' ', ','], "-").as_str())
                    .from(email)
                    .status,
                422
            );
            sent += 1;
        }
    }
    let creates = creates(&world);
    let keys: BTreeSet<_> = creates.iter().map(key_of).collect();
    assert_eq!(keys.len(), sent);
    // The key stands for the same create in each request that has it.
    let different: BTreeSet<_> = creates.iter().map(Value::to_string).collect();
    assert_eq!(different.len(), sent);
}

/// Without a key of the page nobody could repeat the create, so its key is random and not stored. At a provider that
/// requires none, a key would promise what the provider does not do.
#[test]
fn without_a_key_of_the_page_each_create_has_a_key_of_its_own() {
    let mut world = World::of_bridge();
    for customer in ["link_1", "link_2"] {
        world.replies("onboard", link(customer));
        assert_eq!(world.post("links").from(JANE).status, 201);
    }
    let sent = creates(&world);
    assert_ne!(key_of(&sent[0]), key_of(&sent[1]));
    assert!(sent.iter().all(|create| !key_of(create).is_empty()));
    let stored = world.raw_records().concat();
    let is_stored = |create: &Value| {
        let in_hex: String = key_of(create).bytes().map(|byte| format!("{byte:02x}")).collect();
        stored.contains(&in_hex)
    };
    assert!(!sent.iter().any(is_stored) && world.count("key") == 0);
    for mut world in [World::new(), World::of_grid()] {
        world.create("customer_1");
        assert!(world.requests[0]["headers"]["Idempotency-Key"].is_null(), "{}", world.requests[0]["operation"]);
    }
}
