//! What normalization removes and what it leaves: for each field of each operation.

use kyclink::json::Json;
use kyclink::{Kind, Object, Operation, Shape, UntrustedValue, normalize, operations};

/// A way to a field from the input: names, and `None` for the item of a list.
type Path = Vec<Option<&'static str>>;

/// A field, or an item of a list, which is never removed.
struct Place {
    path: Path,
    kind: &'static Kind,
    required: bool,
    is_latin: bool,
}

/// Finds every field of a shape, however deep. An item that should be an object is left out, because nothing else is
/// normalized in its place.
fn fields(shape: &'static Shape, path: &Path, found: &mut Vec<Place>) {
    for field in shape.fields {
        let mut path = [&path[..], &[Some(field.name)]].concat();
        found.push(Place { path: path.clone(), kind: &field.kind, required: field.required, is_latin: field.is_latin });
        let mut kind = &field.kind;
        while let Kind::List(items) = kind {
            path.push(None);
            kind = items;
            if !matches!(kind, Kind::Object(_)) {
                found.push(Place { path: path.clone(), kind, required: true, is_latin: false });
            }
        }
        if let Kind::Object(inner) = kind {
            fields(inner, &path, found);
        }
    }
}

/// Returns an input that has nothing but a value at this place.
fn only(path: &[Option<&'static str>], value: UntrustedValue<'static>) -> UntrustedValue<'static> {
    path.iter().rev().fold(value, |value, name| match name {
        Some(name) => Object::from_iter([(*name, value)]).into(),
        None => vec![value].into(),
    })
}

/// Calls a function with each field of each operation.
fn for_every_field(each: impl Fn(&'static Operation, &Place)) {
    for operation in operations() {
        let mut found = Vec::new();
        fields(operation.shape, &vec![], &mut found);
        found.iter().for_each(|place| each(operation, place));
    }
}

/// Normalizes an input that has nothing but a value at this place, and returns it beside what is expected there.
fn normal(operation: &Operation, path: &Path, given: &str, expected: &str) -> (String, String) {
    let normal = normalize(operation, only(path, given.to_owned().into()), None);
    (normal.to_json(), only(path, expected.to_owned().into()).to_json())
}

/// A required field that is empty stays where it is, so that a program still finds what a person has left empty.
#[test]
fn only_an_optional_field_is_removed_if_it_is_empty() {
    for_every_field(|operation, Place { path, required, .. }| {
        for empty in [UntrustedValue::Null, "".into(), " \u{202a}\n".into()] {
            let kept = if empty == UntrustedValue::Null { UntrustedValue::Null } else { "".into() };
            let normal = normalize(operation, only(path, empty), None);
            let parent = only(&path[..path.len() - 1], Object::new().into());
            let expected = if *required { only(path, kept) } else { parent };
            assert_eq!(normal.to_json(), expected.to_json(), "{} {path:?}", operation.name);
        }
    });
}

#[test]
fn a_string_in_any_field_is_trimmed() {
    for_every_field(|operation, Place { path, .. }| {
        let (found, expected) = normal(operation, path, "\u{202a} 1 Main Stre\u{2069}et\u{a0}\n", "1 Main Street");
        assert_eq!(found, expected, "{} {path:?}", operation.name);
    });
}

/// What cannot be seen is no part of an address, a code or a name in Latin letters. Elsewhere a script may need it.
#[test]
fn invisible_characters_are_removed_where_no_script_needs_them() {
    for_every_field(|operation, Place { path, kind, is_latin, .. }| {
        let is_removed = *is_latin || matches!(kind, Kind::Email | Kind::PostalCode);
        let (found, expected) = normal(operation, path, "1\u{200b}2", if is_removed { "12" } else { "1\u{200b}2" });
        assert_eq!(found, expected, "{} {path:?}", operation.name);
    });
}

#[test]
fn only_a_name_that_a_provider_wants_in_latin_letters_is_composed() {
    let names = std::cell::Cell::new(0);
    for_every_field(|operation, Place { path, is_latin, .. }| {
        let (found, expected) = normal(operation, path, "Jose\u{301}", if *is_latin { "José" } else { "Jose\u{301}" });
        assert_eq!(found, expected, "{} {path:?}", operation.name);
        names.set(names.get() + usize::from(*is_latin));
    });
    assert!(names.get() > 2, "{}", names.get());
}

/// Unicode encodes decimal digits in blocks of ten. Validation alone changes none.
#[test]
fn the_digits_of_every_script_are_digits_in_phone_numbers_and_postal_codes() {
    let digit = regex::Regex::new(r"^\p{Nd}$").unwrap();
    let digits: Vec<_> = (char::MIN..=char::MAX).filter(|c| digit.is_match(c.encode_utf8(&mut [0; 4]))).collect();
    let create = kyclink::operation("spherepay.createCustomerViaLink").unwrap();
    for block in digits.chunks(10) {
        let written =
            |text: &str| text.chars().map(|c| c.to_digit(10).map_or(c, |at| block[at as usize])).collect::<String>();
        let address =
            serde_json::json!({ "line1": "1", "city": "X", "postalCode": written("10-115"), "country": "DEU" });
        let input = serde_json::json!({ "type": "individual", "email": "a@b.co", "phone": written("+49 (0)171 2345678"), "address": address });
        let read = || UntrustedValue::from_json(&input.to_string()).unwrap();
        let normal = normalize(create, read(), None);
        assert_eq!(normal.field("phone").and_then(UntrustedValue::text), Some("+491712345678"), "{block:?}");
        let code = normal.field("address").and_then(|address| address.field("postalCode"));
        assert_eq!(code.and_then(UntrustedValue::text), Some("10-115"), "{block:?}");
        let dialled =
            serde_json::json!({ "phone": written("0171 2345678"), "address": { "country": "DE" } }).to_string();
        let dialled =
            normalize(create, UntrustedValue::from_json(&dialled).unwrap(), Some(kyclink::PhoneCountry::Address));
        assert_eq!(dialled.field("phone").and_then(UntrustedValue::text), Some("+491712345678"), "{block:?}");
        if block[0] != '0' {
            let found = kyclink::validate(create, read(), &kyclink::Options::default()).result.err().unwrap();
            assert_eq!(
                found.iter().map(|issue| issue.code.as_str()).collect::<Vec<_>>(),
                ["phone_format"],
                "{block:?}"
            );
        }
    }
    assert!(digits.len() >= 760, "{}", digits.len());
}
