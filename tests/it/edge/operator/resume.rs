//! `resumeLink`: one browser gets the status of one customer back, once, by a POST, until the link ends.

use serde_json::{Value, json};

use crate::edge::world::response::Response;
use crate::edge::world::{DAY, HOUR, MINUTE, ORIGIN, SECOND, START, World, interrupted};
use crate::integration::vectors::merged;

const EXPIRED: (u16, &str) = (410, "handoff_expired");

/// The configuration of a page at one origin, and a customer that was onboarded with it by a person with this reference.
fn begun(mut world: World, reference: Option<&str>) -> World {
    world.config["allowedOrigins"] = json!([ORIGIN]);
    if let Some(reference) = reference {
        world.hook("authorize", json!({ "reference": reference }));
    }
    world.onboard("customer_1");
    let found = json!({ "id": "customer_1", "status": "pending" });
    world.hook("candidates", json!({ "items": [found] }));
    world.hook("getCustomer", found.clone());
    world.hook("getKycLink", found);
    world
}

/// The world of most tests: people have no login, and the link begins where their own cookie is gone.
fn lost() -> World {
    let mut world = begun(World::new(), None);
    world.cookie = None;
    world
}

fn command(world: &mut World, options: &Value) -> Response {
    world.command("resumeLink", options)
}

fn token_in(made: &Response) -> String {
    assert_eq!(made.status, 200, "{made:?}");
    made.token()
}

/// Makes a link, and returns its token.
fn resume(world: &mut World) -> String {
    token_in(&command(world, &json!({ "customerId": "customer_1", "ttlMs": DAY })))
}

fn status(world: &mut World, cookie: Option<&str>) -> Value {
    world.now += 10 * SECOND;
    world.get("status").maybe("cookie", cookie).send().body["status"].clone()
}

#[test]
fn the_link_leads_a_person_without_a_cookie_to_the_status() {
    for (mut world, id) in
        [(World::new(), "customerId"), (World::of_grid(), "customerId"), (World::of_bridge(), "kycLinkId")]
    {
        world = begun(world, None);
        world.cookie = None;
        let made = command(&mut world, &json!({ "customerId": "customer_1", "ttlMs": 3 * DAY }));
        let token = token_in(&made);
        let url = format!("{ORIGIN}/kyc/handoff/open?token={token}");
        assert_eq!(made.body, json!({ "url": url, "expiresAt": START + 3 * DAY }), "{id}: nothing else");
        let form = world.visit("GET", &token);
        let shown = json!({ "compare": null, "madeAt": START, "browser": null, "givenUpAt": null });
        assert_eq!((form.status, form.view, &form.body), (200, "handoff", &shown));
        assert_eq!(form.header("set-cookie"), None);
        world.now += 2 * DAY;
        let opened = world.press(&token);
        assert_eq!((opened.status, opened.header("location")), (303, Some("/kyc/status")));
        let cookie = opened.cookie();
        assert_eq!(status(&mut world, cookie.as_deref()), "pending");
        assert_eq!(world.get("status").maybe("cookie", cookie.as_deref()).send().body["handedOver"], true);
    }
}

#[test]
fn a_link_of_a_reference_is_for_its_login_only() {
    for options in [json!({ "reference": "jane" }), json!({ "customerId": "customer_1", "to": "jane" })] {
        for mut world in [World::of_grid(), World::of_bridge()] {
            world = begun(world, Some("jane"));
            world.hook("candidates", json!({ "items": [{ "id": "customer_1", "reference": "jane" }] }));
            world.cookie = None;
            let token = token_in(&command(&mut world, &merged(&options, &json!({ "ttlMs": DAY }))));
            for stranger in [json!({ "reference": "mallory" }), json!({})] {
                world.hook("authorize", stranger);
                assert_eq!(world.visit("GET", &token).outcome(), EXPIRED);
                assert_eq!(world.press(&token).outcome(), EXPIRED);
            }
            world.log_in("jane");
            assert_eq!(world.press(&token).status, 303);
        }
    }
}

/// Where nobody logs in, `reference` is the handler's own, and no browser has it.
#[test]
fn of_several_customers_of_a_reference_the_newest_is_resumed() {
    for (login, reference) in [(Some("jane"), "jane"), (None, "minted7")] {
        let mut world = begun(World::of_grid(), login);
        let customer =
            |id: &str, at: i64| json!({ "id": id, "reference": reference, "createdAt": crate::edge::world::at(at) });
        let items = [customer("Customer:1", START), customer("Customer:2", START + DAY)];
        world.hook("candidates", json!({ "items": items }));
        let token = token_in(&command(&mut world, &json!({ "reference": reference, "ttlMs": DAY })));
        let cookie = world.press(&token).cookie();
        status(&mut world, cookie.as_deref());
        assert!(world.arguments("getCustomer")["url"].as_str().unwrap().ends_with("/customers/Customer:2"));
    }
}

