//! Codes that confirm a contact: how many are sent, how many may be tried, and what counts.

use serde_json::{Value, json};

use super::world::{DAY, HOUR, World, error};

const CHANNELS: [(&str, &str, &str); 2] =
    [("email", "sendEmailCode", "confirmEmail"), ("phone", "sendPhoneCode", "confirmPhone")];

fn world() -> World {
    World::of_grid().onboarded("Customer:1")
}

fn send(world: &mut World) -> (u16, &'static str) {
    world.replies("sendEmailCode", json!({}));
    let outcome = world.post("contact/email").send().outcome();
    world.take_asked();
    outcome
}

/// Tries a code, to which the provider says that.
fn confirm(world: &mut World, reply: Result<Value, Value>) -> (u16, &'static str) {
    match reply {
        Ok(value) => world.replies("confirmEmail", value),
        Err(error) => world.fails("confirmEmail", error),
    }
    world.post("contact/email/confirm").json(&json!({ "code": "123456" })).send().outcome()
}

fn wrong() -> Result<Value, Value> {
    Err(error("provider_rejected"))
}

#[test]
fn a_code_goes_to_the_cookies_customer() {
    for (channel, send, _) in CHANNELS {
        let mut world = world();
        world.replies(send, json!({}));
        let response = world.post(&format!("contact/{channel}")).json(&json!({ "customerId": "Customer:2" })).send();
        assert_eq!((response.outcome(), response.body), ((204, ""), json!(null)));
        assert_eq!(world.arguments(send), &json!(["grid", send, "Customer:1", {}, null]));
        assert_eq!(world.take_asked(), [send], "{channel}");
    }
}

#[test]
fn a_code_is_tried_at_the_cookies_customer() {
    for (channel, _, confirm) in CHANNELS {
        for (open, body) in [
            (json!([]), json!({ "next": "link" })),
            (json!(["phone"]), json!({ "next": "verify_contact", "channels": ["phone"] })),
        ] {
            let mut world = world();
            world.replies(confirm, json!({ "channels": open }));
            let given = json!({ "code": "123456", "customerId": "Customer:2" });
            let response = world.post(&format!("contact/{channel}/confirm")).json(&given).send();
            assert_eq!((response.status, response.body), (200, body));
            assert_eq!(world.arguments(confirm), &json!(["grid", confirm, "Customer:1", { "code": "123456" }, null]));
        }
    }
}

#[test]
fn a_provider_without_codes_has_no_such_routes() {
    let mut world = World::new().onboarded("c1");
    for (channel, ..) in CHANNELS {
        for route in [format!("contact/{channel}"), format!("contact/{channel}/confirm")] {
            assert_eq!(world.post(&route).json(&json!({ "code": "1" })).send().outcome(), (404, "no_route"), "{route}");
        }
    }
    assert_eq!(world.take_asked(), [] as [&str; 0]);
}

#[test]
fn five_codes_are_sent_an_hour() {
    let mut world = world();
    for _ in 0..5 {
        assert_eq!(send(&mut world), (204, ""));
    }
    let began = world.now;
    world.now += 1_500;
    let response = world.post("contact/email").send();
    assert_eq!((response.outcome(), response.header("retry-after")), ((429, "too_many_requests"), Some("3599")));
    // Both channels together.
    assert_eq!(world.post("contact/phone").send().outcome(), (429, "too_many_requests"));
    assert_eq!(world.take_asked(), [] as [&str; 0]);
    world.now = began + HOUR - 1;
    let response = world.post("contact/email").send();
    assert_eq!((response.status, response.header("retry-after")), (429, Some("1")));
    world.now += 1;
    for _ in 0..5 {
        assert_eq!(send(&mut world), (204, ""));
    }
    assert_eq!(send(&mut world), (429, "too_many_requests"));
}

