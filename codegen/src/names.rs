//! Names that several generated files list.

use kyclink::package::applicant_fields;
use kyclink::provider::PROVIDERS;
use kyclink::{IssueCode, Kind, Operation, Shape};

/// Returns the names of operations.
pub(crate) fn of(operations: impl Iterator<Item = &'static Operation>) -> Vec<&'static str> {
    operations.map(|operation| operation.name).collect()
}

/// Returns the names of the composite operations.
pub(crate) fn composites() -> Vec<&'static str> {
    PROVIDERS.iter().map(|provider| provider.onboarding.operation.name).collect()
}

/// Returns the paths of the fields that an applicant has at any provider, and its type.
pub(crate) fn applicant_paths() -> Vec<String> {
    let mut paths = Vec::new();
    PROVIDERS.iter().for_each(|provider| add_paths(provider.onboarding.operation.shape, "", &mut paths));
    applicant_fields().iter().map(|path| (*path).to_owned()).for_each(|path| add(path, &mut paths));
    paths
}

fn add_paths(shape: &Shape, parent: &str, paths: &mut Vec<String>) {
    for field in shape.fields {
        let path = parent.to_owned() + field.name;
        if let Kind::Object(inner) = &field.kind {
            add_paths(inner, &(path.clone() + "."), paths);
        }
        add(path, paths);
    }
}

fn add(path: String, paths: &mut Vec<String>) {
    if !paths.contains(&path) {
        paths.push(path);
    }
}

/// Returns the codes of issues.
pub(crate) fn issue_codes() -> Vec<&'static str> {
    IssueCode::ALL.iter().map(|code| code.as_str()).collect()
}
