//! Outcomes from a host in another language: one that does not fit its effect is an internal error, so that a misread
//! value never lets anybody in or hands anything out. That the others are read whole is shown by every other test of the
//! handler: the world writes its outcomes as such a host does.

use std::collections::BTreeSet;

use kyclink::ErrorCode;
use kyclink::edge::{Effect, Failure, Outcome, RateLimit, Value as Ended};
use serde_json::{Value, json};

use crate::edge::world::untrusted;

fn read(effect: &str, value: &Value) -> Result<(), ErrorCode> {
    let outcome = json!({ "effect": effect, "at": 1, "elapsedMs": 1, "value": value });
    match Outcome::read(&untrusted(&outcome)).unwrap().result {
        Ok(_) => Ok(()),
        Err(Failure::Error(error)) => Err(error.code),
        Err(Failure::Late) => panic!("nothing says that it is late"),
    }
}

/// Returns an object with one field changed, or left out where the value is null.
fn changed(object: &Value, name: &str, value: Value) -> Value {
    let mut changed = object.clone();
    changed.as_object_mut().unwrap().remove(name);
    if !value.is_null() {
        changed[name] = value;
    }
    changed
}

#[test]
fn each_effect_has_its_values() {
    let all = [
        ("readBody", json!([{ "body": null }, { "body": 1, "key": "k" }, { "refused": "malformed" }])),
        ("drawQrCode", json!(["<svg/>"])),
        ("sealCookie", json!(["sealed"])),
        ("computeMacs", json!([["newest", "older"]])),
        ("openCookies", json!([[], [{ "session": "s" }]])),
        ("loadRecord", json!([{}, { "raw": "r" }, { "raw": "r", "value": true }])),
        ("checkRecord", json!([true, false])),
        ("swapRecord", json!([false, { "raw": null }, { "raw": "r" }])),
        ("findStateCode", json!(["IL", null])),
        (
            "request",
            json!([["grid.getCustomer", 200, { "id": "c" }], [0, 204, null], [0, 502, false, [["retry-after", "1"]]]]),
        ),
        ("wait", json!([null])),
        ("authorize", json!([true, {}, { "reference": "user-1", "redirectUri": "x" }])),
        ("rateLimit", json!([true, null, "true", { "retryAfterMs": 5 }])),
        ("provider", json!(["grid", "nobody", null])),
        ("verifySignature", json!([false, { "body": null }, { "body": { "id": "e1" } }])),
        ("report", json!([null])),
        ("onCreated", json!([null])),
        ("onEvent", json!([null])),
    ];
    for (effect, values) in &all {
        for value in values.as_array().unwrap() {
            assert_eq!(read(effect, value), Ok(()), "{effect} {value}");
        }
    }
    let named: BTreeSet<_> = all.iter().map(|(effect, _)| *effect).collect();
    assert_eq!(named, Effect::NAMES.iter().copied().collect());
}

#[test]
fn whatever_an_effect_cannot_end_with_is_an_internal_error() {
    for (effect, values) in [
        ("readBody", json!([null, [], { "refused": "whatever" }, { "body": 1, "key": 5 }])),
        ("sealCookie", json!([null, ""])),
        ("computeMacs", json!([[], [5], "mac"])),
        ("openCookies", json!([null, { "session": "s" }])),
        ("loadRecord", json!([null, "raw", { "raw": 5 }, { "value": { "owner": "o" } }])),
        ("checkRecord", json!([null, "true"])),
        ("swapRecord", json!([null, true, {}, { "raw": true }])),
        ("findStateCode", json!([5])),
        ("provider", json!([5, {}])),
        ("request", json!([null, [], [0, "200"], [0, -1, null], [0, 70_000, null]])),
        ("authorize", json!([null, false, "user-1", { "reference": "" }, { "reference": 5 }])),
        ("authorize", json!([{ "redirectUri": ["x"] }, { "redirectUri": "" }])),
        ("verifySignature", json!([null, true, {}])),
        ("an effect that does not exist", json!([null])),
    ] {
        for value in values.as_array().unwrap() {
            assert_eq!(read(effect, value), Err(ErrorCode::Internal), "{effect} {value}");
        }
    }
}

#[test]
fn an_outcome_without_an_effect_or_a_time_is_none() {
    let whole = json!({ "effect": "sealCookie", "at": 1, "elapsedMs": 1, "value": "id" });
    assert!(Outcome::read(&untrusted(&whole)).is_some());
    for (name, value) in [("effect", json!(null)), ("at", json!(null)), ("at", json!(1.5)), ("elapsedMs", json!("1"))] {
        assert!(Outcome::read(&untrusted(&changed(&whole, name, value))).is_none(), "{name}");
    }
}

#[test]
fn an_error_has_a_code_whatever_it_says() {
    let read = |error: &Value| {
        let outcome = json!({ "effect": "sealCookie", "at": 1, "elapsedMs": 1, "error": error, "value": "id" });
        Outcome::read(&untrusted(&outcome)).unwrap().result
    };
    for code in ErrorCode::ALL {
        let error = read(&json!({ "code": code.as_str(), "status": 502 }));
        assert!(matches!(error, Err(Failure::Error(error)) if error.code == *code && error.status == Some(502)));
    }
    for error in [json!({ "code": "whatever" }), json!(null), json!({ "isLate": false })] {
        assert!(matches!(read(&error), Err(Failure::Error(error)) if error.code == ErrorCode::Internal), "{error}");
    }
    // A status that is none is not one.
    for status in [json!(70_000), json!(-1), json!("502")] {
        let error = read(&json!({ "code": "network", "status": status }));
        assert!(matches!(error, Err(Failure::Error(error)) if error.status.is_none()), "{status}");
    }
}

#[test]
fn only_true_admits() {
    let value_of = |effect: &str, value: &Value| -> Ended<'static> {
        let outcome = json!({ "effect": effect, "at": 1, "elapsedMs": 1, "value": value });
        Outcome::read(&untrusted(&outcome)).unwrap().result.ok().expect("a value of this effect")
    };
    for (written, expected) in [
        (json!(true), RateLimit::Allowed),
        (json!(false), RateLimit::Refused { retry_after_ms: None }),
        (json!({ "retryAfterMs": 5 }), RateLimit::Refused { retry_after_ms: Some(5) }),
    ] {
        assert!(matches!(value_of("rateLimit", &written), Ended::RateLimit(read) if read == expected), "{written}");
    }
}
