//! A person's data: what is exported, and that nothing is left of it.

use kyclink::edge::{Lifetime, RECORDS};
use serde_json::{Value, json};

use crate::edge::record::kinds;
use crate::edge::world::{DAY, HOUR, START, World, at, error, link};

/// The kinds of which a record may be left, and why.
const LEFT: [(&str, &str); 15] = [
    ("key", "its name contains the page's key"),
    ("handoff", "its name contains a token"),
    ("claim", "it is emptied, and keeps sessions closed"),
    ("released", "it says of a customer that there was a release"),
    ("session", "it contains random ids only"),
    ("event", "it contains nothing about the person"),
    ("agreements", "it contains nothing about the person"),
    ("agenda", "it is found by a time only, and nobody who was forgotten is asked about"),
    ("refreshed", "it contains nothing about the person"),
    ("rate", "it belongs to an address"),
    ("attempt", "it is a lock"),
    ("cooldown", "it is a lock"),
    ("asking", "it is a lock"),
    ("refreshing", "it is a lock"),
    ("sending", "it is a lock"),
];

/// The names in every address that the scenes use.
const PEOPLE: [&str; 7] = ["jane", "victim", "jane0", "jane1", "jane2", "jane3", "jane4"];

/// Makes the providers return a customer with this address.
fn with_customer(world: &mut World, email: &str) {
    world.hook("getCustomer", json!({ "status": "incomplete", "email": email, "channels": ["email"] }));
    world.hook("getKycLink", json!({ "email": email, "createdAt": at(START) }));
}

/// Returns the customers that a record is named after.
fn customers(world: &World) -> Vec<(String, String)> {
    let part = |name: &Value, at: usize| name[at].as_str().unwrap_or_default().to_owned();
    let is_of_customer = |name: &Value| {
        let kind = RECORDS.iter().find(|kind| name[0] == kind.name).unwrap();
        kind.named_by.ends_with(&["provider", "customer"])
    };
    let names = world.names();
    let subject = |name: &Value| {
        let end = name.as_array().unwrap().len();
        (part(name, end - 2), part(name, end - 1))
    };
    let mut all: Vec<_> = names.iter().filter(|name| is_of_customer(name)).map(subject).collect();
    all.sort();
    all.dedup();
    all
}

fn command(world: &mut World, function: &str, (provider, id): &(String, String)) -> Value {
    let response = world.command(function, &json!({ "provider": provider, "customerId": id }));
    assert_eq!(response.status, 200, "{function} {id}: {}", response.code);
    response.body
}

/// A world in which Jane, whom the application knows, has a customer.
fn of_jane() -> World {
    let mut world = World::of_bridge().known_as("jane").onboarded("link_1");
    with_customer(&mut world, "jane@example.com");
    world
}

#[test]
fn nothing_is_left_of_a_person_but_what_the_table_names() {
    for (kind, _, worlds) in kinds() {
        for mut world in worlds {
            let all = customers(&world);
            // Without its claim, nothing tells the reference of a customer.
            let mut left_of_reference = false;
            for name in PEOPLE {
                with_customer(&mut world, &format!("{name}@example.com"));
                for customer in &all {
                    let forgotten = command(&mut world, "forget", customer);
                    left_of_reference |= forgotten["left"].to_string().contains("reference");
                }
            }
            let is_left =
                |kind: &str| LEFT.iter().any(|(left, _)| *left == kind) || left_of_reference && kind == "holder";
            assert!(is_left(kind) || world.count(kind) == 0, "{kind} is left");
            for name in world.names() {
                assert!(is_left(name[0].as_str().unwrap()), "{kind}: {name} is left");
            }
            for customer in &all {
                let exported = command(&mut world, "exportData", customer);
                assert_eq!(exported["customers"][0]["records"], json!([]), "{kind}");
                let again = command(&mut world, "forget", customer);
                assert_eq!(again["removed"], 0, "{kind}: a second time");
            }
        }
    }
}

#[test]
fn what_is_exported_is_what_is_forgotten() {
    for (kind, _, worlds) in kinds() {
        for mut world in worlds {
            let is_left = LEFT.iter().any(|(left, _)| *left == kind && *left != "claim");
            with_customer(&mut world, "victim@example.com");
            let all = customers(&world);
            let mut of = |customer| command(&mut world, "exportData", customer)["customers"][0]["records"].clone();
            let records: Vec<Value> = all.iter().map(&mut of).collect();
            let mut exported = records.iter().flat_map(|records| records.as_array().unwrap());
            assert_eq!(exported.any(|record| record["record"] == kind), !is_left, "{kind}: {records:?}");
        }
    }
}

