//! Responses that no document shows: whatever a provider says comes to an output or to a coded error. The target
//! `response` of `fuzz/` generates them.

use std::collections::BTreeSet;

use kyclink::json::Json;
use kyclink::{
    Body, Endpoint, ErrorCode, HttpResponse, Output, ParseOptions, UntrustedValue, endpoints, parse_response,
};
use serde_json::{Value, json};

use crate::integration::vectors;

/// A gateway's HTML page with status 200 is not a success, whatever the operation reads from its response.
#[test]
fn a_body_that_is_not_json_is_never_a_success() {
    let sent = UntrustedValue::from_json(r#"{"customerId":"customer_1"}"#).unwrap();
    let reading = ParseOptions::new(0);
    for operation in endpoints() {
        let bodies: [&[u8]; 4] = [b"<html>", b"<h1>OK</h1>", b"OK", b"{"];
        for (status, body) in [200, 201, 202, 204].into_iter().flat_map(|status| bodies.map(|body| (status, body))) {
            let response = HttpResponse { status, headers: vec![], body: Body::decode(body) };
            let error = parse_response(operation, &response, Some(&sent), &reading).err();
            let error = error.unwrap_or_else(|| panic!("{} takes a page", operation.name()));
            assert_eq!(
                (error.code().as_str(), error.status()),
                ("unexpected_response", Some(status)),
                "{}",
                operation.name()
            );
            assert!(error.hint().is_some_and(|hint| hint.starts_with("The body is not JSON.")), "{error}");
        }
    }
}

/// Bodies of a 2xx that no document shows. None may become a customer or a link, not even with the id of the request.
const HOSTILE: [&str; 12] =
    ["", " ", "null", "\"\"", "\"id\"", "0", "true", "[]", "[{}]", "[null]", "{}", r#"{"data":{},"customers":{}}"#];

#[test]
fn a_hostile_2xx_is_never_a_customer_nor_a_link() {
    let sent = r#"{"customerId":"customer_1","kycLinkId":"1","verificationId":"1","code":"1","email":"a@b.co"}"#;
    let reading = ParseOptions::new(1_790_000_000_000);
    for endpoint in endpoints() {
        let id_only = UntrustedValue::from_json(&sent.replace("customer_1", customer_id(endpoint))).unwrap();
        for body in HOSTILE {
            for input in [Some(&id_only), None] {
                let response = HttpResponse::new(200, [], body.as_bytes());
                match parse_response(endpoint, &response, input, &reading) {
                    Ok(Output::Nothing) => {}
                    // No field of a platform's configuration is required.
                    Ok(Output::Data(_)) if endpoint.name().ends_with(".getConfig") && body.starts_with('{') => {}
                    Ok(output) => panic!("{} takes {body}: {}", endpoint.name(), output.to_json()),
                    Err(error) => {
                        let is_expected = matches!(error.code(), ErrorCode::UnexpectedResponse)
                            || error.code() == ErrorCode::InvalidConfig && input.is_none();
                        assert!(is_expected, "{} {body}: {error:?}", endpoint.name());
                    }
                }
            }
        }
    }
}

/// An id is put into the path of a later request and shown to hooks: one that could leave its segment is not read.
#[test]
fn an_id_that_is_a_path_is_in_no_output() {
    const NAMES_OF_IDS: [&str; 5] = ["id", "customerId", "customer_id", "associated_person", "resourceId"];
    let mut changed = BTreeSet::new();
    // The id of a platform's configuration is in no path.
    for endpoint in endpoints().filter(|endpoint| endpoint.name() != "grid.getConfig") {
        for (response, input, options) in vectors::responses(endpoint.name()) {
            let Body::Json(body) = &response.body else { continue };
            for name in NAMES_OF_IDS {
                let mut body: Value = serde_json::from_str(&body.to_json()).unwrap();
                if !replace(&mut body, name, &json!("../evil")) {
                    continue;
                }
                let body = body.to_string();
                let response = HttpResponse::new(response.status, [], body.as_bytes());
                let output = match parse_response(endpoint, &response, input.as_ref(), &options) {
                    Ok(output) => output.to_json(),
                    Err(error) => error.to_json(),
                };
                let mut output: Value = serde_json::from_str(&output).unwrap();
                // These are what the provider says, word for word.
                ["raw", "errors"].iter().for_each(|name| remove(&mut output, name));
                assert!(!output.to_string().contains("../evil"), "{} {name}: {output}", endpoint.name());
                changed.insert(name);
            }
        }
    }
    assert_eq!(changed.len(), NAMES_OF_IDS.len(), "only {changed:?} are in the vectors");
}

/// Replaces each text of this name, and returns whether there is one.
fn replace(value: &mut Value, name: &str, by: &Value) -> bool {
    let mut found = false;
    match value {
        Value::Object(members) => {
            for (member, value) in members {
                if member == name && value.is_string() {
                    *value = by.clone();
                    found = true;
                }
                found |= replace(value, name, by);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| found |= replace(item, name, by)),
        _ => {}
    }
    found
}

/// Removes each member of this name.
fn remove(value: &mut Value, name: &str) {
    match value {
        Value::Object(members) => {
            members.remove(name);
            members.values_mut().for_each(|value| remove(value, name));
        }
        Value::Array(items) => items.iter_mut().for_each(|item| remove(item, name)),
        _ => {}
    }
}

/// An id that the operation accepts.
fn customer_id(endpoint: &Endpoint) -> &'static str {
    if endpoint.name().starts_with("grid.") { "Customer:1" } else { "customer_1" }
}

/// Some servers send a byte order mark. The JavaScript wrapper decodes bodies in the same way
/// (module/call/response.ts).
#[test]
fn one_byte_order_mark_is_no_part_of_a_body() {
    let is_empty = |text: &str| matches!(Body::decode(text.as_bytes()), Body::Empty);
    let is_json = |text: &str| matches!(Body::decode(text.as_bytes()), Body::Json(_));
    assert!(is_json("\u{feff}{}") && !is_json("\u{feff}\u{feff}{}"));
    // tests/packages/module/kyclink/facade.test.mjs has the same bodies.
    for empty in [" \r\n", "\u{feff}", "\u{feff} \n", "\u{feff} \t", "\u{a0}\u{1680}\u{2028}\u{3000}", "\u{85}"] {
        assert!(is_empty(empty), "{empty:?}");
    }
    for other in ["\u{feff}\u{feff}", " \u{feff}", "\u{200b}", "\0"] {
        assert!(!is_empty(other) && !is_json(other), "{other:?}");
    }
}

/// A character that is cut off, or in another encoding, hides no customer. The JavaScript wrapper decodes it likewise.
#[test]
fn bytes_that_are_not_utf_8_are_replaced() {
    // tests/packages/module/kyclink/facade.test.mjs has the same bodies.
    for (bytes, expected) in [
        (&b"\"Zo\xff\""[..], "Zo\u{fffd}"),
        (b"\"\xe2\x82\"", "\u{fffd}"),
        (b"\"\xf0\x9f\x98x\"", "\u{fffd}x"),
        (b"\"\xc0\xaf\"", "\u{fffd}\u{fffd}"),
        (b"\"\xed\xa0\x80\"", "\u{fffd}\u{fffd}\u{fffd}"),
    ] {
        let Body::Json(value) = Body::decode(bytes) else { panic!("{bytes:?} is JSON") };
        assert_eq!(value.text(), Some(expected), "{bytes:?}");
    }
    assert!(matches!(Body::decode(b"\xff"), Body::Other));
}
