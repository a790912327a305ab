//! Confirming a contact: how many wrong codes may be tried, and what counts as one.

use kyclink::edge::ShownIssues;
use serde_json::{Value, json};

use super::{CHANNELS, confirm, world, wrong};
use crate::edge::world::{DAY, World, error};
use crate::integration::vectors;

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

/// The rows of tests/vectors/data/codes.json, which the page's tests read, too.
#[test]
fn the_code_is_found_in_what_is_pasted_and_what_has_none_is_no_attempt() {
    let file = vectors::FILES.iter().find(|(path, _)| path.ends_with("vectors/data/codes.json"));
    for case in file.unwrap().1["cases"].as_array().unwrap() {
        let name = &case["name"];
        let mut world = world();
        world.hook("confirmEmail", json!({ "channels": [] }));
        for _ in 0..7 {
            let response = world.post("contact/email/confirm").json(&json!({ "code": case["text"] })).send();
            if case["code"].is_string() {
                assert_eq!(response.outcome(), (200, ""), "{name}");
                assert_eq!(world.arguments("confirmEmail")["body"]["code"], case["code"], "{name}");
                continue;
            }
            assert_eq!((response.outcome(), response.attempts_left), ((422, "invalid_request"), None), "{name}");
            let [issue] = response.failure["issues"].as_array().unwrap().as_slice() else { panic!("{name}") };
            let word = format!("{} {}", issue["code"].as_str().unwrap(), issue["pointer"].as_str().unwrap());
            assert_eq!(json!([word]), case["issues"], "{name}");
            if !case["actual"].is_null() {
                assert_eq!(issue["params"], json!({ "digits": 6, "actual": case["actual"] }), "{name}");
            }
            assert!(!response.is_reported, "{name}: what a person types is not an error of the handler");
        }
        if case["code"].is_null() {
            world.assert_no_calls();
            assert_eq!(world.count("tried"), 0, "{name}: it counts nothing");
        }
    }
}

#[test]
fn a_code_that_is_no_string_is_left_to_the_operation() {
    for given in [json!(123456), json!(null)] {
        let mut world = world();
        let response = world.post("contact/email/confirm").json(&json!({ "code": given })).send();
        assert_eq!((response.outcome(), response.issues), ((422, "invalid_request"), vec!["/code".to_owned()]));
        assert_eq!((response.shown, response.attempts_left), (Some(ShownIssues::wrong_code("code")), None), "{given}");
        world.assert_no_calls();
    }
}

/// Otherwise the limit would tell a stranger which texts have a code.
#[test]
fn after_the_last_attempt_every_text_is_refused_alike() {
    let mut world = world();
    for _ in 0..5 {
        confirm(&mut world, wrong());
    }
    world.take_calls();
    for code in ["123456", "12345", "", "123456 or 654321"] {
        let response = world.post("contact/email/confirm").json(&json!({ "code": code })).send();
        assert_eq!(response.outcome(), (429, "too_many_requests"), "{code}");
        assert_eq!(response.header("retry-after"), Some("86400"), "{code}");
    }
    world.assert_no_calls();
}

#[test]
fn a_refused_code_says_how_many_more_may_be_tried() {
    let mut world = world();
    let tries = |world: &mut World, reply: Result<Value, Value>| {
        world.ends("confirmEmail", reply);
        let response = world.post("contact/email/confirm").json(&json!({ "code": "123456" })).send();
        (response.status, response.attempts_left)
    };
    assert_eq!(tries(&mut world, wrong()), (422, Some(4)));
    // Nothing else says it: the provider may not have compared the code.
    assert_eq!(tries(&mut world, Err(error("unavailable"))), (503, None));
    assert_eq!(tries(&mut world, Err(error("network"))), (502, None));
    assert_eq!(tries(&mut world, Ok(json!({ "channels": ["email"] }))), (200, None));
    assert_eq!(tries(&mut world, wrong()), (422, Some(2)));
    assert_eq!(tries(&mut world, wrong()), (422, Some(1)));
    assert_eq!(tries(&mut world, wrong()), (422, Some(0)));
    assert_eq!(tries(&mut world, wrong()), (429, None));
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
