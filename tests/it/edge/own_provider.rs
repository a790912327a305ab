//! A provider of one's own: what its definition may say, and what follows from it.

use kyclink::Status;
use kyclink::edge::Milestone::Settled;
use serde_json::{Value, json};

use crate::edge::world::{DAY, HOUR, OTHER_KEY, SECOND, START, World, at, error, pairs, untrusted};
use crate::integration::vectors::merged;

/// A world that onboards at the provider with this definition.
pub(crate) fn world(changes: &Value) -> World {
    let applicant = "individual:email,phone;business:email,phone?";
    let definition = json!({ "name": "acme", "repeat": "reference", "hasLink": false, "applicant": applicant });
    let definition = merged(&definition, changes);
    let mut world = World::new();
    world.config["provider"] = json!("acme");
    world.config["tenants"]["acme"] = json!("tenant of acme");
    let connection = json!({ "definition": definition.to_string(), "allowHosts": ["kyc.example"], "webhook": true });
    world.config["connections"]["acme"] = connection;
    world.hook("status", json!({ "status": "incomplete" }));
    for call in ["onboard", "link"] {
        world.hook(call, link("kyc.example"));
    }
    world.known_as("user-1")
}

/// The same with a person who has begun there.
pub(crate) fn onboarded(changes: &Value) -> World {
    let mut world = world(changes);
    assert_eq!(world.post_jane().outcome(), (201, ""), "{changes}");
    world
}

fn link(host: &str) -> Value {
    json!({ "customerId": "c-1", "kycUrl": format!("https://{host}/x") })
}

/// A customer that `find` has found, with what the wrapper adds.
fn found(customer: &Value) -> Value {
    merged(&json!({ "type": "individual", "email": "jane@example.com", "reference": "user-1" }), customer)
}

/// The world in which the create of the next post was lost, long after what has happened before, and the search finds these.
pub(crate) fn lost(mut world: World, customers: &Value) -> World {
    world.now += DAY;
    world.always_fails("onboard", error("outcome_unknown"));
    assert_eq!(world.post_jane().outcome(), (503, "outcome_unknown"));
    world.hook("find", json!({ "customers": customers.as_array().unwrap().iter().map(found).collect::<Vec<_>>() }));
    world.now += 6 * SECOND;
    world
}

#[test]
fn a_provider_of_ones_own_counts_as_a_configured_one() {
    let check = |own: Value, provider: &str, id: Option<&str>| {
        let config = json!({
            "basePath": "/kyc", "provider": provider, "ownProviders": own, "rateLimit": "none", "store": true, "id": id,
            "cookieSecret": "0123456789abcdef0123456789abcdef", "allowedOrigins": ["https://app.example.com"],
        });
        kyclink::edge::check_config(&untrusted(&config)).map(|advice| advice.len())
    };
    let (unknown, known) = (json!({}), json!({ "account": "key" }));
    assert_eq!(check(json!({ "acme": unknown, "other": known }), "acme", None), Ok(1), "its account is unknown");
    assert_eq!(check(json!({ "acme": unknown }), "acme", Some("mine")), Ok(0));
    assert_eq!(check(json!({ "acme": known, "other": unknown }), "acme", None), Ok(0));
    assert_eq!(check(json!({}), "acme", None), Err("provider"));
    assert_eq!(check(json!({ "acme": known }), "grid", None), Err("credentials"), "another one is chosen");
}

#[test]
fn with_a_definition_that_is_malformed_nothing_is_sent() {
    for (wrong, status) in [
        (json!({}), 201),
        (json!({ "name": null }), 500),
        (json!({ "repeat": null }), 500),
        (json!({ "repeat": "always" }), 500),
        (json!({ "applicant": null }), 500),
        (json!({ "applicant": ["email"] }), 500),
        (json!({ "applicant": "individual:e-mail" }), 500),
        (json!({ "applicant": "individual:email,address.planet?" }), 500),
        (json!({ "applicant": "individual:email;business:business" }), 500),
        (json!({ "applicant": "person:email" }), 500),
    ] {
        let mut world = world(&wrong);
        assert_eq!((world.post_jane().status, world.requests.is_empty()), (status, status == 500), "{wrong}");
    }
}