/// A second e-mail does not close the first, and the session of one ends without the other.
#[test]
fn every_link_has_a_session_of_its_own() {
    let mut world = begun(World::new(), None);
    let own = world.cookie.clone();
    let tokens = [resume(&mut world), resume(&mut world)];
    let cookies = tokens.map(|token| world.press(&token).cookie());
    world.post("end").maybe("cookie", cookies[0].as_deref()).send();
    assert_eq!(status(&mut world, cookies[0].as_deref()), "none");
    for goes_on in [&cookies[1], &own] {
        assert_eq!(status(&mut world, goes_on.as_deref()), "pending");
    }
}

#[test]
fn forget_and_release_close_links_and_their_sessions() {
    for (function, to) in [("forget", None), ("release", None), ("release", Some("joan"))] {
        let mut world = begun(World::new(), Some("jane"));
        world.cookie = None;
        let options = json!({ "customerId": "customer_1", "to": "jane", "ttlMs": DAY });
        let used = token_in(&command(&mut world, &options));
        let open = token_in(&command(&mut world, &options));
        let cookie = world.press(&used).cookie();
        assert_eq!(status(&mut world, cookie.as_deref()), "pending");
        let mut who = json!({ "customerId": "customer_1" });
        if let Some(to) = to {
            who["to"] = json!(to);
        }
        assert_eq!(world.command(function, &who).status, 200);
        assert_eq!(status(&mut world, cookie.as_deref()), "none", "{function}");
        assert_eq!(world.press(&open).outcome(), EXPIRED, "{function}");
        assert_eq!(command(&mut world, &options).outcome(), (400, "released"), "{function}");
        if to.is_some() {
            let options = json!({ "customerId": "customer_1", "to": "joan", "ttlMs": DAY });
            assert_eq!(command(&mut world, &options).status, 200, "the person to whom it was released");
        }
    }
}

/// Without its reference, the link of a member would open for whoever is not logged in. People without a login have none.
#[test]
fn a_link_of_a_customer_of_a_member_needs_its_reference() {
    let member = (400, "member");
    for (reference, has_login, expected) in [
        (Some("jane"), true, member),
        // The operator's configuration lacks the login that the handler's has.
        (Some("jane"), false, member),
        (None, true, (200, "")),
        (None, false, (200, "")),
    ] {
        for world in [World::of_grid(), World::of_bridge()] {
            let mut world = begun(world, reference);
            world.hook("authorize", json!({}));
            if !has_login {
                world.unhook("authorize");
            }
            let made = command(&mut world, &json!({ "customerId": "customer_1", "ttlMs": DAY }));
            assert_eq!(made.outcome(), expected, "{reference:?} {has_login}");
            // A mistake of the operator must not give it to somebody else: `release` does that.
            let made = command(&mut world, &json!({ "customerId": "customer_1", "to": "joan", "ttlMs": DAY }));
            let expected = if expected == member && has_login { (400, "another") } else { expected };
            assert_eq!(made.outcome(), expected, "{reference:?} {has_login}: to another person");
        }
    }
}

/// At Grid, a person may have several customers, of which a record has the latest.
#[test]
fn a_link_is_also_for_an_older_customer_of_the_person() {
    let mut world = begun(World::of_grid(), Some("jane"));
    for (id, stored) in [("customer_2", "mallory"), ("customer_1", "jane")] {
        world.hook("getCustomer", json!({ "id": id, "status": "pending", "reference": stored }));
        if id == "customer_2" {
            assert_eq!(world.command("release", &json!({ "customerId": id, "to": "jane" })).status, 200);
        }
    }
    world.remove_records("claim");
    for (to, expected) in [("jane", (200, "")), ("mallory", (400, "another"))] {
        let options = json!({ "customerId": "customer_1", "to": to, "ttlMs": DAY });
        assert_eq!(command(&mut world, &options).outcome(), expected, "{to}");
    }
}

/// Whatever the moment at which `forget` is called, nothing opens afterwards.
#[test]
fn a_link_that_is_made_while_the_customer_is_forgotten_opens_nothing() {
    let options = json!({ "customerId": "customer_1", "ttlMs": DAY });
    let start = |world: &mut World| world.start_command("resumeLink", &options);
    for (effects, mut world, mut flight) in interrupted(&lost(), start) {
        assert_eq!(world.command("forget", &json!({ "customerId": "customer_1" })).status, 200);
        let made = world.finish(&mut flight);
        if made.status == 200 {
            assert_eq!(world.press(&token_in(&made)).outcome(), EXPIRED, "after {effects} effects");
        } else {
            assert_eq!(made.outcome(), (400, "released"), "after {effects} effects");
        }
    }
}

