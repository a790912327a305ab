//! The command of an operator, and the customers that it is about.

use serde_json::{Value, json};

use super::JANE;
use crate::edge::world::{DAY, HOUR, START, World, at, error};

/// The functions of an operator.
const FUNCTIONS: [&str; 5] = ["find", "release", "resumeLink", "exportData", "forget"];

/// Returns a customer as the provider lists it.
fn customer(id: &str, created_at: Option<i64>, email: &str) -> Value {
    json!({ "id": id, "email": email, "status": "pending", "createdAt": created_at.map(at) })
}

/// Programs of other languages write null for an option that they do not set.
#[test]
fn an_option_that_is_null_is_not_set() {
    let mut world = World::new().onboarded("customer_c1");
    world.config["publicOrigin"] = json!("https://app.example.com");
    world.hook("getCustomer", customer("customer_c1", Some(START), JANE));
    for function in FUNCTIONS {
        let mut options = json!({ "customerId": "customer_c1", "ttlMs": DAY });
        let expected = world.clone().command(function, &options);
        assert_eq!(expected.status, 200, "{function}");
        for name in ["provider", "email", "reference"] {
            options[name] = json!(null);
        }
        assert_eq!(world.clone().command(function, &options), expected, "{function}");
    }
}

/// A list may have far more pages than one person has customers, but it ends.
#[test]
fn a_search_reads_fifty_pages() {
    let pages = |count: usize| {
        let mut world = World::new();
        for _ in 1..count {
            world.replies("candidates", json!({ "items": [], "next": "another" }));
        }
        world.replies("candidates", json!({ "items": [customer("customer_c1", Some(START), JANE)] }));
        let response = world.command("find", &json!({ "email": JANE }));
        (response.failed, response.body["customerId"].clone(), world.requests.len())
    };
    for count in [1, 11, 50] {
        assert_eq!(pages(count), ("", json!("customer_c1"), count));
    }
    assert_eq!(pages(51), ("unexpected_response", json!(null), 50));
}

/// Returns customers with an address, which are newer the higher their number is.
fn customers(numbers: std::ops::Range<i64>, email: &str) -> Vec<Value> {
    numbers.map(|number| customer(&format!("customer_c{number}"), Some(START + number), email)).collect()
}

/// Whoever floods an address must not hide its customers from support, nor make a search take a hundred requests.
#[test]
fn of_a_flooded_address_the_newest_are_found_and_nothing_is_done() {
    for (pages, size, requests, has_more) in
        [(5, 100, 5, false), (6, 100, 5, true), (40, 10, 40, false), (52, 10, 50, true)]
    {
        for function in ["find", "release", "exportData", "forget"] {
            let mut world = World::new();
            for page in 0..pages {
                let items = customers(page * size..(page + 1) * size, JANE);
                let next = (page + 1 < pages).then_some("another");
                world.replies("candidates", json!({ "items": items, "next": next }));
            }
            let response = world.command(function, &json!({ "email": JANE }));
            assert_eq!(world.requests.len(), requests, "{function}");
            let read = size * i64::try_from(requests).unwrap();
            if function == "find" {
                assert_eq!(response.body["customerId"], format!("customer_c{}", read - 1));
                assert_eq!(response.body["others"].as_array().map(Vec::len), usize::try_from(read - 1).ok());
                assert_eq!(response.body["hasMore"], if has_more { json!(true) } else { json!(null) });
            } else {
                let word = if has_more { "too_many_customers" } else { "several_customers" };
                assert_eq!(response.outcome(), (400, word), "{function}");
            }
            assert_eq!(world.count("claim"), 0, "{function}");
        }
    }
}

/// A server may ignore the query, whichever spelling is searched: the person's customer may be behind those of others.
#[test]
fn a_long_list_of_other_peoples_customers_does_not_mean_that_there_is_none() {
    for email in [JANE, "Jane@Example.COM"] {
        let who = json!({ "email": email });
        let mut world = World::new();
        world.hook("candidates", json!({ "items": customers(0..1, "joan@example.com") }));
        assert_eq!(world.command("find", &who).body["status"], "none", "{email}");
        assert_eq!(world.command("forget", &who).code, "no_customer", "{email}");
        world.requests.clear();
        world.hook("candidates", json!({ "items": customers(0..100, "joan@example.com"), "next": "another" }));
        assert_eq!(world.command("find", &who).failed, "unexpected_response", "{email}");
        assert_eq!(world.requests.len(), 5, "{email}");
    }
}

