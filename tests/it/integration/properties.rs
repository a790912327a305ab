//! Properties of every input: valid ones, valid ones with random changes, and random trees.

use std::cell::{Cell, RefCell};

use kyclink::Kind;
use kyclink::field::pattern::Pattern;
use kyclink::json::Json;
use kyclink::json_schema::{JsonSchema, Side, Target};
use kyclink::provider::provider;
use kyclink::{
    CallOptions, Connection, HttpRequest, Issue, Object, Operation, Options, Policy, Shape, UntrustedValue, Verdict,
    build_request, build_request_with, endpoint, normalize, operation, operations, to_input, validate,
};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::string::string_regex;
use regex::Regex;
use serde_json::Value;
use url::Url;

use crate::integration::inputs::{for_any_input, for_inputs, run, scaled};
use crate::integration::vectors::{self, untrusted};
use crate::rules::field::conformance;

const NOW: i64 = 1_790_000_000_000;
const POLICIES: [Policy; 3] = [Policy::Schema, Policy::Postal, Policy::Strict];
const CANARY: &str = "qZ7canaryX3";

#[test]
fn a_request_can_be_built_exactly_if_the_input_is_valid() {
    let built = Cell::new(0);
    for_any_input(|operation, input| {
        let Some(endpoint) = endpoint(operation.name) else { return Ok(()) };
        for policy in POLICIES {
            // Some creates need a key; no other request changes with it but a POST.
            let options = CallOptions::default().idempotency_key("a-key");
            let result = build_request_with(endpoint, input, &connection(operation, policy), &options, NOW);
            prop_assert_eq!(result.is_ok(), check(operation, input, policy).result.is_ok());
            built.set(built.get() + u32::from(result.is_ok()));
        }
        Ok(())
    });
    assert!(built.get() > scaled(500), "only {} inputs were valid, too few to prove anything", built.get());
}

#[test]
fn validating_a_value_again_does_not_change_it() {
    for_any_input(|operation, input| {
        for policy in POLICIES {
            let verdict = check(operation, input, policy);
            let Ok(valid) = verdict.result else { continue };
            let again = check(operation, valid.value(), policy);
            match again.result {
                Ok(again) => prop_assert!(again.value() == valid.value()),
                Err(issues) => prop_assert!(false, "{:?}", words(&issues)),
            }
        }
        Ok(())
    });
}

/// With `as_given`, the wrapper sends the input itself, so it must equal the validated value.
#[test]
fn as_given_is_set_exactly_if_the_value_equals_the_input() {
    let (same, other) = (Cell::new(0), Cell::new(0));
    for_any_input(|operation, input| {
        for policy in POLICIES {
            for normalize in [false, true] {
                let verdict = validate(
                    operation,
                    input.clone(),
                    &Options::default().policy(policy).normalize(normalize).now(NOW),
                );
                let Ok(valid) = verdict.result else { continue };
                let is_same = valid.value() == input;
                prop_assert!(is_same || !verdict.as_given, "{} became {}", input.to_json(), valid.value().to_json());
                // A missing `as_given` would only cost time.
                prop_assert_eq!(verdict.as_given, is_same && !normalize, "{}", input.to_json());
                if is_same { same.set(same.get() + 1) } else { other.set(other.get() + 1) }
            }
        }
        Ok(())
    });
    assert!(same.get().min(other.get()) > scaled(500), "{} {}", same.get(), other.get());
}

#[test]
fn normalizing_again_does_not_change_an_input() {
    for_any_input(|operation, input| {
        let once = normalize(operation, input.clone(), None);
        prop_assert!(normalize(operation, once.clone(), None) == once);
        let options = Options::default().policy(Policy::Postal).normalize(true).now(NOW);
        let verdict = validate(operation, input.clone(), &options);
        prop_assert_eq!(verdict.to_json(), check(operation, &once, Policy::Postal).to_json());
        Ok(())
    });
}

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

#[test]
fn every_issue_and_warning_has_a_path() {
    for_any_input(|operation, input| {
        let verdict = check(operation, input, Policy::Postal);
        let issues = verdict.result.err().unwrap_or_default();
        prop_assert!(input.object().is_some() || (issues.len() == 1 && issues[0].path.is_empty()));
        for issue in issues.iter().chain(&verdict.warnings).filter(|_| input.object().is_some()) {
            prop_assert!(!issue.path.is_empty(), "{}", issue.to_json());
        }
        Ok(())
    });
}