#[test]
fn a_wrong_command_makes_no_link() {
    let with = |options: Value| merged(&json!({ "customerId": "customer_1", "ttlMs": HOUR }), &options);
    let cases = [
        (json!({ "email": "jane@example.com", "ttlMs": HOUR }), "who"),
        (json!({ "ttlMs": HOUR }), "who"),
        (with(json!({ "reference": "jane" })), "who"),
        (with(json!({ "to": "" })), "to"),
        (with(json!({ "ttlMs": null })), "ttl"),
        (with(json!({ "ttlMs": "3600000" })), "ttl"),
        (with(json!({ "ttlMs": MINUTE - 1 })), "ttl"),
        (with(json!({ "ttlMs": 30 * DAY + 1 })), "ttl"),
        (with(json!({ "ttlMs": -1 })), "ttl"),
    ];
    for (options, word) in cases {
        let mut world = lost();
        world.take_calls();
        let effects = world.effects.len();
        assert_eq!(command(&mut world, &options).outcome(), (400, word), "{options}");
        assert_eq!((world.effects.len(), world.count("handoff")), (effects, 0), "{options}");
    }
    for (is_down, is_contended) in [(true, false), (false, true)] {
        let mut world = lost();
        (world.store_is_down, world.store_is_contended) = (is_down, is_contended);
        assert_eq!(command(&mut world, &with(json!({}))).outcome(), (503, "not_now"));
    }
    let mut world = lost();
    assert_eq!(command(&mut world, &json!({ "reference": "jane", "ttlMs": HOUR })).code, "no_reference");
    world.always_fails("getCustomer", crate::edge::world::error("not_found"));
    assert_eq!(command(&mut world, &with(json!({ "customerId": "customer_9" }))).code, "no_customer");
}

/// A link in an e-mail must have the right origin: no request says which it is.
#[test]
fn the_configuration_must_say_where_the_page_is() {
    let options = json!({ "customerId": "customer_1", "ttlMs": HOUR });
    let mut world = lost();
    world.config["allowedOrigins"] = json!([ORIGIN, "https://other.example"]);
    assert_eq!(command(&mut world, &options).outcome(), (400, "page"));
    world.config["publicOrigin"] = json!("https://kyc.example");
    let url = command(&mut world, &options).body["url"].as_str().unwrap().to_owned();
    assert!(url.starts_with("https://kyc.example/kyc/handoff/open?token="), "{url}");
    world.unhook("page");
    assert_eq!(command(&mut world, &options).outcome(), (400, "page"));
}

/// Anybody can tell support the id of somebody else's customer. Its claim or the record of its reference says whose it is.
#[test]
fn a_link_is_not_for_another_person_than_the_customers() {
    for (of_provider, id, other) in [
        (World::new as fn() -> World, "customer_1", "customer_2"),
        (World::of_grid, "Customer:1", "Customer:2"),
        (World::of_bridge, "link_1", "link_2"),
    ] {
        for (days, has_own, has_claim) in [(0, false, true), (2, true, true), (2, true, false), (90, true, true)] {
            let mut world = of_provider();
            world.config["allowedOrigins"] = json!([ORIGIN]);
            for (reference, customer) in [("mallory", other), ("jane", id)].into_iter().skip(usize::from(!has_own)) {
                world.cookie = None;
                world.hook("authorize", json!({ "reference": reference }));
                world.onboard(customer);
            }
            let found = json!({ "id": id, "type": "individual", "status": "approved", "tosStatus": "accepted" });
            world.hook("getCustomer", found.clone());
            world.hook("getKycLink", found);
            world.now += days * DAY;
            if !has_claim {
                world.remove_records("claim");
            }
            for (to, expected) in [("mallory", (400, "another")), ("jane", (200, ""))] {
                let options = json!({ "customerId": id, "to": to, "ttlMs": DAY });
                assert_eq!(command(&mut world, &options).outcome(), expected, "{id}, {to}, after {days} days");
            }
        }
    }
}

/// Where the provider stores references, it says whose the customer is, also to a person of whom nothing else is known.
#[test]
fn a_link_is_not_for_another_person_than_the_one_whose_reference_the_provider_has() {
    // No record of the store lasts so long.
    for days in [0, 400] {
        let mut world = begun(World::of_grid(), Some("jane"));
        world.hook("getCustomer", json!({ "id": "customer_1", "status": "approved", "reference": "jane" }));
        world.remove_records("claim");
        world.now += days * DAY;
        for (to, expected) in [("mallory", (400, "another")), ("jane", (200, ""))] {
            let options = json!({ "customerId": "customer_1", "to": to, "ttlMs": DAY });
            assert_eq!(command(&mut world, &options).outcome(), expected, "{to} after {days} days");
        }
    }
}

/// What keeps the customer a person's lasts as long as the session that the link begins.
#[test]
fn a_link_keeps_the_customer_its_persons_while_its_session_lasts() {
    let mut world = begun(World::new(), Some("jane"));
    let resume_for = |to| json!({ "customerId": "customer_1", "to": to, "ttlMs": DAY });
    world.now += 85 * DAY;
    let token = token_in(&command(&mut world, &resume_for("jane")));
    let cookie = world.press(&token).cookie();
    world.now += 20 * DAY;
    assert_eq!(status(&mut world, cookie.as_deref()), "pending");
    assert_eq!(command(&mut world, &resume_for("mallory")).outcome(), (400, "another"));
}
