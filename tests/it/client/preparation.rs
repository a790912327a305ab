//! What an applicant should have at hand, as the vectors say it.

use kyclink::json::Json;
use kyclink::provider::PROVIDERS;
use kyclink::{ErrorCode, UntrustedValue, preparation};
use serde_json::Value;

use crate::integration::vectors;

#[test]
fn every_applicant_gets_the_list_of_its_vector() {
    let mut listed = Vec::new();
    for file in vectors::of_folder("preparation") {
        let provider = file["provider"].as_str().unwrap();
        assert!(!file["source"].as_str().unwrap().is_empty());
        for case in file["cases"].as_array().unwrap() {
            let applicant = UntrustedValue::from_json(&case["applicant"].to_string()).unwrap();
            let shown = preparation(provider, &applicant).unwrap();
            let shown: Value = serde_json::from_str(&shown.to_json()).unwrap();
            assert_eq!(shown, case["result"], "{provider}: {}", case["name"]);
        }
        listed.push(provider.to_owned());
    }
    assert!(PROVIDERS.iter().all(|provider| listed.iter().any(|name| name == provider.name())));
}

#[test]
fn a_provider_that_does_not_exist_is_an_error() {
    for name in ["", "nobody", "Grid"] {
        let error = preparation(name, &UntrustedValue::Null).unwrap_err();
        assert_eq!(error.code(), ErrorCode::InvalidConfig, "{name}");
    }
}

/// Nothing is on a list twice, and what is not certain says no more than what is.
#[test]
fn every_list_is_one_for_people() {
    for provider in PROVIDERS {
        for country in ["US", "DE", "IN"] {
            for kind in ["individual", "business"] {
                let applicant = format!(r#"{{"type": "{kind}", "address": {{"country": "{country}"}}}}"#);
                let shown = preparation(provider.name(), &UntrustedValue::from_json(&applicant).unwrap()).unwrap();
                let kinds: Vec<_> = shown.items.iter().map(|item| item.kind.as_str()).collect();
                let mut once = kinds.clone();
                once.sort_unstable();
                once.dedup();
                assert_eq!(once.len(), kinds.len(), "{provider:?} {applicant}");
                assert!(shown.items.iter().any(|item| item.is_required), "{provider:?} {applicant}");
                assert!(shown.decision_days.is_none_or(|(min, max)| min < max));
            }
        }
    }
}
