//! Strings that are not Unicode, such as half an emoji: every field refuses them.

use kyclink::{Object, Options, UntrustedValue, operation, validate};

use crate::integration::vectors;

#[test]
fn every_field_refuses_a_malformed_string() {
    let mut fields = 0;
    for file in vectors::all().filter(|file| file["kind"] == "validate") {
        let operation = operation(file["operation"].as_str().unwrap()).unwrap();
        for valid in file["cases"].as_array().unwrap().iter().filter_map(|case| case.get("value")) {
            let valid = UntrustedValue::from_json(&valid.to_string()).unwrap().to_static();
            for (pointer, input) in with_malformed(&valid) {
                fields += 1;
                let issues = validate(operation, input, &Options::default()).result.err().unwrap_or_default();
                let issue = issues.iter().find(|issue| issue.pointer() == pointer);
                let code = issue.unwrap_or_else(|| panic!("{} takes {pointer}", operation.name)).code.as_str();
                // Free text takes every string, so this is not one. Other fields have a rule that no such string
                // satisfies.
                match pointer.rsplit('/').next().unwrap() {
                    "line1" | "city" | "state" | "postalCode" | "firstName" => assert_eq!(code, "invalid_type"),
                    "email" => assert_eq!(code, "email_format"),
                    "phone" | "phoneNumber" => assert_eq!(code, "phone_format"),
                    _ => {}
                }
            }
        }
    }
    assert!(fields > 500, "only {fields} fields were tried");
}

/// Returns the value with each of its strings replaced by a malformed one, and the pointer to it.
fn with_malformed(value: &UntrustedValue<'static>) -> Vec<(String, UntrustedValue<'static>)> {
    match value {
        UntrustedValue::Text(_) => vec![(String::new(), UntrustedValue::Malformed)],
        UntrustedValue::Object(object) => {
            let mut replaced = Vec::new();
            for (name, inner) in object.iter() {
                for (pointer, inner) in with_malformed(inner) {
                    let member = |(other, value): (&str, &UntrustedValue<'static>)| {
                        (other.to_owned(), if other == name { inner.clone() } else { value.clone() })
                    };
                    let object: Object = object.iter().map(member).collect();
                    replaced.push((format!("/{name}{pointer}"), object.into()));
                }
            }
            replaced
        }
        _ => vec![],
    }
}
