//! What holds for any input: for valid ones, for valid ones with something broken, and for trees nobody would send.

use std::cell::Cell;

use kyclink::Kind;
use kyclink::field::pattern::Pattern;
use kyclink::json::Json;
use kyclink::json_schema::{JsonSchema, Side, Target};
use kyclink::provider::provider;
use kyclink::{
    Connection, Issue, Object, Operation, Options, Policy, Shape, UntrustedValue, Verdict, build_request, endpoint,
    normalize, operation, operations, to_input, validate,
};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::string::string_regex;
use regex::Regex;
use serde_json::Value;

use crate::conformance;
use crate::inputs::{for_any_input, for_inputs, run};

const NOW: i64 = 1_790_000_000_000;
const POLICIES: [Policy; 3] = [Policy::Schema, Policy::Postal, Policy::Strict];
const CANARY: &str = "qZ7canaryX3";

#[test]
fn ok_implies_that_a_request_can_be_built() {
    let built = Cell::new(0);
    for_any_input(|operation, input| {
        let Some(endpoint) = endpoint(operation.name) else { return Ok(()) };
        for policy in POLICIES {
            let result = build_request(endpoint, input, &connection(operation, policy), NOW);
            prop_assert_eq!(result.is_ok(), check(operation, input, policy).result.is_ok());
            built.set(built.get() + usize::from(result.is_ok()));
        }
        Ok(())
    });
    assert!(built.get() > 500, "only {} inputs were valid: the others prove nothing", built.get());
}