/// SpherePay does not document its largest page.
#[test]
fn a_provider_that_refuses_large_pages_is_read_in_its_own() {
    let mut world = World::new();
    world.fails("candidates", error("provider_rejected"));
    world.replies("candidates", json!({ "items": customers(0..1, JANE), "next": "another" }));
    world.fails("candidates", error("provider_rejected"));
    let jane = json!({ "email": JANE });
    assert_eq!(world.command("find", &jane).failed, "provider_rejected", "a refusal of another page stays one");
    let queries = |world: &World| -> Vec<String> {
        world.requests.iter().map(|sent| sent["url"].as_str().unwrap().split_once('?').unwrap().1.to_owned()).collect()
    };
    let own = ["limit=100&email=jane%40example.com", "email=jane%40example.com", "page=2&email=jane%40example.com"];
    assert_eq!(queries(&world), own);
    world.requests.clear();
    world.always_fails("candidates", error("provider_rejected"));
    assert_eq!(world.command("find", &jane).failed, "provider_rejected");
    assert_eq!(queries(&world), own[..2]);
}

/// Providers list the newest first.
#[test]
fn of_customers_of_the_same_moment_the_first_of_the_list_counts() {
    for moments in [[Some(START), Some(START)], [None, None], [Some(START), None]] {
        let mut world = World::new();
        let [first, second] = moments;
        let items = json!([customer("customer_c1", first, JANE), customer("customer_c2", second, JANE)]);
        world.hook("candidates", json!({ "items": items }));
        let found = world.command("find", &json!({ "email": JANE })).body;
        assert_eq!((&found["customerId"], &found["others"]), (&json!("customer_c1"), &json!(["customer_c2"])));
    }
}

/// Without a customer there is nothing to do, and no limit.
#[test]
fn who_has_no_customer_has_no_next_action() {
    for (mut world, who) in [
        (World::new(), json!({ "customerId": "customer_c1" })),
        (World::new(), json!({ "email": JANE })),
        (World::of_grid(), json!({ "reference": "jane" })),
        (World::of_bridge(), json!({ "reference": "jane" })),
    ] {
        world.always_fails("getCustomer", error("not_found"));
        let found = world.command("find", &who);
        assert_eq!(found.body, json!({ "status": "none", "nextAction": "none", "limits": [] }), "{who}");
        assert_eq!(found.status, 200, "{who}");
    }
}

/// Each contact has a limit for an hour and one for a day, under a name of its own. Where both are reached, the later one
/// counts.
#[test]
fn the_limits_of_each_contact_are_found_and_reset() {
    for (route, hook, name) in
        [("contact/email", "sendEmailCode", "codes_to_email"), ("contact/phone", "sendPhoneCode", "codes_to_phone")]
    {
        let mut world = World::of_grid();
        world.hook(
            "getCustomer",
            json!({ "type": "individual", "channels": ["email", "phone"], "email": JANE, "phone": "+14155550123" }),
        );
        world.hook(hook, json!(null));
        let who = json!({ "customerId": "Customer:9" });
        let limits = |world: &mut World| world.command("find", &who).body["limits"].clone();
        for (hour, until) in [(0, HOUR), (1, DAY)] {
            world.now = START + hour * HOUR;
            for number in 0..5 {
                world.onboard_elsewhere(&format!("Customer:{hour}{number}"));
                assert_eq!(world.post(route).send().status, 204, "{route}");
            }
            assert_eq!(limits(&mut world), json!([{ "name": name, "until": START + until }]));
        }
        assert_eq!(world.command("release", &who).status, 200);
        assert_eq!(limits(&mut world), json!([]), "{route}");
        assert_eq!((world.count("sentInHour"), world.count("sentInDay")), (0, 0), "{route}");
    }
}

/// An approved customer stays that of the reference that has claimed it, at a provider that stores no reference, too. One
/// that is not was released from no reference of the provider, so that an operator still reaches it.
#[test]
fn a_customer_is_released_and_reached_at_every_provider() {
    for (mut world, id) in World::of_each_provider() {
        world.log_in("jane");
        world.onboard(id);
        for (status, to, expected) in [
            ("approved", json!("mallory"), (400, "approved")),
            ("approved", json!("jane"), (200, "")),
            ("pending", json!("mallory"), (200, "")),
        ] {
            for name in ["getCustomer", "getKycLink"] {
                world.hook(name, json!({ "id": id, "status": status, "tosStatus": "accepted", "email": JANE }));
            }
            let released = world.command("release", &json!({ "customerId": id, "to": to }));
            assert_eq!(released.outcome(), expected, "{id} {status} {to}");
        }
        let exported = world.command("exportData", &json!({ "customerId": id })).body;
        assert_eq!(exported["customers"].as_array().map(Vec::len), Some(1), "{id}");
    }
}
