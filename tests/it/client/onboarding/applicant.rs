//! Every field of an applicant is in the input of a request of its provider, or in `notSent` of the composite's
//! vectors.

use std::collections::BTreeSet;

use kyclink::json::Json;
use kyclink::provider::PROVIDERS;
use kyclink::{Provider, UntrustedValue, to_input};
use serde_json::Value;

use crate::house::field_coverage::paths;
use crate::integration::vectors;

#[test]
fn every_field_of_an_applicant_reaches_a_request() {
    for provider in PROVIDERS {
        let composite = provider.onboarding.operation;
        let (applicants, not_sent) = applicants(composite.name);
        // Alone in its object, because two fields may be two names for one.
        let reaches = |path: &&String| {
            applicants
                .iter()
                .filter_map(|applicant| alone(applicant, path))
                .any(|(with, without)| requests(provider, &with) != requests(provider, &without))
        };
        let all = paths(composite.shape);
        let sent: BTreeSet<_> = all.iter().filter(reaches).collect();
        let lost: Vec<_> = all.iter().filter(|path| !sent.contains(path)).collect();
        let listed: Vec<_> = not_sent.iter().collect();
        let name = composite.name;
        assert_eq!(lost, listed, "{name}: no request takes these fields, or no valid case of its vectors gives them");
    }
}

/// The valid inputs in the composite's vectors, and the fields that no request takes.
fn applicants(operation: &str) -> (Vec<Value>, BTreeSet<String>) {
    let (mut applicants, mut not_sent) = (Vec::new(), BTreeSet::new());
    for file in vectors::all().filter(|file| file["kind"] == "validate" && file["operation"] == operation) {
        applicants.extend(file["cases"].as_array().unwrap().iter().filter_map(|case| case.get("value").cloned()));
        let paths = file["notSent"].as_array().into_iter().flatten();
        not_sent.extend(paths.map(|path| path.as_str().unwrap().to_owned()));
    }
    (applicants, not_sent)
}

/// The inputs of the provider's operations for an applicant.
fn requests(provider: &Provider, applicant: &Value) -> Vec<Option<String>> {
    let applicant = UntrustedValue::from_json(&applicant.to_string()).unwrap();
    provider.operations().map(|operation| to_input(&applicant, operation).map(|input| input.to_json())).collect()
}

/// An applicant whose object at this path has only this field, and the type that selects its fields; and one without
/// it.
fn alone(applicant: &Value, path: &str) -> Option<(Value, Value)> {
    let (parent, name) = path.rsplit_once('/').unwrap();
    let with = |names: &[&str]| {
        let mut applicant = applicant.clone();
        let members = applicant.pointer_mut(parent)?.as_object_mut()?;
        members.contains_key(name).then(|| members.retain(|name, _| names.contains(&name.as_str())))?;
        Some(applicant)
    };
    let others = if name == "type" { &[][..] } else { &["type"] };
    Some((with(&[name, "type"])?, with(others)?))
}
