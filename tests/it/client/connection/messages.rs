//! What an error of a configuration or of a call says, word for word: a developer reads it first.

use kyclink::provider::PROVIDERS;
use kyclink::{CallOptions, ErrorCode, UntrustedValue, build_request, build_request_with, endpoint};
use serde_json::json;

use super::{open, with};

const HEADERS: &str =
    "headers must have names and values that HTTP allows: tokens, and ASCII without control characters.";
const OWN_HEADERS: &str = "headers must not contain a header that kyclink sets itself, such as Authorization.";
const BASE_URL: &str = "baseUrl must be an https URL (http on loopback only) without credentials, query or fragment.";
const ENVIRONMENT: &str = "environment must be \"sandbox\" or \"production\".";
const VISIBLE_ASCII: &str = "apiKey must be visible ASCII characters, because it is sent in a header.";

#[test]
fn an_error_of_an_option_says_what_the_option_must_be() {
    for (option, value, hint) in [
        ("headers", json!([["X Id", "a"]]), HEADERS),
        ("headers", json!({ "X-Id": "a" }), HEADERS),
        ("headers", json!([["authorization", "a"]]), OWN_HEADERS),
        ("headers", json!([["content-type", "a"]]), OWN_HEADERS),
        ("baseUrl", json!("http://proxy.example"), BASE_URL),
        ("baseUrl", json!("https://proxy.example?a=b"), BASE_URL),
        ("baseUrl", json!(1), BASE_URL),
        ("environment", json!("staging"), ENVIRONMENT),
        ("environment", json!("Production"), ENVIRONMENT),
        ("environment", json!(1), ENVIRONMENT),
        ("apiKey", json!("k\u{e9}y"), VISIBLE_ASCII),
        ("apiKey", json!("two keys"), VISIBLE_ASCII),
    ] {
        let error = open("spherepay", &with(option, &value)).unwrap_err();
        assert_eq!((error.code(), error.provider()), (ErrorCode::InvalidConfig, Some("spherepay")), "{option} {value}");
        assert_eq!(error.hint(), Some(hint), "{option} {value}");
    }
}

const CALLS: [(&str, &str); 3] = [
    ("spherepay.getCustomer", r#"{"customerId":"customer_1ab2c3d4"}"#),
    ("grid.getCustomer", r#"{"customerId":"Customer:1"}"#),
    ("bridge.createKycLink", r#"{"type":"individual","email":"jane@example.com"}"#),
];

#[test]
fn a_call_over_the_connection_of_another_provider_says_so() {
    let config = |name: &str| match name {
        "grid" => json!({ "clientId": "id", "clientSecret": "secret" }),
        _ => json!({ "apiKey": "sk-test-1", "environment": "sandbox" }),
    };
    for provider in PROVIDERS {
        let connection = open(provider.name(), &config(provider.name())).unwrap();
        for (name, input) in CALLS {
            let (endpoint, input) = (endpoint(name).unwrap(), UntrustedValue::from_json(input).unwrap());
            let options = CallOptions::default().idempotency_key("k-1");
            let Err(error) = build_request_with(endpoint, &input, &connection, &options, 0) else {
                assert_eq!(endpoint.service.name, provider.name());
                continue;
            };
            assert_ne!(endpoint.service.name, provider.name(), "{error}");
            assert_eq!((error.code(), error.operation()), (ErrorCode::InvalidConfig, Some(name)));
            assert_eq!(error.hint(), Some("The connection is to another provider than the operation's."));
        }
    }
    // Without the key that the provider requires, nothing is sent.
    let (name, input) = CALLS[2];
    let (create, input) = (endpoint(name).unwrap(), UntrustedValue::from_json(input).unwrap());
    let connection = open("bridge", &config("bridge")).unwrap();
    let error = build_request(create, &input, &connection, 0).unwrap_err();
    assert_eq!((error.code(), error.operation()), (ErrorCode::InvalidConfig, Some(name)));
    let hint = "The provider requires an idempotency key for this operation: pass idempotencyKey, a new random one for each person, and the same one to repeat the request.";
    assert_eq!(error.hint(), Some(hint));
}