#[test]
fn a_session_ends_so_that_no_request_records_the_customer_again() {
    let mut world = World::new();
    assert_eq!(world.post_jane().status, 201);
    with_customer(&mut world, "jane@example.com");
    world.hook("createKycLink", link("customer_c1"));
    assert_eq!(world.status(), "incomplete");
    let forgotten = world.command("forget", &json!({ "customerId": "customer_c1" })).body;
    assert_eq!(forgotten["removed"], 2, "the claim and the status");
    let customer =
        json!({ "provider": "spherepay", "customerId": "customer_c1", "status": "incomplete", "createdAt": START });
    assert_eq!(forgotten["atProvider"], json!([customer]));
    assert_eq!(world.get("status").send().body, json!({ "status": "none", "nextAction": "none" }));
    assert_eq!(world.post("links/renew").send().outcome(), (401, "no_session"));
    assert_eq!(world.count("status"), 0);
    // With the link that is stored under the key, and after it has expired: the provider is asked for nothing, though the
    // status, which would stop a renewal as well, is gone.
    for hours in [0, 2] {
        world.now += hours * HOUR;
        world.effects.clear();
        assert_eq!(world.post_jane().outcome(), (409, "conflict"), "after {hours} hours");
        for effect in ["createKycLink", "swapRecord renewed"] {
            assert!(!world.effects.iter().any(|performed| performed == effect), "{effect} after {hours} hours");
        }
    }
    world.now += 91 * DAY;
    assert_eq!(world.names(), Vec::<Value>::new());
}

/// What is left ends as late as a record of its kind that is written now.
#[test]
fn what_cannot_be_found_is_said_with_its_end() {
    let until = |what: &str| {
        let kind = match what {
            "idempotency_keys" => "key",
            "links_to_devices" => "handoff",
            "reference" => "holder",
            "codes_to_other_contacts" => "sentInDay",
            other => return if other == "resume_links" { 30 * DAY } else { panic!("{other}") },
        };
        match RECORDS.iter().find(|known| known.name == kind).unwrap().lifetimes[0].0 {
            Lifetime::For(ms) | Lifetime::Since(ms) => ms,
            other => panic!("{what} lasts for {other}"),
        }
    };
    let [mut of_spherepay, mut of_grid] =
        [World::new().onboarded("customer_c1"), World::of_grid().onboarded("Customer:1")];
    for world in [&mut of_spherepay, &mut of_grid] {
        with_customer(world, "jane@example.com");
    }
    // The claim that says whose the customer is has ended.
    let of_bridge = of_jane().without("claim");
    for (world, who, more, holders) in [
        (of_spherepay, json!({ "customerId": "customer_c1" }), None, 0),
        (of_grid, json!({ "customerId": "Customer:1" }), Some("codes_to_other_contacts"), 0),
        (of_bridge.clone(), json!({ "customerId": "link_1" }), Some("reference"), 1),
        (of_bridge, json!({ "reference": "jane" }), None, 0),
    ] {
        let mut world = world;
        let left = world.command("forget", &who).body["left"].clone();
        let whats = ["idempotency_keys", "links_to_devices", "resume_links"].into_iter().chain(more);
        let expected: Value = whats.map(|what| json!({ "what": what, "until": world.now + until(what) })).collect();
        assert_eq!((left, world.count("holder")), (expected, holders), "{who}");
    }
}

/// A list with these customers, whatever was asked for.
fn listed(world: &mut World, customers: &Value) {
    world.hook("candidates", json!({ "items": customers }));
}

#[test]
fn a_command_is_about_one_customer_that_was_found() {
    let customer = |id: &str, reference: &str| json!({ "id": id, "type": "individual", "status": "pending", "email": "jane@example.com", "reference": reference });
    for function in ["exportData", "forget"] {
        // Several people may have posted one address.
        let mut world = World::new().onboarded("customer_c1");
        listed(&mut world, &json!([customer("customer_c1", ""), customer("customer_c2", "")]));
        let names = world.names();
        let refused = world.command(function, &json!({ "email": "jane@example.com" }));
        assert_eq!((refused.status, refused.code), (400, "several_customers"), "{function}");
        assert_eq!(world.names(), names, "{function}");
    }
    // Nobody is reported as forgotten whose customer was not found.
    let mut world = World::new().onboarded("customer_c1");
    listed(&mut world, &json!([]));
    let refused = world.command("forget", &json!({ "email": "jane@example.com" }));
    assert_eq!((refused.status, refused.code), (400, "no_customer"));
    // A server may ignore the query for a reference.
    let mut world = World::of_grid().onboarded("Customer:1");
    listed(&mut world, &json!([customer("Customer:1", "jack"), customer("Customer:2", "joan")]));
    let refused = world.command("forget", &json!({ "reference": "jane" }));
    assert_eq!((refused.status, refused.code), (400, "no_customer"));
    assert_eq!(world.count("claim"), 1);
}

