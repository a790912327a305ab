//! The attributes of a field's control, for every field of every operation.

use kyclink::{Kind, Operation, PersonFields, form, operation, operations};
use serde_json::{Value, json};

use super::props;
use crate::rules::shape::chains;

/// Calls a function with every field that is no part of a list, and the names on the way to it.
fn for_every_field(mut each: impl FnMut(&Operation, &[&'static str], &'static Kind, bool)) {
    for operation in operations() {
        for chain in chains(operation.shape) {
            let (field, parents) = chain.split_last().unwrap();
            if parents.iter().all(|parent| matches!(parent.kind, Kind::Object(_))) {
                let path: Vec<_> = chain.iter().map(|field| field.name).collect();
                each(operation, &path, &field.kind, field.required);
            }
        }
    }
}

/// HTML Living Standard, "Autofill": the tokens for a person's own data. A browser knows no business's.
const TOKENS: [(&str, &str); 14] = [
    ("firstName", "given-name"),
    ("lastName", "family-name"),
    ("fullName", "name"),
    ("birthDate", "bday"),
    ("legalName", "organization"),
    ("line1", "address-line1"),
    ("line2", "address-line2"),
    ("city", "address-level2"),
    ("state", "address-level1"),
    ("postalCode", "postal-code"),
    ("country", "country"),
    ("email", "email"),
    ("phone", "tel"),
    ("phoneNumber", "tel"),
];

#[test]
fn a_browser_fills_in_what_it_knows_of_a_person() {
    let mut met = std::collections::BTreeSet::new();
    for_every_field(|operation, path, _, _| {
        let name = *path.last().unwrap();
        let token = TOKENS.iter().find(|(known, _)| *known == name).map(|(_, token)| *token);
        // It does not know where a business is registered, and must not take that for the person's country.
        let token = match (token, path[path.len().saturating_sub(2)]) {
            (Some("country"), "business") => Some("section-business country"),
            (Some("country"), parent) if parent != "address" => None,
            _ => token,
        };
        let props = props(operation, path, None);
        assert_eq!(props["name"], path.join("."), "{}", operation.name);
        assert_eq!(props["autocomplete"], token.unwrap_or("off"), "{} {path:?}", operation.name);
        met.extend(token.map(|_| name));
    });
    assert_eq!(met.len(), TOKENS.len(), "{met:?}");
}

#[test]
fn a_control_has_the_keyboard_and_the_length_of_its_kind() {
    let mut met = std::collections::BTreeSet::new();
    for_every_field(|operation, path, kind, _| {
        let (input, keyboard, max) = match kind {
            Kind::Email => ("email", json!("email"), json!(254)),
            Kind::Phone(_) => ("tel", json!("tel"), Value::Null),
            Kind::RedirectUri => ("url", json!("url"), Value::Null),
            Kind::PastDate { .. } => ("date", Value::Null, Value::Null),
            Kind::PostalCode => ("text", json!("numeric"), json!(20)),
            Kind::Text { max } => ("text", Value::Null, json!(max)),
            _ => ("text", Value::Null, Value::Null),
        };
        let props = props(operation, path, Some("US"));
        assert_eq!(props["type"], input, "{} {path:?}", operation.name);
        assert_eq!((&props["inputMode"], &props["maxLength"]), (&keyboard, &max), "{} {path:?}", operation.name);
        met.insert(input);
    });
    assert_eq!(met.len(), 5, "{met:?}");
    // Letters are part of a British code; the country is not known yet.
    for country in [Some("GB"), None] {
        let props = props(operation("spherepay.onboard").unwrap(), &["address", "postalCode"], country);
        assert_eq!(props.get("inputMode"), None, "{country:?}");
    }
}

/// Assistive technology has the same word as the browser (WCAG 2.1 SC 3.3.2).
#[test]
fn a_required_control_says_so_twice() {
    for_every_field(|operation, path, _, required| {
        for country in [None, Some("HK")] {
            let props = props(operation, path, country);
            let is_required = props["required"] == true;
            assert_eq!(props.get("aria-required"), is_required.then_some(&json!(true)), "{} {path:?}", operation.name);
            assert!(country.is_some() || is_required == required, "{} {path:?}", operation.name);
        }
    });
}

/// Grid takes no address without a postal code. In Hong Kong, which has none, the address is omitted whatever is given;
/// in Trinidad, if it has none. The country is needed all the same, because it decides this.
#[test]
fn what_a_country_needs_decides_what_is_required() {
    for (name, country, path, required) in [
        ("spherepay.onboard", "US", &["address", "state"][..], true),
        ("spherepay.onboard", "DE", &["address", "state"], false),
        ("spherepay.onboard", "HK", &["address", "state"], false),
        ("spherepay.onboard", "DE", &["address", "postalCode"], true),
        ("spherepay.onboard", "HK", &["address", "postalCode"], false),
        ("grid.onboard", "DE", &["address", "line1"], true),
        ("grid.onboard", "HK", &["address", "line1"], false),
        ("grid.onboard", "TT", &["address", "line1"], true),
        ("grid.onboard", "TT", &["address", "postalCode"], false),
        ("grid.onboard", "HK", &["address", "postalCode"], false),
        ("grid.onboard", "HK", &["address", "country"], true),
        ("grid.onboard", "DE", &["address", "country"], true),
    ] {
        let props = props(operation(name).unwrap(), path, Some(country));
        assert_eq!(props["required"], required, "{name} in {country}: {path:?}");
    }
}

#[test]
fn a_path_that_leads_to_no_field_has_no_control() {
    let onboard = operation("grid.onboard").unwrap();
    for path in
        [&[][..], &["planet"], &["address", "planet"], &["email", "x"], &["planet", "city"], &["address", "city", "x"]]
    {
        assert!(form::field_props(onboard, path, None, PersonFields::NONE).is_none(), "{path:?}");
    }
}
