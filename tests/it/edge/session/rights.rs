//! What a session may still do: every cell of the table in docs/protocol.md.

use serde_json::{Value, json};

use crate::edge::own_provider;
use crate::edge::world::response::Response;
use crate::edge::world::{DAY, ORIGIN, SECOND, World, link};

const DOCUMENT: &str = include_str!("../../../../docs/protocol.md");

/// A cell: the route, the kind of session, the customer's status or what became of the session, and the HTTP status.
/// A row may be about two kinds.
fn cells() -> Vec<(String, String, String, u16)> {
    let (_, table) = DOCUMENT.split_once("<!-- rights -->\n").expect("the table is in docs/protocol.md");
    let rows: Vec<Vec<String>> = table.lines().take_while(|line| line.starts_with('|')).map(row).collect();
    let [head, _, rows @ ..] = rows.as_slice() else { panic!("a head and rows") };
    let (mut cells, mut route) = (Vec::new(), String::new());
    for row in rows {
        if !row[0].is_empty() {
            route = row[0].clone();
        }
        for (column, cell) in row.iter().enumerate().skip(2) {
            let status = cell.split(' ').next().unwrap().parse().unwrap();
            let kinds = row[1].split(", ").map(|kind| (route.clone(), kind.to_owned(), head[column].clone(), status));
            cells.extend(kinds);
        }
    }
    cells
}

fn row(line: &str) -> Vec<String> {
    line.trim_matches('|').split('|').map(|cell| cell.trim().replace('`', "")).collect()
}

/// Returns a world whose browser has this kind of session, of a customer with this status.
fn world(mut world: World, kind: &str, column: &str) -> World {
    world.log_in("r-1");
    world.onboard("customer_1");
    let own = world.cookie.clone().unwrap();
    match kind {
        "handed over" => {
            let token = world.hand_over();
            assert_eq!(world.press(&token).status, 303);
        }
        "resumed" => {
            world.config["publicOrigin"] = json!(ORIGIN);
            says(&mut world, "incomplete");
            let options = json!({ "customerId": "customer_1", "to": "r-1", "ttlMs": DAY });
            let token = world.command("resumeLink", &options).token();
            assert_eq!(world.press(&token).status, 303);
        }
        kind => assert_eq!(kind, "begun here"),
    }
    let status = match column {
        "ended" => {
            // The end of the first browser's session ends that of a device, too.
            let cookie = world.cookie.clone();
            let ended = if kind == "handed over" { &own } else { cookie.as_ref().unwrap() };
            world.post("end").header("cookie", ended).send();
            world.cookie = cookie;
            "incomplete"
        }
        "another" => {
            world.log_in("r-2");
            "incomplete"
        }
        status => status,
    };
    says(&mut world, status);
    let cookie = world.cookie.clone();
    // The handler has learned the status, as the page has polled it.
    world.get("status").send();
    world.cookie = cookie;
    world.now += 10 * SECOND;
    world.take_calls();
    world
}

/// Lets each provider say that the customer has this status.
fn says(world: &mut World, status: &str) {
    world.hook("getCustomer", customer(status));
    for name in ["getKycLink", "status"] {
        world.hook(name, json!({ "status": status }));
    }
}

fn customer(status: &str) -> Value {
    json!({ "type": "individual", "status": status, "email": "jane@example.com", "channels": ["email", "phone"] })
}

