//! Sending contact codes: how many, to which customer, and after which correction.

mod confirm;
mod destination;

use serde_json::{Value, json};

use crate::edge::world::{HOUR, LOCK, World, at, error};
use crate::integration::vectors::merged;

pub(super) const CHANNELS: [(&str, &str, &str); 2] =
    [("email", "sendEmailCode", "confirmEmail"), ("phone", "sendPhoneCode", "confirmPhone")];

/// A browser whose customer has begun the verification, and whose contacts are not verified.
pub(super) fn world() -> World {
    let mut world = World::of_grid().onboarded("Customer:1");
    world.hook("getCustomer", customer("jane@example.com"));
    world
}

pub(super) fn customer(email: &str) -> Value {
    json!({
        "type": "individual", "status": "incomplete", "email": email, "phone": "+14155550123",
        "channels": ["email", "phone"],
    })
}

fn send(world: &mut World) -> (u16, &'static str) {
    world.replies("sendEmailCode", json!({}));
    let outcome = world.post("contact/email").send().outcome();
    world.take_calls();
    outcome
}

/// Tries a code, which gets this response from the provider.
pub(super) fn confirm(world: &mut World, reply: Result<Value, Value>) -> (u16, &'static str) {
    world.ends("confirmEmail", reply);
    world.post("contact/email/confirm").json(&json!({ "code": "123456" })).send().outcome()
}

pub(super) fn wrong() -> Result<Value, Value> {
    Err(error("provider_rejected"))
}

#[test]
fn a_code_goes_to_the_cookies_customer() {
    for (channel, send, _) in CHANNELS {
        let mut world = world();
        world.replies(send, json!({}));
        let response = world.post(&format!("contact/{channel}")).json(&json!({ "customerId": "Customer:2" })).send();
        assert_eq!((response.outcome(), response.body), ((204, ""), json!(null)));
        let sent = world.arguments(send);
        let url = format!("https://api.lightspark.com/grid/2025-10-13/customers/Customer:1/verify-{channel}");
        assert_eq!((&sent["provider"], &sent["url"], &sent["body"]), (&json!("grid"), &json!(url), &json!(null)));
        assert_eq!(world.take_calls(), ["getCustomer", send], "{channel}");
    }
}

#[test]
fn a_provider_without_codes_has_no_such_routes() {
    let mut world = World::new().onboarded("customer_c1");
    for (channel, ..) in CHANNELS {
        for route in [format!("contact/{channel}"), format!("contact/{channel}/confirm")] {
            assert_eq!(world.post(&route).json(&json!({ "code": "1" })).send().outcome(), (404, "no_route"), "{route}");
        }
    }
    world.assert_no_calls();
}

/// A correction between the count and the code would send the code to a contact for which it was not counted.
#[test]
fn a_contact_is_not_corrected_while_a_code_is_sent() {
    for (correction, outcome, is_free) in [
        (json!({}), error("unavailable"), true),
        (json!({ "value": "john@example.com" }), error("provider_rejected"), true),
        // The provider may still act on it.
        (json!({ "value": "john@example.com" }), error("timeout"), false),
        (json!({ "value": "john@example.com" }), error("internal"), false),
        // After the deadline the host performs nothing more: the lock ends by itself.
        (json!({}), json!({ "code": "timeout", "isLate": true }), false),
    ] {
        let mut world = world();
        let last = if correction == json!({}) { "sendEmailCode" } else { "updateContact" };
        let mut first = world.post("contact/email").json(&correction).until(last);
        for given in [json!({}), json!({ "value": "victim@example.com" })] {
            let response = world.post("contact/email").json(&given).send();
            assert_eq!((response.outcome(), response.header("retry-after")), ((409, "still_running"), Some("2")));
        }
        assert_eq!(world.take_calls(), ["getCustomer"]);
        world.fails(last, outcome.clone());
        assert!(world.finish(&mut first).status > 400);
        let expected = if is_free { (204, "") } else { (409, "still_running") };
        assert_eq!(send(&mut world), expected, "{correction} {outcome}");
        world.forget_script();
        world.now += LOCK;
        assert_eq!(send(&mut world), (204, ""), "the lock of a request that failed ends");
    }
}

