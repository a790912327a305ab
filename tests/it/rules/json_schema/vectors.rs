//! A schema beside validation: it refuses nothing that validation accepts, and much of what validation refuses.

use std::cell::RefCell;
use std::collections::BTreeMap;

use kyclink::json_schema::{JsonSchema, Side, Target};
use kyclink::{Operation, Options, PersonFields, PhoneCountry, Policy, UntrustedValue, operation, validate};
use proptest::prelude::*;
use regex::Regex;
use serde_json::Value;

use crate::integration::inputs::for_any_input;
use crate::integration::vectors::{self, NOW, set, untrusted, value_of};

/// Returns why a value does not satisfy a schema. Knows the words that the crate's schemas have, and panics at others.
pub(super) fn fault(schema: &Value, value: &Value) -> Option<String> {
    let length = |text: &str| text.chars().count() as u64;
    for (word, wanted) in schema.as_object().unwrap() {
        let unless = |is_met: bool| (!is_met).then(|| format!("{word} of {schema}"));
        let fault = match (&**word, value) {
            ("$schema" | "then", _) => None,
            ("type", _) => unless(match wanted {
                Value::Array(types) => types.iter().any(|name| is_type(name, value)),
                name => is_type(name, value),
            }),
            ("const", _) => unless(value == wanted),
            ("enum", _) => unless(wanted.as_array().unwrap().contains(value)),
            ("minLength", Value::String(text)) => unless(length(text) >= wanted.as_u64().unwrap()),
            ("maxLength", Value::String(text)) => unless(length(text) <= wanted.as_u64().unwrap()),
            ("pattern", Value::String(text)) => unless(matches(wanted.as_str().unwrap(), text)),
            ("minimum", Value::Number(number)) => unless(number.as_f64() >= wanted.as_f64()),
            ("maximum", Value::Number(number)) => unless(number.as_f64() <= wanted.as_f64()),
            ("required", Value::Object(members)) => {
                unless(wanted.as_array().unwrap().iter().all(|name| members.contains_key(name.as_str().unwrap())))
            }
            ("items", Value::Array(items)) => items.iter().find_map(|item| fault(wanted, item)),
            ("properties", Value::Object(members)) => wanted
                .as_object()
                .unwrap()
                .iter()
                .find_map(|(name, schema)| Some(format!("{name}: {}", fault(schema, members.get(name)?)?))),
            ("anyOf", _) => unless(wanted.as_array().unwrap().iter().any(|schema| fault(schema, value).is_none())),
            ("allOf", _) => wanted.as_array().unwrap().iter().find_map(|schema| fault(schema, value)),
            ("if", _) => fault(wanted, value).is_none().then(|| fault(&schema["then"], value)).flatten(),
            (
                "minLength" | "maxLength" | "pattern" | "minimum" | "maximum" | "required" | "items" | "properties",
                _,
            ) => None,
            _ => panic!("{word}"),
        };
        if fault.is_some() {
            return fault;
        }
    }
    None
}

fn is_type(name: &Value, value: &Value) -> bool {
    match name.as_str().unwrap() {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.as_f64().is_some_and(|number| number.fract() == 0.0),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("{other}"),
    }
}

fn matches(pattern: &str, text: &str) -> bool {
    // The crate `regex` has no lookahead. The only one in use excludes dot segments.
    const NO_DOT_SEGMENT: &str = "(?!\\.{1,2}$)";
    thread_local!(static KNOWN: RefCell<BTreeMap<String, Regex>> = const { RefCell::new(BTreeMap::new()) });
    if pattern.contains(NO_DOT_SEGMENT) && matches!(text, "." | "..") {
        return false;
    }
    // Its `\s` lacks the byte order mark, which is white space in ECMA-262.
    let new = || Regex::new(&pattern.replace(NO_DOT_SEGMENT, "").replace(r"\s", r"\s\ufeff")).unwrap();
    KNOWN.with_borrow_mut(|known| known.entry(pattern.to_owned()).or_insert_with(new).is_match(text))
}

/// Returns why a schema refuses a value.
fn refusal(operation: &'static Operation, side: Side, options: Options, value: &Value) -> Option<String> {
    thread_local!(static KNOWN: RefCell<BTreeMap<String, Value>> = const { RefCell::new(BTreeMap::new()) });
    let key = format!("{} {side:?} {} {:?}", operation.name, options.normalize, options.person_fields);
    let new = || value_of(&JsonSchema { operation, side, target: Target::Draft202012, options });
    KNOWN.with_borrow_mut(|known| fault(known.entry(key).or_insert_with(new), value))
}