fn act(world: &mut World, route: &str, status: &str) -> Response {
    world.hook("sendEmailCode", json!({}));
    world.hook("updateContact", customer(status));
    world.hook("confirmEmail", customer(status));
    world.hook("createKycLink", link("customer_1"));
    world.hook("link", link("customer_1"));
    world.hook("token", json!({ "token": "t-1" }));
    world.hook("onboard", link("customer_2"));
    match route {
        "POST /agreements" => {
            world.config["connections"]["grid"]["agreements"] = json!(["LEAD_PRIVACY_POLICY"]);
            let document = json!({ "type": "LEAD_PRIVACY_POLICY", "version": "1", "url": "https://a.example/" });
            world.hook("listAgreements", json!({ "data": [document] }));
            world.hook("updateCustomer", customer(status));
            world.post("agreements").json(&json!({ "agreements": { "LEAD_PRIVACY_POLICY": "1" } })).send()
        }
        "POST /links" => world.post("links").from("jane@example.com"),
        "GET /status" => world.get("status").send(),
        "POST /contact/email" => world.post("contact/email").send(),
        "POST /contact/email { value }" => {
            world.post("contact/email").json(&json!({ "value": "john@example.com" })).send()
        }
        "POST /contact/email/confirm" => world.post("contact/email/confirm").json(&json!({ "code": "123456" })).send(),
        other => world.post(other.strip_prefix("POST /").unwrap()).send(),
    }
}

/// Where the link comes before the customer, and at a provider of one's own, sessions have the same rights. There are
/// neither codes nor agreements, and so no routes for them. Only a provider of one's own has customers who are expired.
#[test]
fn every_cell_of_the_table_holds() {
    let cells = cells();
    assert_eq!(cells.len(), 11 * 3 * 9);
    let of_acme = || {
        let mut world = own_provider::world(&json!({ "hasToken": true }));
        world.hook("authorize", json!({}));
        world
    };
    let worlds = [(true, of_acme as fn() -> World), (true, World::of_bridge), (false, World::of_grid)];
    for ((route, kind, column, expected), (is_bare, make)) in cells.iter().flat_map(|cell| {
        let count = if cell.2 == "expired" { 1 } else { worlds.len() };
        worlds.into_iter().take(count).map(move |world| (cell, world))
    }) {
        let mut world = world(make(), kind, column);
        let response = act(&mut world, route, column);
        let cell = format!("{route}, {kind}, {column}, without contacts: {is_bare}: {response:?}");
        // A person whom the application knows needs no session to go on.
        let is_of_member = ["POST /links", "POST /links/renew", "POST /token", "GET /status"].contains(&route.as_str());
        let is_own = is_of_member && column == "ended";
        let is_over = ["ended", "another"].contains(&column.as_str()) && !is_own;
        let is_missing = is_bare && (route == "POST /agreements" || route.contains("/contact/") && !is_over);
        let has_none = route == "POST /token" && !is_over && world.config["provider"] == "bridge";
        let expected = match () {
            () if is_missing => 404,
            () if has_none => 502,
            () => *expected,
        };
        assert_eq!(response.status, expected, "{cell}");
        let calls = world.take_calls();
        assert!(!is_bare || calls.iter().all(|call| !call.contains("Code") && !call.contains("Contact")), "{cell}");
        assert!(!is_over || !calls.contains(&"getKycLink".to_owned()), "{cell} {calls:?}");
        // A refused request reaches the provider with a question at most.
        let sent = |call: &String| {
            ["sendEmailCode", "updateContact", "updateCustomer", "confirmEmail", "createKycLink", "token"]
                .contains(&call.as_str())
        };
        assert!(response.status < 400 || !calls.iter().any(sent), "{cell} {calls:?}");
        match route.as_str() {
            "GET /status" => {
                let known = if is_own { "incomplete" } else { column.as_str() };
                assert_eq!(response.body["status"], if is_over { "none" } else { known }, "{cell}")
            }
            // A verified person gets no link.
            "POST /links/renew" | "POST /token" if column == "approved" && !has_none => {
                assert_eq!(response.body, json!({ "next": "approved" }))
            }
            "POST /token" if column == "rejected" && !has_none => {
                assert_eq!(response.body, json!({ "next": "status" }))
            }
            "POST /contact/email { value }" => {
                assert_eq!(calls.contains(&"updateContact".to_owned()), expected == 204, "{cell}")
            }
            _ => {}
        }
        if expected == 409 {
            assert_eq!(response.code, "contact_locked", "{cell}");
        }
    }
}
