//! A person whom the application knows, in a browser or an app without the cookie of their onboarding.

use serde_json::{Value, json};

use crate::edge::own_provider;
use crate::edge::world::{DAY, HOUR, SECOND, World, business, link, person};
use crate::integration::vectors::merged;

/// The routes on which a login stands for the cookie.
const ROUTES: [(&str, &str); 3] = [("GET", "status"), ("POST", "links/renew"), ("POST", "token")];

/// A person's world after a post of the form, on another device.
fn elsewhere(world: World) -> World {
    let mut world = world.known_as("r-1").onboarded("customer_c1");
    world.cookie = None;
    world.hook("getCustomer", json!({ "status": "pending" }));
    world.hook("createKycLink", link("customer_c1"));
    world.take_calls();
    world
}

fn ask(world: &mut World, (method, route): (&str, &str)) -> (u16, Value) {
    let response = if method == "GET" { world.get(route) } else { world.post(route) }.send();
    (response.status, response.body)
}

/// The responses to a person of whom nothing is known.
fn is_nobody(world: &mut World) -> bool {
    let none = (200, json!({ "status": "none", "nextAction": "none" }));
    ask(world, ROUTES[0]) == none && ROUTES[1..].iter().all(|route| ask(world, *route).0 == 401)
}

#[test]
fn a_login_is_given_the_customer_of_its_reference_and_a_session() {
    for route in ROUTES {
        let mut world = elsewhere(World::of_grid());
        let (status, body) = ask(&mut world, route);
        let expected =
            if route.1 == "status" { (200, &body["status"] == "pending") } else { (201, body["provider"] == "grid") };
        assert_eq!((status, true), expected, "{route:?} {body}");
        assert!(world.requests.iter().all(|request| !request.to_string().contains("onboard")), "{route:?}");
        // The session has the rights of one that a post of the form has begun, also where no login stands for it.
        assert!(world.cookie.is_some(), "{route:?}");
        world.hook("sendEmailCode", json!({}));
        assert_eq!(world.post("contact/email").send().status, 204, "{route:?}");
        // A second request has the cookie, and begins no session.
        let own = world.cookie.clone();
        assert_eq!(ask(&mut world, ROUTES[0]).0, 200);
        assert_eq!(world.cookie, own, "{route:?}");
    }
}

#[test]
fn all_other_routes_still_need_the_session() {
    for route in ["contact/email", "contact/email/confirm", "handoff", "handoff/end"] {
        let mut world = elsewhere(World::of_grid());
        world.hook("page", json!({}));
        let response = world.post(route).json(&json!({ "code": "123456" })).send();
        assert_eq!(response.outcome(), (401, "no_session"), "{route}");
        assert_eq!(response.cookie(), None, "{route}");
    }
}

#[test]
fn nobody_else_is_given_it() {
    for who in ["another person", "a guest", "without authorize", "refused", "throwing"] {
        let mut world = elsewhere(World::of_grid());
        match who {
            "another person" => world.log_in("r-2"),
            "a guest" => world.hook("authorize", json!({})),
            "without authorize" => world.unhook("authorize"),
            "refused" => world.hook("authorize", json!(true)),
            _ => world.failing_hook("authorize"),
        }
        if ["refused", "throwing"].contains(&who) {
            assert!(ROUTES.iter().all(|route| ask(&mut world, *route).0 == 403), "{who}");
        } else {
            assert!(is_nobody(&mut world), "{who}");
        }
        assert_eq!(world.cookie, None, "{who}");
        assert!(!world.take_calls().iter().any(|call| call.contains("Customer") || call.contains("Link")), "{who}");
    }
}

/// The body and the URL are the sender's: only `authorize` says who it is.
#[test]
fn no_request_names_a_reference_itself() {
    let mut world = elsewhere(World::of_grid());
    world.hook("authorize", json!({}));
    let body = json!({ "reference": "r-1", "customerId": "customer_c1" });
    assert_eq!(world.post("links/renew").json(&body).send().outcome(), (401, "no_session"));
    let request = world.request("POST", "/kyc/token").header("origin", "https://evil.example");
    assert_eq!(request.send().outcome(), (403, "not_allowed"));
}

#[test]
fn a_released_or_forgotten_customer_is_nobodys_by_login() {
    for function in ["release", "forget"] {
        let mut world = elsewhere(World::of_grid());
        world.hook("getCustomer", json!({ "type": "individual", "status": "incomplete" }));
        let mut options = json!({ "customerId": "customer_c1" });
        if function == "release" {
            options["to"] = json!("r-2");
        }
        let _ = world.command(function, &options);
        world.take_calls();
        assert!(is_nobody(&mut world), "{function}");
        world.log_in("r-2");
        assert_eq!(is_nobody(&mut world), function == "forget");
        if function == "release" {
            // What the provider has as its reference says nothing, also if the store has lost the claim.
            world.remove_records("claim");
            for reference in ["r-1", "r-2"] {
                world.log_in(reference);
                world.cookie = None;
                assert!(is_nobody(&mut world), "{reference}");
            }
        }
    }
}

