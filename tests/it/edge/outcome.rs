//! Outcomes from a host in another language: one that does not fit its effect is an internal error, so that a misread
//! value never lets anybody in or hands anything out.

use kyclink::ErrorCode;
use kyclink::edge::{Failure, Outcome};
use serde_json::{Value, json};

use super::world::untrusted;

fn read(effect: &str, value: &Value) -> Result<(), ErrorCode> {
    let outcome = json!({ "effect": effect, "at": 1, "elapsedMs": 1, "value": value });
    match Outcome::read(&untrusted(&outcome)).unwrap().result {
        Ok(_) => Ok(()),
        Err(Failure::Error(error)) => Err(error.code),
        Err(Failure::Late) => panic!("nothing says that it is late"),
    }
}

fn link() -> Value {
    json!({ "customerId": "customer_c1", "kycUrl": "https://kyc.example/1", "provider": "grid", "expiresAt": "later", "expiresAtMs": 5 })
}

fn customer() -> Value {
    json!({ "id": "customer_c1", "type": "business", "status": "on_hold", "contactVerification": { "email": "pending" } })
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
    let onboarded =
        |kind: &str| json!({ "kind": kind, "customerId": "customer_c1", "channels": ["phone"], "link": link() });
    for (effect, values) in [
        ("body", vec![json!({ "body": null }), json!({ "body": 1, "key": "k" }), json!({ "refused": "malformed" })]),
        ("randomId", vec![json!("id")]),
        ("drawQrCode", vec![json!("<svg/>")]),
        ("seal", vec![json!("sealed")]),
        ("computeMacs", vec![json!(["newest", "older"])]),
        ("open", vec![json!([]), json!([{ "session": "s" }])]),
        ("load", vec![json!({}), json!({ "raw": "r" }), json!({ "raw": "r", "value": true })]),
        ("swap", vec![json!(false), json!({ "raw": null }), json!({ "raw": "r" })]),
        (
            "validate",
            vec![
                json!({ "value": {}, "warnings": [] }),
                json!({ "value": {}, "warnings": [["/address/state", "state_omitted"]] }),
            ],
        ),
        ("state", vec![json!("IL"), json!(null)]),
        ("onboard", vec![onboarded("link"), onboarded("verify_contact"), onboarded("approved")]),
        ("candidates", vec![json!([]), json!([customer()])]),
        ("call", vec![json!(null), link(), customer()]),
        ("authorize", vec![json!(true), json!({}), json!({ "reference": "user-1", "redirectUri": "x" })]),
        ("rateLimit", vec![json!(true), json!(null), json!("true"), json!({ "retryAfterMs": 5 })]),
        ("provider", vec![json!("grid"), json!("nobody"), json!(null)]),
        ("verify", vec![json!({ "id": "e1", "kind": "test" })]),
        ("report", vec![json!(null)]),
        ("onCreated", vec![json!(null)]),
        ("onEvent", vec![json!(null)]),
        ("signature", vec![json!(null)]),
    ] {
        for value in values {
            assert_eq!(read(effect, &value), Ok(()), "{effect} {value}");
        }
    }
}

#[test]
fn whatever_an_effect_cannot_end_with_is_an_internal_error() {
    let onboarded = json!({ "kind": "verify_contact", "customerId": "customer_c1", "channels": ["phone"] });
    let found = |name: &str, value: Value| json!([changed(&customer(), name, value)]);
    for (effect, values) in [
        ("body", vec![json!(null), json!([]), json!({ "refused": "whatever" }), json!({ "body": 1, "key": 5 })]),
        ("randomId", vec![json!(null), json!(""), json!(5)]),
        ("seal", vec![json!(null), json!("")]),
        ("computeMacs", vec![json!([]), json!([5]), json!("mac")]),
        ("open", vec![json!(null), json!({ "session": "s" })]),
        ("load", vec![json!(null), json!("raw"), json!({ "raw": 5 }), json!({ "value": { "owner": "o" } })]),
        ("swap", vec![json!(null), json!(true), json!({}), json!({ "raw": true })]),
        (
            "validate",
            vec![
                json!(null),
                json!({ "value": {} }),
                json!({ "value": "jane", "warnings": [] }),
                json!({ "value": {}, "warnings": [["/address/state", "whatever"]] }),
                json!({ "value": {}, "warnings": ["/address/state"] }),
            ],
        ),
        ("state", vec![json!(5)]),
        (
            "onboard",
            vec![
                json!(null),
                changed(&onboarded, "kind", json!("whatever")),
                changed(&onboarded, "customerId", json!(null)),
                changed(&onboarded, "channels", json!(["fax"])),
                changed(&onboarded, "kind", json!("link")),
            ],
        ),
        ("candidates", vec![json!(null), customer(), found("id", json!(null)), found("status", json!("verified"))]),
        (
            "call",
            vec![
                json!("done"),
                changed(&link(), "kycUrl", json!("")),
                changed(&link(), "customerId", json!(null)),
                // It would never expire.
                changed(&link(), "expiresAtMs", json!(null)),
                changed(&link(), "expiresAt", json!(null)),
                changed(&customer(), "id", json!(null)),
                changed(&customer(), "type", json!("robot")),
                changed(&customer(), "contactVerification", json!({ "fax": "pending" })),
            ],
        ),
        (
            "authorize",
            vec![
                json!(null),
                json!(false),
                json!("user-1"),
                json!({ "reference": "" }),
                json!({ "reference": 5 }),
                json!({ "redirectUri": ["x"] }),
            ],
        ),
        (
            "verify",
            vec![json!({ "id": "", "kind": "test" }), json!({ "id": "e1" }), json!({ "id": "e1", "kind": "x" })],
        ),
        ("an effect that does not exist", vec![json!(null)]),
    ] {
        for value in values {
            assert_eq!(read(effect, &value), Err(ErrorCode::Internal), "{effect} {value}");
        }
    }
}

#[test]
fn an_outcome_without_an_effect_or_a_time_is_none() {
    let whole = json!({ "effect": "randomId", "at": 1, "elapsedMs": 1, "value": "id" });
    assert!(Outcome::read(&untrusted(&whole)).is_some());
    for (name, value) in [("effect", json!(null)), ("at", json!(null)), ("at", json!(1.5)), ("elapsedMs", json!("1"))] {
        assert!(Outcome::read(&untrusted(&changed(&whole, name, value))).is_none(), "{name}");
    }
}

#[test]
fn an_error_has_a_code_whatever_it_says() {
    for (error, code) in [
        (json!({ "code": "network" }), ErrorCode::Network),
        (json!({ "code": "whatever" }), ErrorCode::Internal),
        (json!(null), ErrorCode::Internal),
    ] {
        let outcome = json!({ "effect": "randomId", "at": 1, "elapsedMs": 1, "error": error, "value": "id" });
        let result = Outcome::read(&untrusted(&outcome)).unwrap().result;
        assert!(matches!(result, Err(Failure::Error(error)) if error.code == code), "{error}");
    }
}