/// The code has been sent. A person who saw an error would request another one, which counts and replaces the first.
#[test]
fn a_store_that_fails_after_a_code_was_sent_does_not_hide_it() {
    for (is_form, last, response) in [
        (false, "sendEmailCode", (204, "")),
        (true, "sendEmailCode", (303, "")),
        (true, "swapRecord sentTo", (303, "")),
    ] {
        let mut world = world();
        let request = world.post("contact/email");
        let mut first = if is_form { request.form(&[]) } else { request.json(&json!({})) }.start();
        world.replies("sendEmailCode", json!({}));
        world.run_until(&mut first, last);
        world.store_is_down = true;
        assert_eq!(world.finish(&mut first).outcome(), response, "{is_form} {last}");
        world.store_is_down = false;
        // The code can be entered at once. Another one is sent after the lock has ended, and both are counted.
        assert_eq!(confirm(&mut world, Ok(customer("jane@example.com"))), (200, ""), "{is_form} {last}");
        assert_eq!(world.post("contact/email").send().outcome(), (409, "still_running"), "{is_form} {last}");
        world.now += LOCK;
        for _ in 0..4 {
            assert_eq!(send(&mut world), (204, ""), "{is_form} {last}");
        }
        assert_eq!(world.post("contact/email").send().outcome(), (429, "too_many_requests"), "{is_form} {last}");
    }
}

/// What cannot be counted does not happen.
#[test]
fn a_code_counts_before_it_is_sent() {
    let mut world = world();
    for _ in 0..5 {
        let flight = &mut world.post("contact/email").start();
        world.run_until(flight, "sendEmailCode");
        // The request died: the next one has to wait for the end of its lock.
        assert_eq!(world.post("contact/email").send().outcome(), (409, "still_running"));
        world.now += LOCK;
    }
    assert_eq!(world.post("contact/email").send().outcome(), (429, "too_many_requests"));
    let (is_busy, is_down) = (((409, "still_running"), Some("2")), ((503, "not_now"), Some("1")));
    for (route, down, contended) in [
        ("contact/email", is_down, is_busy),
        ("contact/email/confirm", is_down, is_down),
        ("links/renew", is_down, is_down),
        ("handoff", is_down, is_down),
    ] {
        for (store_is_down, expected) in [(true, down), (false, contended)] {
            let mut world = self::world();
            (world.store_is_down, world.store_is_contended) = (store_is_down, !store_is_down);
            let response = world.post(route).json(&json!({ "code": "123456" })).send();
            assert_eq!((response.outcome(), response.header("retry-after")), expected, "{route}");
            world.assert_no_calls();
        }
    }
}

/// The provider responds with a conflict where a contact is verified already or needs no verification.
#[test]
fn a_conflict_leads_to_the_next_step() {
    for (route, verb) in [("contact/email", "sendEmailCode"), ("contact/email/confirm", "confirmEmail")] {
        for (open, body) in [
            (json!([]), json!({ "next": "link" })),
            (json!(["phone"]), json!({ "next": "verify_contact", "channels": ["phone"] })),
        ] {
            let mut world = world();
            world.fails(verb, error("conflict"));
            world.hook("getCustomer", json!({ "channels": open }));
            let response = world.post(route).json(&json!({ "code": "123456" })).send();
            assert_eq!((response.status, response.body), (200, body));
            assert!(world.arguments("getCustomer")["url"].as_str().unwrap().ends_with("/customers/Customer:1"));
        }
        let mut world = world();
        world.fails(verb, error("conflict"));
        world.failing_hook("getCustomer");
        let response = world.post(route).json(&json!({ "code": "123456" })).send();
        assert_eq!(response.outcome(), (500, "internal"));
    }
}

#[test]
fn each_customer_has_limits_of_its_own() {
    let mut world = world();
    for _ in 0..5 {
        assert_eq!(confirm(&mut world, wrong()), (422, "provider_rejected"));
        assert_eq!(send(&mut world), (204, ""));
    }
    let first = world.cookie.clone();
    world.onboard_elsewhere("Customer:2");
    world.hook("getCustomer", customer("john@example.com"));
    assert_eq!((confirm(&mut world, wrong()).0, send(&mut world).0), (422, 204));
    // A new cookie of the same customer does not reset its counts.
    world.cookie = first;
    world.replies("createKycLink", super::world::link("Customer:1"));
    world.post("links/renew").send();
    assert_eq!(world.post("contact/email/confirm").json(&json!({ "code": "1" })).send().status, 429);
    assert_eq!(world.post("contact/email").send().status, 429);
}

