//! The check of an encoded input gives the same as the check of a tree with the same values: codes, paths, parameters,
//! the normal form and the request. The encoded input is that of an input, one with a changed entry, or any bytes.

use kyclink::js::calls::WasmCall;
use kyclink::js::native::{EncodedBytes, FoundBytes, check_encoded, run_call};
use kyclink::json::Json;
use kyclink::provider::numbered_operations;
use kyclink::{
    Kind, Object, Operation, Options, PhoneCountry, Segment, Shape, UntrustedValue, build_request_with, endpoint,
    normalize, operation, validate,
};

use super::input::{connection, keyed};
use crate::encoding::{EncodedBuffer, read};
use crate::found::{Found, entry};
use crate::grammar::{NOW, POLICIES, operation_and_input, split_line};

/// The bytes are an input as [`operation_and_input`] reads it; after 254, an entry to change in the encoded input of
/// one; or, after 255, a line with an operation, the number of entries, the entries, and strings.
pub(super) fn target(bytes: &[u8]) {
    match bytes {
        [255, rest @ ..] => {
            let Some((name, [count, rest @ ..])) = split_line(rest) else { return };
            let Some(operation) = operation(name) else { return };
            let (entries, strings) = rest.split_at(rest.len().min(4 * usize::from(*count)));
            let words = entries.as_chunks().0.iter().flat_map(|entry: &[u8; 4]| words(*entry)).collect();
            let encoded = EncodedBuffer { words, strings: String::from_utf8_lossy(strings).into_owned() };
            check_any(operation, &encoded.bytes());
        }
        [254, at, a, b, c, d, input @ ..] => {
            let Some((operation, input)) = operation_and_input(input) else { return };
            let mut encoded = EncodedBuffer::of(operation.shape, &input);
            let at = usize::from(*at) % (encoded.words.len() / 2);
            encoded.words[2 * at..][..2].copy_from_slice(&words([*a, *b, *c, *d]));
            check_any(operation, &encoded.bytes());
        }
        _ => {
            let Some((operation, input)) = operation_and_input(bytes) else { return };
            check(operation, &EncodedBuffer::of(operation.shape, &input).bytes(), Some(&input));
        }
    }
}

/// An entry whose words have 16 bits. The largest stands for the largest of 32.
fn words([a, b, c, d]: [u8; 4]) -> [u32; 2] {
    [[a, b], [c, d]].map(u16::from_le_bytes).map(|word| if word == u16::MAX { u32::MAX } else { word.into() })
}

fn check_any(operation: &'static Operation, encoded: &EncodedBytes) {
    check(operation, encoded, read(encoded, operation.shape).as_ref());
}

/// Checks what is found in an encoded input. Without an input, it only has to be well-formed.
fn check(operation: &'static Operation, encoded: &EncodedBytes, input: Option<&UntrustedValue>) {
    let number = numbered_operations().position(|known| std::ptr::eq(known, operation)).expect("it has a number");
    for (at, policy) in POLICIES.into_iter().enumerate() {
        let found = check_encoded(number, encoded, at, NOW).expect("the operation exists");
        let found = Found::read(&found, operation.shape);
        let Some(input) = input else { continue };
        let verdict = validate(operation, input.clone(), &Options::default().policy(policy).now(NOW));
        assert_eq!(found.warnings, verdict.warnings.iter().map(entry).collect::<Vec<_>>());
        match verdict.result {
            Err(issues) => assert_eq!(found.issues, issues.iter().map(entry).collect::<Vec<_>>()),
            Ok(valid) => {
                assert_eq!(found.issues, []);
                assert_same(&changed(sorted(operation.shape, input), &found), valid.value());
            }
        }
    }
    check_normal_form(operation, encoded, input);
    check_request(operation, encoded, input);
}

fn check_normal_form(operation: &'static Operation, encoded: &EncodedBytes, input: Option<&UntrustedValue>) {
    for (option, phone_country) in [("null", None), ("\"address\"", Some(PhoneCountry::Address))] {
        let (output, found) = run(WasmCall::Normalize, &format!("[{:?},{option}]", operation.name), encoded);
        assert_eq!(output, Ok(String::new()));
        let found = Found::read(&found, operation.shape);
        assert!(found.issues.is_empty() && found.warnings.is_empty());
        let Some(input) = input else { continue };
        assert_same(&changed(input.to_static(), &found), &normalize(operation, input.clone(), phone_country));
    }
}