/// A count begins anew when its time is over, whether or not the store has forgotten it by then.
#[test]
fn a_window_ends_though_the_store_forgets_nothing() {
    let mut world = world();
    world.store_forgets_nothing = true;
    for _ in 0..5 {
        assert_eq!(send(&mut world), (204, ""));
        assert_eq!(confirm(&mut world, wrong()), (422, "provider_rejected"));
    }
    let began = world.now;
    for (age, is_sent, is_tried) in
        [(HOUR - 1, false, false), (HOUR, true, false), (DAY - 1, true, false), (DAY, true, true)]
    {
        world.now = began + age;
        assert_eq!(send(&mut world).0, if is_sent { 204 } else { 429 }, "{age}");
        assert_eq!(confirm(&mut world, wrong()).0, if is_tried { 422 } else { 429 }, "{age}");
        world.forget_script();
    }
}

/// The hour begins with the first code, not with the last.
#[test]
fn the_hour_does_not_begin_anew_with_each_code() {
    let mut world = world();
    for _ in 0..5 {
        assert_eq!(send(&mut world), (204, ""));
        world.now += HOUR / 5;
    }
    assert_eq!(send(&mut world), (204, ""), "an hour after the first");
}

#[test]
fn a_code_counts_before_it_is_sent() {
    let mut world = world();
    for _ in 0..5 {
        let flight = &mut world.post("contact/email").start();
        world.run_until(flight, "sendEmailCode");
    }
    assert_eq!(world.post("contact/email").send().outcome(), (429, "too_many_requests"));
    // And what cannot be counted is not sent.
    let mut world = self::world();
    world.store_is_down = true;
    assert_eq!(world.post("contact/email").send().outcome(), (503, "not_now"));
    assert_eq!(world.post("contact/email/confirm").json(&json!({ "code": "1" })).send().outcome(), (503, "not_now"));
    assert_eq!(world.take_asked(), [] as [&str; 0]);
}

#[test]
fn five_wrong_codes_are_tried_a_day() {
    let mut world = world();
    for _ in 0..5 {
        assert_eq!(confirm(&mut world, wrong()), (422, "provider_rejected"));
    }
    world.take_asked();
    let began = world.now;
    world.now += 1;
    for route in ["contact/email/confirm", "contact/phone/confirm"] {
        let response = world.post(route).json(&json!({ "code": "123456" })).send();
        assert_eq!((response.outcome(), response.header("retry-after")), ((429, "too_many_requests"), Some("86400")));
    }
    world.now = began + DAY - 1;
    assert_eq!(world.post("contact/email/confirm").json(&json!({ "code": "1" })).send().status, 429);
    assert_eq!(world.take_asked(), [] as [&str; 0], "not even a right one is tried");
    world.now += 1;
    assert_eq!(confirm(&mut world, Ok(json!({ "channels": [] }))), (200, ""));
}

/// Many tries at once are no way around the limit.
#[test]
fn a_code_counts_before_it_is_tried() {
    let mut world = world();
    let code = json!({ "code": "123456" });
    let mut flights: Vec<_> = (0..6).map(|_| world.post("contact/email/confirm").json(&code).start()).collect();
    for flight in &mut flights[..5] {
        world.run_until(flight, "confirmEmail");
    }
    let last = flights.last_mut().unwrap();
    assert_eq!(world.finish(last).outcome(), (429, "too_many_requests"));
    assert_eq!(world.take_asked(), [] as [&str; 0]);
}

/// Two that count at the same moment count twice.
#[test]
fn no_count_is_lost_when_two_count_at_once() {
    let mut world = world();
    for _ in 0..2 {
        let code = json!({ "code": "123456" });
        let mut flights = [(); 2].map(|()| world.post("contact/email/confirm").json(&code).start());
        for flight in &mut flights {
            world.run_until(flight, "swap tried");
        }
        for flight in &mut flights {
            world.run_until(flight, "confirmEmail");
        }
    }
    assert_eq!(confirm(&mut world, wrong()), (422, "provider_rejected"), "the fifth");
    assert_eq!(world.post("contact/email/confirm").json(&json!({ "code": "1" })).send().status, 429);
}

#[test]
fn a_right_code_wipes_the_slate() {
    let mut world = world();
    for _ in 0..4 {
        assert_eq!(confirm(&mut world, wrong()), (422, "provider_rejected"));
    }
    assert_eq!(confirm(&mut world, Ok(json!({ "channels": ["phone"] }))), (200, ""));
    for _ in 0..5 {
        assert_eq!(confirm(&mut world, wrong()), (422, "provider_rejected"));
    }
    assert_eq!(world.post("contact/email/confirm").json(&json!({ "code": "1" })).send().status, 429);
}

