//! Every field of an applicant is in the input of a request of its provider, or is listed here.

use std::collections::BTreeSet;

use kyclink::json::Json;
use kyclink::provider::PROVIDERS;
use kyclink::{Provider, UntrustedValue, to_input};
use serde_json::Value;

use crate::field_coverage::paths;
use crate::vectors;

/// The fields that SpherePay does not take: one applicant serves every provider.
const NOT_SENT: [&str; 5] = [
    "spherepay.onboard /birthDate",
    "spherepay.onboard /business/country",
    "spherepay.onboard /nationality",
    "spherepay.onboard /redirectUri",
    "spherepay.onboard /reference",
];

#[test]
fn every_field_of_an_applicant_reaches_a_request() {
    let mut not_sent = Vec::new();
    for provider in PROVIDERS {
        let composite = provider.onboarding.operation;
        let applicants = applicants(composite.name);
        // Alone in its object, because two fields may be two names for one.
        let reaches = |path: &&String| {
            applicants
                .iter()
                .filter_map(|applicant| alone(applicant, path))
                .any(|(with, without)| requests(provider, &with) != requests(provider, &without))
        };
        let all = paths(composite.shape);
        let sent: BTreeSet<_> = all.iter().filter(reaches).collect();
        not_sent
            .extend(all.iter().filter(|path| !sent.contains(path)).map(|path| format!("{} {path}", composite.name)));
    }
    assert_eq!(not_sent, NOT_SENT, "fields that no request of the provider takes");
}

/// The valid inputs in the operation's vectors.
fn applicants(operation: &str) -> Vec<Value> {
    let files = vectors::all().into_iter().filter(|file| file["kind"] == "validate" && file["operation"] == operation);
    let cases = files.flat_map(|file| file["cases"].as_array().unwrap().clone());
    cases.filter_map(|case| case.get("value").cloned()).collect()
}

/// The inputs of the provider's operations for an applicant.
fn requests(provider: &Provider, applicant: &Value) -> Vec<Option<String>> {
    let applicant = UntrustedValue::from_json(&applicant.to_string()).unwrap();
    provider.operations().map(|operation| to_input(&applicant, operation).map(|input| input.to_json())).collect()
}

/// An applicant whose object at this path has only this field, and the type that selects its fields; and one without it.
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
