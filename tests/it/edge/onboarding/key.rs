//! Idempotency keys: a repeated post resumes the previous attempt and never creates a second customer.

use serde_json::json;

use crate::edge::world::{
    DAY, HOUR, KEY, LOCK, MINUTE, OTHER_KEY, SECOND, START, World, at, error, interrupted, link, person,
};
use crate::integration::vectors::merged;

#[test]
fn a_key_gives_the_same_response_until_the_link_expires() {
    let mut world = World::new();
    let first = world.post_jane();
    assert_eq!(first.status, 201);
    let body = json!({
        "kycUrl": "https://kyc.example/customer_c1", "expiresAt": at(START + HOUR), "provider": "spherepay",
    });
    assert_eq!(first.body, body);
    // A link is replaced one minute before it expires.
    world.now += HOUR - MINUTE - 1;
    assert_eq!((world.post_jane().body, world.take_calls().len()), (first.body, 1));
    world.now += 1;
    let mut next = link("customer_c1");
    next["link"]["kycUrl"] = json!("https://kyc.example/2");
    world.replies("createKycLink", next);
    let again = world.post_jane();
    assert_eq!((again.status, again.body["kycUrl"].as_str()), (201, Some("https://kyc.example/2")));
    assert_eq!(world.take_calls(), ["getCustomer", "createKycLink"], "and no second create");
}

#[test]
fn a_key_is_22_to_255_visible_characters() {
    let of = |length: usize| "k".repeat(length);
    for (key, is_taken) in [
        (of(21), false),
        (of(22), true),
        (of(255), true),
        (of(256), false),
        (String::new(), false),
        (of(21) + "!", true),
        (of(21) + "~", true),
        (of(21) + " ", false),
        (of(21) + "\u{7f}", false),
        (of(21) + "\n", false),
        (of(21) + "\0", false),
        (of(21) + "é", false),
    ] {
        let mut world = World::new();
        let expected = if is_taken { (201, "") } else { (400, "idempotency_key_malformed") };
        assert_eq!(world.post_links(&key).from("jane@example.com").outcome(), expected, "{key:?}");
        assert_eq!(world.take_calls().len(), usize::from(is_taken));
        // The same holds for the field of a form, where an empty value means absent.
        let mut world = World::new();
        let expected = if is_taken || key.is_empty() { (303, "") } else { expected };
        let response = world.post("links").person_form(&[("idempotencyKey", &key)]).send();
        assert_eq!(response.outcome(), expected, "{key:?}");
    }
}

#[test]
fn the_header_takes_precedence_over_the_form_field() {
    let mut world = World::new();
    world.post_jane();
    let response = world.post_links(KEY).person_form(&[("idempotencyKey", OTHER_KEY)]).send();
    assert_eq!((response.status, world.take_calls().len()), (303, 1));
    let response = world.post_links("short").person_form(&[("idempotencyKey", KEY)]).send();
    assert_eq!(response.outcome(), (400, "idempotency_key_malformed"));
}

#[test]
fn posts_without_a_key_are_not_de_duplicated() {
    let mut world = World::new();
    for customer in ["customer_c1", "customer_c2"] {
        world.replies("onboard", link(customer));
        assert_eq!(world.post("links").from("jane@example.com").status, 201);
    }
    assert_eq!((world.take_calls().len(), world.count("key")), (2, 0));
}

#[test]
fn other_data_under_a_key_is_refused() {
    let mut world = World::new();
    world.post_jane();
    assert_eq!(world.post_links(KEY).from("john@example.com").outcome(), (422, "idempotency_key_reused"));
    assert_eq!(world.post_links(KEY).from(" jane@example.com ").status, 201, "normalized, it is the same");
    let more = merged(&person("jane@example.com"), &json!({ "phone": "+14155550124" }));
    assert_eq!(world.post_links(KEY).json(&more).send().outcome(), (422, "idempotency_key_reused"));
    // The same person at another provider counts as other data.
    world.config["provider"] = json!("grid");
    assert_eq!(world.post_jane().outcome(), (422, "idempotency_key_reused"));
    assert_eq!(world.take_calls(), ["onboard"]);
}

