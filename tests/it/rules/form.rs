//! The data for forms.

mod control;

use std::collections::BTreeMap;

use kyclink::{Country, Operation, PersonFields, form, operation};
use serde_json::Value;

use crate::integration::vectors::value_of;

/// Returns the attributes of a field's control.
fn props(operation: &Operation, path: &[&str], country: Option<&str>) -> Value {
    let country = country.map(|code| Country::parse(code).unwrap());
    let props = form::field_props(operation, path, country, PersonFields::NONE)
        .unwrap_or_else(|| panic!("{} {path:?}", operation.name));
    value_of(&props)
}

/// Returns the fields of an address as a form gets them.
fn address_fields(code: &str, operation: Option<&Operation>) -> Vec<Value> {
    let fields = form::address_fields(Country::parse(code).unwrap(), operation);
    fields.iter().map(value_of).collect()
}

#[test]
fn an_address_needs_what_the_operation_and_the_country_need() {
    let fields = address_fields("US", operation("spherepay.onboard"));
    let required = |name| fields.iter().find(|field| field["field"] == name).unwrap()["required"] == true;
    assert!(required("line1"), "the operation requires it everywhere");
    assert!(required("postalCode"), "addresses in this country have it");
    assert!(!required("line2"));
}

/// As `fmt`, `require` and the names of Google's address data say it, with the two lines for `%A`. What is not required
/// has a `?`. The other attributes are those of the control.
#[test]
fn a_country_decides_order_and_labels() {
    for (code, expected) in [
        ("US", "line1:line1 line2:line2? city:city state:state postalCode:zip"),
        ("DE", "line1:line1 line2:line2? postalCode:postcode city:city"),
        ("GB", "line1:line1 line2:line2? city:post_town postalCode:postcode"),
        ("JP", "postalCode:postcode state:prefecture line1:line1 line2:line2?"),
        ("HK", "state:area city:district? line1:line1 line2:line2?"),
    ] {
        let shown = address_fields(code, None).into_iter().map(|field| {
            let mark = if field["required"] == true { "" } else { "?" };
            format!("{}:{}{mark}", field["field"].as_str().unwrap(), field["label"].as_str().unwrap())
        });
        assert_eq!(shown.collect::<Vec<_>>().join(" "), expected, "{code}");
    }
}

/// The parts that a country's addresses do not have, but that the provider wants.
#[test]
fn what_an_operation_requires_is_in_every_address() {
    let spherepay = operation("spherepay.onboard");
    let onboard = spherepay.unwrap();
    for entry in form::countries() {
        let entry = value_of(&entry);
        let code = entry["alpha2"].as_str().unwrap();
        let fields = address_fields(code, spherepay);
        let generic = address_fields(code, None);
        for name in ["line1", "line2", "city", "state", "postalCode", "country"] {
            let shown: Vec<_> = fields.iter().filter(|field| field["field"] == name).collect();
            let control = props(onboard, &["address", name], Some(code));
            let is_required = control["required"] == true;
            let is_usual = generic.iter().any(|field| field["field"] == name);
            // The country is chosen before, because it decides the fields.
            let is_wanted = name != "country" && (is_required || is_usual);
            assert_eq!(shown.len(), usize::from(is_wanted), "{name} in {code}");
            for field in shown {
                for attribute in ["required", "autocomplete", "inputMode", "maxLength"] {
                    assert_eq!(field.get(attribute), control.get(attribute), "{name} in {code}: {attribute}");
                }
            }
        }
    }
}

/// The codes of ISO 3166-1 and the calling code, which is that of the country's example.
#[test]
fn a_country_is_listed_with_its_codes() {
    let rows: Vec<_> = include_str!("../../../data/countries.csv").lines().skip(1).collect();
    let countries = form::countries();
    assert_eq!(countries.len(), rows.len());
    for (entry, row) in countries.iter().zip(rows) {
        let entry = value_of(entry);
        let codes = ["alpha2", "alpha3"].map(|name| entry[name].as_str().unwrap());
        assert_eq!(codes.join(","), row);
        let input = form::phone_input(Country::parse(codes[0]).unwrap());
        let input = input.map(|input| value_of(&input));
        assert_eq!(entry.get("callingCode"), input.as_ref().map(|input| &input["callingCode"]), "{row}");
        if let Some(input) = input {
            let calling_code = input["callingCode"].as_str().unwrap();
            assert!(input["example"].as_str().unwrap().starts_with(&format!("+{calling_code}")), "{row}");
        }
    }
}

/// The masks are those of `data/postal-codes.csv`, in which `@` and `*` stand for letters.
#[test]
fn a_postal_code_has_a_numeric_keyboard_where_it_is_made_of_digits() {
    let masks = include_str!("../../../data/postal-codes.csv").lines().skip(1).map(|row| row.split(',').collect());
    let is_numeric = |mask: &str| !mask.contains(|c: char| c.is_ascii_alphabetic() || "@*".contains(c));
    let masks: BTreeMap<_, _> = masks.map(|row: Vec<_>| (row[0], is_numeric(row[1]))).collect();
    for country in form::countries() {
        let country = value_of(&country);
        let code = country["alpha2"].as_str().unwrap();
        let onboard = operation("spherepay.onboard").unwrap();
        let control = props(onboard, &["address", "postalCode"], Some(code));
        let expected = masks.get(code).is_some_and(|is_numeric| *is_numeric);
        assert_eq!(control["inputMode"] == "numeric", expected, "{code}");
    }
    // Guadeloupe's is `9[78][01]##`.
    assert!(masks["GP"] && masks["US"] && !masks["GB"]);
}