#[test]
fn a_mistyped_contact_is_corrected_before_the_code_is_sent() {
    let values =
        [(" Another@Example.com ", "email", "Another@Example.com"), ("(415) 555-0199", "phoneNumber", "+14155550199")];
    for ((channel, send, _), (value, field, normalized)) in CHANNELS.into_iter().zip(values) {
        let mut world = world();
        // The number is dialled in the country of the applicant's address.
        world.config["phoneCountry"] = json!("address");
        world.replies("updateContact", json!({}));
        world.replies(send, json!({}));
        let body = json!({ "value": value, "customerId": "Customer:2", "type": "business" });
        assert_eq!(world.post(&format!("contact/{channel}")).json(&body).send().status, 204);
        let sent = world.arguments("updateContact");
        assert!(sent["url"].as_str().unwrap().ends_with("/customers/Customer:1"));
        assert_eq!(sent["body"], json!({ "customerType": "INDIVIDUAL", field: normalized }));
        assert_eq!(world.take_calls(), ["getCustomer", "updateContact", send]);
        for nothing in [json!({ "value": "" }), json!({ "value": null }), json!({}), json!("x"), json!(null)] {
            world.replies(send, json!({}));
            let response = world.post(&format!("contact/{channel}")).json(&nothing).send();
            assert_eq!(world.take_calls(), ["getCustomer", send], "{nothing}");
            assert_eq!(response.status, 204);
            world.now += HOUR;
        }
    }
    // Corrections share the limit of the codes; otherwise they could be used to try addresses out. No code goes to an
    // address that was wrong.
    let refusals = [[(422, "provider_rejected"); 5].as_slice(), &[(429, "too_many_requests")]].concat();
    for (failing, code, outcomes) in [
        ("getCustomer", "unavailable", vec![(503, "unavailable")]),
        ("updateContact", "unavailable", vec![(503, "unavailable")]),
        ("updateContact", "provider_rejected", refusals),
    ] {
        let mut world = world();
        for expected in outcomes {
            world.fails(failing, error(code));
            let response = world.post("contact/email").json(&json!({ "value": "jane@example.org" })).send();
            assert_eq!(response.outcome(), expected, "{failing} {code}");
            assert!(!world.take_calls().iter().any(|what| what == "sendEmailCode"), "{failing} {code}");
        }
    }
}

/// The number of a correction is dialled in the country of the form, however that was written there.
#[test]
fn the_country_of_the_form_is_that_of_a_correction() {
    for country in ["USA", "US", "usa", "us", " USA ", "\tUS\n"] {
        let mut world = World::of_grid();
        world.config["phoneCountry"] = json!("address");
        let applicant = json!({ "address": { "country": country } });
        let applicant = merged(&super::world::person("jane@example.com"), &applicant);
        world.replies("onboard", super::world::link("Customer:1"));
        assert_eq!(world.post("links").json(&applicant).send().status, 201, "{country:?}");
        world.hook("getCustomer", customer("jane@example.com"));
        world.replies("updateContact", json!({}));
        world.replies("sendPhoneCode", json!({}));
        let response = world.post("contact/phone").json(&json!({ "value": "(415) 555-0199" })).send();
        assert_eq!(response.status, 204, "{country:?}");
        assert_eq!(world.arguments("updateContact")["body"]["phoneNumber"], "+14155550199", "{country:?}");
    }
}

/// Whoever sits at the browser later must not take over a verified customer.
#[test]
fn only_an_unverified_contact_of_an_incomplete_customer_can_be_changed() {
    let all = json!(["email", "phone"]);
    for (status, channels, is_locked) in [
        ("incomplete", &all, false),
        ("incomplete", &json!(["email"]), false),
        ("incomplete", &json!(["phone"]), true),
        ("incomplete", &json!([]), true),
        ("incomplete", &json!(null), true),
        // The other statuses: `session/rights.rs`.
        ("pending", &all, true),
    ] {
        let mut world = world();
        let found = json!({ "status": status, "channels": channels });
        world.hook("getCustomer", merged(&customer("jane@example.com"), &found));
        world.replies("updateContact", customer("john@example.org"));
        world.replies("sendEmailCode", json!({}));
        let outcome = world.post("contact/email").json(&json!({ "value": "john@example.org" })).send().outcome();
        assert_eq!(outcome, if is_locked { (409, "contact_locked") } else { (204, "") }, "{status} {channels}");
        let calls = world.take_calls();
        assert_eq!(calls.iter().any(|call| call == "updateContact" || call == "sendEmailCode"), !is_locked);
    }
}

