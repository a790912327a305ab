//! Each operation declares every field of a response that it reads, and no other. The npm package passes only these.

use std::collections::BTreeSet;

use kyclink::json::Json;
use kyclink::{
    Body, Endpoint, HttpResponse, Object, ParseOptions, ResponseField, UntrustedValue, endpoints, parse_response,
};
use serde_json::Value;

use crate::integration::vectors::responses;

#[test]
fn the_declared_fields_of_every_vector_give_the_same_result() {
    for endpoint in endpoints() {
        for (response, input, options) in responses(endpoint.name()) {
            let parse = |response: &HttpResponse| result(endpoint, response, input.as_ref(), &options);
            assert_eq!(parse(&reduced(&response, endpoint.reads, &[])), parse(&response), "{}", endpoint.name());
        }
    }
}

/// The npm package does not pass the input of a create with its response.
#[test]
fn the_response_to_a_create_is_parsed_without_its_input() {
    for endpoint in endpoints().filter(|endpoint| endpoint.creates_customer()) {
        let mut successes = 0;
        for (response, input, options) in responses(endpoint.name()) {
            if (200..300).contains(&response.status) {
                successes += 1;
                let sent = r#"{"customerId":"customer_9","id":"customer_9","email":"jane@example.com"}"#;
                let parse = |input: Option<&UntrustedValue>| result(endpoint, &response, input, &options);
                assert_eq!(parse(None), parse(input.as_ref()), "{}", endpoint.name());
                assert_eq!(parse(None), parse(UntrustedValue::from_json(sent).as_ref()), "{}", endpoint.name());
            }
        }
        assert!(successes > 0, "{} has no vector of a success", endpoint.name());
    }
}

/// A field that is declared and not read would cross the boundary for nothing. Operations of a provider share
/// declarations, so one of their vectors is enough.
#[test]
fn every_declared_field_is_read() {
    // The flow that finds a customer by its reference reads this one: tests/it/client/onboarding/onboard.rs.
    let mut read = BTreeSet::from([("grid", "platformCustomerId")]);
    let mut declared = BTreeSet::new();
    for endpoint in endpoints() {
        let vectors = responses(endpoint.name());
        for path in paths(endpoint.reads) {
            let field = (endpoint.service.name, *path.last().unwrap());
            let matters = vectors.iter().any(|(response, input, options)| {
                let parse = |response: &HttpResponse| result(endpoint, response, input.as_ref(), options);
                parse(&reduced(response, endpoint.reads, &path)) != parse(response)
            });
            declared.insert(field);
            read.extend(matters.then_some(field));
        }
    }
    let unread: Vec<_> = declared.difference(&read).collect();
    assert!(
        unread.is_empty(),
        "in `reads`, but `response` does not read them, or no response in tests/vectors/operations has them: {unread:?}"
    );
}

/// The output or the error as JSON, without the copies of the response.
fn result(
    endpoint: &'static Endpoint,
    response: &HttpResponse,
    input: Option<&UntrustedValue>,
    options: &ParseOptions,
) -> Value {
    match parse_response(endpoint, response, input, options) {
        Ok(output) => {
            let mut output: Value = serde_json::from_str(&output.to_json()).unwrap();
            let remove_raw = |value: &mut Value| value.as_object_mut().map(|fields| fields.remove("raw"));
            remove_raw(&mut output);
            output["items"].as_array_mut().into_iter().flatten().for_each(|item| drop(remove_raw(item)));
            output
        }
        Err(error) => serde_json::from_str(&error.to_json()).unwrap(),
    }
}

/// A 2xx with only these fields, without the one at a path.
fn reduced<'a>(response: &HttpResponse<'a>, fields: &[ResponseField], without: &[&str]) -> HttpResponse<'a> {
    let mut response = response.clone();
    if let (200..300, Body::Json(body)) = (response.status, &response.body) {
        response.body = Body::Json(reduce(body, fields, without));
    }
    response
}

fn reduce<'a>(value: &UntrustedValue<'a>, fields: &[ResponseField], without: &[&str]) -> UntrustedValue<'a> {
    let Some(given) = value.object() else { return UntrustedValue::Null };
    let mut kept = Object::new();
    for field in fields {
        let Some(name) = name_of(field) else { continue };
        let (is_on_path, rest) = match without {
            [first, rest @ ..] => (*first == name, rest),
            [] => (false, without),
        };
        let Some(value) = given.get(name).filter(|_| !is_on_path || !rest.is_empty()) else { continue };
        let without = if is_on_path { rest } else { &[] };
        let value = match (field, value) {
            (ResponseField::Object(_, fields), value) => reduce(value, fields, without),
            (ResponseField::List(_, fields), UntrustedValue::List(items)) => {
                UntrustedValue::List(items.iter().map(|item| reduce(item, fields, without)).collect())
            }
            (ResponseField::List(..), _) => UntrustedValue::Null,
            _ => value.clone(),
        };
        kept.set(name, value);
    }
    kept.into()
}

fn name_of(field: &ResponseField) -> Option<&'static str> {
    match field {
        ResponseField::Raw => None,
        ResponseField::Value(name) | ResponseField::Object(name, _) | ResponseField::List(name, _) => Some(name),
    }
}

/// The path of each declared field.
fn paths(fields: &[ResponseField]) -> Vec<Vec<&'static str>> {
    let mut all = Vec::new();
    for field in fields {
        let Some(name) = name_of(field) else { continue };
        all.push(vec![name]);
        if let ResponseField::Object(_, inner) | ResponseField::List(_, inner) = field {
            all.extend(paths(inner).into_iter().map(|path| [vec![name], path].concat()));
        }
    }
    all
}
