//! Values nested deeper than any stack: every way to create an [`UntrustedValue`] cuts off what is too deep.

use std::thread;

use kyclink::json::Json;
use kyclink::{MAX_DEPTH, Number, Object, Options, Policy, UntrustedValue, normalize, operations, validate};
use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::{Error, F64Deserializer};

use crate::integration::vectors::words;

/// A small stack, which suffices for values of bounded depth.
const STACK: usize = 512 * 1024;

fn in_small_stack(work: impl FnOnce() + Send + 'static) {
    thread::Builder::new().stack_size(STACK).spawn(work).unwrap().join().unwrap();
}

fn lists(depth: usize) -> UntrustedValue<'static> {
    (0..depth).fold(UntrustedValue::Bool(true), |inner, _| UntrustedValue::from(vec![inner]))
}

fn objects(depth: usize) -> UntrustedValue<'static> {
    (0..depth).fold(UntrustedValue::Bool(true), |inner, _| {
        let mut object = Object::new();
        object.set("meta", UntrustedValue::Null);
        object.set("meta", inner);
        object.into()
    })
}

fn collected(depth: usize) -> UntrustedValue<'static> {
    (0..depth).fold(UntrustedValue::Bool(true), |inner, _| {
        [("a", UntrustedValue::Null), ("a", inner)].into_iter().collect::<Object>().into()
    })
}

fn text(depth: usize, open: &str, close: &str) -> String {
    [&open.repeat(depth), "true", &close.repeat(depth)].concat()
}

/// Returns the depth of nested lists and objects, and whether something was cut off.
fn depth(mut value: &UntrustedValue) -> (usize, bool) {
    let mut depth = 0;
    loop {
        value = match value {
            UntrustedValue::List(list) => &list[0],
            UntrustedValue::Object(object) => object.iter().next().unwrap().1,
            other => return (depth, *other == UntrustedValue::Opaque),
        };
        depth += 1;
    }
}

#[test]
fn a_constructed_value_is_never_too_deep() {
    for make in [lists, objects, collected] {
        assert_eq!(depth(&make(64)), (64, false));
        assert!(depth(&make(65)).1);
        for levels in [10_000, 100_000] {
            in_small_stack(move || use_everywhere(make(levels)));
        }
    }
}

#[test]
fn json_of_any_depth_is_parsed_up_to_the_limit() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}"), ("[{\"meta\":", "}]")] {
        let limit = usize::from(MAX_DEPTH) / open.matches(['[', '{']).count();
        assert_eq!(depth(&UntrustedValue::from_json(&text(limit, open, close)).unwrap()), (64, false));
        assert_eq!(depth(&UntrustedValue::from_json(&text(limit + 1, open, close)).unwrap()), (64, true));
        for levels in [1_000, 10_000, 100_000] {
            let json = text(levels, open, close);
            in_small_stack(move || {
                let value = UntrustedValue::from_json(&json).unwrap();
                assert_eq!(depth(&value), (64, true));
                use_everywhere(value);
            });
        }
    }
}

/// The parser also checks what it cuts off.
#[test]
fn json_that_is_malformed_below_the_limit_is_refused() {
    assert!(UntrustedValue::from_json(&text(1_000, "[", "")).is_none());
    assert!(UntrustedValue::from_json(&text(1_000, "[nul", "]")).is_none());
}

#[test]
fn a_value_that_is_too_deep_is_refused_at_its_own_path() {
    let operation = kyclink::operation("spherepay.createCustomer").unwrap();
    let issue = |levels| {
        let input = format!(r#"{{"personalInformation":{{"deep":{}}}}}"#, text(levels, "[", "]"));
        let issues = issues(operation, UntrustedValue::from_json(&input).unwrap()).unwrap_err();
        issues.into_iter().find(|issue| issue.starts_with("invalid_type /personalInformation"))
    };
    assert_eq!(issue(62), None);
    assert_eq!(issue(63), Some(format!("invalid_type /personalInformation/deep{}", "/0".repeat(62))));
}

/// A number is written into a request body unchanged, so `NaN` or a crafted string must not become one.
#[test]
fn no_number_adds_members_to_a_body() {
    for text in ["NaN", "1,\"admin\":true", "1}", "", " 1"] {
        assert!(Number::parse(text).is_none(), "{text}");
    }
    for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let deserializer: F64Deserializer<Error> = value.into_deserializer();
        assert_eq!(UntrustedValue::deserialize(deserializer).unwrap(), UntrustedValue::Opaque);
    }
    let deserializer: F64Deserializer<Error> = (-2.5).into_deserializer();
    assert_eq!(UntrustedValue::deserialize(deserializer).unwrap().to_json(), "-2.5");
}

fn use_everywhere(value: UntrustedValue<'static>) {
    let copies = [value.clone(), value.to_static()];
    assert!(copies.iter().all(|copy| *copy == value));
    assert!(value.to_json().len() < 1_000);
    assert_eq!(format!("{value:?}").len(), format!("{:?}", copies[0]).len());
    for operation in operations() {
        // As the input, and as the value of each of its fields.
        drop(issues(operation, value.clone()));
        drop(normalize(operation, value.clone(), None));
        let fields = operation.shape.fields.iter().map(|field| (field.name, value.clone()));
        let refused = issues(operation, fields.collect::<Object>().into()).is_err();
        assert_eq!(refused, !operation.shape.fields.is_empty(), "{}", operation.name);
    }
}

fn issues(operation: &'static kyclink::Operation, input: UntrustedValue<'static>) -> Result<(), Vec<String>> {
    let options = Options::default().policy(Policy::Postal).normalize(true).now(0);
    let found = validate(operation, input, &options).result.err();
    found.map_or(Ok(()), |found| Err(words(&found)))
}

/// As in `JSON.parse`.
#[test]
fn of_two_members_with_one_name_the_last_has_the_place_of_the_first() {
    let given = [("a", "1"), ("b", "2"), ("a", "3"), ("c", "4")];
    let object: Object = given.map(|(name, text)| (name, text.into())).into_iter().collect();
    let expected = r#"{"a":"3","b":"2","c":"4"}"#;
    assert_eq!(object.to_json(), expected);
    assert_eq!(UntrustedValue::from_json(r#"{"a":"1","b":"2","a":"3","c":"4"}"#).unwrap().to_json(), expected);
}
