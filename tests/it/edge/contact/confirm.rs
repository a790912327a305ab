//! Confirming a contact: how many wrong codes may be tried, and what counts as one.

use kyclink::edge::ShownIssues;
use serde_json::json;

use super::{CHANNELS, confirm, world, wrong};
use crate::edge::world::{DAY, error};

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
            let sent = world.arguments(confirm);
            let path = format!("/customers/Customer:1/verify-{channel}/confirm");
            assert!(sent["url"].as_str().unwrap().ends_with(&path), "{sent}");
            assert_eq!(sent["body"], json!({ "code": "123456" }));
        }
    }
}

/// Two requests that count at the same moment are both counted.
#[test]
fn concurrent_tries_are_all_counted() {
    let mut world = world();
    for _ in 0..2 {
        let code = json!({ "code": "123456" });
        let mut flights = [(); 2].map(|()| world.post("contact/email/confirm").json(&code).start());
        for effect in ["swapRecord tried", "confirmEmail"] {
            flights.iter_mut().for_each(|flight| world.run_until(flight, effect));
        }
    }
    assert_eq!(confirm(&mut world, wrong()), (422, "provider_rejected"), "the fifth");
    assert_eq!(world.post("contact/email/confirm").json(&json!({ "code": "1" })).send().status, 429);
}

/// All codes count together, whichever contact they are for, and then not even a right one is tried.
#[test]
fn a_right_code_takes_back_its_own_try_and_no_other() {
    let mut world = world();
    for _ in 0..4 {
        assert_eq!(confirm(&mut world, wrong()), (422, "provider_rejected"));
    }
    assert_eq!(confirm(&mut world, Ok(json!({ "channels": ["phone"] }))), (200, ""));
    assert_eq!(confirm(&mut world, wrong()), (422, "provider_rejected"), "the fifth");
    world.take_calls();
    for route in ["contact/email/confirm", "contact/phone/confirm"] {
        assert_eq!(world.post(route).json(&json!({ "code": "1" })).send().status, 429);
    }
    world.assert_no_calls();
}

/// Whatever the provider says of a code that it refuses, the person sees that the code is wrong.
#[test]
fn a_refused_code_is_an_issue_of_the_code() {
    let code = json!({ "code": "123456" });
    for (failure, shown) in [
        ("provider_rejected", ShownIssues::wrong_code("code")),
        ("not_found", ShownIssues::ALL),
        ("unavailable", ShownIssues::ALL),
        ("rate_limited", ShownIssues::ALL),
    ] {
        let mut world = world();
        world.fails("confirmEmail", error(failure));
        let response = world.post("contact/email/confirm").json(&code).send();
        assert_eq!(response.shown, Some(shown), "{failure}");
    }
}

/// The code reached the provider, so it counts whatever the response is.
#[test]
fn every_response_to_a_code_counts() {
    let codes = "
        provider_rejected conflict unauthorized forbidden not_found not_supported rate_limited unavailable timeout
        aborted unexpected_response internal";
    for code in codes.split_whitespace() {
        let mut world = world();
        for _ in 0..5 {
            assert_ne!(confirm(&mut world, Err(error(code))), (429, "too_many_requests"), "{code}");
        }
        world.take_calls();
        assert_eq!(world.post("contact/email/confirm").json(&json!({ "code": "1" })).send().status, 429, "{code}");
        world.assert_no_calls();
    }
}

#[test]
fn a_code_that_was_never_sent_is_given_back() {
    for (code, connection, outcome) in [
        (json!(123456), json!({ "clientId": "id", "clientSecret": "secret_y" }), (422, "invalid_request")),
        (json!("123456"), json!({}), (500, "invalid_config")),
    ] {
        let mut world = world();
        let own = std::mem::replace(&mut world.config["connections"]["grid"], connection);
        for _ in 0..20 {
            let response = world.post("contact/email/confirm").json(&json!({ "code": code })).send();
            assert_eq!(response.outcome(), outcome, "{code}");
        }
        world.assert_no_calls();
        world.config["connections"]["grid"] = own;
        for _ in 0..5 {
            assert_eq!(confirm(&mut world, wrong()), (422, "provider_rejected"));
        }
        assert_eq!(world.post("contact/email/confirm").json(&json!({ "code": "1" })).send().status, 429);
    }
}

