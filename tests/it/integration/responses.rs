//! Generated responses: whatever a provider says comes to an output or to a coded error.

use std::cell::Cell;
use std::collections::BTreeSet;

use kyclink::json::Json;
use kyclink::{
    Body, Endpoint, ErrorCode, HttpResponse, Object, Output, ParseOptions, UntrustedValue, endpoints, parse_response,
};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

use crate::integration::inputs::{Input, run, scaled, texts, tree};
use crate::integration::vectors;

#[test]
fn every_response_is_read_or_refused() {
    let sent = r#"{"customerId":"customer_1","page":1,"code":"1","customerType":"BUSINESS"}"#;
    let sent = UntrustedValue::from_json(sent).unwrap();
    let reading = ParseOptions::new(1_790_000_000_000).profiles(["approved"]);
    let read = Cell::new(0);
    run(384, &body(), |Input(body)| {
        for operation in endpoints() {
            for status in [200, 201, 204, 302, 400, 401, 403, 404, 409, 410, 422, 429, 500, 501, 503] {
                let wait = body.field("name").and_then(UntrustedValue::text).unwrap_or("1");
                let headers = vec![("Retry-After".to_owned(), wait.to_owned())];
                let response = HttpResponse { status, headers, body: Body::Json(body.clone()) };
                let json = match parse_response(operation, &response, Some(&sent), &reading) {
                    Ok(output) => {
                        prop_assert!((200..300).contains(&status));
                        read.set(read.get() + 1);
                        output.to_json()
                    }
                    Err(error) => {
                        prop_assert_eq!(error.status(), Some(status));
                        prop_assert_eq!(error.operation(), Some(operation.name()));
                        error.to_json()
                    }
                };
                prop_assert!(serde_json::from_str::<Value>(&json).is_ok(), "{}", json);
            }
        }
        Ok(())
    });
    println!("{} responses were read", read.get());
    assert!(read.get() > scaled(3000), "little was read: {}", read.get());
}

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
    const IDS: [&str; 5] = ["id", "customerId", "customer_id", "associated_person", "resourceId"];
    let mut changed = BTreeSet::new();
    // The id of a platform's configuration is in no path.
    for endpoint in endpoints().filter(|endpoint| endpoint.name() != "grid.getConfig") {
        for (response, input, options) in vectors::responses(endpoint.name()) {
            let Body::Json(body) = &response.body else { continue };
            for name in IDS {
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
    assert_eq!(changed.len(), IDS.len(), "only {changed:?} are in the vectors");
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

/// Some servers send a byte order mark. The JavaScript wrapper decodes bodies in the same way (lib/response.js).
#[test]
fn one_byte_order_mark_is_no_part_of_a_body() {
    let is_empty = |text: &str| matches!(Body::decode(text.as_bytes()), Body::Empty);
    let is_json = |text: &str| matches!(Body::decode(text.as_bytes()), Body::Json(_));
    assert!(is_json("\u{feff}{}") && !is_json("\u{feff}\u{feff}{}"));
    // tests/packages/kyclink/facade.test.mjs has the same bodies.
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
    // tests/packages/kyclink/facade.test.mjs has the same bodies.
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

/// Trees with the names and the words that the providers use: mostly what no schema of theirs allows.
pub(crate) fn body() -> impl Strategy<Value = Input> {
    let names = "
        id type customerType email kycStatus contactVerification verificationProfiles name status
        criteria required createdAt customers pagination page totalPages hasNext data hasMore nextCursor
        link url kycUrl expiresAt error errors pointer parameter details field code reason detail
        general customerId";
    let name = select(names.split_whitespace().collect::<Vec<_>>());
    let words = texts(&[
        "individual",
        "BUSINESS",
        "approved",
        "HOLD",
        "customer_1",
        "Customer:1",
        "2026-01-31T12:00:00Z",
        "yesterday",
        "https://example.com/x",
        "javascript:x",
        "/address/country",
        "#/a~1b/0",
        "addresses[9].x",
        "..",
        "",
    ]);
    let item = prop_oneof![3 => words, 1 => tree()].prop_recursive(3, 24, 6, move |inner| {
        let member = (name.clone(), inner.clone()).prop_map(|(name, value)| (name.to_owned(), value));
        prop_oneof![
            1 => prop::collection::vec(inner, 0..3).prop_map(UntrustedValue::from),
            3 => prop::collection::vec(member, 0..9).prop_map(|members| members.into_iter().collect::<Object>().into()),
        ]
    });
    // Some have what each reader looks for first, so that it reads on.
    let parts =
        (item.clone(), item.clone(), item.clone(), prop::bool::ANY).prop_map(|(more, list, other, is_likely)| {
            if !is_likely {
                return more;
            }
            let mut body = more.object().cloned().unwrap_or_default();
            for (name, json) in [("type", "\"business\""), ("customerType", "\"INDIVIDUAL\""), ("hasMore", "false")] {
                body.set(name, UntrustedValue::from_json(json).unwrap());
            }
            body.set("url", "https://example.com/x".into());
            body.set("kycUrl", "https://example.com/x".into());
            body.set("link", "https://example.com/x".into());
            body.set("expiresAt", "2026-01-31T12:00:00Z".into());
            body.set("verificationProfiles", UntrustedValue::from(vec![list.clone(), other.clone()]));
            body.set("customers", UntrustedValue::from(vec![]));
            body.set("data", UntrustedValue::from(vec![]));
            body.set("pagination", other);
            body.set("contactVerification", list);
            body.into()
        });
    parts.prop_map(Input)
}