fn check_request(operation: &'static Operation, encoded: &EncodedBytes, input: Option<&UntrustedValue>) {
    let Some(endpoint) = endpoint(operation.name) else { return };
    for policy in POLICIES {
        let arguments = format!("[{:?},{:?},{NOW}]", operation.name, policy.as_str());
        let (output, _) = run(WasmCall::BuildRequest, &arguments, encoded);
        let Some(input) = input else { continue };
        match build_request_with(endpoint, input, connection(operation, policy), &keyed(), NOW) {
            Ok(request) => {
                let template = UntrustedValue::from_json(&output.expect("a request")).expect("JSON");
                let text = |name| template.field(name).and_then(UntrustedValue::text);
                assert_eq!(text("method"), Some(request.method.as_str()));
                assert!(request.url.ends_with(text("path").expect("a path")));
                assert_eq!(text("body"), request.body.as_deref());
            }
            Err(error) => {
                let output = UntrustedValue::from_json(&output.expect_err("an error")).expect("JSON");
                let issues = output.field("issues").and_then(UntrustedValue::list).unwrap_or_default();
                assert_eq!(output.field("number").and_then(UntrustedValue::integer), Some(error.code() as i64));
                assert_eq!(issues.len(), error.issues().len());
            }
        }
    }
}

fn run(call: WasmCall, arguments: &str, encoded: &EncodedBytes) -> (Result<String, String>, FoundBytes) {
    run_call(call as usize, arguments, encoded)
}

fn assert_same(value: &UntrustedValue, expected: &UntrustedValue) {
    assert_eq!(value.to_json(), expected.to_json());
    assert!(value == expected, "a part that JSON cannot represent is another one");
}

/// Keeps what is given, in the order of the shape, and the other members of an open object.
fn sorted(shape: &Shape, value: &UntrustedValue) -> UntrustedValue<'static> {
    let UntrustedValue::Object(object) = value else { return value.to_static() };
    let mut members = Vec::new();
    for field in shape.fields {
        let Some(value) = object.get(field.name).filter(|value| !value.is_absent()) else { continue };
        members.push((field.name.to_owned(), sorted_part(&field.kind, value)));
    }
    if shape.is_open() {
        let is_known = |name: &str| shape.fields.iter().any(|field| field.name == name);
        let others = object.iter().filter(|(name, _)| !is_known(name));
        members.extend(others.map(|(name, value)| (name.to_owned(), value.to_static())));
    }
    members.into_iter().collect::<Object>().into()
}

fn sorted_part(kind: &Kind, value: &UntrustedValue) -> UntrustedValue<'static> {
    match (kind, value) {
        (Kind::Object(shape), _) => sorted(shape, value),
        (Kind::List(kind), UntrustedValue::List(items)) => {
            items.iter().map(|item| sorted_part(kind, item)).collect::<Vec<_>>().into()
        }
        _ => value.to_static(),
    }
}

/// Applies the changes that were found.
fn changed(value: UntrustedValue<'static>, found: &Found) -> UntrustedValue<'static> {
    found.changes.iter().fold(value, |value, (path, sent)| change(&value, path, sent.as_deref()))
}

fn change(value: &UntrustedValue, path: &[Segment], sent: Option<&str>) -> UntrustedValue<'static> {
    match (path, value) {
        ([], _) => sent.map_or(UntrustedValue::Null, |text| text.to_owned().into()),
        ([Segment::Key(name), rest @ ..], UntrustedValue::Object(members)) => {
            let is_removed = rest.is_empty() && sent.is_none();
            assert!(is_removed || members.get(name).is_some(), "a change of what is not there");
            let kept = members.iter().filter(|(own, _)| !(is_removed && own == name));
            let member = |(own, value): (&str, &UntrustedValue)| {
                let value = if own == name { change(value, rest, sent) } else { value.to_static() };
                (own.to_owned(), value)
            };
            kept.map(member).collect::<Object>().into()
        }
        ([Segment::Index(index), rest @ ..], UntrustedValue::List(items)) => {
            let item = |(at, item)| if at == *index { change(item, rest, sent) } else { item.to_static() };
            items.iter().enumerate().map(item).collect::<Vec<_>>().into()
        }
        _ => panic!("a change of what is not there"),
    }
}