#[test]
fn a_value_validated_again_gives_itself() {
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

/// `as_given` lets a caller send the input itself, so it must be the value that was checked.
#[test]
fn as_given_says_whether_the_value_is_the_input() {
    let (same, other) = (Cell::new(0), Cell::new(0));
    for_any_input(|operation, input| {
        for policy in POLICIES {
            for normalize in [false, true] {
                let verdict = validate(operation, input.clone(), &Options { policy, normalize, now: NOW });
                let Ok(valid) = verdict.result else { continue };
                let is_same = valid.value() == input;
                prop_assert!(is_same || !verdict.as_given, "{} became {}", input.to_json(), valid.value().to_json());
                // The other way round nothing is lost but time.
                prop_assert_eq!(verdict.as_given, is_same && !normalize, "{}", input.to_json());
                if is_same { same.set(same.get() + 1) } else { other.set(other.get() + 1) }
            }
        }
        Ok(())
    });
    assert!(same.get() > 500 && other.get() > 500, "{} {}", same.get(), other.get());
}

#[test]
fn normalizing_twice_is_normalizing_once() {
    for_any_input(|operation, input| {
        let once = normalize(operation, input.clone());
        prop_assert!(normalize(operation, once.clone()) == once);
        let options = Options { policy: Policy::Postal, normalize: true, now: NOW };
        let verdict = validate(operation, input.clone(), &options);
        prop_assert_eq!(verdict.to_json(), check(operation, &once, Policy::Postal).to_json());
        Ok(())
    });
}

#[test]
fn white_space_and_direction_around_texts_are_dropped_by_normalizing() {
    let options = Options { policy: Policy::Postal, normalize: true, now: NOW };
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
fn every_finding_has_a_place() {
    for_any_input(|operation, input| {
        let verdict = check(operation, input, Policy::Postal);
        let issues = verdict.result.err().unwrap_or_default();
        prop_assert!(input.object().is_some() || (issues.len() == 1 && issues[0].path.is_empty()));
        for finding in issues.iter().chain(&verdict.warnings).filter(|_| input.object().is_some()) {
            prop_assert!(!finding.path.is_empty(), "{}", finding.to_json());
        }
        Ok(())
    });
}

#[test]
fn no_finding_holds_what_was_given() {
    for_any_input(|operation, input| {
        for (step, policy) in (1..).zip(POLICIES) {
            // Where all texts are marked, rules that need a valid neighbour are never asked.
            let mut count = 0;
            let input = with_texts(input, &mut |text| {
                count += 1;
                if usize::is_multiple_of(count, step) { format!("{text}{CANARY}") } else { text.to_owned() }
            });
            let verdict = check(operation, &input, policy);
            let findings = verdict.result.err().unwrap_or_default().to_json() + &verdict.warnings.to_json();
            prop_assert!(!findings.contains(CANARY), "{findings}");
            if let Some(endpoint) = endpoint(operation.name)
                && let Err(error) = build_request(endpoint, &input, &connection(operation, policy), NOW)
            {
                let told = [error.to_json(), format!("{error} {error:?}")];
                prop_assert!(told.iter().all(|text| !text.contains(CANARY)), "{told:?}");
            }
        }
        Ok(())
    });
}

#[test]
fn a_stricter_policy_only_refuses_more() {
    let about_metadata = |word: &String| {
        let code = word.split(' ').next().unwrap_or_default();
        let is_about = ["phone_", "state_", "postal_code_"].iter().any(|start| code.starts_with(start));
        // What is left out is refused under no policy.
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
    for (composite, create) in
        [("grid.onboard", "grid.createCustomer"), ("spherepay.onboard", "spherepay.createCustomerViaLink")]
    {
        let (composite, create) = (operation(composite).unwrap(), operation(create).unwrap());
        let maps = |input: &UntrustedValue| {
            for policy in POLICIES {
                let Ok(valid) = check(composite, input, policy).result else { continue };
                for applicant in [input, valid.value()] {
                    let input = to_input(applicant, create).unwrap();
                    let issues = check(create, &input, policy).result.err().unwrap_or_default();
                    prop_assert!(issues.is_empty(), "{:?} of {}", words(&issues), input.to_json());
                    mapped.set(mapped.get() + 1);
                }
            }
            Ok(())
        };
        for_inputs(composite, maps);
        // Where a country has no postal codes, an applicant is valid with next to no address.
        for country in include_str!("../../data/countries.csv").lines().skip(1).filter_map(|row| row.get(..2)) {
            let address = format!(r#""address":{{"line1":"1","city":"X","country":"{country}"}}"#);
            let input = format!(r#"{{"type":"individual","email":"a@b.c","phone":"+14155550123",{address}}}"#);
            maps(&UntrustedValue::from_json(&input).unwrap()).unwrap();
        }
    }
    assert!(mapped.get() > 1000, "only {} applicants were valid", mapped.get());
}

/// A form that a provider states as a regular expression, in its two spellings.
#[test]
fn patterns_match_what_their_sources_say() {
    let mut patterns = Vec::new();
    operations().for_each(|operation| collect(operation.shape, &mut patterns));
    assert!(patterns.len() >= 3);
    for pattern in patterns {
        agree(pattern.source, |text| (pattern.matches)(text));
    }
}

/// The patterns of JSON Schema, where the rule is code.
#[test]
fn published_patterns_match_what_the_parsers_take() {
    for (name, field) in [
        ("spherepay.createCustomerViaLink", "email"),
        ("spherepay.createCustomerViaLink", "phone"),
        ("grid.onboard", "phone"),
    ] {
        let operation = operation(name).unwrap();
        let options = Options { policy: Policy::Schema, normalize: false, now: NOW };
        let schema = JsonSchema { operation, side: Side::Input, target: Target::Draft202012, options }.to_json();
        let schema: Value = serde_json::from_str(&schema).unwrap();
        // A length is another rule's, with a code of its own.
        let malformed = ["required", &format!("{field}_format")].map(|code| format!("{code} /{field}"));
        agree(schema["properties"][field]["pattern"].as_str().unwrap(), |text| {
            let mut input = Object::new();
            input.set(field, text.into());
            let issues = words(&check(operation, &input.into(), Policy::Schema).result.err().unwrap_or_default());
            !issues.iter().any(|issue| malformed.contains(issue))
        });
    }
}

/// Holds a regular expression against code: on the texts of every suite, and on some that match, nearly match or do not.
fn agree(source: &str, matches: impl Fn(&str) -> bool) {
    // The crate has no lookahead; the one there is says which texts are none.
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
    validate(operation, input.clone(), &Options { policy, normalize: false, now: NOW })
}

fn words(issues: &[Issue]) -> Vec<String> {
    issues.iter().map(|issue| format!("{} {}", issue.code.as_str(), issue.pointer())).collect()
}

fn connection(operation: &Operation, policy: Policy) -> Connection {
    let policy = policy.as_str();
    let config =
        format!(r#"{{"apiKey":"k","environment":"sandbox","clientId":"i","clientSecret":"s","policy":"{policy}"}}"#);
    let (name, _) = operation.name.split_once('.').unwrap();
    Connection::open(provider(name).unwrap().service, &UntrustedValue::from_json(&config).unwrap()).unwrap()
}

/// The tree with each text changed.
fn with_texts(draft: &UntrustedValue<'_>, change: &mut impl FnMut(&str) -> String) -> UntrustedValue<'static> {
    match draft {
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
