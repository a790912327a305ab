//! Responses to failures: the status, the public code and `Retry-After`, without the provider's internals.

mod refusal;

use kyclink::ErrorCode;
use serde_json::json;

use crate::edge::world::{KEY, START, World, error, person};

/// The contract's table: error code, HTTP status, public code, and `Retry-After` where there is one by default.
const TABLE: [(&str, u16, &str, Option<&str>); 25] = [
    ("invalid_request", 422, "invalid_request", None),
    ("invalid_config", 500, "invalid_config", None),
    ("advice", 500, "advice", None),
    ("secret_in_browser", 500, "secret_in_browser", None),
    ("not_initialized", 500, "not_initialized", None),
    ("unauthorized", 502, "unexpected_response", None),
    ("forbidden", 502, "unexpected_response", None),
    ("not_found", 502, "unexpected_response", None),
    ("conflict", 409, "conflict", None),
    ("not_supported", 502, "unexpected_response", None),
    ("contact_not_verified", 409, "contact_not_verified", None),
    ("provider_rejected", 422, "provider_rejected", None),
    ("rate_limited", 503, "rate_limited", None),
    ("unavailable", 503, "unavailable", None),
    ("network", 502, "unexpected_response", None),
    ("timeout", 504, "timeout", None),
    ("aborted", 503, "aborted", None),
    ("outcome_unknown", 503, "outcome_unknown", Some("5")),
    ("unexpected_response", 502, "unexpected_response", None),
    ("webhook_signature", 401, "webhook_signature", None),
    ("webhook_malformed", 400, "webhook_malformed", None),
    ("webhook_stale", 401, "webhook_stale", None),
    ("webhook_too_old", 400, "webhook_too_old", None),
    ("internal", 500, "internal", None),
    ("an unknown code", 500, "internal", None),
];

#[test]
fn every_failure_has_its_status_and_public_code() {
    for (code, status, public, wait) in TABLE {
        let mut world = World::new();
        let response = world.delivery().unverified(code).send();
        assert_eq!((response.outcome(), response.header("retry-after")), ((status, public), wait), "{code}");
        assert_eq!((response.header("set-cookie"), response.is_reported), (None, code != "invalid_request"), "{code}");
        // What is not verified does not count.
        assert_eq!(world.take_calls().iter().filter(|what| *what != "report").count(), 0, "{code}");
        assert_eq!((world.count("event"), world.count("status")), (0, 0), "{code}");
    }
    let known: Vec<_> = ErrorCode::ALL.iter().map(|code| code.as_str()).collect();
    assert_eq!(TABLE.map(|row| row.0)[..known.len()], known, "each code has its row");
}

/// `onError` gets what the owner may have to mend. What a visitor typed is not among it, and would fill a log.
#[test]
fn every_failure_but_a_mistake_of_a_visitor_is_reported() {
    let whole = person("jane@example.com");
    let wrong = [json!(1), json!(false), json!(""), json!("?"), json!([]), json!({})];
    let required = whole.as_object().unwrap().keys().filter(|name| !name.ends_with("Name"));
    for name in required {
        for value in &wrong {
            let mut typed = whole.clone();
            typed[name] = value.clone();
            let mut world = World::new();
            let response = world.post_links(KEY).json(&typed).send();
            assert_eq!(
                (response.outcome(), response.is_reported),
                ((422, "invalid_request"), false),
                "{name}: {value}"
            );
        }
    }
    // The provider refuses what it alone can check: the owner learns of it.
    let mut world = World::new();
    world.fails("onboard", error("provider_rejected"));
    let response = world.post_jane();
    assert_eq!((response.outcome(), response.is_reported), ((422, "provider_rejected"), true));
}

/// A create that failed: by a response, with which the provider may name a wait, or without one.
#[test]
fn every_failure_of_a_create_has_its_row() {
    for (create, code) in [
        ("unauthorized", "unauthorized"),
        ("forbidden", "forbidden"),
        ("not_found", "not_found"),
        ("conflict", "conflict"),
        ("not_supported", "not_supported"),
        ("provider_rejected", "provider_rejected"),
        ("rate_limited", "rate_limited"),
        ("unexpected_response", "unexpected_response"),
        // It may have been carried out.
        ("unavailable", "outcome_unknown"),
        ("timeout", "outcome_unknown"),
        ("aborted", "outcome_unknown"),
        ("internal", "internal"),
    ] {
        let (_, status, public, wait) = TABLE.into_iter().find(|row| row.0 == code).unwrap();
        let mut world = World::new();
        world.fails("onboard", error(create));
        let response = world.post_jane();
        assert_eq!((response.outcome(), response.header("retry-after")), ((status, public), wait), "{create}");
        assert_eq!(response.header("set-cookie"), None);
        if ["unexpected_response", "timeout", "aborted", "internal"].contains(&create) {
            continue;
        }
        world.fails("onboard", json!({ "code": create, "retryAfter": "20" }));
        let response = world.post("links").from("jane@example.com");
        assert_eq!((response.outcome(), response.header("retry-after")), ((status, public), Some("20")), "{create}");
    }
}

