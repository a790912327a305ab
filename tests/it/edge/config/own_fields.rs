//! The application's own fields: from a body to `onCreated`, and nowhere else.

use serde_json::{Value, json};

use crate::edge::world::{KEY, World, person, untrusted};
use crate::integration::vectors::merged;

const LONGEST: usize = 200;

/// A handler with a consent that is required, and a referral code.
fn world() -> World {
    let mut world = World::new();
    world.config["ownFields"] = json!({
        "consent": { "label": "I agree", "kind": "checkbox", "required": true },
        "referral": { "label": "Referral code" },
    });
    world.hook("onCreated", json!(null));
    world
}

/// A person with these own fields.
fn person_with(own: &Value) -> Value {
    merged(&person("jane@example.com"), &json!({ "own": own }))
}

/// Posts a person with these own fields, and returns the status, the fields with issues and what `onCreated` got.
fn post(own: &Value) -> (u16, Vec<String>, Option<Value>) {
    let mut world = world();
    let response = world.post_links(KEY).json(&person_with(own)).send();
    let is_created = world.called("onCreated") > 0;
    (response.status, response.issues, is_created.then(|| world.arguments("onCreated")["own"].clone()))
}

/// What is left empty is left out, and so is a checkbox without a tick. The hook may read a member of what it gets, so it
/// gets an object wherever fields are declared.
#[test]
fn declared_fields_reach_on_created() {
    let longest = "é".repeat(LONGEST);
    for (own, expected) in [
        (json!({ "consent": true, "referral": "AB-12" }), json!({ "consent": true, "referral": "AB-12" })),
        (json!({ "consent": "on", "referral": "  AB-12 " }), json!({ "consent": true, "referral": "AB-12" })),
        (json!({ "consent": true, "referral": longest }), json!({ "consent": true, "referral": longest })),
        (json!({ "consent": true, "referral": "" }), json!({ "consent": true })),
        (json!({ "consent": true, "referral": null }), json!({ "consent": true })),
        (json!({ "consent": true, "other": "x", "customerId": "y" }), json!({ "consent": true })),
        (json!({ "consent": true, "news": true }), json!({ "consent": true, "news": true })),
        (json!({ "consent": true, "news": false }), json!({ "consent": true })),
        (json!({ "consent": true, "news": "" }), json!({ "consent": true })),
        (json!({ "referral": " ", "other": "x" }), json!({})),
        (json!(null), json!({})),
    ] {
        let mut world = world();
        world.config["ownFields"]["news"] = json!({ "kind": "checkbox" });
        world.config["ownFields"]["consent"]["required"] = json!(expected != json!({}));
        assert_eq!(world.post_links(KEY).json(&person_with(&own)).send().status, 201, "{own}");
        assert_eq!(world.arguments("onCreated")["own"], expected, "{own}");
    }
}

#[test]
fn a_form_without_script_sends_them_beside_the_applicant() {
    let mut world = world();
    let own = [("own.consent", "on"), ("own.referral", "AB-12"), ("own.email", "eve@example.com")];
    let response = world.post_links(KEY).person_form(&own).send();
    assert!(response.status < 400, "{}", response.status);
    assert_eq!(world.arguments("onCreated")["own"], json!({ "consent": true, "referral": "AB-12" }));
}

/// Otherwise a person without script would correct the form, and then learn of the rest.
#[test]
fn what_is_wrong_with_them_is_said_with_what_is_wrong_with_the_applicant() {
    for provider in [json!("spherepay"), json!(null)] {
        let mut world = world();
        world.config["provider"] = provider;
        let body = merged(&person("no address"), &json!({ "own": { "referral": 7 } }));
        let response = world.post_links(KEY).json(&body).send();
        assert_eq!(response.outcome(), (422, "invalid_request"));
        assert_eq!(response.issues, ["/email", "/own/consent", "/own/referral"]);
    }
}

/// A field of the same name as one of the applicant changes neither the applicant nor what is stored.
#[test]
fn own_fields_are_no_part_of_the_applicant_or_of_a_record() {
    let canary = "canary-of-ours";
    let mut world = world();
    world.config["ownFields"] = json!({ "email": {}, "phone": {} });
    let mut body = person_with(&json!({ "email": "eve@example.com", "phone": canary }));
    assert_eq!(world.post_links(KEY).json(&body).send().status, 201);
    assert_eq!(world.arguments("onCreated")["own"], body["own"]);
    assert!(!world.raw_records().iter().any(|record| record.contains(canary)));
    // The same key with other own fields is the same onboarding.
    body["own"]["phone"] = json!("another");
    world.take_calls();
    assert_eq!(world.post_links(KEY).json(&body).send().status, 201);
    world.assert_no_calls();
}