/// After a network failure it is unknown whether the code was tried, so only five of those a day do not count.
#[test]
fn five_network_failures_a_day_do_not_count() {
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
        // A right code resets the count of wrong codes, but not the count of network failures.
        assert_eq!(confirm(&mut world, Ok(json!({ "channels": [] }))).0, 200);
        confirm(&mut world, Err(error("network")));
        for _ in 0..wrong_codes {
            assert_eq!(confirm(&mut world, wrong()), (422, "provider_rejected"), "{age}");
        }
        assert_eq!(world.post("contact/email/confirm").json(&json!({ "code": "1" })).send().status, 429, "{age}");
    }
}

#[test]
fn a_code_is_sent_in_ascii_digits_without_spaces_and_dashes() {
    for (given, sent) in [
        (json!("123456"), json!("123456")),
        (json!(" 123 456\t"), json!("123456")),
        (json!("12-34-56"), json!("123456")),
        (json!("12\u{2010}34\u{2015}56\u{a0}"), json!("123456")),
        (json!("\u{200b}123\u{2060}456\u{feff}"), json!("123456")),
        (json!("١٢٣٤٥٦"), json!("123456")),
        (json!("۱۲۳ ۴۵۶"), json!("123456")),
        (json!("१२३-४५६"), json!("123456")),
        (json!("12_34"), json!("12_34")),
        // The characters after each range of digits.
        (json!("12\u{66a}\u{6fa}\u{970}\u{ff5f}\u{3001}"), json!("12\u{66a}\u{6fa}\u{970}\u{ff5f}\u{3001}")),
        (json!("12\u{2016}34"), json!("12\u{2016}34")),
    ] {
        let mut world = world();
        world.replies("confirmEmail", json!({ "channels": [] }));
        world.post("contact/email/confirm").json(&json!({ "code": given })).send();
        assert_eq!(world.arguments("confirmEmail")["body"]["code"], sent, "{given}");
    }
    for given in [json!(123456), json!(null)] {
        let mut world = world();
        let response = world.post("contact/email/confirm").json(&json!({ "code": given })).send();
        assert_eq!((response.outcome(), response.issues), ((422, "invalid_request"), vec!["/code".to_owned()]));
        assert_eq!(response.shown, Some(ShownIssues::wrong_code("code")), "{given}");
        world.assert_no_calls();
    }
}

/// A contact that is verified already is a conflict at the provider: what it says of the customer then is kept. A response
/// that is older than what a poll has learned while it was on its way does not undo it.
#[test]
fn what_a_code_leads_to_is_the_status_unless_a_later_one_is_known() {
    for (learned, reply, expected) in [
        (None, Err(error("conflict")), "approved"),
        (Some("pending"), Ok(json!({ "status": "incomplete", "channels": [] })), "pending"),
    ] {
        let mut world = world();
        let mut slow = world.post("contact/email/confirm").json(&json!({ "code": "123456" })).until("confirmEmail");
        if let Some(status) = learned {
            world.hook("getCustomer", json!({ "status": status }));
            assert_eq!(world.status(), status);
        }
        world.hook("getCustomer", json!({ "type": "individual", "status": "approved", "channels": [] }));
        world.ends("confirmEmail", reply);
        assert_eq!(world.finish(&mut slow).status, 200);
        world.always_fails("getCustomer", error("unavailable"));
        world.take_calls();
        assert_eq!(world.status(), expected);
        world.assert_no_calls();
    }
}