/// Two definitions with one name are two providers, in one thread.
#[test]
fn a_link_is_on_a_host_of_its_provider() {
    for (host, given, expected) in [
        ("kyc.example", "kyc.example", (201, "")),
        ("kyc.example", "kyc.example.evil.example", (502, "unexpected_response")),
        ("other.example", "kyc.example", (502, "unexpected_response")),
        ("kyc.example", "kyc.example", (201, "")),
    ] {
        let mut world = world(&json!({ "hasLink": host == "kyc.example" }));
        world.config["connections"]["acme"]["allowHosts"] = json!([host]);
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
        (json!({ "repeat": "never", "find": true, "hasLink": true }), 1, (201, "")),
    ] {
        let mut world = world(&changes);
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
        let found = json!({ "customers": [found(&json!({ "customerId": "c-1" }))] });
        world.hook("find", if changes["find"] == json!(true) { found } else { json!({ "problem": "no function" }) });
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
    let repeat = json!({ "repeat": "never", "find": true, "hasLink": true });
    for (answer, expected) in [
        (json!({ "customers": [] }), (201, "")),
        (json!({}), (503, "outcome_unknown")),
        (json!({ "customers": [found(&json!({ "customerId": "../x" }))] }), (503, "outcome_unknown")),
        (
            json!({ "customers": [found(&json!({ "customerId": "c-1" })), found(&json!({ "customerId": "c-2" }))] }),
            (503, "outcome_unknown"),
        ),
        (
            json!({ "customers": [found(&json!({ "customerId": "c-1", "createdAt": "2020-01-01T00:00:00Z" }))] }),
            (201, ""),
        ),
    ] {
        let mut world = world(&repeat);
        world.always_fails("onboard", error("outcome_unknown"));
        world.post_jane();
        world.hook("onboard", link("kyc.example"));
        world.hook("find", answer.clone());
        world.now += 6 * SECOND;
        assert_eq!(world.post_jane().outcome(), expected, "{answer}");
        let asked = world.requests.iter().find(|request| request["operation"] == "acme.find").unwrap();
        let since: i64 = asked["body"]["since"].as_str().unwrap().parse().unwrap();
        // A server's clock may be a minute ahead, and the provider's five seconds behind.
        assert_eq!(world.now - since, (6 + 60 + 5) * SECOND, "{answer}");
    }
}

/// The person has a customer whose check has ended without a decision, and nothing says that the lost create has made another.
#[test]
fn what_the_store_knew_before_a_lost_create_is_still_the_persons() {
    for kept in [&["claim", "holder"][..], &["claim"], &["holder"], &[]] {
        let mut world = onboarded(&json!({ "repeat": "never", "hasLink": true }));
        for call in ["status", "link"] {
            world.hook(call, json!({ "status": "expired" }));
        }
        assert_eq!(world.status(), "expired");
        world.cookie = None;
        for kind in ["claim", "holder"].into_iter().filter(|kind| !kept.contains(kind)) {
            world.remove_records(kind);
        }
        let mut world = lost(world, &json!([{ "customerId": "c-1" }]));
        let expected = if kept.is_empty() { (503, "outcome_unknown") } else { (200, "") };
        assert_eq!(world.post_jane().outcome(), expected, "{kept:?}");
    }
}

#[test]
fn a_reference_leads_to_the_newest_customer() {
    let mut world = world(&json!({ "repeat": "never" }));
    for id in ["c-1", "c-2"] {
        world.hook("onboard", json!({ "customerId": id, "kycUrl": "https://kyc.example/x" }));
        // The first check has ended without a decision.
        world.hook("status", json!({ "status": "expired" }));
        assert_eq!(world.post("links").from("jane@example.com").status, 201);
    }
    world.hook("status", json!({ "status": "incomplete" }));
    let mut count = 0;
    let mut status_after = |data: Value| {
        count += 1;
        let event = json!({ "id": count.to_string(), "kind": "kyc_approved", "data": data });
        let mut world = world.clone();
        let outcome = world.deliver(&event).outcome();
        let is_malformed = data["customerId"] == json!("../x");
        assert_eq!(outcome, if is_malformed { (400, "webhook_malformed") } else { (200, "") }, "{data}");
        world.status()
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

/// The status counts, and no event names another decision than it.
#[test]
fn an_event_says_one_thing() {
    let kinds = [
        ("kyc_pending", Some("pending"), false),
        ("kyc_approved", Some("approved"), true),
        ("kyc_rejected", Some("rejected"), true),
        ("kyc_expired", Some("expired"), true),
        ("kyc_needs_review", Some("on_hold"), false),
        ("customer_updated", None, false),
        ("session.done", None, false),
    ];
    let words = ["incomplete", "pending", "approved", "rejected", "expired", "on_hold", "unknown", "verified", ""];
    let statuses =
        words.map(|word| json!(word)).into_iter().chain([Value::Null, json!(5), json!({}), json!(["approved"])]);
    for (status, (kind, of_kind, is_decided)) in pairs(statuses, kinds) {
        let mut world = onboarded(&json!({ "hasLink": true }));
        let event = json!({ "id": "1", "kind": kind, "data": { "customerId": "c-1", "status": status.clone() } });
        let outcome = world.deliver(&event).outcome();
        let known = status.as_str().filter(|word| words[..7].contains(word));
        let is_absent = status.is_null();
        let is_refused = (!is_absent && known.is_none()) || (is_decided && known.is_some() && known != of_kind);
        assert_eq!(outcome, if is_refused { (400, "webhook_malformed") } else { (200, "") }, "{event}");
        let expected = if is_refused { "incomplete" } else { known.or(of_kind).unwrap_or("incomplete") };
        assert_eq!(world.status(), expected, "{event}");
    }
}

/// The type of an event is compared like an id.
#[test]
fn an_event_of_a_business_says_nothing_about_a_person() {
    let types = [("individual", "approved"), ("business", "incomplete")];
    for (about, (customer_type, expected)) in pairs(["customerId", "reference", "both"], types) {
        let mut world = onboarded(&json!({ "hasLink": true }));
        let mut data = json!({ "type": customer_type });
        if about != "reference" {
            data["customerId"] = json!("c-1");
        }
        if about != "customerId" {
            data["reference"] = json!("user-1");
        }
        let event = json!({ "id": "1", "kind": "kyc_approved", "data": data });
        assert_eq!(world.deliver(&event).outcome(), (200, ""));
        assert_eq!(world.status(), expected, "{event}");
    }
}

/// A member comes back, and what is read before another create fails.
#[test]
fn a_failed_read_before_a_create_has_created_nothing() {
    for (repeat, has_link) in pairs(["key", "never"], [false, true]) {
        let changes = json!({ "repeat": repeat, "hasLink": has_link });
        let mut world = onboarded(&changes);
        let post = |world: &mut World| world.post("links").from("jane@example.com").outcome();
        for read in ["status", "link"] {
            world.always_fails(read, error("unavailable"));
        }
        for _ in 0..2 {
            assert_eq!(post(&mut world), (503, "unavailable"), "{changes}");
        }
        for read in ["status", "link"] {
            world.hook(read, json!({ "status": "expired" }));
        }
        world.hook("find", json!({ "problem": "no function" }));
        world.hook("onboard", json!({ "customerId": "c-2", "kycUrl": "https://kyc.example/x" }));
        assert_eq!(post(&mut world), (201, ""), "{changes}: nothing is unknown");
    }
}

/// Where a create has only read, not even what it returns leaves a doubt.
#[test]
fn a_create_that_has_only_read_has_created_nothing() {
    for (repeat, has_only_read) in pairs(["reference", "key", "never"], [false, true]) {
        for malformed in [json!({}), json!({ "customerId": "../x" })] {
            let mut world = world(&json!({ "repeat": repeat, "hasLink": true }));
            world.hook("onboard", merged(&malformed, &json!({ "hasOnlyRead": has_only_read })));
            let expected = if has_only_read { "unavailable" } else { "outcome_unknown" };
            assert_eq!(world.post_jane().outcome(), (503, expected), "{repeat} {malformed}");
            assert_eq!(world.count("key"), usize::from(!has_only_read), "{repeat} {malformed}");
        }
    }
}

/// An event that names the type and the reference is about one of the two, and without the type about neither.
#[test]
fn an_event_of_a_reference_with_two_customers_is_about_that_of_its_type() {
    let given =
        |customer_type: &str| json!({ "type": customer_type, "email": "jane@example.com", "phone": "+14155550123" });
    for about in ["individual", "business", ""] {
        let mut world = world(&json!({ "hasLink": true }));
        world.hook("onEvent", json!(null));
        let mut browsers = vec![];
        for (customer_type, id) in [("individual", "c-1"), ("business", "c-2")] {
            world.cookie = None;
            world.hook("onboard", json!({ "customerId": id, "kycUrl": "https://kyc.example/x" }));
            assert_eq!(world.post("links").json(&given(customer_type)).send().outcome(), (201, ""), "{customer_type}");
            browsers.push((customer_type, world.cookie.clone()));
        }
        let mut data = json!({ "reference": "user-1", "status": "approved" });
        if !about.is_empty() {
            data["type"] = json!(about);
        }
        assert_eq!(world.deliver(&json!({ "id": "1", "kind": "kyc_approved", "data": data })).status, 200);
        assert_eq!(world.arguments("onEvent")["kind"], if about.is_empty() { "other" } else { "kyc_approved" });
        for (customer_type, cookie) in browsers {
            world.cookie = cookie;
            let expected = if customer_type == about { "approved" } else { "incomplete" };
            assert_eq!(world.status(), expected, "{about}: {customer_type}");
        }
    }
}

/// The store has lost the claim, so that nothing says of which type the customer is: the provider is asked.
#[test]
fn an_event_about_a_customer_of_unknown_type_does_not_decide() {
    for (is_lost, customer_type, expected) in
        [(false, "individual", "approved"), (true, "individual", "pending"), (true, "business", "pending")]
    {
        let mut world = onboarded(&json!({ "hasLink": true }));
        if is_lost {
            world.remove_records("claim");
        }
        world.hook("status", json!({ "status": "pending" }));
        let data = json!({ "customerId": "c-1", "type": customer_type, "status": "approved" });
        assert_eq!(world.deliver(&json!({ "id": "1", "kind": "kyc_approved", "data": data })).status, 200);
        assert_eq!(world.status(), expected, "{is_lost} {customer_type}");
    }
}

/// Who asks for another level gets a check of its own there, and the earlier one where it began. The application's own
/// keys are about the API, too: one of a sandbox leads to nobody in production.
#[test]
fn a_reference_has_a_customer_under_each_settings_and_a_key_is_of_one_api() {
    let mut world = world(&json!({ "hasLink": true }));
    for (settings, sent) in [("one level", "create"), ("another level", "create"), ("one level", "link")] {
        world.config["settings"] = json!({ "acme": settings });
        world.cookie = None;
        let customer = json!({ "customerId": settings.replace(' ', "-"), "kycUrl": "https://kyc.example/x" });
        world.hook("onboard", customer.clone());
        world.hook("link", customer);
        assert_eq!(world.post("links").from("jane@example.com").outcome(), (201, ""), "{settings}");
        assert_eq!(world.requests.last().unwrap()["operation"], format!("acme.{sent}"), "{settings}");
    }
    world.config["settingsWithApi"] = json!({ "acme": "sandbox" });
    world.hook("authorize", json!({}));
    world.cookie = None;
    world.hook("onboard", link("kyc.example"));
    assert_eq!(world.post_jane().outcome(), (201, ""));
    world.config["settingsWithApi"] = json!({ "acme": "production" });
    assert_eq!(world.post_jane().outcome(), (422, "idempotency_key_reused"));
}

/// What a session is told to open, it gets for as long as it lasts: also a guest's, which names nobody, and one that an
/// operator has made for a person who came back.
#[test]
fn a_link_is_given_for_as_long_as_the_status_leads_to_it() {
    let own = [("reference", false), ("reference", true), ("key", true), ("never", true)].map(|(repeat, has_link)| {
        let mut world = world(&json!({ "repeat": repeat, "hasLink": has_link }));
        world.hook("link", link("kyc.example"));
        (world, "c-1")
    });
    let callers = [json!({}), json!({ "reference": "user-1" })];
    for ((mut world, id), caller) in pairs(own.into_iter().chain(World::of_each_provider()), callers) {
        let context = format!("{} {caller}", world.config["connections"]["acme"]["definition"]);
        world.hook("authorize", caller.clone());
        world.config["publicOrigin"] = json!("https://app.example.com");
        assert_eq!(world.post("links").from("jane@example.com").status, 201, "{context}");
        for resumed in [false, true] {
            if resumed {
                let mut options = json!({ "customerId": id, "ttlMs": DAY });
                if caller != json!({}) {
                    options["to"] = caller["reference"].clone();
                }
                let made = world.command("resumeLink", &options);
                assert_eq!(made.outcome(), (200, ""), "{context}");
                let token = made.token();
                world.cookie = None;
                assert_eq!(world.press(&token).status, 303, "{context}");
            }
            for days in [0, 4, 25, 25, 25, 9] {
                world.now += days * DAY;
                assert_eq!(world.get("status").send().body["nextAction"], "open_link", "{context}");
                assert_eq!(world.post("links/renew").send().outcome(), (201, ""), "{context}, {days} days later");
            }
        }
    }
}

/// A person whom the application knows has posted, and no response came to the create. What the provider makes of other
/// data would be a second customer, unless it has one for a reference or can be searched.
#[test]
fn a_person_gets_one_customer_also_with_other_data() {
    let own = |repeat: &str| world(&json!({ "repeat": repeat, "hasLink": true }));
    let refused = (503, "outcome_unknown");
    for (begun, expected) in [
        (own("reference"), (201, "")),
        (own("key"), refused),
        (own("never"), (201, "")),
        (World::of_bridge().known_as("user-1"), refused),
    ] {
        let context = begun.config["connections"]["acme"]["definition"].to_string();
        let (mut world, made) = (begun.clone(), crate::edge::world::link("c-1"));
        world.hook("find", json!({ "customers": [] }));
        world.always_fails("onboard", error("outcome_unknown"));
        assert_eq!(world.post_jane().outcome(), refused, "{context}");
        world.now += 6 * SECOND;
        world.hook("onboard", made.clone());
        let sent = world.called("onboard");
        for key in [OTHER_KEY, OTHER_KEY] {
            assert_eq!(world.post_links(key).from("john@example.com").outcome(), expected, "{context}");
        }
        assert_eq!(world.called("onboard") - sent, usize::from(expected.0 == 201), "{context}");
        let same = world.post_jane().outcome();
        assert_eq!(same, (201, ""), "{context}: the same data lead on");
        // What was only refused has made nothing.
        let mut world = begun.clone();
        world.always_fails("onboard", error("unauthorized"));
        assert_eq!(world.post_jane().status, 502, "{context}");
        world.hook("onboard", made);
        assert_eq!(world.post_links(OTHER_KEY).from("john@example.com").outcome(), (201, ""), "{context}");
    }
}

/// An answer that names the type of another customer is not about the person, whatever it brings.
#[test]
fn what_leads_on_is_of_the_persons_type() {
    let both = json!({ "applicant": "individual:email,phone;business:email,phone?" });
    for (changes, route, call) in [
        (json!({ "hasLink": true }), "links/renew", "link"),
        (json!({ "hasLink": false }), "links/renew", "link"),
        (json!({ "hasLink": true, "repeat": "never" }), "links/renew", "link"),
        (json!({ "hasLink": true, "hasToken": true }), "token", "token"),
    ] {
        for (given, expected) in [(json!(null), 201), (json!("individual"), 201), (json!("business"), 409)] {
            let mut world = onboarded(&merged(&both, &changes));
            world.hook(call, json!({ "kycUrl": "https://kyc.example/y", "token": "t", "type": given }));
            assert_eq!(world.post(route).send().status, expected, "{route} {given} {changes}");
        }
    }
}

/// The provider has one customer for the reference, whatever its type: the second must not continue with it.
#[test]
fn a_person_and_a_business_with_one_reference_share_no_customer() {
    let orders = [["individual", "business"], ["business", "individual"]];
    for (repeat, types) in pairs(["reference", "key", "never"], orders) {
        let mut world = world(&json!({ "repeat": repeat, "hasLink": true }));
        let mut post = |customer_type: &str| {
            let given = json!({ "type": customer_type, "email": "jane@example.com", "phone": "+14155550123" });
            world.post("links").json(&given).send().outcome()
        };
        assert_eq!(post(types[0]), (201, ""), "{repeat} {types:?}");
        assert_eq!(post(types[1]), (409, "conflict"), "{repeat} {types:?}");
        assert_eq!(post(types[0]), (201, ""), "{repeat} {types:?}: the first one may come back");
        world.hook("onboard", json!({ "customerId": "c-2", "kycUrl": "https://kyc.example/x" }));
        let given = json!({ "type": types[1], "email": "jane@example.com", "phone": "+14155550123" });
        assert_eq!(world.post("links").json(&given).send().outcome(), (201, ""), "{repeat} {types:?}: its own");
    }
}

/// What the provider says of a business is not about the person who was onboarded.
#[test]
fn a_customer_of_another_type_is_nobodys() {
    for changes in [json!({ "hasLink": true }), json!({ "repeat": "never", "hasLink": true })] {
        let mut world = world(&changes);
        let of = |customer_type: &str| json!({ "customerId": "c-1", "status": "approved", "type": customer_type });
        world.hook("onboard", of("business"));
        assert_eq!(world.post_jane().outcome(), (409, "conflict"), "{changes}");
        world.hook("onboard", link("kyc.example"));
        assert_eq!(world.post_jane().outcome(), (201, ""), "{changes}: nothing is claimed");
        world.hook("status", of("business"));
        assert_eq!(world.get("status").send().outcome(), (502, "unexpected_response"), "{changes}");
        world.hook("status", json!({ "status": "incomplete", "type": "individual" }));
        world.now += 10 * SECOND;
        assert_eq!(world.status(), "incomplete", "{changes}");
        world.hook("link", of("business"));
        assert_eq!(world.post("links/renew").send().outcome(), (409, "conflict"), "{changes}");
        assert_eq!(world.status(), "incomplete", "{changes}");
    }
}

/// It may have been opened since.
#[test]
fn a_link_for_one_opening_is_not_repeated() {
    for once in [true, false] {
        let mut world = world(&json!({ "hasLink": true }));
        world.hook("onboard", json!({ "customerId": "c-1", "kycUrl": "https://kyc.example/1", "once": once }));
        world.hook("link", json!({ "kycUrl": "https://kyc.example/2", "once": once }));
        let links = [world.post_jane(), world.post_jane()].map(|response| response.body["kycUrl"].clone());
        let again = if once { "https://kyc.example/2" } else { "https://kyc.example/1" };
        assert_eq!(links, ["https://kyc.example/1", again], "{once}");
    }
}

/// A link that has expired is of no use to anybody.
#[test]
fn a_link_that_has_expired_is_handed_to_nobody() {
    for (late, expected) in [(-SECOND, (502, "unexpected_response")), (SECOND, (201, ""))] {
        let mut world = onboarded(&json!({ "hasLink": true }));
        let renewed = json!({ "kycUrl": "https://kyc.example/y", "expiresAt": at(world.now + late) });
        world.hook("link", renewed);
        assert_eq!(world.post("links/renew").send().outcome(), expected, "{late}");
    }
}

#[test]
fn a_field_is_required_of_the_types_whose_list_says_so() {
    let applicant = "individual:email,phone,firstName,lastName?,address.city;\
        business:email,phone?,lastName,business.legalName,business.taxId?,address.line1";
    let fields = json!({ "applicant": applicant });
    for (given, expected) in [
        (json!({ "type": "individual" }), vec!["/email", "/phone", "/firstName", "/address"]),
        (json!({ "type": "business" }), vec!["/email", "/lastName", "/business", "/address"]),
        (json!({ "type": "business", "business": {} }), vec!["/email", "/lastName", "/business/legalName", "/address"]),
        (json!({ "type": "individual", "address": {} }), vec!["/email", "/phone", "/firstName", "/address/city"]),
        (
            json!({ "type": "business", "address": { "city": "Bonn", "line1": " " } }),
            vec!["/email", "/lastName", "/business", "/address/line1"],
        ),
    ] {
        let mut world = world(&fields);
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
        // The provider is asked which of them is later.
        (vec![Event("kyc_expired", 0), Event("kyc_pending", 2)], "incomplete", 0),
        (vec![Event("kyc_expired", 0), Event("kyc_approved", 1), Event("kyc_expired", 0)], "approved", 1),
        (vec![Event("kyc_approved", 0), Event("kyc_expired", 1), Event("kyc_approved", 2)], "approved", 2),
        (vec![Event("kyc_expired", 0), Event("kyc_pending", 120)], "pending", 0),
    ];
    for (changes, next) in [
        (json!({ "repeat": "reference" }), "open_link"),
        (json!({ "repeat": "never", "hasLink": true }), "open_link"),
        (json!({ "repeat": "never" }), "contact_support"),
        (json!({ "repeat": "key" }), "contact_support"),
    ] {
        for (story, expected, decisions) in &stories {
            let mut world = onboarded(&changes);
            let mut milestones = vec![];
            for told in story {
                let response = match *told {
                    Event(kind, seconds) => {
                        let (id, at) = (format!("{kind} {seconds}"), at(START + seconds * SECOND));
                        let data = json!({ "customerId": "c-1" });
                        let event = json!({ "id": id, "kind": kind, "at": at, "data": data });
                        world.deliver(&event)
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

/// Whoever reads only the kind and the reference of an event would take it for a decision about the person.
#[test]
fn an_event_about_another_customer_of_a_reference_is_told_as_other() {
    for (data, kind) in [
        (json!({ "customerId": "c-1", "reference": "user-1" }), "kyc_approved"),
        (json!({ "customerId": "c-1", "reference": "user-1", "type": "individual" }), "kyc_approved"),
        (json!({ "customerId": "c-1", "reference": "user-1", "type": "business" }), "other"),
        (json!({ "customerId": "c-0", "reference": "user-1" }), "other"),
        (json!({ "reference": "user-1", "type": "business" }), "other"),
        // Of a customer that this handler has not onboarded, nothing else is known.
        (json!({ "customerId": "c-9", "reference": "user-9" }), "kyc_approved"),
        (json!({ "customerId": "c-9", "reference": "user-9", "type": "business" }), "kyc_approved"),
    ] {
        let mut world = onboarded(&json!({ "hasLink": true }));
        world.hook("onEvent", json!(null));
        let event = json!({ "id": "1", "kind": "kyc_approved", "data": data });
        assert_eq!(world.deliver(&event).status, 200, "{data}");
        assert_eq!(world.arguments("onEvent")["kind"], kind, "{data}");
        let is_own = kind != "other" && data["customerId"] == "c-1";
        world.hook("status", json!({ "status": "pending" }));
        assert_eq!(world.status() == "approved", is_own, "{data}");
    }
}

/// A key repeats no approval that has ended since.
#[test]
fn a_repeated_post_says_nothing_older_than_the_status() {
    let created = json!({ "customerId": "c-1", "status": "approved" });
    for status in ["approved", "rejected", "expired", "on_hold", "incomplete", "pending"] {
        for changes in [json!({ "repeat": "reference", "hasLink": true }), json!({ "repeat": "key", "find": true })] {
            let mut world = world(&changes);
            world.hook("onboard", created.clone());
            assert_eq!(world.post_jane().body["next"], "approved", "{changes}");
            world.now += DAY / 2;
            world.hook("status", json!({ "status": status }));
            assert_eq!(world.get("status").send().body["status"], status, "{changes}");
            world.hook("link", link("kyc.example"));
            let again = world.post_jane();
            assert_eq!(again.body["next"] == "approved", status == "approved", "{status} {changes}: {}", again.body);
            // Nothing has told the handler that it has ended.
            if status == "approved" {
                world.now += HOUR;
                world.hook("status", json!({ "status": "rejected" }));
                world.hook("link", json!({ "customerId": "c-1", "status": "rejected" }));
                assert_ne!(world.post_jane().body["next"], "approved", "{changes}");
            }
        }
    }
}

#[test]
fn without_another_link_a_person_is_not_led_to_one() {
    let act = json!({ "kind": "document", "who": "person", "can": "act", "nextAction": "open_link" });
    for (status, requirements, next) in [
        ("incomplete", json!([]), "open_link"),
        ("incomplete", json!([act]), "open_link"),
        ("on_hold", json!([]), "open_link"),
        ("rejected", json!([act]), "try_again"),
        ("approved", json!([act]), "open_link"),
        ("approved", json!([]), "none"),
        ("pending", json!([]), "wait"),
    ] {
        for (changes, makes_links) in [
            (json!({ "repeat": "reference" }), true),
            (json!({ "repeat": "never", "hasLink": true }), true),
            (json!({ "repeat": "never", "find": true }), false),
            (json!({ "repeat": "key" }), false),
        ] {
            let mut world = onboarded(&changes);
            world.hook("status", json!({ "status": status, "requirements": requirements }));
            let is_led = !["none", "wait"].contains(&next);
            let expected = json!(if is_led && !makes_links { "contact_support" } else { next });
            assert_eq!(world.get("status").send().body["nextAction"], expected, "{status} {requirements} {changes}");
            let found = world.command("find", &json!({ "customerId": "c-1" })).body;
            assert_eq!(found["nextAction"], expected, "{status} {requirements} {changes}: for an operator");
        }
    }
}

/// Why somebody was refused: a text is for the person, as long as it is about the status, and a code for the operator alone.
#[test]
fn reasons_are_for_the_person_and_codes_for_the_operator() {
    let (text, code) = ("The photo is blurred.", "BAD_PHOTO:7");
    let codes: Vec<_> = (0..22).map(|number| format!("{code}{number}")).collect();
    let reasons = json!({ "reasons": [text, " \n"], "operatorReasons": codes });
    let statuses = ["incomplete", "pending", "approved", "rejected", "expired", "on_hold", "unknown"];
    for (status, source) in pairs(statuses, ["status", "event", "kind"]) {
        let kind = match status {
            "pending" | "approved" | "rejected" | "expired" => format!("kyc_{status}"),
            "on_hold" => "kyc_needs_review".to_owned(),
            _ => continue,
        };
        let kind = if source == "kind" { kind.as_str() } else { "session.done" };
        let mut world = onboarded(&json!({ "hasLink": true, "hasToken": true }));
        world.hook("onEvent", json!(null));
        world.hook("token", json!({ "token": "t" }));
        let said = merged(&json!({ "status": status }), &reasons);
        world.hook("status", if source == "status" { said.clone() } else { json!({ "status": status }) });
        if source != "status" {
            let of_event = if source == "kind" { &reasons } else { &said };
            let data = merged(&json!({ "customerId": "c-1" }), of_event);
            assert_eq!(world.deliver(&json!({ "id": "1", "kind": kind, "data": data })).status, 200, "{said}");
            let told = world.arguments("onEvent");
            assert_eq!(
                (&told["reasons"], &told["operatorReasons"]),
                (&reasons["reasons"], &reasons["operatorReasons"])
            );
        }
        let shown = if status == "rejected" { json!([text]) } else { Value::Null };
        assert_eq!(world.get("status").send().body["reasons"], shown, "{status} {source}");
        let to_browser = [
            world.get("status").send(),
            world.post("links/renew").send(),
            world.post("token").send(),
            world.post("handoff").send(),
            world.post("links").from("jane@example.com"),
        ];
        assert!(to_browser.iter().all(|response| !response.body.to_string().contains(code)), "{status} {source}");
        // What the provider says now comes before what is stored.
        let few = if source == "status" { &codes[..] } else { &codes[..20] };
        let find =
            |world: &mut World| world.command("find", &json!({ "customerId": "c-1" })).body["operatorReasons"].clone();
        assert_eq!(find(&mut world), json!(few), "{status} {source}");
        world.hook("status", json!({ "status": if status == "pending" { "on_hold" } else { "pending" } }));
        assert_eq!(find(&mut world), Value::Null, "{status} {source}: another status has other reasons");
    }
}

/// What an event does not say again is still known, unless the status is another one.
#[test]
fn reasons_belong_to_a_status() {
    let (reasons, other) = (json!({ "reasons": ["a"], "operatorReasons": ["A"] }), json!({ "reasons": ["b"] }));
    for (first, second, expected) in [
        (("rejected", &reasons), ("rejected", &json!({})), (json!(["a"]), json!(["A"]))),
        (("rejected", &reasons), ("rejected", &other), (json!(["b"]), Value::Null)),
        (("incomplete", &reasons), ("rejected", &json!({})), (Value::Null, Value::Null)),
        (("rejected", &reasons), ("incomplete", &other), (json!(["b"]), Value::Null)),
    ] {
        let mut world = onboarded(&json!({ "hasLink": true }));
        for (number, (status, said)) in [first, second].into_iter().enumerate() {
            let data = merged(&json!({ "customerId": "c-1", "status": status }), said);
            let event = json!({ "id": number.to_string(), "kind": "session.done", "data": data });
            assert_eq!(world.deliver(&event).status, 200, "{event}");
            world.hook("status", json!({ "status": status }));
        }
        let shown = world.get("status").send().body["reasons"].clone();
        let found = world.command("find", &json!({ "customerId": "c-1" })).body["operatorReasons"].clone();
        assert_eq!((shown, found), expected, "{first:?}, then {second:?}");
    }
}
