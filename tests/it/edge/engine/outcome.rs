//! Outcomes from a host in another language: one that does not fit its effect is an internal error, so that a misread
//! value never lets anybody in or hands anything out.

use std::collections::BTreeSet;

use kyclink::edge::{
    Authorized, Effect, EffectError, Failure, LoadedRecord, Outcome, RateLimit, ReceivedBody, Swap, Unreadable,
    Value as Ended,
};
use kyclink::{Error, ErrorCode};
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
        (
            "request",
            vec![
                json!(["grid.getCustomer", 200, { "fields": { "id": "c" } }]),
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
fn what_a_host_says_of_a_failed_effect_is_kept() {
    let mut failure = EffectError::new(ErrorCode::Network);
    (failure.status, failure.hint) = (Some(502), Some("Look at the proxy.".into()));
    let error = Error::from(&failure);
    assert_eq!((error.code(), error.status()), (ErrorCode::Network, Some(502)));
    assert!(error.message().ends_with("Look at the proxy."));
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
    for (error, code) in [
        (json!({ "code": "network" }), ErrorCode::Network),
        (json!({ "code": "whatever" }), ErrorCode::Internal),
        (json!(null), ErrorCode::Internal),
    ] {
        let outcome = json!({ "effect": "sealCookie", "at": 1, "elapsedMs": 1, "error": error, "value": "id" });
        let result = Outcome::read(&untrusted(&outcome)).unwrap().result;
        assert!(matches!(result, Err(Failure::Error(error)) if error.code == code), "{error}");
    }
}

/// Reads the value of an effect.
fn value_of(effect: &str, value: &Value) -> Ended<'static> {
    let outcome = json!({ "effect": effect, "at": 1, "elapsedMs": 1, "value": value });
    Outcome::read(&untrusted(&outcome)).unwrap().result.ok().expect("a value of this effect")
}

#[test]
fn why_an_effect_failed_is_read_whole() {
    let read = |error: &Value| {
        let outcome = json!({ "effect": "request", "at": 1, "elapsedMs": 1, "error": error });
        Outcome::read(&untrusted(&outcome)).unwrap().result
    };
    for code in ErrorCode::ALL {
        for was_not_sent in [false, true] {
            for (status, hint) in [(None, None), (Some(502), Some("Look at the proxy.".to_owned()))] {
                let written = json!({
                    "code": code.as_str(), "wasNotSent": was_not_sent, "status": status, "hint": hint.clone(),
                });
                let expected = EffectError { code: *code, was_not_sent, status, hint };
                assert!(matches!(read(&written), Err(Failure::Error(error)) if error == expected), "{written}");
            }
        }
    }
    assert!(matches!(read(&json!({ "isLate": true })), Err(Failure::Late)));
    assert!(matches!(read(&json!({ "isLate": false })), Err(Failure::Error(_))));
    // A status that is none is not one.
    for status in [json!(70_000), json!(-1), json!("502")] {
        let error = read(&json!({ "code": "network", "status": status }));
        assert!(matches!(error, Err(Failure::Error(error)) if error.status.is_none()), "{status}");
    }
}

#[test]
fn a_body_is_read_with_its_key_or_the_reason_why_not() {
    for (word, expected) in [
        ("payload_too_large", Unreadable::TooLarge),
        ("request_timeout", Unreadable::TooSlow),
        ("malformed", Unreadable::Malformed),
    ] {
        let body = value_of("readBody", &json!({ "refused": word }));
        assert!(matches!(body, Ended::Body(ReceivedBody::Unreadable(why)) if why == expected), "{word}");
    }
    for key in [None, Some("k".to_owned())] {
        let body = value_of("readBody", &json!({ "body": { "a": 1 }, "key": key }));
        let Ended::Body(ReceivedBody::Read { content, form_key }) = body else { panic!("a body") };
        assert_eq!((content.field("a").and_then(kyclink::UntrustedValue::integer), form_key), (Some(1), key));
    }
}

#[test]
fn what_a_hook_returned_is_read_whole() {
    for (reference, uri) in
        [(None, None), (Some("user-1"), None), (None, Some("https://a.example")), (Some("u"), Some("x"))]
    {
        let found = value_of("authorize", &json!({ "reference": reference, "redirectUri": uri }));
        let Ended::Authorized(Authorized::Caller { reference: read, redirect_uri }) = found else { panic!("a caller") };
        assert_eq!((read.as_deref(), redirect_uri.as_deref()), (reference, uri));
    }
    assert!(matches!(value_of("authorize", &json!(true)), Ended::Authorized(Authorized::Refused)));
    for (written, expected) in [
        (json!(true), RateLimit::Allowed),
        (json!(false), RateLimit::Refused { retry_after_ms: None }),
        (json!({ "retryAfterMs": 5 }), RateLimit::Refused { retry_after_ms: Some(5) }),
    ] {
        assert!(matches!(value_of("rateLimit", &written), Ended::RateLimit(read) if read == expected), "{written}");
    }
    for provider in kyclink::provider::PROVIDERS {
        let chosen = value_of("provider", &json!(provider.name()));
        assert!(matches!(chosen, Ended::Chosen(Some(found)) if found == provider.name()));
    }
    for unknown in [json!({}), json!(null), json!(1)] {
        assert!(matches!(value_of("provider", &unknown), Ended::Chosen(None)), "{unknown}");
    }
}

#[test]
fn what_the_store_has_is_read_whole() {
    for (written, sealed, has_value) in [
        (json!({}), None, false),
        (json!({ "raw": null, "value": null }), None, false),
        (json!({ "raw": "r" }), Some("r"), false),
        (json!({ "raw": "r", "value": null }), Some("r"), false),
        (json!({ "raw": "r", "value": { "owner": "o" } }), Some("r"), true),
    ] {
        let Ended::Record(LoadedRecord { sealed: read, value }) = value_of("loadRecord", &written) else {
            panic!("a record")
        };
        assert_eq!((read.as_deref(), value.is_some()), (sealed, has_value), "{written}");
    }
    assert!(matches!(value_of("checkRecord", &json!(true)), Ended::Checked(true)));
    assert!(matches!(value_of("checkRecord", &json!(false)), Ended::Checked(false)));
    assert!(matches!(value_of("swapRecord", &json!(false)), Ended::Swap(Swap::Changed)));
    assert!(matches!(value_of("swapRecord", &json!({ "raw": null })), Ended::Swap(Swap::Removed)));
    assert!(matches!(value_of("swapRecord", &json!({ "raw": "r" })), Ended::Swap(Swap::Written(raw)) if raw == "r"));
}
