//! A provider of one's own: what its table may say, and what follows from it.

use kyclink::Status;
use kyclink::edge::Milestone::Settled;
use serde_json::{Value, json};

use crate::edge::world::{SECOND, START, World, at, error, untrusted};

fn table(changes: &Value) -> Value {
    let mut table = json!({ "name": "acme", "fields": { "email": 8, "phone": 7 }, "repeat": "reference" });
    for (name, value) in changes.as_object().unwrap() {
        table[name] = value.clone();
    }
    table
}

/// A world that onboards at the provider with this table, whose links are on one host.
pub(crate) fn world(changes: &Value, host: &str) -> World {
    let mut world = World::new();
    world.config["provider"] = json!("acme");
    world.config["tenants"]["acme"] = json!("tenant of acme");
    let connection = json!({ "declared": table(changes).to_string(), "allowHosts": [host], "webhook": true });
    world.config["connections"]["acme"] = connection;
    world.hook("status", json!({ "status": "incomplete" }));
    world
}

fn link(host: &str) -> Value {
    json!({ "customerId": "c-1", "kycUrl": format!("https://{host}/x") })
}

#[test]
fn a_table_that_is_malformed_is_refused() {
    let check = |tables: &[&Value], provider: &Value| {
        let tables: Vec<_> = tables.iter().map(|table| table.to_string()).collect();
        let config = json!({
            "basePath": "/kyc", "provider": provider, "declared": tables, "rateLimit": "none", "store": true,
            "cookieSecret": "0123456789abcdef0123456789abcdef", "allowedOrigins": ["https://app.example.com"],
        });
        kyclink::edge::check_config(&untrusted(&config)).map(drop)
    };
    let acme = json!("acme");
    for right in [
        json!({}),
        json!({ "fields": { "email": 2 }, "repeat": "key", "find": true, "link": true }),
        json!({ "fields": { "address": 2, "business.legalName": 6, "business.taxId": 3 }, "repeat": "never" }),
    ] {
        assert_eq!(check(&[&table(&right)], &acme), Ok(()), "{right}");
    }
    for wrong in [
        json!({ "name": "Acme" }),
        json!({ "name": "a" }),
        json!({ "name": "a/b" }),
        json!({ "name": "grid" }),
        json!({ "repeat": "always" }),
        json!({ "repeat": null }),
        json!({ "fields": {} }),
        json!({ "fields": null }),
        json!({ "fields": { "email": 9 } }),
        json!({ "fields": { "email": 0 } }),
        json!({ "fields": { "email": "2" } }),
        json!({ "fields": { "e-mail": 2 } }),
        json!({ "fields": { "reference": 2 } }),
        json!({ "fields": { "address": 2, "address.country": 6 } }),
    ] {
        assert_eq!(check(&[&table(&wrong)], &acme), Err("providers"), "{wrong}");
    }
    assert_eq!(check(&[&table(&json!({})), &table(&json!({ "repeat": "key" }))], &acme), Err("providers"), "one name");
    assert_eq!(check(&[&json!("[")], &acme), Err("providers"));
    assert_eq!(check(&[], &acme), Err("provider"));
    assert_eq!(check(&[&table(&json!({}))], &json!("grid")), Err("credentials"), "another one is chosen");
}

/// Two tables with one name are two providers, in one thread.
#[test]
fn a_link_is_on_a_host_of_its_provider() {
    for (host, given, expected) in [
        ("kyc.example", "kyc.example", (201, "")),
        ("kyc.example", "kyc.example.evil.example", (502, "unexpected_response")),
        ("other.example", "kyc.example", (502, "unexpected_response")),
        ("kyc.example", "kyc.example", (201, "")),
    ] {
        let mut world = world(&json!({ "link": host == "kyc.example" }), host);
        world.hook("onboard", link(given));
        world.hook("link", link(given));
        assert_eq!(world.post_jane().outcome(), expected, "{host}: {given}");
        let calls: Vec<_> = world.requests.iter().map(|request| request["operation"].as_str().unwrap()).collect();
        assert_eq!(calls.contains(&"acme.link"), expected.0 == 502, "a link that cannot be used is asked for again");
    }
}

