//! Every field of an applicant is in the input of a request of its provider, or in `notSent` of the composite's
//! vectors.

use std::collections::BTreeSet;
use std::mem::discriminant;

use kyclink::json::Json;
use kyclink::provider::PROVIDERS;
use kyclink::{APPLICANT, Kind, Provider, Shape, UntrustedValue, to_input};
use serde_json::Value;

use crate::house::field_coverage::paths;
use crate::integration::vectors;
use crate::rules::shape::chains;

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

/// An applicant whose object at this path, in a list the first, has only this field, and the type that selects its fields; and one without
/// it.
fn alone(applicant: &Value, path: &str) -> Option<(Value, Value)> {
    let path = path.replace("/-/", "/0/");
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

/// The fields of a shape and of what is in it, by their paths. A field of a variant is required of some only.
fn fields_of(shape: &'static Shape) -> impl Iterator<Item = (String, &'static Kind, bool)> {
    chains(shape).into_iter().map(|chain| {
        let field = chain[chain.len() - 1];
        let path = chain.iter().map(|field| format!("/{}", field.name)).collect();
        (path, &field.kind, field.required && field.when.is_none())
    })
}

/// The package has one type for the applicants of all providers. What one provider always requires may be absent at
/// another, and what all of them require cannot.
#[test]
fn a_field_of_an_applicant_means_the_same_at_every_provider() {
    let own: Vec<_> = PROVIDERS.iter().flat_map(|provider| fields_of(provider.onboarding.operation.shape)).collect();
    for (path, kind, required) in fields_of(&APPLICANT) {
        let own: Vec<_> = own.iter().filter(|(own, ..)| *own == path).collect();
        assert!(!own.is_empty(), "{path}: no provider knows it");
        assert!(own.iter().all(|(_, own, _)| is_same_or_narrower(own, kind)), "{path} is of another kind");
        let requiring = own.iter().filter(|(.., required)| *required).count();
        assert!(required || requiring < PROVIDERS.len(), "{path}: every provider requires it");
        assert!(!required || requiring > 0, "{path}: no provider requires it");
    }
}

/// A provider may have a list of words or a pattern where the others take any text, and check no postal codes.
fn is_same_or_narrower(own: &Kind, common: &Kind) -> bool {
    match (own, common) {
        (Kind::List(own), Kind::List(common)) => is_same_or_narrower(own, common),
        (Kind::Choice(own), Kind::Choice(common)) => own.iter().eq(common.iter()),
        (Kind::Choice(_) | Kind::Pattern(_), Kind::Text { .. }) | (Kind::Text { .. }, Kind::PostalCode) => true,
        _ => discriminant(own) == discriminant(common),
    }
}
