//! Webhooks: which headers and keys are read, and what an event says. Which signatures are valid: tests/it/verify.rs.

use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use kyclink::json::Json;
use kyclink::provider::{PROVIDERS, provider};
use kyclink::webhook::{Algorithm, MaxAge, SignatureCheck, VerifiedBody, require_recent, signature_check};
use kyclink::{Error, Provider, UntrustedValue, webhook};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::integration::inputs::run;
use crate::integration::vectors::untrusted;

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/");

pub(crate) fn read(path: &str) -> Value {
    serde_json::from_str(&std::fs::read_to_string(Path::new(ROOT).join(path)).unwrap()).unwrap()
}

fn vectors(provider: &Provider) -> Value {
    read(&format!("vectors/webhook/{}.json", provider.name()))
}

/// Headers as the JavaScript wrapper passes them: a value that is the JSON of an object becomes that object.
fn checked(provider: &Provider, headers: &[(&str, &str)], keys: &Value) -> Result<SignatureCheck, Error> {
    let value = |text| UntrustedValue::from_json(text).filter(|json| json.object().is_some()).unwrap_or(text.into());
    let headers = headers.iter().map(|(name, text)| UntrustedValue::from(vec![(*name).into(), value(*text)])).collect();
    signature_check(provider.webhook, &UntrustedValue::List(headers), &untrusted(keys))
}

fn code<T>(outcome: Result<T, Error>) -> &'static str {
    outcome.map_or_else(|error| error.code().as_str(), |_| "ok")
}

pub(super) fn texts(list: &Value) -> impl Iterator<Item = &str> {
    list.as_array().unwrap().iter().map(|text| text.as_str().unwrap())
}

#[test]
fn events_say_what_the_vectors_say() {
    let mut cases = 0;
    for provider in PROVIDERS {
        let file = vectors(provider);
        for case in file["cases"].as_array().unwrap() {
            cases += 1;
            let body = match &case["text"] {
                Value::String(text) => UntrustedValue::from_json(text).unwrap_or(UntrustedValue::Null),
                _ => untrusted(&case["body"]),
            };
            let max_age = case["maxAgeMs"].as_i64().map(|ms| MaxAge { ms, now: case["now"].as_i64().unwrap() });
            let is_recent =
                require_recent(provider.webhook, case["signedAt"].as_str(), case["now"].as_i64().unwrap_or(0));
            let body = VerifiedBody::verified_elsewhere(provider.webhook, body);
            let event =
                is_recent.and_then(|()| max_age.map_or_else(|| body.event(), |max_age| body.event_within(max_age)));
            let (key, got) = match event {
                Ok(event) => ("event", serde_json::from_str(&event.to_json()).unwrap()),
                Err(error) => {
                    assert_eq!((error.provider(), error.is_retryable()), (Some(provider.name()), false));
                    ("error", json!({ "code": error.code().as_str() }))
                }
            };
            assert_eq!(got, case[key], "{} {}", provider.name(), case["name"]);
        }
    }
    println!("{cases} events");
}

#[test]
fn each_type_has_its_kind() {
    for provider in PROVIDERS {
        let file = vectors(provider);
        let kinds = file["kinds"].as_object().unwrap();
        for (name, kind) in kinds {
            let mut body = file["event"].clone();
            body[file["typeName"].as_str().unwrap()] = json!(name);
            let body = VerifiedBody::verified_elsewhere(provider.webhook, untrusted(&body));
            assert_eq!(body.event().unwrap().kind.as_str(), kind, "{name}");
        }
        let missing = webhook::kinds(provider.webhook).iter().filter(|(name, _)| !kinds.contains_key(*name));
        assert_eq!(missing.count(), 0, "{}: each row has its case", provider.name());
        println!("{}: {} types", provider.name(), kinds.len());
    }
}

/// Only a signature with a time can be too old.
#[test]
fn a_signature_has_a_time_where_its_age_is_limited() {
    for provider in PROVIDERS {
        let file = vectors(provider);
        let header = texts(&file["valid"]).next().unwrap();
        let check = checked(provider, &[(file["header"].as_str().unwrap(), header)], &file["keys"]["good"]).unwrap();
        let is_limited =
            file["cases"].as_array().unwrap().iter().any(|case| case["error"]["code"] == "webhook_too_old");
        assert_eq!(check.signed_at.is_some(), is_limited, "{}", provider.name());
        let odd = require_recent(provider.webhook, Some("9223372036854775808"), 0);
        assert_eq!(code(odd) == "webhook_too_old", is_limited, "a time that is no number");
        assert_eq!(code(require_recent(provider.webhook, None, i64::MAX)), "ok");
    }
}