/// A webhook counts at once, even if the provider's list is behind.
#[test]
fn a_webhook_locks_the_contacts() {
    let mut world = World::of_grid().onboarded("Customer:1");
    world.hook("getCustomer", customer("jane@example.com"));
    let event = json!({ "id": "e", "kind": "kyc_approved", "customerId": "Customer:1", "occurredAt": null });
    assert_eq!(world.deliver(&event).status, 200);
    let refused = world.post("contact/phone").json(&json!({ "value": "+14155550199" })).send();
    assert_eq!(refused.outcome(), (409, "contact_locked"));
    world.assert_no_calls();
}

/// Customers are free, so that a limit per customer does not protect the person who gets the codes. A correction counts
/// against the new contact, whoever had it before. What the limit of the hour refuses does not use up that of the day,
/// nor the other way round.
#[test]
fn five_codes_an_hour_and_ten_a_day_go_to_one_contact() {
    for is_corrected in [false, true] {
        let mut world = World::of_grid();
        let mut sent = Vec::new();
        for hour in 0..26 {
            let mut count = 0;
            for attacker in 0..7 {
                let id = format!("Customer:{hour}-{attacker}");
                world.onboard_elsewhere(&id);
                // The same mailbox, however it is written.
                let address = ["victim@example.com", "Victim@Example.COM", "victim+1@example.com"][attacker % 3];
                let (own, body) = match is_corrected {
                    true => (format!("{id}@example.com"), json!({ "value": address })),
                    false => (address.to_owned(), json!({})),
                };
                world.hook("getCustomer", customer(&own));
                world.hook("updateContact", customer(address));
                world.hook("sendEmailCode", json!({}));
                let status = world.post("contact/email").json(&body).send().status;
                assert!([204, 429].contains(&status), "{status}");
                count += usize::from(status == 204);
                world.take_calls();
            }
            sent.push(count);
            world.now += HOUR;
        }
        let mut expected = vec![0; 26];
        (expected[0], expected[1], expected[24], expected[25]) = (5, 5, 5, 5);
        assert_eq!(sent, expected, "{is_corrected}");
    }
}

/// Channels are counted apart, and so are contacts, so that nothing that is sent to the one is a reason to wait with the
/// other; the handlers of an account count together.
#[test]
fn each_contact_is_counted_once_for_all_handlers_of_an_account() {
    let mut world = World::of_grid();
    for attacker in 0..5 {
        world.config["id"] = json!(format!("handler {attacker}"));
        world.onboard(&format!("Customer:{attacker}"));
        world.hook("getCustomer", customer("victim@example.com"));
        assert_eq!(send(&mut world), (204, ""));
    }
    assert_eq!(send(&mut world), (429, "too_many_requests"));
    world.forget_script();
    world.hook("sendPhoneCode", json!({}));
    assert_eq!(world.post("contact/phone").send().outcome(), (204, ""));
    world.onboard("Customer:else");
    world.hook("getCustomer", customer("other@example.com"));
    let mut email = world.post("contact/email").until("sendEmailCode");
    assert_eq!(world.post("contact/phone").send().outcome(), (204, ""), "at the same moment");
    world.replies("sendEmailCode", json!({}));
    assert_eq!(world.finish(&mut email).outcome(), (204, ""));
}

/// A server whose clock was ahead has begun the window.
#[test]
fn a_clock_that_is_set_back_makes_no_window_longer() {
    let mut world = world();
    world.now += 24 * HOUR;
    assert_eq!(send(&mut world), (204, ""));
    world.now -= 24 * HOUR;
    for _ in 0..4 {
        assert_eq!(send(&mut world), (204, ""));
    }
    assert_eq!(send(&mut world), (429, "too_many_requests"));
    world.now += HOUR;
    assert_eq!(send(&mut world), (204, ""));
}

/// The response to a code is from before a refusal that an event tells meanwhile, or from after it: the provider knows.
#[test]
fn the_response_to_a_code_undoes_no_decision_of_the_meantime() {
    for decided in ["rejected", "approved"] {
        let mut world = world();
        world.replies("getCustomer", json!({ "status": "incomplete", "channels": ["email"] }));
        world.learn_status();
        let mut flight = world.post("contact/email/confirm").json(&json!({ "code": "123456" })).until("confirmEmail");
        let event =
            json!({ "id": "e1", "kind": "kyc_rejected", "customerId": "Customer:1", "occurredAt": at(world.now) });
        assert_eq!(world.deliver(&event).status, 200);
        world.replies("confirmEmail", json!({ "status": "approved", "channels": [] }));
        assert_eq!(world.finish(&mut flight).status, 200);
        world.hook("getCustomer", json!({ "status": decided }));
        assert_eq!(world.status(), decided);
    }
}
