//! What the registry says of each provider: its operations, its options and its hosted pages. Packing reads these tables.
//! What an error about credentials says is in `tests/vectors/data/hints.txt`.

/// What only this provider has.
mod bridge {
    mod transliteration;
}

use std::collections::HashSet;

use kyclink::provider::{HOSTED_PAGES, OPTIONS, PROVIDERS, find_endpoint, form_operations, numbered_operations};
use kyclink::{Endpoint, PersonFields, endpoint, endpoints, operation, operations};
use serde_json::{Value, json};

use crate::client::connection::open;
use crate::client::webhook::read;
use crate::integration::vectors::merged;

/// The wrapper refuses the options of other providers by this table, a connection by that of its service.
#[test]
fn the_options_of_a_provider_are_those_of_its_connection_and_the_key_of_its_webhooks() {
    for (provider, options) in PROVIDERS.iter().zip(OPTIONS) {
        let name = provider.name();
        let error = open(name, &json!({ "x-unknown": 1 })).unwrap_err();
        let known = error.hint().unwrap().split_once("there are ").unwrap().1.to_owned();
        let own = known.split_once(", policy").unwrap().0;
        // Every connection takes `profiles`, and one provider has any: it advises to list them.
        let mut expected: Vec<_> = own.split(", ").map(str::to_owned).collect();
        expected.extend((name == "spherepay").then(|| "profiles".to_owned()));
        let key = read(&format!("vectors/webhook/{name}.json"))["keys"]["good"].clone();
        let (initial, rest) = key.as_object().unwrap().keys().next().unwrap().split_at(1);
        expected.push(format!("webhook{}{rest}", initial.to_uppercase()));
        expected.extend((provider.person_fields != PersonFields::NONE).then(|| "personFields".to_owned()));
        expected.extend(provider.agreements.map(|_| "agreements".to_owned()));
        assert_eq!(*options, expected, "{name}");
    }
}

/// By this table a page decides whether to wait for the person's return, and whether to try a frame.
#[test]
fn hosted_pages_are_described_as_the_operations_and_the_links_show_them() {
    for (provider, pages) in PROVIDERS.iter().zip(HOSTED_PAGES) {
        let name = provider.name();
        let takes_return = provider
            .endpoints
            .iter()
            .any(|endpoint| endpoint.operation.shape.fields.iter().any(|field| field.name == "redirectUri"));
        assert_eq!(pages.return_people, takes_return, "{name}: people return where a link takes an address");
        let file = read(&format!("vectors/presentation/{name}.json"));
        let is_framed = file["cases"].as_array().unwrap().iter().any(|case| case["result"]["frame"].is_object());
        assert_eq!(pages.may_be_framed, is_framed, "{name}");
    }
    assert_eq!(
        HOSTED_PAGES.iter().map(|pages| pages.title).collect::<Vec<_>>(),
        ["SpherePay", "Lightspark Grid", "Bridge"]
    );
}

/// Another base URL belongs to no known environment, so that no key contradicts it.
#[test]
fn a_key_is_refused_only_in_the_environment_that_it_contradicts() {
    for (name, key, environment, is_refused) in [
        ("spherepay", "sk_live_x", "production", false),
        ("spherepay", "sk_live_x", "sandbox", true),
        ("spherepay", "sk_test_x", "production", false),
        ("spherepay", "sk_test_x", "sandbox", false),
        ("bridge", "sk-test-x", "production", true),
        ("bridge", "sk-test-x", "sandbox", false),
        ("bridge", "sk-live-x", "production", false),
        ("bridge", "sk-live-x", "sandbox", true),
    ] {
        let with = |more: Value| open(name, &merged(&json!({ "apiKey": key }), &more));
        assert_eq!(with(json!({ "environment": environment })).is_err(), is_refused, "{name} {key} {environment}");
        assert!(with(json!({ "baseUrl": "https://proxy.example" })).is_ok(), "{name} {key}");
    }
}

#[test]
fn credentials_name_their_environment_and_show_no_secret() {
    use kyclink::{bridge, grid, spherepay};
    fn read(credentials: &(impl serde::Serialize + std::fmt::Debug)) -> (Value, String) {
        (serde_json::to_value(credentials).unwrap(), format!("{credentials:?}"))
    }
    const URL: &str = "https://proxy.example";
    for (name, value, all) in [
        (
            "environment",
            "production",
            [
                read(&spherepay::Credentials::production("canary")),
                read(&bridge::Credentials::production("canary")),
                read(&grid::Credentials::production("canary", "canary-2")),
            ],
        ),
        (
            "environment",
            "sandbox",
            [
                read(&spherepay::Credentials::sandbox("canary")),
                read(&bridge::Credentials::sandbox("canary")),
                read(&grid::Credentials::sandbox("canary", "canary-2")),
            ],
        ),
        (
            "baseUrl",
            URL,
            [
                read(&spherepay::Credentials::at(URL, "canary")),
                read(&bridge::Credentials::at(URL, "canary")),
                read(&grid::Credentials::at(URL, "canary", "canary-2")),
            ],
        ),
    ] {
        let key = json!({ "apiKey": "canary", name: value });
        let token = json!({ "clientId": "canary", "clientSecret": "canary-2", name: value });
        for ((written, shown), expected) in all.into_iter().zip([key.clone(), key, token]) {
            assert_eq!(written, expected);
            assert!(!shown.contains("canary"), "{shown}");
            assert_eq!(shown.contains("production"), value == "production", "{shown}");
        }
    }
}

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