/// Every input of a vector, with its operation.
fn inputs() -> Vec<(&'static Operation, Value)> {
    let mut inputs = Vec::new();
    for file in vectors::all() {
        let Some(operation) = file["operation"].as_str().and_then(operation) else { continue };
        let cases = file["cases"].as_array().into_iter().flatten();
        inputs.extend(cases.filter_map(|case| Some((operation, case.get("input")?.clone()))));
        let lists = ["valid", "sent"].map(|name| &file[name]).into_iter();
        let lists = lists.chain(
            ["invalid", "warned"]
                .into_iter()
                .filter_map(|name| file[name].as_object())
                .flat_map(|codes| codes.values()),
        );
        for value in lists.filter_map(Value::as_array).flatten() {
            let value = value.get(0).unwrap_or(value);
            let path: Vec<_> = file["path"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
            let mut input = file["base"].clone();
            set(&mut input, &path, value.clone());
            inputs.push((operation, input));
        }
    }
    assert!(inputs.len() > 1000, "{}", inputs.len());
    inputs
}

fn options() -> impl Iterator<Item = Options> {
    let of = |policy| {
        let options = Options::default().policy(policy).phone_country(PhoneCountry::Address).now(NOW);
        [options, options.normalize(true), options.person_fields(PersonFields::NAMES)]
    };
    Policy::ALL.into_iter().flat_map(of)
}

/// Returns how a schema and validation differ about an input that validation accepts, and about the value it returns.
fn difference(operation: &'static Operation, input: &UntrustedValue) -> Option<String> {
    options().find_map(|options| {
        let valid = validate(operation, input.clone(), &options).result.ok()?;
        let sides = [(Side::Input, value_of(input)), (Side::Output, value_of(valid.value()))];
        sides.into_iter().find_map(|(side, value)| {
            let why = refusal(operation, side, options, &value)?;
            Some(format!("{} {side:?}, normalize {}: {value}\n{why}", operation.name, options.normalize))
        })
    })
}

#[test]
fn a_schema_accepts_every_input_of_a_vector_that_validation_accepts() {
    for (operation, input) in inputs() {
        assert_eq!(difference(operation, &untrusted(&input)), None);
    }
}

#[test]
fn a_schema_accepts_every_generated_input_that_validation_accepts() {
    for_any_input(|operation, input| {
        prop_assert_eq!(difference(operation, input), None);
        Ok(())
    });
}

/// The codes of what a schema can say. It has no calendar, no plans of numbers and no rules by country.
const IN_A_SCHEMA: [&str; 12] = [
    "required",
    "invalid_type",
    "unknown_value",
    "too_long",
    "control_character",
    "number_range",
    "pattern",
    "email_format",
    "phone_format",
    "customer_id_format",
    "country_unknown",
    "date_format",
];

/// Operations and fields that other fields decide about, and members that no field describes.
const BY_SIBLINGS: &str = concat!(
    r"^bridge\.\w+ /transliterated|^grid\.\w+ .*(OtherDescription|Categories|/countryOfIssuance|/extra.*)$|^grid\.updateContact /email$|",
    r"^grid\.onboard /address/(line1|postalCode)$|^spherepay\.createCustomer (/address(/line1|/city)?$|/meta/)",
);

#[test]
fn what_a_schema_can_say_it_refuses() {
    let siblings = Regex::new(BY_SIBLINGS).unwrap();
    let (mut refused, mut accepted) = (BTreeMap::<_, u32>::new(), Vec::new());
    for (operation, input) in inputs() {
        let options = Options::default().policy(Policy::Schema).person_fields(PersonFields::NAMES).now(NOW);
        let given = untrusted(&input);
        for issue in validate(operation, given, &options).result.err().unwrap_or_default() {
            let code = issue.code.as_str();
            let given = input.pointer(&issue.pointer()).and_then(Value::as_str).unwrap_or_default();
            let place = format!("{} {}", operation.name, issue.pointer());
            if !IN_A_SCHEMA.contains(&code) || siblings.is_match(&place) || is_beyond_a_schema(code, given) {
                continue;
            }
            match refusal(operation, Side::Input, options, &input) {
                Some(_) => *refused.entry(code).or_default() += 1,
                None => accepted.push(format!("{code} {place} {input}")),
            }
        }
    }
    assert!(IN_A_SCHEMA.iter().all(|code| refused.contains_key(code)), "{refused:?}");
    assert_eq!(accepted, [""; 0], "{refused:?}");
}

/// Which strings a pattern cannot tell from valid ones: a blank one, a code of no country, a date in no calendar, an
/// address of which only a part is too long, and what follows the scheme of a URL.
fn is_beyond_a_schema(code: &str, given: &str) -> bool {
    match code {
        "required" => !given.is_empty(),
        "country_unknown" => matches!(given.len(), 2..=3) && given.bytes().all(|byte| byte.is_ascii_alphabetic()),
        "date_format" => given.len() == 10 && given.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-'),
        "control_character" => given.starts_with("https://"),
        "too_long" => given.contains('@') && given.len() <= 254,
        _ => false,
    }
}
