//! Objects whose fields the provider does not publish: what they may contain, at any depth.

use kyclink::json::Json;
use kyclink::{Object, Options, UntrustedValue, normalize, operation, validate};

type Value = UntrustedValue<'static>;

fn object(name: &str, value: Value) -> Value {
    Object::from_iter([(name.to_owned(), value)]).into()
}

/// Places in an open object, with their pointers: a member, and what lists and objects in it contain.
fn places(value: &Value) -> Vec<(Value, String)> {
    let list = |value: Value| Value::from(vec!["0".into(), value]);
    vec![
        (object("a", value.clone()), "/a".to_owned()),
        (object("a", list(value.clone())), "/a/1".to_owned()),
        (object("a", object("b", value.clone())), "/a/b".to_owned()),
        (object("a", list(object("b", list(value.clone())))), "/a/1/b/1".to_owned()),
    ]
}

/// The issues of an input that has nothing but this value of a field, by their pointers and codes.
fn issues(field: &str, value: &Value) -> Vec<(String, &'static str)> {
    let create = operation("spherepay.createCustomer").unwrap();
    let issues = validate(create, object(field, value.clone()), &Options::default()).result.err().unwrap();
    let mine = issues.into_iter().filter(|issue| issue.pointer().starts_with(&format!("/{field}/")));
    mine.map(|issue| (issue.pointer(), issue.code.as_str())).collect()
}

/// `personalInformation` has fields of its own, too; `meta` has none, and takes no list or object.
#[test]
fn a_value_that_json_cannot_carry_is_refused_wherever_it_is() {
    for (value, code) in [
        (Value::Malformed, Some("invalid_type")),
        (Value::Opaque, Some("invalid_type")),
        ("a\u{202e}b".into(), Some("control_character")),
        ("a\nb".into(), Some("control_character")),
        ("".into(), None),
        (Value::Null, None),
        (Value::Bool(false), None),
        (object("c", "x".into()), None),
        (object("c\n", "x".into()), Some("control_character")),
        (vec!["x".into()].into(), None),
    ] {
        for (place, pointer) in places(&value) {
            let member = if value.object().is_some() && code.is_some() { "/c\n" } else { "" };
            let expected: Vec<_> =
                code.into_iter().map(|code| (format!("/personalInformation{pointer}{member}"), code)).collect();
            assert_eq!(issues("personalInformation", &place), expected, "{}", place.to_json());
        }
        let is_flat = value.object().is_none() && value.list().is_none();
        let code = if is_flat { code } else { Some("invalid_type") };
        let expected: Vec<_> = code.into_iter().map(|code| ("/meta/a".to_owned(), code)).collect();
        assert_eq!(issues("meta", &object("a", value.clone())), expected, "{}", value.to_json());
    }
    assert_eq!(issues("meta", &object("a\n", "x".into())), [("/meta/a\n".to_owned(), "control_character")]);
}

#[test]
fn strings_are_normalized_wherever_they_are() {
    let create = operation("spherepay.createCustomer").unwrap();
    for field in ["personalInformation", "businessInformation", "meta"] {
        for ((given, _), (normal, pointer)) in places(&" x\u{202c}\n".into()).into_iter().zip(places(&"x".into())) {
            let normalized = normalize(create, object(field, given), None);
            assert_eq!(normalized.to_json(), object(field, normal).to_json(), "{field}{pointer}");
        }
        // What it contains is the provider's matter: nothing is removed.
        for (given, _) in places(&Value::Null).into_iter().chain(places(&"".into())) {
            assert_eq!(normalize(create, object(field, given.clone()), None), object(field, given), "{field}");
        }
    }
}
