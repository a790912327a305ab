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
        (
            "readBody",
            vec![json!({ "body": null }), json!({ "body": 1, "key": "k" }), json!({ "refused": "malformed" })],
        ),
        ("drawQrCode", vec![json!("<svg/>")]),
        ("sealCookie", vec![json!("sealed")]),
        ("computeMacs", vec![json!(["newest", "older"])]),
        ("openCookies", vec![json!([]), json!([{ "session": "s" }])]),
        ("loadRecord", vec![json!({}), json!({ "raw": "r" }), json!({ "raw": "r", "value": true })]),
        ("checkRecord", vec![json!(true), json!(false)]),
        ("swapRecord", vec![json!(false), json!({ "raw": null }), json!({ "raw": "r" })]),
        ("findStateCode", vec![json!("IL"), json!(null)]),
        ("provider", vec![json!("grid"), json!(null)]),
        (
            "request",
            vec![
                json!(["grid.getCustomer", 200, { "id": "c" }]),
                json!([0, 204, null]),
                json!([0, 502, false, [["retry-after", "1"]]]),
            ],
        ),
        ("wait", vec![json!(null)]),
        ("authorize", vec![json!(true), json!({}), json!({ "reference": "user-1", "redirectUri": "x" })]),
        ("rateLimit", vec![json!(true), json!(null), json!("true"), json!({ "retryAfterMs": 5 })]),
        ("provider", vec![json!("grid"), json!("nobody"), json!(null)]),
        ("verifySignature", vec![json!(false), json!({ "body": null }), json!({ "body": { "id": "e1" } })]),
        ("report", vec![json!(null)]),
        ("onCreated", vec![json!(null)]),
        ("onEvent", vec![json!(null)]),
    ];
    for (effect, values) in &all {
        for value in values {
            assert_eq!(read(effect, value), Ok(()), "{effect} {value}");
        }
    }
    let named: BTreeSet<_> = all.iter().map(|(effect, _)| *effect).collect();
    assert_eq!(named, Effect::NAMES.iter().copied().collect());
}

#[test]
fn whatever_an_effect_cannot_end_with_is_an_internal_error() {
    for (effect, values) in [
        ("readBody", vec![json!(null), json!([]), json!({ "refused": "whatever" }), json!({ "body": 1, "key": 5 })]),
        ("sealCookie", vec![json!(null), json!("")]),
        ("computeMacs", vec![json!([]), json!([5]), json!("mac")]),
        ("openCookies", vec![json!(null), json!({ "session": "s" })]),
        ("loadRecord", vec![json!(null), json!("raw"), json!({ "raw": 5 }), json!({ "value": { "owner": "o" } })]),
        ("checkRecord", vec![json!(null), json!("true")]),
        ("swapRecord", vec![json!(null), json!(true), json!({}), json!({ "raw": true })]),
        ("findStateCode", vec![json!(5)]),
        ("provider", vec![json!(5), json!({})]),
        ("request", vec![json!(null), json!([]), json!([0, "200"]), json!([0, -1, null]), json!([0, 70_000, null])]),
        (
            "authorize",
            vec![
                json!(null),
                json!(false),
                json!("user-1"),
                json!({ "reference": "" }),
                json!({ "reference": 5 }),
                json!({ "redirectUri": ["x"] }),
                json!({ "redirectUri": "" }),
            ],
        ),
        ("verifySignature", vec![json!(null), json!(true), json!({})]),
        ("an effect that does not exist", vec![json!(null)]),
    ] {
        for value in values {
            assert_eq!(read(effect, &value), Err(ErrorCode::Internal), "{effect} {value}");
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