#[test]
fn a_key_survives_the_rotation_of_its_secret() {
    let mut world = World::new();
    world.post_jane();
    world.secrets = vec!["another secret", "newest secret"];
    assert_eq!(world.post_jane().status, 201);
    assert_eq!(world.post_links(KEY).from("john@example.com").outcome(), (422, "idempotency_key_reused"));
    assert_eq!(world.take_calls(), ["onboard"]);
}

#[test]
fn a_key_is_scoped_by_reference() {
    let mut world = World::new();
    for (reference, customer) in [(Some("r-1"), "customer_c1"), (Some("r-2"), "customer_c2"), (None, "customer_c3")] {
        world.hook("authorize", json!({ "reference": reference }));
        world.replies("onboard", link(customer));
        for _ in 0..2 {
            let response = world.post_jane();
            assert_eq!(response.body["kycUrl"], format!("https://kyc.example/{customer}"), "{reference:?}");
        }
    }
    assert_eq!(world.count("key"), 3);
}

/// The day is counted from the first use. An attempt that could outlast it by the clock of another server, which may be a
/// minute ahead, does not start.
#[test]
fn a_key_is_valid_for_a_day() {
    let last = DAY - LOCK - MINUTE;
    for (age, asked, outcome) in [
        (last, &["createKycLink"][..], (201, "")),
        (last + 1, &[], (422, "idempotency_key_reused")),
        (DAY - 1, &[], (422, "idempotency_key_reused")),
        (DAY, &["onboard"], (201, "")),
    ] {
        let mut world = World::new();
        world.post_jane();
        // Using the key again does not extend it.
        world.now += DAY / 2;
        world.replies("createKycLink", link("customer_c1"));
        assert_eq!(world.post_jane().status, 201);
        world.take_calls();
        world.now += age - DAY / 2;
        for what in asked {
            world.replies(what, link(if *what == "onboard" { "customer_c2" } else { "customer_c1" }));
        }
        assert_eq!(world.post_jane().outcome(), outcome, "{age}");
        let mut calls = world.take_calls();
        calls.retain(|call| call != "getCustomer");
        assert_eq!(calls, *asked, "{age}");
    }
}

/// A response that needs no request to the provider is repeated until the day ends. Of an approval the provider is asked
/// again, because it may have ended, unless it has just said so.
#[test]
fn a_key_gives_its_response_for_a_day() {
    let (approved, open_contact) = (json!({ "status": "approved" }), json!({ "channels": ["phone"] }));
    for (outcome, age, expected, calls) in [
        (&open_contact, DAY - 1, (202, ""), &[][..]),
        (&open_contact, DAY, (422, "idempotency_key_reused"), &[]),
        (&approved, 10 * SECOND - 1, (200, ""), &[]),
        (&approved, 10 * SECOND, (200, ""), &["getCustomer"][..]),
        (&approved, DAY - HOUR, (200, ""), &["getCustomer"]),
        (&approved, DAY, (422, "idempotency_key_reused"), &[]),
    ] {
        let mut world = World::of_grid();
        world.store_forgets_nothing = true;
        world.replies("onboard", outcome.clone());
        world.post_jane();
        world.take_calls();
        world.now += age;
        world.hook("getCustomer", json!({ "status": "approved" }));
        assert_eq!(world.post_jane().outcome(), expected, "{age}");
        assert_eq!(world.take_calls(), calls, "{age}");
        world.now += 400 * DAY;
        assert_eq!(world.post_jane().outcome(), (422, "idempotency_key_reused"));
        world.assert_no_calls();
    }
}

/// A double click: the second post arrives at any moment of the first, which may be one that resumes an attempt.
#[test]
fn two_posts_at_once_make_one_customer() {
    for is_resumed in [false, true] {
        let mut codes = std::collections::BTreeSet::new();
        let mut begun = World::new();
        if is_resumed {
            begun.fails("onboard", error("outcome_unknown"));
            begun.post_jane();
            begun.now += 10 * SECOND;
            begun.take_calls();
        }
        begun.hook("onboard", link("customer_c1"));
        let start = |world: &mut World| world.posting_jane().start();
        for (effects, mut world, mut first) in interrupted(&begun, start) {
            let second = world.post_jane();
            let first = world.finish(&mut first);
            for response in [&first, &second] {
                let is_refused = response.outcome() == (409, "still_running");
                assert!(is_refused && response.header("retry-after") == Some("2") || response.status == 201);
            }
            assert!([&first, &second].iter().any(|response| response.status == 201), "after {effects} effects");
            assert_eq!(world.called("onboard"), 1, "after {effects} effects, resumed: {is_resumed}");
            assert_eq!(world.post_jane().status, 201);
            codes.insert([first.code, second.code]);
        }
        assert!(codes.contains(&["", "still_running"]) && codes.contains(&["still_running", ""]), "{codes:?}");
    }
}