/// Whatever the provider said, the code has been tried.
#[test]
fn every_response_to_a_code_counts() {
    for code in [
        "provider_rejected",
        "unauthorized",
        "forbidden",
        "not_found",
        "not_supported",
        "contact_not_verified",
        "rate_limited",
        "unavailable",
        "timeout",
        "aborted",
        "outcome_unknown",
        "unexpected_response",
        "internal",
    ] {
        let mut world = world();
        for _ in 0..5 {
            assert_ne!(confirm(&mut world, Err(error(code))), (429, "too_many_requests"), "{code}");
        }
        world.take_asked();
        assert_eq!(world.post("contact/email/confirm").json(&json!({ "code": "1" })).send().status, 429, "{code}");
        assert_eq!(world.take_asked(), [] as [&str; 0]);
    }
}

#[test]
fn a_code_that_was_never_sent_is_given_back() {
    for code in ["invalid_request", "invalid_config"] {
        let mut world = world();
        for _ in 0..20 {
            assert_ne!(confirm(&mut world, Err(error(code))).0, 429, "{code}");
        }
        for _ in 0..5 {
            assert_eq!(confirm(&mut world, wrong()), (422, "provider_rejected"));
        }
        assert_eq!(world.post("contact/email/confirm").json(&json!({ "code": "1" })).send().status, 429);
    }
}

/// Where the connection broke nobody can tell whether the code was tried: five of those a day are forgiven.
#[test]
fn a_broken_connection_is_forgiven_five_times_a_day() {
    for (lost, wrong_codes) in [(4, 5), (5, 5), (6, 4), (7, 3), (10, 0)] {
        let mut world = world();
        for _ in 0..lost {
            assert_eq!(confirm(&mut world, Err(error("network"))).0, 502);
        }
        for _ in 0..wrong_codes {
            assert_eq!(confirm(&mut world, wrong()), (422, "provider_rejected"), "{lost}");
        }
        assert_eq!(world.post("contact/email/confirm").json(&json!({ "code": "1" })).send().status, 429, "{lost}");
    }
    for (age, wrong_codes) in [(DAY - 1, 4), (DAY, 5)] {
        let mut world = world();
        world.store_forgets_nothing = true;
        for _ in 0..5 {
            confirm(&mut world, Err(error("network")));
        }
        world.now += age;
        // A right code lets this customer begin anew, but does not forgive more broken connections.
        assert_eq!(confirm(&mut world, Ok(json!({ "channels": [] }))).0, 200);
        confirm(&mut world, Err(error("network")));
        for _ in 0..wrong_codes {
            assert_eq!(confirm(&mut world, wrong()), (422, "provider_rejected"), "{age}");
        }
        assert_eq!(world.post("contact/email/confirm").json(&json!({ "code": "1" })).send().status, 429, "{age}");
    }
}

#[test]
fn spaces_and_dashes_in_a_code_are_dropped() {
    for (given, sent) in [
        (json!("123456"), json!("123456")),
        (json!(" 123 456\t"), json!("123456")),
        (json!("12-34-56"), json!("123456")),
        (json!("12\u{2010}34\u{2015}56\u{a0}"), json!("123456")),
        (json!("12_34"), json!("12_34")),
        (json!("12\u{2016}34"), json!("12\u{2016}34")),
        (json!(123456), json!(123456)),
        (json!(null), json!(null)),
    ] {
        let mut world = world();
        world.replies("confirmEmail", json!({ "channels": [] }));
        world.post("contact/email/confirm").json(&json!({ "code": given })).send();
        assert_eq!(world.arguments("confirmEmail")[3]["code"], sent, "{given}");
    }
}

