//! What the errors of all vectors say, word for word: the vectors themselves compare only codes and issues, so that a
//! wrong sentence would pass them.
//!
//! After an intended change, `KYCLINK_UPDATE=1 cargo test --test it every_hint` rewrites the list.

use std::collections::BTreeSet;

use kyclink::{Error, endpoints, operation, parse_response};

use super::reviewed::assert_reviewed;
use super::vectors;

#[test]
fn every_hint_is_as_it_was_reviewed() {
    let mut hints = BTreeSet::new();
    for endpoint in endpoints() {
        for (response, input, options) in vectors::responses(endpoint.name()) {
            if let Err(error) = parse_response(endpoint, &response, input.as_ref(), &options) {
                hints.extend(line(endpoint.name(), &error));
            }
        }
    }
    for file in vectors::all().filter(|file| file["kind"] == "build") {
        let operation = operation(file["operation"].as_str().unwrap()).unwrap();
        for case in file["cases"].as_array().unwrap() {
            let input = vectors::untrusted(&case["input"]);
            if let Err(error) = vectors::build(operation, vectors::config_of(case), &input) {
                hints.extend(line(operation.name, &error));
            }
        }
    }
    assert_reviewed("hints.txt", &hints);
}

/// An error's hint is on one line, after the operation and the code.
fn line(operation: &str, error: &Error) -> Option<String> {
    Some(format!("{operation} {}: {}", error.code().as_str(), error.hint()?))
}