#[test]
fn an_attempt_that_died_holds_its_key_for_as_long_as_it_could_take() {
    for (age, is_held) in [(0, true), (LOCK - 1, true), (LOCK, false)] {
        let mut world = World::new();
        world.posting_jane().until("onboard");
        world.now += age;
        // A post of other data neither resumes the attempt nor takes its lock.
        let expected = if is_held { (409, "still_running") } else { (422, "idempotency_key_reused") };
        assert_eq!(world.post_links(KEY).from("john@example.com").outcome(), expected, "{age}");
        let expected = if is_held { (409, "still_running") } else { (201, "") };
        assert_eq!(world.post_jane().outcome(), expected, "{age}");
        assert_eq!(world.take_calls().len(), if is_held { 0 } else { 2 });
    }
}

/// The store's clock decides how long a lock lasts, so a server whose clock is ahead cannot end an attempt.
#[test]
fn a_clock_that_is_ahead_does_not_end_an_attempt() {
    let mut world = World::new();
    world.store_forgets_nothing = true;
    world.posting_jane().until("onboard");
    world.now += HOUR;
    assert_eq!(world.post_jane().outcome(), (409, "still_running"));
    assert_eq!(world.post_links(KEY).from("john@example.com").outcome(), (409, "still_running"));
}

/// An attempt that returns after its lock expired does not overwrite the attempt that replaced it.
#[test]
fn an_attempt_that_was_replaced_writes_nothing() {
    let mut world = World::new();
    let mut late = world.posting_jane().until("onboard");
    world.now += LOCK;
    world.create("customer_c1");
    world.replies("onboard", link("customer_c2"));
    let late = world.finish(&mut late);
    assert_eq!((late.outcome(), late.header("set-cookie")), ((409, "still_running"), None));
    assert_eq!(world.post_jane().body["kycUrl"], "https://kyc.example/customer_c1");
}

#[test]
fn a_record_that_disappears_while_it_is_read_counts_as_running() {
    let mut world = World::new();
    let mut first = world.posting_jane().until("onboard");
    let mut second = world.posting_jane().until("loadRecord key");
    world.fails("onboard", json!({ "code": "provider_rejected", "operation": "spherepay.createCustomerViaLink" }));
    assert_eq!(world.finish(&mut first).outcome(), (422, "provider_rejected"));
    assert_eq!(world.finish(&mut second).outcome(), (409, "still_running"));
}

/// A person with a contact to confirm gets the customer as the provider returns it, which has the contacts.
#[test]
fn a_record_has_no_contact_of_the_person() {
    let mut world = World::of_grid();
    let failed = json!({ "code": "unavailable", "operation": "grid.createKycLink", "customerId": "Customer:1" });
    world.fails("onboard", failed);
    world.post_jane();
    world.fails("createKycLink", error("contact_not_verified"));
    let customer =
        json!({ "status": "incomplete", "channels": ["phone"], "email": "jane@example.com", "phone": "+14155550123" });
    world.hook("getCustomer", customer);
    let body = json!({ "next": "verify_contact", "channels": ["phone"] });
    let response = world.post_jane();
    assert_eq!((response.status, &response.body), (202, &body));
    let hex = |text: &str| text.bytes().map(|byte| format!("{byte:02x}")).collect::<String>();
    let is_stored = |text: &str| world.raw_records().iter().any(|raw| raw.contains(&hex(text)));
    assert!(is_stored("Customer:1") && !is_stored("jane@example.com") && !is_stored("+14155550123"));
    let again = world.post_jane();
    assert_eq!((again.status, again.body), (202, body), "the record is enough to respond again");
}
