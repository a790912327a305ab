//! What normalization removes and what it leaves: for each field of each operation.

use kyclink::field::subdivision::SubdivisionRule;
use kyclink::json::Json;
use kyclink::{Field, Kind, NormalForm, Object, Operation, UntrustedValue, normalize, operations};

use crate::rules::shape::chains;

/// A way to a field from the input: names, and `None` for the item of a list.
type Path = Vec<Option<&'static str>>;

/// A field, or an item of a list, which is never removed.
struct Place {
    path: Path,
    kind: &'static Kind,
    required: bool,
    normal_form: NormalForm,
}

impl Place {
    fn is_latin(&self) -> bool {
        matches!(self.normal_form, NormalForm::Latin1 | NormalForm::LatinLetters)
    }

    /// Whether it is a code, of which only letters, digits and signs count.
    fn is_code(&self) -> bool {
        self.normal_form == NormalForm::Code
            || matches!(
                self.kind,
                Kind::PostalCode | Kind::Country(_) | Kind::Pattern(_) | Kind::Subdivision(SubdivisionRule::Code)
            )
    }
}

/// Returns the places of a field and of the items in it. An item that should be an object is left out, because nothing
/// else is normalized in its place.
fn places(chain: &[&'static Field]) -> Vec<Place> {
    let (mut path, mut found) = (vec![], vec![]);
    for (at, field) in chain.iter().enumerate() {
        path.push(Some(field.name));
        let is_last = at + 1 == chain.len();
        let Field { kind, required, normal_form, .. } = field;
        if is_last {
            found.push(Place { path: path.clone(), kind, required: *required, normal_form: *normal_form });
        }
        let mut kind = &field.kind;
        while let Kind::List(items) = kind {
            path.push(None);
            kind = items;
            if is_last && !matches!(kind, Kind::Object(_)) {
                found.push(Place { path: path.clone(), kind, required: true, normal_form: NormalForm::AsTyped });
            }
        }
    }
    found
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
        let found = chains(operation.shape);
        found.iter().flat_map(|chain| places(chain)).for_each(|place| each(operation, &place));
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
        let (found, expected) =
            normal(operation, path, "\u{feff}\u{202a} 1 Main Stre\u{2069}et\u{a0}\u{200b}\u{3000}\n", "1 Main Street");
        assert_eq!(found, expected, "{} {path:?}", operation.name);
    });
}

/// What cannot be seen is no part of an address, a code or a name in Latin letters. Elsewhere a script may need it.
#[test]
fn invisible_characters_are_removed_where_no_script_needs_them() {
    for_every_field(|operation, place @ Place { path, kind, .. }| {
        let is_removed = place.is_latin() || place.is_code() || matches!(kind, Kind::Email);
        let (found, expected) = normal(operation, path, "1\u{200b}2", if is_removed { "12" } else { "1\u{200b}2" });
        assert_eq!(found, expected, "{} {path:?}", operation.name);
    });
}

#[test]
fn free_text_is_composed() {
    let names = std::cell::Cell::new(0);
    for_every_field(|operation, place @ Place { path, kind, .. }| {
        let is_free = matches!(kind, Kind::Text { .. } | Kind::Subdivision(_) | Kind::PostalCode);
        let expected = if is_free { "José" } else { "Jose\u{301}" };
        let (found, expected) = normal(operation, path, "Jose\u{301}", expected);
        assert_eq!(found, expected, "{} {path:?}", operation.name);
        names.set(names.get() + usize::from(place.is_latin()));
    });
    assert!(names.get() > 2, "{}", names.get());
}

/// Postal codes, tax numbers, countries and others have one list of digits, dashes, white space and what cannot be seen.
#[test]
fn every_code_is_written_in_ascii_in_the_same_way() {
    let codes = std::cell::RefCell::new(std::collections::BTreeSet::new());
    for_every_field(|operation, place @ Place { path, .. }| {
        if !place.is_code() {
            return;
        }
        codes.borrow_mut().extend(path.iter().rev().find_map(|name| *name));
        for written in [
            "ＡＢ－１２　３",
            "\u{200b}AB–12\u{a0}3\u{feff}",
            "A\u{2060}Bー１٢\u{2009}３",
            "AB\u{2212}12\t3\n",
            "AB-12 3",
        ] {
            let (found, expected) = normal(operation, path, written, "AB-12 3");
            assert_eq!(found, expected, "{} {path:?} {written}", operation.name);
        }
    });
    let tax_numbers = ["taxId", "identificationNumber", "registrationNumber", "taxIdentificationNumber", "identifier"];
    for name in tax_numbers.into_iter().chain(["postalCode", "country", "nationality", "naicsCode", "state"]) {
        assert!(codes.borrow().contains(name), "{name}");
    }
}

/// The country of the address says how a phone number is dialled, however the code of the country is typed.
#[test]
fn a_number_is_read_in_a_country_that_is_typed_in_full_width() {
    let create = kyclink::operation("spherepay.createCustomerViaLink").unwrap();
    for country in ["DE", "ｄｅ", "ＤＥＵ", "\u{200b}DE\u{3000}"] {
        let input = serde_json::json!({ "phone": "0171 2345678", "address": { "country": country } }).to_string();
        let input = UntrustedValue::from_json(&input).unwrap();
        let normal = normalize(create, input, Some(kyclink::PhoneCountry::Address));
        assert_eq!(normal.field("phone").and_then(UntrustedValue::text), Some("+491712345678"), "{country}");
    }
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