#[test]
fn a_handler_without_own_fields_reads_none() {
    let mut world = world();
    world.config["ownFields"] = json!(null);
    assert_eq!(world.post_links(KEY).json(&person_with(&json!({ "consent": true }))).send().status, 201);
    let expected = json!({ "provider": "spherepay", "customerId": "customer_c1", "reference": "minted1" });
    assert_eq!(world.arguments("onCreated"), &expected);
}

/// Whether a handler may have these fields.
fn is_accepted(fields: &Value) -> bool {
    let config = json!({
        "basePath": "/kyc", "provider": "spherepay", "spherepay": {}, "cookieSecret": "0123456789abcdef0123456789abcdef",
        "store": true, "allowedOrigins": ["https://app.example.com"], "rateLimit": "none", "ownFields": fields,
    });
    let checked = kyclink::edge::check_config(&untrusted(&config)).map(|_| ());
    assert!(checked.is_ok() || checked == Err("ownFields"), "{fields}");
    checked.is_ok()
}

#[test]
fn a_name_is_a_word_of_at_most_forty_letters_and_digits() {
    for name in ["a", "z9", "firstName", "x0y1", &"a".repeat(40)] {
        assert!(is_accepted(&json!({ name: {} })), "{name}");
    }
    for name in ["", "A", "9a", "a_b", "a-b", "a.b", "a b", "a/b", "a[b", "é", "aé", "_a", "$a", &"a".repeat(41)] {
        assert!(!is_accepted(&json!({ name: {} })), "{name}");
    }
    for (count, expected) in [(0, true), (10, true), (11, false)] {
        let fields: Value = (0..count).map(|number| (format!("field{number}"), json!({}))).collect();
        assert_eq!(is_accepted(&fields), expected, "{count}");
    }
}

/// A consent that is not required because of a slip in the configuration would go unnoticed.
#[test]
fn a_field_has_a_known_kind_and_says_whether_it_is_required() {
    let kinds = [(json!(null), true), (json!("text"), true), (json!("checkbox"), true)];
    let wrong = ["", "Text", "checkBox", "file", "textarea"].map(|kind| (json!(kind), false));
    for (kind, expected) in
        kinds.into_iter().chain(wrong).chain([json!(1), json!(true), json!(["text"])].map(|kind| (kind, false)))
    {
        assert_eq!(is_accepted(&json!({ "field": { "kind": kind } })), expected, "{kind}");
    }
    for (required, expected) in [
        (json!(null), true),
        (json!(true), true),
        (json!(false), true),
        (json!("true"), false),
        (json!(1), false),
        (json!({}), false),
    ] {
        assert_eq!(is_accepted(&json!({ "field": { "required": required } })), expected, "{required}");
    }
    for field in [json!(null), json!(true), json!("text"), json!(1), json!([])] {
        assert!(!is_accepted(&json!({ "good": {}, "field": field })), "{field}");
        assert!(!is_accepted(&json!({ "field": field, "good": {} })), "{field}");
    }
}

#[test]
fn what_is_missing_or_wrong_is_refused_before_anything_is_sent() {
    let expects = |kind: &str| json!({ "expected": kind });
    let with = |referral: Value| json!({ "consent": true, "referral": referral });
    let too_long = json!({ "max": LONGEST, "actual": LONGEST + 1 });
    for (own, field, code, params) in [
        (json!({}), "consent", "required", json!({})),
        (json!(null), "consent", "required", json!({})),
        (json!("consent"), "consent", "required", json!({})),
        (json!({ "consent": false }), "consent", "required", json!({})),
        (json!({ "consent": "" }), "consent", "required", json!({})),
        (json!({ "consent": "yes" }), "consent", "invalid_type", expects("boolean")),
        (json!({ "consent": 1 }), "consent", "invalid_type", expects("boolean")),
        (with(json!(1)), "referral", "invalid_type", expects("string")),
        (with(json!(["a"])), "referral", "invalid_type", expects("string")),
        (with(json!("a\u{202e}b")), "referral", "control_character", json!({})),
        (with(json!("a\nb")), "referral", "control_character", json!({})),
        (with(json!("é".repeat(LONGEST + 1))), "referral", "too_long", too_long),
    ] {
        assert_eq!(post(&own), (422, vec![format!("/own/{field}")], None), "{own}");
        let response = world().post_links(KEY).json(&person_with(&own)).send();
        let issue = &response.failure["issues"][0];
        assert_eq!((&issue["path"], &issue["code"]), (&json!(["own", field]), &json!(code)), "{own}");
        assert_eq!(issue.get("params").unwrap_or(&json!({})), &params, "{own}: {issue}");
    }
}