/// How often a create is sent whose response is lost, within a request and by the next one with the same key.
#[test]
fn a_create_is_repeated_where_that_is_safe() {
    for (changes, sent, again) in [
        (json!({ "repeat": "reference" }), 3, (201, "")),
        (json!({ "repeat": "key" }), 3, (201, "")),
        (json!({ "repeat": "never" }), 1, (503, "outcome_unknown")),
        (json!({ "repeat": "never", "find": true, "link": true }), 1, (201, "")),
    ] {
        let mut world = world(&changes, "kyc.example");
        let creates = |world: &World| {
            let is_create = |request: &&Value| request["operation"] == "acme.create";
            let creates: Vec<_> = world.requests.iter().filter(is_create).cloned().collect();
            creates
        };
        world.always_fails("onboard", error("outcome_unknown"));
        assert_eq!(world.post_jane().outcome(), (503, "outcome_unknown"), "{changes}");
        assert_eq!(creates(&world).len(), sent, "{changes}");
        world.hook("onboard", link("kyc.example"));
        world.hook("link", link("kyc.example"));
        world.hook("find", json!({ "customers": [{ "customerId": "c-1" }] }));
        world.now += 6 * SECOND;
        assert_eq!(world.post_jane().outcome(), again, "{changes}");
        let all = creates(&world);
        assert!(all.iter().all(|create| create["body"] == all[0]["body"]), "each says the same");
        let key = |create: &Value| create["headers"]["Idempotency-Key"].clone();
        assert!(all.iter().all(|create| key(create) == key(&all[0])), "{changes}: and has the same key");
    }
}

#[test]
fn only_find_says_that_a_customer_does_not_exist() {
    let repeat = json!({ "repeat": "never", "find": true, "link": true });
    for (found, expected) in [
        (json!({ "customers": [] }), (201, "")),
        (json!({}), (503, "outcome_unknown")),
        (json!({ "customers": [{ "customerId": "../x" }] }), (503, "outcome_unknown")),
        (json!({ "customers": [{ "customerId": "c-1" }, { "customerId": "c-2" }] }), (503, "outcome_unknown")),
        (json!({ "customers": [{ "customerId": "c-1", "createdAt": "2020-01-01T00:00:00Z" }] }), (201, "")),
    ] {
        let mut world = world(&repeat, "kyc.example");
        world.always_fails("onboard", error("outcome_unknown"));
        world.post_jane();
        world.hook("onboard", link("kyc.example"));
        world.hook("find", found.clone());
        world.now += 6 * SECOND;
        assert_eq!(world.post_jane().outcome(), expected, "{found}");
        let asked = world.requests.iter().find(|request| request["operation"] == "acme.find").unwrap();
        let since: i64 = asked["body"]["since"].as_str().unwrap().parse().unwrap();
        // A server's clock may be a minute ahead, and the provider's five seconds behind.
        assert_eq!(world.now - since, (6 + 60 + 5) * SECOND, "{found}");
    }
}

#[test]
fn a_reference_leads_to_the_newest_customer() {
    let mut world = world(&json!({ "repeat": "never" }), "kyc.example");
    world.hook("authorize", json!({ "reference": "user-1" }));
    for id in ["c-1", "c-2"] {
        world.hook("onboard", json!({ "customerId": id, "kycUrl": "https://kyc.example/x" }));
        assert_eq!(world.post("links").from("jane@example.com").status, 201);
    }
    let mut count = 0;
    let mut status_after = |data: Value| {
        count += 1;
        let event = json!({ "id": count.to_string(), "kind": "kyc_approved", "data": data });
        let mut world = world.clone();
        let path = "/kyc/webhooks/acme";
        assert_eq!(world.request("POST", path).event(&event).send().outcome(), (200, ""));
        world.get("status").send().body["status"].clone()
    };
    for (data, expected) in [
        (json!({ "reference": "user-1" }), "approved"),
        (json!({ "reference": "user-1", "customerId": "c-2" }), "approved"),
        (json!({ "customerId": "c-2" }), "approved"),
        (json!({ "reference": "user-1", "customerId": "c-1" }), "incomplete"),
        (json!({ "customerId": "c-1" }), "incomplete"),
        (json!({ "reference": "user-2" }), "incomplete"),
        (json!({ "reference": "user-2", "customerId": "../x" }), "incomplete"),
    ] {
        assert_eq!(status_after(data.clone()), expected, "{data}");
    }
}