/// One customer as a person and one as a business: what was posted last counts, as the cookie of that post does.
#[test]
fn of_several_customers_the_latest_counts() {
    let mut world = World::of_grid().known_as("r-1").onboarded("customer_c1");
    world.now += HOUR;
    world.replies("onboard", link("customer_b1"));
    let business = merged(&person("jane@example.com"), &business());
    let posted = world.post("links").json(&business).send();
    assert_eq!(posted.status, 201, "{posted:?}");
    world.hook("createKycLink", link("customer_b1"));
    for (hours, expected) in [(1, "customer_b1"), (2, "customer_c1")] {
        if hours == 2 {
            // The person posts the first form again.
            world.now += HOUR;
            world.hook("getCustomer", json!({ "status": "incomplete" }));
            world.hook("createKycLink", link("customer_c1"));
            assert_eq!(world.post("links").from("jane@example.com").status, 201);
        }
        world.cookie = None;
        world.take_calls();
        assert_eq!(ask(&mut world, ROUTES[1]).0, 201);
        let sent = world.arguments("createKycLink");
        assert!(sent["url"].as_str().unwrap().contains(expected), "{expected} {sent}");
    }
}

#[test]
fn a_login_lasts_no_longer_than_the_session_of_the_form() {
    let mut world = elsewhere(World::of_grid());
    // Also where a store keeps a record for too long.
    world.store_forgets_nothing = true;
    world.now += 89 * DAY;
    assert_eq!(ask(&mut world, ROUTES[0]).1["status"], "pending");
    let cookie = world.cookie.clone();
    world.now += DAY;
    world.cookie = cookie;
    assert!(is_nobody(&mut world));
}

#[test]
fn renewals_are_limited_as_with_a_cookie() {
    let mut world = elsewhere(World::of_grid());
    let statuses: Vec<u16> = (0..11)
        .map(|_| {
            world.cookie = None;
            world.now += SECOND;
            ask(&mut world, ROUTES[1]).0
        })
        .collect();
    assert_eq!((statuses[..10].iter().all(|status| *status == 201), statuses[10]), (true, 429));
}

/// The page asks before it shows the form.
#[test]
fn the_page_is_told_whether_the_login_leads_to_an_onboarding() {
    let is_known = |world: &mut World| world.command("member", &json!({})).body["isKnown"].clone();
    let mut world = elsewhere(World::of_grid());
    assert_eq!(is_known(&mut world), true);
    for authorized in [json!({ "reference": "r-2" }), json!({}), json!(true)] {
        world.hook("authorize", authorized.clone());
        assert_eq!(is_known(&mut world), false, "{authorized}");
    }
    world.failing_hook("authorize");
    assert_eq!(is_known(&mut world), false);
}

/// A provider of one's own, whose guests have references that were made up.
#[test]
fn a_guest_of_an_own_provider_stays_one() {
    let mut world = own_provider::world(&json!({ "hasToken": true }));
    world.hook("authorize", json!({}));
    assert_eq!(world.post_jane().status, 201);
    world.cookie = None;
    assert!(is_nobody(&mut world));
}

/// Whoever begins one session after the other has no more tries than in one.
#[test]
fn limits_are_the_customers_whatever_session_a_login_begins() {
    for how in ["the cookie is dropped", "the session is ended"] {
        let begin = |world: &mut World| {
            if how == "the session is ended" {
                assert_eq!(world.post("end").send().status, 204);
            }
            world.cookie = None;
            world.now += SECOND;
            assert_eq!(ask(world, ROUTES[0]).0, 200);
        };
        let mut world = elsewhere(World::of_grid());
        world.hook("page", json!({}));
        world.hook("sendEmailCode", json!({}));
        world.always_fails("confirmEmail", json!({ "code": "provider_rejected", "status": 400 }));
        let mut tries = vec![];
        for _ in 0..6 {
            begin(&mut world);
            let tried = world.post("contact/email/confirm").json(&json!({ "code": "123456" })).send();
            tries.push((tried.status, tried.attempts_left));
        }
        let left = |left| (422, Some(left));
        assert_eq!(tries, [left(4), left(3), left(2), left(1), left(0), (429, None)], "{how}");
        // Nor does it say what a code lacks.
        begin(&mut world);
        let incomplete = world.post("contact/email/confirm").json(&json!({ "code": "1234" })).send();
        assert_eq!(incomplete.status, 429, "{how}");
        for (route, most, done) in [("contact/email", 5, 204), ("handoff", 10, 201)] {
            let statuses: Vec<u16> = (0..=most)
                .map(|_| {
                    begin(&mut world);
                    world.post(route).send().status
                })
                .collect();
            assert!(
                statuses[..most].iter().all(|status| *status == done) && statuses[most] == 429,
                "{how} {statuses:?}"
            );
        }
    }
}

