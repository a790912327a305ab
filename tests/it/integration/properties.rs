//! Properties of every input. More are those of the target `input` of `fuzz/`, through which `cargo test` runs every input
//! of the vectors: no issue and no error contains what was given.

use std::cell::RefCell;

use kyclink::Kind;
use kyclink::json::Json;
use kyclink::json_schema::{JsonSchema, Side, Target};
use kyclink::provider::provider;
use kyclink::{
    CallOptions, Connection, HttpRequest, Object, Operation, Options, Policy, UntrustedValue, Verdict,
    build_request_with, endpoint, operation, operations, to_input, validate,
};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::string::string_regex;
use regex::Regex;
use serde_json::Value;
use url::Url;

use crate::integration::inputs::{for_any_input, for_inputs, run};
use crate::integration::vectors::{self, untrusted, words};
use crate::rules::field::conformance;
use crate::rules::shape::chains;

const NOW: i64 = 1_790_000_000_000;
const POLICIES: [Policy; 3] = [Policy::Schema, Policy::Postal, Policy::Strict];

#[test]
fn normalizing_removes_white_space_and_bidirectional_characters_around_strings() {
    let options = Options::default().policy(Policy::Postal).normalize(true).now(NOW);
    for_any_input(|operation, input| {
        let padded = with_texts(input, &mut |text| match text.trim() {
            "" => text.to_owned(),
            _ => format!("\u{202a} \t\u{2068}{text}\u{2069}\u{a0}\n\u{202c}"),
        });
        let verdicts = [input, &padded].map(|input| validate(operation, input.clone(), &options).to_json());
        prop_assert_eq!(&verdicts[0], &verdicts[1]);
        Ok(())
    });
}

/// Ids: some that a provider may have, and some with which a path would lead elsewhere.
const IDS: [&str; 17] = [
    "customer_1ab2c3d4",
    "Customer:019542f5-b3e7-1d02-0000-000000000001",
    "Verification:019542f5-b3e7-1d02-0000-000000000001",
    "75d2f259-6810-4cde-a9b9-83eca42b0ebf",
    "a..b",
    "...",
    "~",
    "..",
    ".",
    "%2e%2e",
    "a/../b",
    "a?b",
    "a#b",
    "a\\b",
    "a b",
    "\u{e9}",
    "a\n",
];

#[test]
fn no_id_changes_the_path_of_a_request() {
    for operation in operations() {
        let Some(endpoint) = endpoint(operation.name) else { continue };
        let names: Vec<_> = operation.shape.fields.iter().map(|field| field.name).collect();
        let ids: Vec<_> = names.into_iter().filter(|name| name.ends_with("Id")).collect();
        let (first, options) = (RefCell::new(None), CallOptions::default().idempotency_key("a-key"));
        let keeps_its_path = |input: &UntrustedValue| {
            for id in IDS {
                let input = ids.iter().fold(input.clone(), |input, name| with_member(&input, name, id));
                let built = build_request_with(endpoint, &input, &connection(operation, Policy::Schema), &options, NOW);
                let Ok(HttpRequest { url, .. }) = built else { continue };
                let parsed = Url::parse(&url).unwrap();
                prop_assert_eq!(parsed.as_str(), &url);
                prop_assert!(parsed.fragment().is_none());
                let segments = parsed.path_segments().unwrap().map(|part| if part == id { "{id}" } else { part });
                let path: Vec<_> = segments.map(str::to_owned).collect();
                let expected = first.borrow_mut().get_or_insert_with(|| path.clone()).clone();
                prop_assert_eq!(path, expected);
            }
            Ok(())
        };
        // `cargo test` generates so few inputs that all of them may be invalid.
        for file in vectors::all().filter(|file| file["kind"] == "build" && file["operation"] == operation.name) {
            for case in file["cases"].as_array().unwrap() {
                keeps_its_path(&untrusted(&case["input"])).unwrap();
            }
        }
        for_inputs(operation, keeps_its_path);
        assert!(first.borrow().is_some(), "no request of {} was built", operation.name);
    }
}