#[test]
fn a_field_is_required_of_the_types_that_the_table_says() {
    // A person must give it and a business need not, and the other way round.
    let fields = json!({ "email": 8, "phone": 5, "firstName": 2, "business.legalName": 6, "lastName": 7 });
    for (given, expected) in [
        (json!({ "type": "individual" }), vec!["/email", "/phone", "/firstName"]),
        (json!({ "type": "business" }), vec!["/email", "/lastName", "/business"]),
        (json!({ "type": "business", "business": {} }), vec!["/email", "/lastName", "/business/legalName"]),
    ] {
        let mut world = world(&json!({ "fields": fields }), "kyc.example");
        world.hook("onboard", link("kyc.example"));
        let response = world.post("links").json(&given).send();
        let mut pointers = response.issues.clone();
        pointers.sort();
        let mut expected = expected;
        expected.sort_unstable();
        assert_eq!(pointers, expected, "{given}");
    }
}

/// What happens to a customer, one after the other.
#[derive(Debug)]
enum Told {
    /// An event, dated in seconds from the start. One of the same kind and time is delivered again.
    Event(&'static str, i64),
    /// What the provider says from now on, ten seconds later.
    Says(&'static str),
}

/// A customer whose approval has run out may do a new check, and stays a person who was verified.
#[test]
fn an_approval_runs_out() {
    use Told::{Event, Says};
    // With the number of decisions: a new approval is one, and its end is none.
    let stories = [
        (vec![Says("approved"), Says("expired")], "expired", 1),
        (vec![Says("expired"), Says("incomplete")], "incomplete", 0),
        (vec![Says("approved"), Says("expired"), Says("approved")], "approved", 2),
        (vec![Event("kyc_approved", 0), Event("kyc_expired", 1)], "expired", 1),
        (vec![Event("kyc_approved", 0), Event("kyc_expired", 0)], "expired", 1),
        // An older event says nothing, whichever of the two it is, and neither does one that comes again.
        (vec![Event("kyc_approved", 0), Event("kyc_expired", -1)], "approved", 1),
        (vec![Says("approved"), Event("kyc_expired", -1)], "approved", 1),
        (vec![Event("kyc_expired", 1), Event("kyc_approved", 0)], "expired", 0),
        (vec![Event("kyc_expired", 0), Event("kyc_pending", 2)], "expired", 0),
        (vec![Event("kyc_expired", 0), Event("kyc_approved", 1), Event("kyc_expired", 0)], "approved", 1),
        (vec![Event("kyc_approved", 0), Event("kyc_expired", 1), Event("kyc_approved", 2)], "approved", 2),
        (vec![Event("kyc_expired", 0), Event("kyc_pending", 120)], "pending", 0),
    ];
    for (changes, next) in [
        (json!({ "repeat": "reference" }), "open_link"),
        (json!({ "repeat": "never", "link": true }), "open_link"),
        (json!({ "repeat": "never" }), "contact_support"),
        (json!({ "repeat": "key" }), "contact_support"),
    ] {
        for (story, expected, decisions) in &stories {
            let mut world = world(&changes, "kyc.example");
            world.hook("onboard", link("kyc.example"));
            world.hook("link", link("kyc.example"));
            assert_eq!(world.post_jane().status, 201);
            let mut milestones = vec![];
            for told in story {
                let response = match *told {
                    Event(kind, seconds) => {
                        let (id, at) = (format!("{kind} {seconds}"), at(START + seconds * SECOND));
                        let data = json!({ "customerId": "c-1" });
                        let event = json!({ "id": id, "kind": kind, "at": at, "data": data });
                        world.request("POST", "/kyc/webhooks/acme").event(&event).send()
                    }
                    Says(status) => {
                        world.now += 10 * SECOND;
                        world.hook("status", json!({ "status": status }));
                        world.get("status").send()
                    }
                };
                assert_eq!(response.status, 200, "{story:?}");
                milestones.extend(response.milestones);
            }
            let shown = world.get("status").send().body;
            assert_eq!(shown["status"], *expected, "{story:?}");
            assert_eq!(milestones, vec![Settled(Status::Approved); *decisions], "{story:?}");
            if *expected != "expired" {
                continue;
            }
            assert_eq!((&shown["nextAction"], &shown["requirements"]), (&json!(next), &json!([])), "{changes}");
            world.hook("status", json!({ "status": "expired" }));
            let customer = json!({ "customerId": "c-1" });
            let found = world.command("find", &customer).body;
            assert_eq!((&found["status"], &found["nextAction"]), (&shown["status"], &shown["nextAction"]), "{changes}");
            // The stranger to whom it is released would be a verified person.
            assert_eq!(world.command("release", &customer).outcome(), (400, "approved"), "{story:?}");
            assert_eq!(world.post("links/renew").send().status, 201, "{changes}");
        }
    }
}