/// The provider says so where a contact is verified already, or needs no verification.
#[test]
fn a_conflict_leads_to_what_comes_next() {
    for (route, verb) in [("contact/email", "sendEmailCode"), ("contact/email/confirm", "confirmEmail")] {
        for (open, body) in [
            (json!([]), json!({ "next": "link" })),
            (json!(["phone"]), json!({ "next": "verify_contact", "channels": ["phone"] })),
        ] {
            let mut world = world();
            world.fails(verb, error("conflict"));
            world.replies("getCustomer", json!({ "channels": open }));
            let response = world.post(route).json(&json!({ "code": "123456" })).send();
            assert_eq!((response.status, response.body), (200, body));
            assert_eq!(world.arguments("getCustomer")[2], "Customer:1");
        }
        let mut world = world();
        world.fails(verb, error("conflict"));
        world.fails("getCustomer", error("unavailable"));
        let response = world.post(route).json(&json!({ "code": "123456" })).send();
        assert_eq!(response.outcome(), (503, "unavailable"));
    }
    let mut world = world();
    for _ in 0..5 {
        world.fails("confirmEmail", error("conflict"));
        world.replies("getCustomer", json!({ "channels": [] }));
        world.post("contact/email/confirm").json(&json!({ "code": "123456" })).send();
    }
    assert_eq!(world.post("contact/email/confirm").json(&json!({ "code": "1" })).send().status, 429, "it counts");
}

#[test]
fn each_customer_has_limits_of_its_own() {
    let mut world = world();
    for _ in 0..5 {
        assert_eq!(confirm(&mut world, wrong()), (422, "provider_rejected"));
        assert_eq!(send(&mut world), (204, ""));
    }
    let first = world.cookie.clone();
    world.cookie = None;
    world.onboard("Customer:2");
    assert_eq!((confirm(&mut world, wrong()).0, send(&mut world).0), (422, 204));
    // A new cookie of the same customer is no new start.
    world.cookie = first;
    world.replies("createKycLink", super::world::link("Customer:1"));
    world.post("links/renew").send();
    assert_eq!(world.post("contact/email/confirm").json(&json!({ "code": "1" })).send().status, 429);
    assert_eq!(world.post("contact/email").send().status, 429);
}

#[test]
fn a_mistyped_contact_is_corrected_first() {
    for (channel, send, _) in CHANNELS {
        let mut world = world();
        world.replies("getCustomer", json!({ "type": "individual" }));
        world.replies("updateContact", json!({}));
        world.replies(send, json!({}));
        let body = json!({ "value": "another", "customerId": "Customer:2", "type": "business" });
        assert_eq!(world.post(&format!("contact/{channel}")).json(&body).send().status, 204);
        let fields = json!({ "type": "individual", channel: "another" });
        assert_eq!(world.arguments("updateContact"), &json!(["grid", "updateContact", "Customer:1", fields, null]));
        assert_eq!(world.take_asked(), ["getCustomer", "updateContact", send]);
        for nothing in [json!({ "value": "" }), json!({ "value": null }), json!({}), json!("x"), json!(null)] {
            world.replies(send, json!({}));
            let response = world.post(&format!("contact/{channel}")).json(&nothing).send();
            assert_eq!(world.take_asked(), [send], "{nothing}");
            assert_eq!(response.status, 204);
            world.now += HOUR;
        }
    }
    for failing in ["getCustomer", "updateContact"] {
        let mut world = world();
        if failing == "updateContact" {
            world.replies("getCustomer", json!({ "type": "individual" }));
        }
        world.fails(failing, error("unavailable"));
        let response = world.post("contact/email").json(&json!({ "value": "jane@example.org" })).send();
        assert_eq!(response.outcome(), (503, "unavailable"));
        assert!(!world.take_asked().iter().any(|what| what == "sendEmailCode"), "no code to an address that was wrong");
    }
}

/// A correction counts too: it sends a code, or could be used to try addresses out.
#[test]
fn a_correction_counts_as_a_code() {
    let mut world = world();
    for _ in 0..5 {
        world.replies("getCustomer", json!({ "type": "individual" }));
        world.fails("updateContact", error("provider_rejected"));
        let response = world.post("contact/email").json(&json!({ "value": "x" })).send();
        assert_eq!(response.outcome(), (422, "provider_rejected"));
    }
    world.take_asked();
    assert_eq!(world.post("contact/email").json(&json!({ "value": "x" })).send().status, 429);
    assert_eq!(world.take_asked(), [] as [&str; 0]);
}