/// RFC 9110 section 10.2.3: `Retry-After` counts whole seconds. Zero would mean "at once", so one is the least.
#[test]
fn retry_after_is_rounded_up() {
    let at_once = [-1, 0, 1, 999, 1_000].map(|wait_ms| (wait_ms, "1"));
    let later = [(1_001, "2"), (59_999, "60"), (60_000, "60"), (60_001, "61"), (86_400_000, "86400")];
    for (wait_ms, seconds) in at_once.into_iter().chain(later) {
        let mut world = World::new();
        // A provider may name a time, and the clock's milliseconds count.
        world.now = START - wait_ms;
        let start = "Mon, 21 Sep 2026 14:13:20 GMT";
        world.fails("onboard", json!({ "code": "rate_limited", "retryAfter": start }));
        assert_eq!(world.post_jane().header("retry-after"), Some(seconds), "{wait_ms}");
        world.hook("rateLimit", json!({ "retryAfterMs": wait_ms }));
        assert_eq!(world.post_jane().header("retry-after"), Some(seconds), "{wait_ms}");
    }
}

#[test]
fn a_navigation_gets_the_view_that_fits_the_response() {
    let page = |world: &mut World, route: &str| {
        world.hook("render", json!(null));
        let post = world.post(route).header("sec-fetch-mode", "navigate");
        post.person_form(&[("code", "123456")]).send()
    };
    for (code, status, view) in
        [("provider_rejected", 422, "form"), ("unavailable", 503, "error"), ("forbidden", 502, "error")]
    {
        let mut world = World::new();
        world.fails("onboard", error(code));
        let response = page(&mut world, "links");
        assert_eq!((response.status, response.view), (status, view), "{code}");
    }
    let mut world = World::new();
    world.config["allowedOrigins"] = json!(["https://other.example"]);
    assert_eq!(page(&mut world, "links").view, "error");
}

/// Reloading the page after a form must not post the form again.
#[test]
fn a_form_ends_in_a_redirect_and_the_status_says_what_to_do() {
    let post = |world: &mut World, route: &str| {
        world.hook("render", json!(null));
        let response = world.post(route).header("sec-fetch-mode", "navigate").person_form(&[("code", "123456")]).send();
        assert_eq!((response.status, response.view), (303, ""), "{route}");
        response.header("location").unwrap_or_default().to_owned()
    };
    let status = |world: &mut World| {
        world.now += 60_000;
        world.hook("render", json!(null));
        world.get("status").header("sec-fetch-mode", "navigate").send()
    };
    let mut world = World::new();
    assert!(post(&mut world, "links").starts_with("https://"), "to the link");
    let mut world = World::of_grid();
    world.replies("onboard", json!({ "customerId": "customer_c1", "status": "approved" }));
    assert_eq!(post(&mut world, "links"), "/kyc/status");

    let mut world = World::of_grid().onboarded("Customer:1");
    world.hook("getCustomer", json!({ "status": "incomplete", "channels": ["email", "phone"] }));
    let response = status(&mut world);
    assert_eq!((response.view, response.body["channels"].as_array().map(Vec::len)), ("verify_contact", Some(2)));
    assert!(response.body["sentTo"].is_null());
    world.replies("sendEmailCode", json!({}));
    assert_eq!(post(&mut world, "contact/email"), "/kyc/status");
    assert_eq!(status(&mut world).body["sentTo"], "email");
    world.replies("confirmEmail", json!({ "status": "incomplete", "channels": ["phone"] }));
    assert_eq!(post(&mut world, "contact/email/confirm"), "/kyc/status");
    let response = world.get("status").header("sec-fetch-mode", "navigate").send();
    assert_eq!((response.view, &response.body["channels"]), ("verify_contact", &json!(["phone"])));
    assert!(response.body["sentTo"].is_null(), "no code was sent to the phone");
    let program = world.get("status").send();
    assert_eq!((program.view, &program.body["nextAction"]), ("", &json!("verify_contact")));
}