/// The first call may have failed after it has emptied the claim.
#[test]
fn a_person_is_forgotten_by_a_reference_whose_claim_is_empty() {
    let mut world = of_jane();
    world.get("status").send();
    world.command("release", &json!({ "customerId": "link_1" }));
    assert_eq!((world.count("holder"), world.count("status")), (1, 1));
    let mut is_gone = world.clone();
    let forgotten = world.command("forget", &json!({ "reference": "jane" }));
    assert_eq!((forgotten.status, &forgotten.body["removed"]), (200, &json!(2)), "{}", forgotten.code);
    assert_eq!((world.count("holder"), world.count("status")), (0, 0));
    // The claim has ended, and the provider has deleted the customer.
    is_gone.remove_records("claim");
    is_gone.always_fails("getKycLink", error("not_found"));
    assert_eq!(is_gone.command("forget", &json!({ "reference": "jane" })).status, 200);
    assert_eq!((is_gone.count("holder"), is_gone.count("status")), (0, 0));
    // An onboarding that is not finished has no customer, and nothing is left of it.
    let mut world = World::of_bridge().known_as("jane");
    world.lose_create();
    assert_eq!(world.count("latestKey"), 1);
    assert_eq!(world.command("forget", &json!({ "reference": "jack" })).code, "no_customer");
    assert_eq!(world.count("latestKey"), 1);
    assert_eq!(world.command("forget", &json!({ "reference": "jane" })).code, "no_customer");
    assert_eq!(world.count("latestKey"), 0);
    // Somebody else's customer is not found by a reference that had it before: only the record of that is removed.
    let mut world = of_jane();
    world.command("release", &json!({ "customerId": "link_1", "to": "jack" }));
    let claims = world.count("claim");
    assert_eq!(world.command("forget", &json!({ "reference": "jane" })).body["removed"], 1);
    assert_eq!(world.command("forget", &json!({ "reference": "jane" })).code, "no_customer");
    assert_eq!((world.count("holder"), world.count("claim")), (1, claims), "jack's");
    // A customer that the provider does not find is still the person's own, whose other records would stay.
    let mut world = World::of_bridge().known_as("jane").onboarded("link_1");
    world.always_fails("getKycLink", error("not_found"));
    assert_eq!(world.command("forget", &json!({ "reference": "jane" })).code, "no_customer");
    assert_eq!(world.count("holder"), 1);
}

/// A stranger has posted the address first, an operator has released the customer to Jane, and Jane is forgotten.
#[test]
fn the_reference_of_a_stranger_leads_to_nothing_of_the_person_after_a_release() {
    let mut world = World::of_bridge().known_as("mallory");
    assert_eq!(world.post_jane().status, 201);
    with_customer(&mut world, "jane@example.com");
    assert_eq!(world.command("release", &json!({ "customerId": "link_1", "to": "jane" })).status, 200);
    let of_mallory = json!({ "reference": "mallory" });
    let assert_nothing = |world: &mut World, when: &str| {
        assert_eq!(world.command("exportData", &of_mallory).body["customers"], json!([]), "{when}");
    };
    assert_nothing(&mut world, "released");
    let mut early = world.clone();
    assert_eq!(world.command("forget", &json!({ "reference": "jane" })).status, 200);
    assert_nothing(&mut world, "forgotten");
    assert_eq!(world.status(), "none");
    assert_eq!(world.post_jane().outcome(), (409, "conflict"));
    assert_eq!(world.deliver(&json!({ "id": "1", "kind": "kyc_rejected", "kycLinkId": "link_1" })).status, 200);
    assert_nothing(&mut world, "a webhook that comes late");
    // The record of the stranger's own reference can be removed, and only once.
    let holders = early.count("holder");
    let forgotten = early.command("forget", &of_mallory);
    assert_eq!((&forgotten.body["removed"], &forgotten.body["atProvider"]), (&json!(1), &json!([])));
    let left = forgotten.body["left"].as_array().unwrap().iter().map(|left| left["what"].as_str().unwrap());
    assert_eq!(left.collect::<Vec<_>>(), ["idempotency_keys", "links_to_devices", "resume_links"]);
    assert_eq!(early.count("holder"), holders - 1);
    assert_eq!(early.command("forget", &of_mallory).code, "no_customer");
    assert_eq!(early.command("find", &json!({ "reference": "jane" })).body["status"], "incomplete", "hers stays");
}

