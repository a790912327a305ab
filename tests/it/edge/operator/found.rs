//! What an operator finds.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{JANE, link_of_jane, release_to_jane, taken, url_of};
use crate::edge::world::{DAY, START, World, at, error};

#[test]
fn what_is_found_is_said_and_nothing_else() {
    let mut world = taken(Some("mallory"));
    let found = world.command("find", &json!({ "email": JANE })).body;
    let expected = json!({
        "status": "incomplete", "nextAction": "open_link", "limits": [], "provider": "bridge", "kycLinkId": "link_1",
        "createdAt": START,
        "requirements": [{ "kind": "other", "who": "person", "can": "act", "nextAction": "open_link" }],
        "capabilities": [],
    });
    assert_eq!(found, expected, "no link, no address and not whose it is");
    let writes = |world: &World| world.effects.iter().filter(|effect| effect.starts_with("swap")).count();
    let before = writes(&world);
    world.command("find", &json!({ "email": JANE }));
    assert_eq!(writes(&world), before, "it changes nothing");
}

#[test]
fn of_several_customers_the_newest_is_found_and_none_released() {
    let mut world = World::new();
    let customer = |id: &str, created: i64, email: &str| json!({ "id": id, "email": email, "createdAt": at(created) });
    world.replies("candidates", json!({ "items": [customer("customer_c1", START, JANE)], "next": "another" }));
    let mut second = [
        customer("customer_c3", START + DAY, "JANE@example.com"),
        customer("customer_c2", START + 2 * DAY, "other@example.com"),
    ];
    second[0]["status"] = json!("rejected");
    world.replies("candidates", json!({ "items": second }));
    let found = world.command("find", &json!({ "email": JANE })).body;
    let expected = json!({
        "status": "rejected", "nextAction": "contact_support", "limits": [], "provider": "spherepay",
        "customerId": "customer_c3", "createdAt": START + DAY, "others": ["customer_c1"],
        "requirements": [
            { "kind": "other", "who": "person", "can": "unknown", "nextAction": "contact_support", "of": ["kyc"] },
        ],
        "capabilities": [{ "name": "kyc", "status": "rejected" }],
    });
    assert_eq!(found, expected, "of this address, on all pages");
    let last = url_of(world.arguments("candidates"));
    assert!(last.ends_with("/v2/customer?page=2&limit=100&email=jane%40example.com"), "{last}");
    let both = json!({ "items": [customer("customer_c1", START, JANE), customer("customer_c3", START, JANE)] });
    world.hook("candidates", both);
    assert_eq!(release_to_jane(&mut world).code, "several_customers");
    world.hook("candidates", json!({ "items": [customer("customer_c2", START, "other@example.com")] }));
    assert_eq!(release_to_jane(&mut world).code, "no_customer", "a provider that ignores the query");
    assert_eq!(world.count("claim"), 0);
}

#[test]
fn an_address_that_is_not_found_is_also_searched_in_lower_case() {
    let (typed, lower) = ("limit=100&email=Jane%40Example.COM", "limit=100&email=jane%40example.com");
    for (email, found, queries) in [
        ("Jane@Example.COM", [false, true], &[typed, lower][..]),
        ("Jane@Example.COM", [true, true], &[typed]),
        (JANE, [false, true], &[lower]),
        (JANE, [true, true], &[lower]),
    ] {
        let mut world = World::new();
        for found in found {
            let customers = if found { json!([{ "id": "customer_c1", "email": email }]) } else { json!([]) };
            world.replies("candidates", json!({ "items": customers }));
        }
        let body = world.command("find", &json!({ "email": email })).body;
        assert_eq!(body["customerId"].is_string(), found[queries.len() - 1], "{email} {found:?}");
        let sent: Vec<_> = world.calls.iter().map(|(_, sent)| url_of(sent).split_once('?').unwrap().1).collect();
        assert_eq!(sent, queries, "{email} {found:?}");
    }
}

/// Whatever a customer has to do next, an operator reads what the person's page says.
#[test]
fn an_operator_reads_the_status_that_the_page_shows() {
    for status in ["incomplete", "pending", "on_hold", "approved", "rejected", "unknown"] {
        let grid = [json!([]), json!(["email"]), json!(["email", "phone"])];
        let grid = grid.map(|open| (World::of_grid(), "Customer:1", "getCustomer", json!({ "channels": open })));
        let bridge = ["pending", "accepted", "unknown"].map(|terms| {
            let mut world = World::of_bridge();
            // The customer of the link says what is missing.
            let missing = json!({ "missing": { "all_of": ["proof_of_address_document"] } });
            let base = json!({ "name": "base", "status": "incomplete", "requirements": missing });
            world.hook("getCustomer", json!({ "id": "c1", "status": "incomplete", "endorsements": [base] }));
            let link = json!({ "tosStatus": terms, "rejectionReasons": ["a reason"], "customerOfLink": "c1" });
            (world, "link_1", "getKycLink", link)
        });
        for (mut world, id, read, mut found) in grid.into_iter().chain(bridge) {
            world.onboard(id);
            (found["id"], found["status"]) = (json!(id), json!(status));
            world.hook(read, found.clone());
            let operators = world.command("find", &json!({ "customerId": id })).body;
            let page = world.get("status").send().body;
            for field in ["status", "nextAction", "provider"] {
                assert_eq!(operators[field], page[field], "{field} of {found}");
            }
            // A page has one entry for all of a kind.
            let kinds = |body: &Value| -> BTreeSet<_> {
                body["requirements"].as_array().unwrap().iter().map(|one| one["kind"].to_string()).collect()
            };
            assert_eq!(kinds(&operators), kinds(&page), "{found}");
        }
    }
}