/// For each country: where it has no postal codes, an applicant is valid with a minimal address.
#[test]
fn a_valid_applicant_is_a_valid_input_of_the_create() {
    let mut mapped = 0;
    for (composite, create) in [
        ("bridge.onboard", "bridge.createKycLink"),
        ("grid.onboard", "grid.createCustomer"),
        ("spherepay.onboard", "spherepay.createCustomerViaLink"),
    ] {
        let (composite, create) = (operation(composite).unwrap(), operation(create).unwrap());
        let countries = include_str!("../../../data/countries.csv").lines().skip(1).filter_map(|row| row.get(..2));
        let addresses = countries.map(|country| {
            let address = format!(r#""address":{{"line1":"1","city":"X","country":"{country}"}}"#);
            format!(r#"{{"type":"individual","email":"a@b.c","phone":"+14155550123",{address}}}"#)
        });
        // A field that the other kind of applicant has is not checked.
        let others = [
            r#"{"type":"business","transliteratedMiddleName":"例","email":"a@b.c"}"#,
            r#"{"type":"individual","transliteratedBusinessLegalName":"例","email":"a@b.c"}"#,
        ];
        for input in addresses.chain(others.map(str::to_owned)) {
            let input = UntrustedValue::from_json(&input).unwrap();
            for policy in POLICIES {
                let Ok(valid) = check(composite, &input, policy).result else { continue };
                for applicant in [&input, valid.value()] {
                    let sent = check(create, &to_input(applicant, create).unwrap(), policy).result;
                    let issues = words(sent.as_ref().err().map_or(&[], Vec::as_slice));
                    assert!(issues.is_empty(), "{issues:?} of {}", input.to_json());
                    mapped += 1;
                }
            }
        }
    }
    assert!(mapped > 1000, "only {mapped} applicants were valid");
}

/// Compares the code of each pattern with its regular expression.
#[test]
fn patterns_match_the_same_strings_as_their_sources() {
    let mut count = 0;
    for field in operations().flat_map(|operation| chains(operation.shape)).filter_map(|mut chain| chain.pop()) {
        let (Kind::Pattern(pattern) | Kind::CustomerId(pattern)) = field.kind else { continue };
        assert_same_matches(pattern.source, |text| (pattern.matches)(text));
        count += 1;
    }
    assert!(count >= 3, "{count}");
}

/// Compares the patterns in JSON Schema with the rules, which are code.
#[test]
fn patterns_in_json_schema_match_the_same_strings_as_the_rules() {
    for (name, field) in [
        ("spherepay.createCustomerViaLink", "email"),
        ("spherepay.createCustomerViaLink", "phone"),
        ("grid.onboard", "phone"),
    ] {
        let operation = operation(name).unwrap();
        let options = Options::default().policy(Policy::Schema).now(NOW);
        let schema = JsonSchema { operation, side: Side::Input, target: Target::Draft202012, options }.to_json();
        let schema: Value = serde_json::from_str(&schema).unwrap();
        // Lengths have a code of their own and are not part of the pattern.
        let malformed = ["required", &format!("{field}_format")].map(|code| format!("{code} /{field}"));
        assert_same_matches(schema["properties"][field]["pattern"].as_str().unwrap(), |text| {
            let mut input = Object::new();
            input.set(field, text.into());
            let issues = words(&check(operation, &input.into(), Policy::Schema).result.err().unwrap_or_default());
            !issues.iter().any(|issue| malformed.contains(issue))
        });
    }
}

/// Compares a regular expression with code, on the strings of every suite and on generated ones that match, nearly
/// match or do not match.
fn assert_same_matches(source: &str, matches: impl Fn(&str) -> bool) {
    // The crate `regex` has no lookahead. The only one in use excludes dot segments.
    const NO_DOT_SEGMENT: &str = "(?!\\.{1,2}$)";
    let is_dot_segment = |text: &str| source.contains(NO_DOT_SEGMENT) && matches!(text, "." | "..");
    let plain = source.replace(NO_DOT_SEGMENT, "");
    let regex = Regex::new(&plain).unwrap();
    let like = string_regex(plain.trim_start_matches('^').trim_end_matches('$')).unwrap().boxed();
    let odd = select(vec!['.', '@', '-', '+', '0', '9', 'a', 'Z', '_', ' ', '\n', '\0', 'é', '٣', '/', ':', '`']);
    let near = (like.clone(), any::<Index>(), prop::option::of(odd)).prop_map(|(text, at, odd)| {
        let mut chars: Vec<_> = text.chars().collect();
        let at = at.index(chars.len() + 1);
        match odd {
            Some(odd) => chars.insert(at, odd),
            None => drop(chars.splice(at.., [])),
        }
        chars.into_iter().collect::<String>()
    });
    let digits = string_regex("\\+?[0-9]{0,18}").unwrap();
    let other = string_regex("[.:+@a-cA0-9é _\\-]{0,20}").unwrap();
    let texts = prop_oneof![like, near, digits, other, select(vec![".", "..", "...", ""]).prop_map(str::to_owned)];
    for text in conformance::texts() {
        assert_eq!(matches(&text), regex.is_match(&text) && !is_dot_segment(&text), "{text:?} {source}");
    }
    run(512, &texts, |text: String| {
        prop_assert_eq!(matches(&text), regex.is_match(&text) && !is_dot_segment(&text), "{:?} {}", text, source);
        Ok(())
    });
}

fn check<'a>(operation: &'static Operation, input: &UntrustedValue<'a>, policy: Policy) -> Verdict<'a> {
    validate(operation, input.clone(), &Options::default().policy(policy).now(NOW))
}

fn connection(operation: &Operation, policy: Policy) -> Connection {
    let policy = policy.as_str();
    let (name, _) = operation.name.split_once('.').unwrap();
    let credentials = match name {
        "grid" => r#""clientId":"i","clientSecret":"s""#,
        _ => r#""apiKey":"k","baseUrl":"https://api.example.com""#,
    };
    let config = format!(r#"{{{credentials},"policy":"{policy}"}}"#);
    Connection::open(provider(name).unwrap().service, &UntrustedValue::from_json(&config).unwrap()).unwrap()
}

/// Returns an object with a member of this name and text; anything else as it is.
fn with_member(input: &UntrustedValue<'_>, name: &str, text: &str) -> UntrustedValue<'static> {
    let UntrustedValue::Object(members) = input else { return input.to_static() };
    let others = members.iter().filter(|(other, _)| *other != name);
    let others = others.map(|(other, value)| (other.to_owned(), value.to_static()));
    others.chain([(name.to_owned(), text.to_owned().into())]).collect::<Object>().into()
}

/// Returns the tree with each string changed.
fn with_texts(value: &UntrustedValue<'_>, change: &mut impl FnMut(&str) -> String) -> UntrustedValue<'static> {
    match value {
        UntrustedValue::Text(text) => change(text).into(),
        UntrustedValue::List(items) => {
            UntrustedValue::List(items.iter().map(|item| with_texts(item, change)).collect())
        }
        UntrustedValue::Object(object) => {
            let members = object.iter().map(|(name, value)| (name.to_owned(), with_texts(value, change)));
            members.collect::<Object>().into()
        }
        other => other.to_static(),
    }
}