/// The page still shows the first person's status when the second one presses its button.
#[test]
fn after_another_login_a_button_leads_to_that_persons_customer() {
    let mut world = elsewhere(World::of_grid());
    assert_eq!(ask(&mut world, ROUTES[0]).0, 200);
    let first = world.cookie.clone();
    world.log_in("r-2");
    world.onboard_elsewhere("customer_c2");
    for (who, customer) in [("r-2", "customer_c2"), ("r-1", "customer_c1"), ("r-3", "")] {
        world.log_in(who);
        world.cookie = first.clone();
        world.hook("createKycLink", link(customer));
        world.take_calls();
        let (status, _) = ask(&mut world, ROUTES[1]);
        if customer.is_empty() {
            assert_eq!((status, world.called("createKycLink")), (401, 0));
        } else {
            let sent = world.arguments("createKycLink")["url"].to_string();
            assert!(status == 201 && sent.contains(customer), "{who} {status} {sent}");
        }
        // Everything else still needs this person's session.
        let is_own = who == "r-1";
        world.cookie = first.clone();
        world.hook("sendEmailCode", json!({}));
        assert_eq!(world.post("contact/email").send().status, if is_own { 204 } else { 401 }, "{who}");
    }
}

#[test]
fn references_that_merely_look_alike_are_other_people() {
    let long = "r-1".repeat(160);
    for other in
        ["R-1", "r-1 ", " r-1", "r\u{2010}1", "r-1\u{301}", "r-1\0", "r-1\",\"individual", "r-", "individual", &long]
    {
        let mut world = elsewhere(World::of_grid());
        world.log_in(other);
        assert!(is_nobody(&mut world), "{other:?}");
    }
    // Nor is it the same person to another handler over the same store.
    let mut world = elsewhere(World::of_grid());
    world.config["id"] = json!("another handler");
    assert!(is_nobody(&mut world));
}

/// Another site's page sends the cookies of a login, too.
#[test]
fn a_page_of_another_origin_neither_reads_nor_posts_by_a_login() {
    let mut world = elsewhere(World::of_grid());
    let evil = Some("https://evil.example");
    for (origin, site) in [(evil, "cross-site"), (None, "same-site"), (None, "none")] {
        let read = world.get("status").maybe("origin", origin).header("sec-fetch-site", site).send();
        assert_eq!((read.status, read.header("access-control-allow-origin")), (200, None), "{origin:?} {site}");
    }
    world.cookie = None;
    world.take_calls();
    for (origin, site) in [(evil, "same-origin"), (Some("null"), "cross-site"), (None, "same-site"), (None, "none")] {
        for route in ["links", "links/renew", "token", "handoff", "handoff/open", "handoff/end", "end", "contact/email"]
        {
            let refused = world.post(route).maybe("origin", origin).header("sec-fetch-site", site).send();
            assert_eq!(
                (refused.outcome(), refused.cookie()),
                ((403, "not_allowed"), None),
                "{route} {origin:?} {site}"
            );
        }
    }
    world.assert_no_calls();
}

/// A guest's cookie is no person's with a login, and does not hide theirs.
#[test]
fn a_login_beside_a_guests_cookie_leads_to_its_own_customer() {
    let mut world = elsewhere(World::of_grid());
    world.hook("authorize", json!({}));
    world.onboard_elsewhere("customer_guest");
    let guest = world.cookie.clone();
    world.log_in("r-1");
    world.hook("createKycLink", link("customer_c1"));
    assert_eq!(ask(&mut world, ROUTES[1]).0, 201);
    assert!(world.arguments("createKycLink")["url"].as_str().unwrap().contains("customer_c1"));
    assert_ne!(world.cookie, guest);
    // Logged out again, the browser has nobody's onboarding.
    world.hook("authorize", json!({}));
    assert!(is_nobody(&mut world));
}

/// The provider does not say it, and an operator may have released the customer without knowing it.
#[test]
fn a_session_of_a_login_knows_the_type_of_its_customer_if_the_store_does() {
    let mut world = own_provider::onboarded(&json!({}));
    world.cookie = None;
    assert_eq!(ask(&mut world, ROUTES[0]).1["type"], "individual");
    assert_eq!(world.command("release", &json!({ "customerId": "c-1", "to": "user-2" })).status, 200);
    world.log_in("user-2");
    world.cookie = None;
    let (status, body) = ask(&mut world, ROUTES[0]);
    assert_eq!((status, &body["status"], body.get("type")), (200, &json!("incomplete"), None));
}
