//! The registry: every operation is there once, and what is not there is named.

use std::collections::HashSet;

use kyclink::provider::{PROVIDERS, find_endpoint, form_operations, numbered_operations};
use kyclink::{
    Endpoint, Error, PresentableLink, PresentationOptions, UntrustedValue, endpoint, endpoints, operation, operations,
    preparation, presentation,
};

/// The wasm module of a form has the first numbers only, and the same ones.
#[test]
fn every_operation_has_one_number_and_those_of_forms_come_first() {
    let names =
        |all: &mut dyn Iterator<Item = &'static kyclink::Operation>| all.map(|known| known.name).collect::<Vec<_>>();
    let numbered = names(&mut numbered_operations());
    let all = names(&mut operations());
    let distinct: HashSet<_> = numbered.iter().collect();
    assert_eq!(distinct.len(), numbered.len(), "no operation has two numbers");
    assert_eq!(distinct, all.iter().collect(), "no operation is without a number");
    assert_eq!(all.len(), distinct.len(), "no operation is there twice");
    assert!(numbered.starts_with(&names(&mut form_operations())));
    assert!(endpoints().all(|endpoint| distinct.contains(&endpoint.name())));
    for name in all {
        assert_eq!(operation(name).map(|found| found.name), Some(name));
        assert_eq!(endpoint(name).map(Endpoint::name), endpoints().map(Endpoint::name).find(|known| *known == name));
    }
}

#[test]
fn every_provider_names_itself_in_its_operations_and_prints_its_name_only() {
    for provider in PROVIDERS {
        let prefix = format!("{}.", provider.name());
        assert!(provider.operations().all(|operation| operation.name.starts_with(&prefix)), "{prefix}");
        assert_eq!(format!("{provider:?}"), provider.name());
        let composite = provider.onboarding.operation.name;
        let error = find_endpoint(composite).err().unwrap();
        assert_eq!((error.operation(), error.provider()), (Some(composite), Some(provider.name())));
        assert!(error.message().ends_with("has no request of its own: call onboard instead."), "{error}");
    }
}

#[test]
fn an_error_says_what_does_not_exist() {
    let options = PresentationOptions::new("https://app.example").unwrap();
    let link = PresentableLink::new("none", "https://kyc.example");
    let check = |error: Option<Error>, sentence: &str| {
        let message = error.unwrap().message();
        assert!(message.ends_with(&format!(" {sentence}")), "{message}");
    };
    check(find_endpoint("none").err(), "There is no operation with this name: operations() lists them.");
    check(presentation(&link, &options).err(), "The link has no provider that exists.");
    check(preparation("none", &UntrustedValue::Null).err(), "There is no such provider.");
}