#[test]
fn headers_and_keys_of_other_forms_are_refused() {
    for provider in PROVIDERS {
        let file = vectors(provider);
        let (header, keys) = (file["header"].as_str().unwrap(), &file["keys"]["good"]);
        let name = keys.as_object().unwrap().keys().next().unwrap();
        let good = texts(&file["valid"]).next().unwrap();
        for name in [header.to_owned(), header.to_lowercase(), header.to_uppercase()] {
            for value in texts(&file["valid"]) {
                assert_eq!(code(checked(provider, &[(&name, value)], keys)), "ok", "{name}: {value}");
            }
            for value in texts(&file["invalid"]["webhook_signature"]) {
                assert_eq!(code(checked(provider, &[(&name, value)], keys)), "webhook_signature", "{name}: {value}");
            }
        }
        for headers in [&[][..], &[("x", good)], &[(header, good), (header, good)]] {
            assert_eq!(code(checked(provider, headers, keys)), "webhook_signature");
        }
        // Spaces and tabs around a value do not belong to it; what else Unicode calls white space does (RFC 9110,
        // section 5.6.3). A value that is the JSON of an object has no white space by then.
        let plain = texts(&file["valid"]).find(|value| !value.trim_start().starts_with('{')).unwrap_or(good);
        assert_eq!(code(checked(provider, &[(header, &format!(" \t{plain}\t "))], keys)), "ok");
        for space in ["\u{a0}", "\u{85}", "\u{2000}", "\n"] {
            let value = format!("{space}{}", plain.trim());
            assert_eq!(code(checked(provider, &[(header, &value)], keys)), "webhook_signature", "{value:?}");
        }
        let key = &keys[name];
        let twice = checked(provider, &[(header, good)], &json!({ name: [key, key] })).unwrap();
        assert_eq!(twice.keys.len(), 2);
        for none in file["keys"]["bad"].as_array().unwrap() {
            for keys in [json!({ name: none }), json!({ name: [none] }), json!({ name: [key, none] })] {
                assert_eq!(code(checked(provider, &[(header, good)], &keys)), "invalid_config", "{keys}");
            }
        }
        for keys in [json!({}), json!({ "other": key }), json!({ name: [] }), json!({ name: [[key]] }), json!(null)] {
            assert_eq!(code(checked(provider, &[(header, good)], &keys)), "invalid_config", "{keys}");
        }
    }
}

/// The names are those of WebCrypto, which imports the keys and verifies.
#[test]
fn the_json_of_a_check_is_what_webcrypto_takes() {
    for provider in PROVIDERS {
        let file = vectors(provider);
        let header = texts(&file["valid"]).next().unwrap();
        let check = checked(provider, &[(file["header"].as_str().unwrap(), header)], &file["keys"]["good"]).unwrap();
        let (algorithm, format) = match check.algorithm {
            Algorithm::Hmac => ("HMAC", "raw"),
            Algorithm::Ecdsa => ("ECDSA", "spki"),
            Algorithm::Rsa => ("RSASSA-PKCS1-v1_5", "spki"),
            other => panic!("{other:?} is new"),
        };
        let mut expected =
            json!({ "algorithm": algorithm, "format": format, "keys": check.keys, "signature": check.signature });
        if let Some(signed_at) = &check.signed_at {
            expected["signedAt"] = json!(signed_at);
        }
        assert_eq!(serde_json::from_str::<Value>(&check.to_json()).unwrap(), expected, "{}", provider.name());
    }
}

/// The time of this machine in milliseconds since 1970-01-01 UTC.
pub(crate) fn now() -> i64 {
    i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis()).unwrap()
}

/// In milliseconds, and by the clock of the host.
#[test]
fn an_age_until_now_ends_now() {
    for (age, ms) in [
        (Duration::ZERO, 0),
        (Duration::from_millis(1), 1),
        (Duration::from_millis(1_500), 1_500),
        (Duration::from_secs(300), 300_000),
        (Duration::MAX, i64::MAX),
    ] {
        let before = now();
        let max_age = MaxAge::until_now(age);
        assert_eq!(max_age.ms, ms, "{age:?}");
        assert!((before..=now()).contains(&max_age.now), "{age:?}");
    }
}

/// A signature with one changed byte is refused, or encoding it again gives the same bytes.
#[test]
fn a_signature_that_is_read_has_one_encoding() {
    let key = vectors(provider("grid").unwrap())["keys"]["good"].clone();
    let read = |text: &str| checked(provider("grid").unwrap(), &[("X-Grid-Signature", text)], &key);
    let number = prop::collection::vec(any::<u8>(), 32);
    let inputs = (number.clone(), number, 0..32_usize, any::<prop::sample::Index>(), any::<u8>());
    run(4000, &inputs, |(mut r, s, zeros, at, byte)| {
        r[..zeros].fill(0);
        let mut der = der_of(&r, &s);
        prop_assert_eq!(read(&base64(&der)).map(|check| check.signature).ok(), Some([r, s].concat()));
        let at = at.index(der.len());
        der[at] = byte;
        if let Ok(check) = read(&base64(&der)) {
            let (r, s) = check.signature.split_at(32);
            prop_assert_eq!(der_of(r, s), der);
        }
        Ok(())
    });
}

pub(crate) fn unhex(text: &str) -> Vec<u8> {
    let pair = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap();
    text.as_bytes().chunks(2).map(pair).collect()
}

pub(crate) fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let bits: Vec<u8> = bytes.iter().flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1)).collect();
    let digit = |bits: &[u8]| bits.iter().zip([32, 16, 8, 4, 2, 1]).map(|(bit, weight)| bit * weight).sum::<u8>();
    let text: String = bits.chunks(6).map(|bits| ALPHABET[usize::from(digit(bits))] as char).collect();
    let width = text.len().next_multiple_of(4);
    format!("{text:=<width$}")
}

/// Encodes a signature as DER (X.690): the inverse of what the library does.
fn der_of(r: &[u8], s: &[u8]) -> Vec<u8> {
    let integer = |number: &[u8]| {
        let digits = &number[number.iter().position(|byte| *byte != 0).unwrap_or(number.len() - 1)..];
        let sign: &[u8] = if digits[0] >= 0x80 { &[0] } else { &[] };
        [&[2, (sign.len() + digits.len()) as u8], sign, digits].concat()
    };
    let numbers = [integer(r), integer(s)].concat();
    [&[0x30, numbers.len() as u8], &numbers[..]].concat()
}