#[test]
fn no_issue_or_error_contains_the_given_value() {
    for_any_input(|operation, input| {
        for (step, policy) in (1..).zip(POLICIES) {
            // With every string marked, rules that need a valid sibling would never run.
            let mut count = 0;
            let input = with_texts(input, &mut |text| {
                count += 1;
                if usize::is_multiple_of(count, step) { format!("{text}{CANARY}") } else { text.to_owned() }
            });
            let verdict = check(operation, &input, policy);
            let json = verdict.result.err().unwrap_or_default().to_json() + &verdict.warnings.to_json();
            prop_assert!(!json.contains(CANARY), "{json}");
            if let Some(endpoint) = endpoint(operation.name)
                && let Err(error) = build_request(endpoint, &input, &connection(operation, policy), NOW)
            {
                let printed = [error.to_json(), format!("{error} {error:?}")];
                prop_assert!(printed.iter().all(|text| !text.contains(CANARY)), "{printed:?}");
            }
        }
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

#[test]
fn a_stricter_policy_only_refuses_more() {
    let about_metadata = |word: &String| {
        let code = word.split(' ').next().unwrap_or_default();
        let is_about = ["phone_", "state_", "postal_code_"].iter().any(|start| code.starts_with(start));
        // `state_omitted` is a warning under every policy.
        is_about && code != "state_omitted"
    };
    for_any_input(|operation, input| {
        let found = POLICIES.map(|policy| {
            let verdict = check(operation, input, policy);
            (words(&verdict.result.err().unwrap_or_default()), words(&verdict.warnings))
        });
        let [(schema, _), (postal, warnings), (strict, strict_warnings)] = &found;
        prop_assert!(schema.iter().all(|word| postal.contains(word)), "{found:?}");
        prop_assert!(postal.iter().all(|word| strict.contains(word)), "{found:?}");
        let (raised, kept): (Vec<_>, Vec<_>) = warnings.iter().cloned().partition(about_metadata);
        prop_assert!(raised.iter().all(|word| strict.contains(word)), "{found:?}");
        prop_assert_eq!(&kept, strict_warnings);
        prop_assert_eq!(strict.len(), postal.len() + raised.len());
        Ok(())
    });
}

#[test]
fn a_valid_applicant_is_a_valid_input_of_the_create() {
    let mapped = Cell::new(0);
    for (composite, create) in [
        ("bridge.onboard", "bridge.createKycLink"),
        ("grid.onboard", "grid.createCustomer"),
        ("spherepay.onboard", "spherepay.createCustomerViaLink"),
    ] {
        let (composite, create) = (operation(composite).unwrap(), operation(create).unwrap());
        let maps = |input: &UntrustedValue| {
            for policy in POLICIES {
                let Ok(valid) = check(composite, input, policy).result else { continue };
                for applicant in [input, valid.value()] {
                    let input = to_input(applicant, create).unwrap();
                    let sent = check(create, &input, policy).result;
                    let issues = words(sent.as_ref().err().map_or(&[], Vec::as_slice));
                    prop_assert!(issues.is_empty(), "{issues:?} of {}", input.to_json());
                    // The onboarding flow sends what it maps from a valid applicant without validating it again.
                    if std::ptr::eq(applicant, valid.value()) {
                        let validated = sent.ok().map(|sent| serde_json::to_value(sent.value()).unwrap());
                        prop_assert_eq!(validated, serde_json::to_value(&input).ok());
                    }
                    mapped.set(mapped.get() + 1);
                }
            }
            Ok(())
        };
        for_inputs(composite, maps);
        // A field that the other kind of applicant has is not checked.
        for fields in [
            r#""type":"business","transliteratedMiddleName":"例""#,
            r#""type":"individual","transliteratedBusinessLegalName":"例""#,
        ] {
            let input = format!(r#"{{{fields},"email":"a@b.c"}}"#);
            maps(&UntrustedValue::from_json(&input).unwrap()).unwrap();
        }
        // If a country has no postal codes, an applicant is valid with a minimal address.
        for country in include_str!("../../../data/countries.csv").lines().skip(1).filter_map(|row| row.get(..2)) {
            let address = format!(r#""address":{{"line1":"1","city":"X","country":"{country}"}}"#);
            let input = format!(r#"{{"type":"individual","email":"a@b.c","phone":"+14155550123",{address}}}"#);
            maps(&UntrustedValue::from_json(&input).unwrap()).unwrap();
        }
    }
    assert!(mapped.get() > 1000, "only {} applicants were valid", mapped.get());
}

/// Compares the code of each pattern with its regular expression.
#[test]
fn patterns_match_the_same_strings_as_their_sources() {
    let mut patterns = Vec::new();
    operations().for_each(|operation| collect(operation.shape, &mut patterns));
    assert!(patterns.len() >= 3);
    for pattern in patterns {
        assert_same_matches(pattern.source, |text| (pattern.matches)(text));
    }
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

fn collect(shape: &Shape, patterns: &mut Vec<&'static Pattern>) {
    for field in shape.fields {
        match &field.kind {
            Kind::Pattern(pattern) | Kind::CustomerId(pattern) => patterns.push(pattern),
            Kind::Object(shape) => collect(shape, patterns),
            _ => {}
        }
    }
}

fn check<'a>(operation: &'static Operation, input: &UntrustedValue<'a>, policy: Policy) -> Verdict<'a> {
    validate(operation, input.clone(), &Options::default().policy(policy).now(NOW))
}

fn words(issues: &[Issue]) -> Vec<String> {
    issues.iter().map(|issue| format!("{} {}", issue.code.as_str(), issue.pointer())).collect()
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