/// A failure says nothing about the customer, whatever is known of it.
#[test]
fn a_customer_that_cannot_be_read_for_now_is_neither_found_nor_released() {
    for code in ["unavailable", "rate_limited", "unauthorized", "forbidden", "unexpected_response", "timeout"] {
        for is_known in [false, true] {
            let mut world = World::new();
            if is_known {
                let event =
                    json!({ "id": "e1", "kind": "kyc_pending", "customerId": "customer_c1", "occurredAt": at(START) });
                assert_eq!(world.deliver(&event).status, 200);
            }
            world.always_fails("getCustomer", error(code));
            world.always_fails("candidates", error(code));
            for who in [json!({ "customerId": "customer_c1" }), json!({ "email": JANE })] {
                for function in ["find", "release"] {
                    let response = world.command(function, &who);
                    assert_eq!((response.failed, response.body), (code, json!(null)), "{function} {who}, {is_known}");
                }
            }
            assert_eq!(world.count("claim"), 0);
        }
    }
}

#[test]
fn a_store_that_fails_releases_nothing() {
    let mut world = taken(None);
    for (is_down, is_contended) in [(true, false), (false, true)] {
        (world.store_is_down, world.store_is_contended) = (is_down, is_contended);
        assert_eq!(release_to_jane(&mut world).outcome(), (503, "not_now"));
    }
    world.store_is_contended = false;
    assert_eq!(world.status(), "incomplete");
}

/// A provider may be unable to read a customer of which it sends events.
#[test]
fn a_customer_that_cannot_be_read_has_its_last_known_status() {
    let mut world = World::new();
    world.always_fails("getCustomer", error("not_found"));
    let who = json!({ "customerId": "customer_c1", "to": "jane" });
    assert_eq!(world.command("find", &who).body["status"], "none");
    assert_eq!(world.command("release", &who).code, "no_customer");
    for (kind, status, code) in [("kyc_pending", "pending", ""), ("kyc_approved", "approved", "approved")] {
        world.now += DAY;
        let event = json!({ "id": kind, "kind": kind, "customerId": "customer_c1", "occurredAt": at(world.now), "type": "any" });
        assert_eq!(world.deliver(&event).status, 200);
        let found = world.command("find", &who).body;
        // Only the status is known, so nothing else is said.
        let next = if status == "pending" { "wait" } else { "none" };
        let expected = json!({
            "status": status, "nextAction": next, "requirements": [], "capabilities": [], "limits": [], "provider": "spherepay",
            "customerId": "customer_c1",
        });
        assert_eq!(found, expected);
        assert_eq!(world.command("release", &json!({ "customerId": "customer_c1" })).code, code);
    }
}

#[test]
fn a_wrong_command_is_refused_before_anything_is_done() {
    let cases = [
        (json!({}), "who"),
        (json!({ "email": "" }), "who"),
        (json!({ "email": 7 }), "who"),
        (json!({ "email": null }), "who"),
        (json!({ "email": JANE, "customerId": "customer_c1" }), "who"),
        (json!({ "email": JANE, "reference": "r-1" }), "who"),
        (json!({ "customerId": "customer_c1", "reference": "r-1" }), "who"),
        (json!({ "email": JANE, "customerId": "" }), "who"),
        (json!({ "email": JANE, "to": "" }), "to"),
        (json!({ "email": JANE, "to": null }), "to"),
        (json!({ "email": JANE, "to": ["jane"] }), "to"),
        (json!({ "email": JANE, "provider": "other" }), "provider"),
        (json!({ "email": JANE, "provider": "bridge" }), "provider"),
        (json!({ "reference": "r-1" }), "no_reference"),
        (json!({ "email": JANE, "provider": "grid" }), "no_email"),
    ];
    for (options, word) in cases {
        let mut world = World::new();
        let response = world.command("release", &options);
        assert_eq!(response.outcome(), (400, word), "{options}");
        assert!(world.effects.is_empty());
    }
    let mut chosen = World::new();
    chosen.config["provider"] = json!(null);
    assert_eq!(chosen.command("find", &json!({ "email": JANE })).code, "provider");
    assert_eq!(chosen.command("find", &json!({ "email": JANE, "provider": "spherepay" })).status, 200);
}

/// Returns a full page of links of other people.
fn full_page() -> Vec<Value> {
    (0..100).map(|number| json!({ "id": format!("other_{number}"), "email": "other@example.com" })).collect()
}

/// A full page that names no place where the next one begins: another link of the same person may be there.
#[test]
fn a_list_that_is_cut_off_is_not_taken_for_the_whole() {
    for (links, failed) in [(100, "unexpected_response"), (99, "")] {
        let mut world = taken(None);
        let mut page = full_page();
        page[0] = link_of_jane("incomplete");
        world.hook("candidates", json!(page[..links]));
        let jane = json!({ "email": JANE });
        assert_eq!(world.command("find", &jane).failed, failed, "{links}");
        assert_eq!(release_to_jane(&mut world).failed, failed, "{links}");
        assert_eq!(world.command("find", &json!({ "reference": "jane" })).body["status"] == "none", links == 100);
    }
}