/// A person reads every field that the table of records declares, under the name of its record, and whose customer it is.
#[test]
fn what_is_exported_has_every_field_of_its_record() {
    let of_customers = [("spherepay", "customerId"), ("grid", "customerId"), ("bridge", "kycLinkId")];
    for ((provider, id_field), (mut world, id)) in of_customers.into_iter().zip(World::of_each_provider()) {
        world.log_in("jane");
        world.onboard(id);
        with_customer(&mut world, "jane@example.com");
        assert_eq!(world.get("status").send().status, 200);
        let exported = command(&mut world, "exportData", &(provider.to_owned(), id.to_owned()));
        let mut customer = exported["customers"][0].clone();
        let records = customer.as_object_mut().unwrap().remove("records").unwrap();
        let expected = json!({ "provider": provider, id_field: id, "status": "incomplete", "createdAt": START });
        assert_eq!(customer, expected);
        let records = records.as_array().unwrap();
        let names: Vec<_> = records.iter().map(|record| record["record"].as_str().unwrap()).collect();
        assert_eq!(names, ["claim", "status", "holder"], "{provider}");
        for record in records {
            let kind = RECORDS.iter().find(|kind| record["record"] == kind.name).unwrap();
            let fields: Vec<_> = record["value"].as_object().unwrap().keys().collect();
            assert_eq!(fields, kind.fields, "{provider}: {}", kind.name);
        }
        assert_eq!(records[0]["value"]["owner"], "jane", "{provider}");
    }
}

/// Neither the provider nor a record knows the id: it is mistyped, or another tenant's.
#[test]
fn an_id_that_nobody_knows_is_not_forgotten_and_nothing_is_written() {
    for (mut world, id) in World::of_each_provider() {
        for call in ["getCustomer", "getKycLink"] {
            world.always_fails(call, error("not_found"));
        }
        let who = json!({ "customerId": id });
        assert_eq!(world.command("exportData", &who).body, json!({ "customers": [] }), "{id}");
        assert_eq!(world.command("forget", &who).outcome(), (400, "no_customer"), "{id}");
        assert_eq!(world.names(), Vec::<Value>::new(), "{id}");
    }
}

/// Its person keeps the session: a record that does not open may be anybody's.
#[test]
fn an_id_of_which_no_record_opens_is_not_forgotten() {
    let mut world = World::new().onboarded("customer_c1");
    with_customer(&mut world, "jane@example.com");
    assert_eq!(world.status(), "incomplete");
    let records = |world: &World| world.raw_records().into_iter().map(str::to_owned).collect::<Vec<_>>();
    let (secrets, before) = (world.secrets.clone(), records(&world));
    world.secrets = vec!["a secret of somebody else"];
    world.always_fails("getCustomer", error("not_found"));
    assert_eq!(world.command("forget", &json!({ "customerId": "customer_c1" })).outcome(), (400, "no_customer"));
    assert_eq!(records(&world), before);
    world.secrets = secrets;
    assert_eq!(world.status(), "incomplete");
}

/// The provider has deleted the customer: each of its records alone is enough to know it.
#[test]
fn a_customer_that_only_a_record_knows_is_forgotten() {
    let kinds = ["claim", "status", "handedOver"];
    for kind in kinds {
        let mut world = World::new().onboarded("customer_c1");
        with_customer(&mut world, "jane@example.com");
        assert_eq!(world.status(), "incomplete");
        assert_eq!(world.post("handoff").send().status, 201);
        world.always_fails("getCustomer", error("not_found"));
        kinds.iter().filter(|other| **other != kind).for_each(|other| world.remove_records(other));
        let forgotten = world.command("forget", &json!({ "customerId": "customer_c1" }));
        assert_eq!((forgotten.status, &forgotten.body["removed"]), (200, &json!(1)), "{kind}");
        assert_eq!(forgotten.body["atProvider"], json!([]), "{kind}");
        assert_eq!(world.count("status"), 0);
        assert_eq!(world.status(), "none", "{kind}");
    }
}

/// A person has another customer by now, and the first one is forgotten: the record of the reference is about the other.
#[test]
fn the_reference_of_a_person_who_has_another_customer_by_now_stays() {
    let mut world = World::of_bridge().known_as("jane").onboarded("link_1");
    world.cookie = None;
    world.always_fails("getKycLink", error("not_found"));
    world.replies("onboard", link("link_2"));
    assert_eq!(world.post("links").from("joan@example.com").status, 201);
    with_customer(&mut world, "jane@example.com");
    let who = ("bridge".to_owned(), "link_1".to_owned());
    let records = command(&mut world, "exportData", &who)["customers"][0]["records"].clone();
    assert!(records.as_array().unwrap().iter().all(|record| record["record"] != "holder"), "{records}");
    let left = command(&mut world, "forget", &who)["left"].clone();
    assert!(left.as_array().unwrap().iter().any(|one| one["what"] == "reference"), "{left}");
    assert_eq!(world.count("holder"), 1);
}
