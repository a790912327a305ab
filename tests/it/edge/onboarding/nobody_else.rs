//! Nobody gets somebody else's customer: a search over what two people can both know, at each provider, by whoever posts
//! it, once something that protects the customer has ended.
//!
//! The ready providers are own providers with the same traits: `tests/packages/service/providers` has them as they are.

use serde_json::{Value, json};

use crate::edge::own_provider;
use crate::edge::world::{DAY, KEY, OTHER_KEY, SECOND, World, at, error, link};
use crate::integration::vectors::merged;

const VICTIMS: &str = "victims-1";

/// Declares the providers, and the list of all.
macro_rules! providers {
    ($($(#[$about:meta])* $name:ident,)+) => {
        /// A provider, and how it identifies a customer.
        #[derive(Clone, Copy, Debug, PartialEq)]
        enum Provider { $($(#[$about])* $name,)+ }
        use Provider::*;

        const PROVIDERS: [Provider; [$($name),+].len()] = [$($name),+];
    };
}

providers! {
    SpherePay,
    Grid,
    Bridge,
    /// `repeat: "reference"`, and no `link`.
    Sumsub,
    Didit,
    /// `repeat: "reference"`, and a `link`.
    StripeIdentity,
    /// `repeat: "never"`, and a `find` by reference.
    Due,
    /// `repeat: "never"`, and a `find` by address, which does not say whose customer it has found.
    OwnByAddress,
    /// The same, with a date.
    OwnByDatedAddress,
    /// A `find` that says of whatever it has found that it is the caller's.
    OwnThatLies,
    OwnByKey,
}

/// What has ended before somebody else posts the person's data.
const ENDED: [&str; 8] =
    ["nothing", "the key", "four days", "the claim", "all but the status", "the records", "a release", "forgotten"];

impl Provider {
    fn is_own(self) -> bool {
        !matches!(self, SpherePay | Grid | Bridge)
    }

    fn world(self) -> World {
        let own = match self {
            SpherePay => return World::new(),
            Grid => return World::of_grid(),
            Bridge => return World::of_bridge(),
            Sumsub | Didit => json!({}),
            StripeIdentity => json!({ "hasLink": true }),
            OwnByKey => json!({ "repeat": "key", "hasLink": true }),
            Due | OwnByAddress | OwnByDatedAddress | OwnThatLies => json!({ "repeat": "never", "hasLink": true }),
        };
        own_provider::world(&own)
    }

    /// The customer that the provider has for the victim's address.
    fn customer(self) -> &'static str {
        match self {
            Grid => "Customer:1",
            SpherePay => "customer_c1",
            _ => VICTIMS,
        }
    }

    /// Makes the provider as it is once it has the victim's customer: another create with the address is refused, and its
    /// outcome unknown to whoever reads the refusal so.
    fn has_customer(self, world: &mut World, created_at: i64) {
        let (id, created_at) = (self.customer(), at(created_at));
        world.forget_script();
        world.always_fails("onboard", error(if self == Bridge { "conflict" } else { "outcome_unknown" }));
        let of_victim = json!({ "id": id, "createdAt": created_at, "status": "approved" });
        let found = match self {
            // Each says whose it is.
            Due => json!({ "customerId": id, "reference": "victim" }),
            OwnByDatedAddress => json!({ "customerId": id, "createdAt": created_at }),
            _ => json!({ "customerId": id }),
        };
        let found =
            merged(&json!({ "type": "individual", "email": "jane@example.com", "phone": "+14155550123" }), &found);
        world.hook("find", json!({ "customers": [found] }));
        // A list that ignores its filter.
        world.hook("candidates", json!([merged(&of_victim, &json!({ "reference": "victim" }))]));
        for call in ["getCustomer", "getKycLink"] {
            world.hook(call, of_victim.clone());
        }
        world.hook("status", json!({ "customerId": id, "status": "approved" }));
        world.hook("createKycLink", link(id));
        world.hook("link", json!({ "customerId": id, "kycUrl": format!("https://kyc.example/{id}") }));
    }
}

/// The victim has been approved, and then something has ended.
fn after(provider: Provider, victim: Option<&str>, ended: &str) -> World {
    let mut world = provider.world();
    world.unhook("authorize");
    if let Some(victim) = victim {
        world.log_in(victim);
    }
    let id = provider.customer();
    let made =
        if provider.is_own() { json!({ "customerId": id, "kycUrl": "https://kyc.example/x" }) } else { link(id) };
    world.hook("onboard", made);
    assert_eq!(world.post("links").header("idempotency-key", KEY).from("jane@example.com").status, 201);
    let made_at = world.now;
    provider.has_customer(&mut world, made_at);
    assert_eq!(world.status(), "approved", "{provider:?}");
    world.cookie = None;
    world.now += match ended {
        "nothing" => 10 * SECOND,
        "the key" => 2 * DAY,
        "four days" => 4 * DAY,
        "the claim" | "forgotten" | "a release" => 92 * DAY,
        _ => 20 * DAY,
    };
    match ended {
        "forgotten" => {
            world.now -= 92 * DAY;
            assert_eq!(world.command("forget", &json!({ "customerId": id })).status, 200, "{provider:?}");
            world.now += 4 * DAY;
        }
        "a release" if victim.is_some() => {
            world.now -= 92 * DAY;
            let released = world.command("release", &json!({ "customerId": id, "to": victim }));
            assert_eq!(released.status, 200, "{provider:?}: {}", released.body);
            world.now += 92 * DAY;
        }
        "all but the status" | "the records" => {
            for kind in ["claim", "holder", "key", "latestKey", "status"] {
                if ended == "the records" || kind != "status" {
                    world.remove_records(kind);
                }
            }
        }
        _ => {}
    }
    world.take_calls();
    world
}

/// A stranger, or another member, posts what the victim has posted: once, and again with the same key.
#[test]
fn what_two_people_know_leads_nobody_to_anothers_customer() {
    for provider in PROVIDERS {
        for victim in [None, Some("victim")] {
            for ended in ENDED {
                // Once the store has forgotten all, nothing contradicts a function that lies: `testProvider` does.
                if provider == OwnThatLies && ["the records", "the claim", "a release"].contains(&ended) {
                    continue;
                }
                let world = after(provider, victim, ended);
                for caller in [None, Some("mallory")] {
                    let context = format!("{provider:?}, victim {victim:?}, {ended} has ended, caller {caller:?}");
                    let mut world = world.clone();
                    world.unhook("authorize");
                    if let Some(caller) = caller {
                        world.log_in(caller);
                    }
                    world.hook("onCreated", json!(null));
                    for key in [Some(OTHER_KEY), Some(OTHER_KEY), Some(OTHER_KEY), None] {
                        let response = world.post("links").maybe("idempotency-key", key).from("jane@example.com");
                        let is_refused = [409, 503].contains(&response.status);
                        assert!(is_refused, "{context}: {} {}", response.status, response.body);
                        assert_eq!(response.cookie(), None, "{context}");
                        assert!(!response.body.to_string().contains(provider.customer()), "{context}");
                        assert_eq!(world.status(), "none", "{context}");
                        if provider == OwnThatLies {
                            let of_caller = world.requests.last().unwrap()["body"]["reference"].clone();
                            let found = json!({ "customerId": VICTIMS, "type": "individual", "reference": of_caller });
                            world.hook("find", json!({ "customers": [found] }));
                        }
                        for route in ["links/renew", "token"] {
                            assert_eq!(world.post(route).send().status, 401, "{context}");
                        }
                        world.now += 30 * SECOND;
                    }
                    assert_eq!(world.called("onCreated"), 0, "{context}");
                }
            }
        }
    }
}

/// What only one person's create can have sent leads to its customer, and to no other one.
#[test]
fn a_reference_leads_to_the_customer_of_a_lost_create() {
    let mine = json!({ "customerId": "c-1", "reference": "user-1" });
    let in_time = |customer: &Value| merged(customer, &json!({ "createdAt": at(crate::edge::world::START) }));
    let (nameless, of_another) =
        (json!({ "customerId": "c-2" }), json!({ "customerId": "c-2", "reference": "user-2" }));
    for (found, expected) in [
        (vec![mine.clone()], (201, "")),
        (vec![in_time(&mine)], (201, "")),
        (vec![mine.clone(), nameless.clone()], (201, "")),
        (vec![in_time(&mine), in_time(&nameless)], (201, "")),
        (vec![mine.clone(), of_another.clone()], (201, "")),
        (vec![nameless.clone()], (409, "conflict")),
        (vec![in_time(&nameless)], (409, "conflict")),
        (vec![nameless, of_another.clone()], (409, "conflict")),
        // It is certain that there is none: the next create is the first.
        (vec![of_another], (201, "")),
        (vec![mine.clone(), merged(&mine, &json!({ "customerId": "c-3" }))], (503, "outcome_unknown")),
    ] {
        let mut world = own_provider::world(&json!({ "repeat": "never", "find": true, "hasLink": true }));
        world.always_fails("onboard", error("outcome_unknown"));
        assert_eq!(world.post_jane().outcome(), (503, "outcome_unknown"));
        world.hook("onboard", json!({ "customerId": "c-9", "kycUrl": "https://kyc.example/x" }));
        world.hook("onCreated", json!(null));
        let found: Vec<_> = found
            .iter()
            .map(|one| {
                merged(&json!({ "type": "individual", "email": "jane@example.com", "phone": "+14155550123" }), one)
            })
            .collect();
        world.hook("find", json!({ "customers": found }));
        world.now += 6 * SECOND;
        let response = world.post_jane();
        assert_eq!(response.outcome(), expected, "{found:?}");
        if expected.0 == 201 {
            let id = if found[0]["reference"] == "user-1" { "c-1" } else { "c-9" };
            assert_eq!(world.arguments("onCreated")["customerId"], id, "{found:?}");
        }
    }
}

/// A webhook may tell the customer of a lost create before the next post.
#[test]
fn an_event_since_the_create_makes_its_customer_nobody_elses() {
    for (mut world, id) in [(World::new(), "customer_c1"), (World::of_grid(), "Customer:1")] {
        world.lose_create();
        world.hook("candidates", json!([{ "id": id }]));
        world.hook("createKycLink", link(id));
        let event = json!({ "id": "1", "kind": "kyc_pending", "customerId": id, "occurredAt": at(world.now) });
        assert_eq!(world.deliver(&event).outcome(), (200, ""), "{id}");
        assert_eq!(world.count("status"), 1, "{id}");
        world.now += 6 * SECOND;
        assert_eq!(world.post_jane().status, 201, "{id}");
    }
}
