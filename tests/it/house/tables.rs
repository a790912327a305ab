//! The tables of codes and operations: unique, well formed, and covered by the vectors.

use std::collections::BTreeSet;

use kyclink::Kind;
use kyclink::provider::PROVIDERS;
use kyclink::webhook::EventKind;
use kyclink::{ErrorCode, IssueCode, Shape, operations};

use crate::integration::vectors;

#[test]
fn codes_are_snake_case_and_unique() {
    let issues = IssueCode::ALL.iter().map(|code| code.as_str());
    let errors = ErrorCode::ALL.iter().map(|code| code.as_str());
    let all: Vec<_> = issues.chain(errors).collect();
    assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len());
    for code in all {
        assert!(code.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'), "{code}");
    }
}

/// Compares `IssueParams` in the package's types with the table of codes.
#[test]
fn the_types_declare_the_params_of_every_code() {
    let types = include_str!("../../../pkg-template/module/issue.ts");
    let (_, rest) = types.split_once("export interface IssueParams {\n").unwrap();
    let (listed, _) = rest.split_once("\n}").unwrap();
    let mut declared: Vec<(&str, Vec<&str>)> = Vec::new();
    // A code is indented by two spaces and its params by four, each below its comment. An optional param is in no
    // message, so that no table has it.
    for line in listed.lines().filter(|line| !line.trim_start().starts_with("/**")) {
        match line.split_once(':') {
            Some((code, " {")) => declared.push((code.trim(), vec![])),
            Some((param, _)) if param.ends_with('?') => {}
            Some((param, _)) => declared.last_mut().unwrap().1.push(param.trim()),
            None => assert_eq!(line, "  };"),
        }
    }
    declared.retain(|(_, params)| !params.is_empty());
    let known = IssueCode::ALL.iter().filter(|code| !code.params().is_empty());
    assert_eq!(declared, known.map(|code| (code.as_str(), code.params().to_vec())).collect::<Vec<_>>());
}

#[test]
fn every_issue_code_is_in_a_vector() {
    let expected = vectors::expected_words();
    let missing: Vec<_> =
        IssueCode::ALL.iter().map(|code| code.as_str()).filter(|code| !expected.contains(*code)).collect();
    assert_eq!(missing, [""; 0]);
}

/// The handler and the JavaScript wrapper have the other codes, about requests, the network, WebAssembly or web pages.
#[test]
fn every_error_code_of_the_crate_is_in_a_vector() {
    let others = ["advice", "secret_in_browser", "not_initialized", "network", "timeout", "aborted", "internal"];
    let expected = vectors::expected_words();
    let missing: Vec<_> =
        ErrorCode::ALL.iter().map(|code| code.as_str()).filter(|code| !expected.contains(*code)).collect();
    assert_eq!(missing, others);
}

/// `Shape::arrange` relies on this order.
#[test]
fn a_field_that_selects_a_variant_comes_before_the_fields_of_the_variant() {
    fn check(shape: &Shape) {
        for (at, field) in shape.fields.iter().enumerate() {
            if let Some((name, _)) = field.when {
                let selector = shape.fields.iter().position(|other| other.name == *name && other.when.is_none());
                assert!(selector.is_some_and(|place| place < at), "{}", field.name);
            }
            if let Kind::Object(inner) = field.kind {
                check(inner);
            }
        }
    }
    operations().for_each(|operation| check(operation.shape));
}

#[test]
fn every_provider_announces_a_decision() {
    for provider in PROVIDERS {
        // `tests/it/client/webhook.rs` checks that each type has the kind in this file.
        let path = format!("{}/tests/vectors/webhook/{}.json", env!("CARGO_MANIFEST_DIR"), provider.name());
        let file: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        let mut kinds = file["kinds"].as_object().unwrap().values();
        assert!(kinds.any(|kind| kind == EventKind::KycApproved.as_str()), "{}", provider.name());
    }
}
