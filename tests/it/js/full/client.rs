//! What the wasm module returns for the calls of a client, compared with the functions of the crate.

use kyclink::js::calls::Call;
use kyclink::js::native::{RecordBytes, run_call};
use kyclink::provider::PROVIDERS;
use kyclink::{ErrorCode, operations, preparation, to_input};
use serde_json::{Value, json};

use crate::integration::vectors::{untrusted, value_of};

const NOW: i64 = 1_790_000_000_000;
const NO_TIME: &str = "A time must be a whole number of milliseconds.";

/// Runs the call with this constant's name. Returns its value, or its error.
pub(crate) fn run(name: &str, arguments: &Value) -> Result<Value, Value> {
    let number = Call::ALL.iter().position(|call| call.constant() == name);
    let number = number.unwrap_or_else(|| panic!("there is no call {name}"));
    let (result, _) = run_call(number, &arguments.to_string(), &RecordBytes { words: &[], strings: "" });
    let parse = |text: String| if text.is_empty() { json!("no value") } else { serde_json::from_str(&text).unwrap() };
    result.map(parse).map_err(parse)
}

/// Checks that a call is refused as a mistake of the developer, with this sentence.
pub(crate) fn check_misuse(name: &str, arguments: &Value, sentence: &str) {
    let error = run(name, arguments).unwrap_err();
    let number = ErrorCode::ALL.iter().position(|code| *code == ErrorCode::InvalidConfig);
    assert_eq!((&error["number"], &error["hint"]), (&json!(number), &json!(sentence)), "{name} {arguments}");
}

#[test]
fn a_wrong_argument_is_named() {
    let none = "There is no such provider.";
    for (name, arguments, sentence) in [
        ("BUILD_REQUEST", json!(["none", null, NOW]), "There is no operation with this name: operations() lists them."),
        ("BUILD_REQUEST", json!(["grid.getConfig", null, null]), NO_TIME),
        ("PARSE_RESPONSE", json!([["none", 200]]), "There is no operation with this name: operations() lists them."),
        ("PARSE_RESPONSE", json!([["grid.getConfig"]]), "A response must have a status, a whole number."),
        ("CHECK_CONFIG", json!(["none", {}]), none),
        ("CHECK_WEBHOOK", json!(["none", {}, "x"]), none),
        ("READ_WEBHOOK", json!(["none", {}, null, NOW]), none),
        ("READ_WEBHOOK", json!(["grid", {}, "x", NOW]), "maxAgeMs must be a number of milliseconds."),
        ("READ_WEBHOOK", json!(["grid", {}, 1, null]), "now must be a number of milliseconds."),
        ("PREPARATION", json!(["none", {}]), none),
        (
            "PRESENTATION",
            json!(["none", "https://a.example", null, "https://b.example", {}]),
            "The link has no provider that exists.",
        ),
        ("TO_INPUT", json!([1, "grid.createCustomer"]), "An applicant is an object, and this operation takes none."),
        ("TO_INPUT", json!([{}, "grid.onboard"]), "An applicant is an object, and this operation takes none."),
        ("MS_UNTIL_EXPIRY", json!([{ "expiresAtMs": NOW }, "x"]), NO_TIME),
        ("IS_EXPIRED", json!([{ "expiresAtMs": NOW }, NOW, null]), NO_TIME),
        ("IS_EXPIRED", json!([{ "expiresAtMs": NOW }, null, 0]), NO_TIME),
        ("BEFORE_ATTEMPT", json!(["grid.getConfig", null, { "maxRetries": null }, 0]), NO_TIME),
        ("ONBOARD", json!([{}, [], { "provider": "none", "now": NOW }]), none),
        ("ONBOARD", json!([{}, [], { "provider": "grid" }]), NO_TIME),
        ("RECONCILE", json!([{}, [], { "provider": "grid", "now": NOW, "answeredBy": NOW }]), NO_TIME),
        ("RECONCILE", json!([{}, [], { "provider": "grid", "now": NOW, "sentAt": NOW }]), NO_TIME),
    ] {
        check_misuse(name, &arguments, sentence);
    }
}

#[test]
fn an_applicant_becomes_what_the_crate_makes_of_it() {
    for (kind, country) in [("individual", "USA"), ("business", "DEU")] {
        let applicant = json!({
            "type": kind, "email": "jane@example.com", "phone": "+14155550123", "reference": "r-1",
            "address": { "line1": "1 Main Street", "city": "Chicago", "country": country },
        });
        let given = untrusted(&applicant);
        let mut inputs = 0;
        for operation in operations() {
            let input = to_input(&given, operation).map(|input| value_of(&input));
            inputs += usize::from(input.is_some());
            assert_eq!(run("TO_INPUT", &json!([applicant, operation.name])).ok(), input, "{}", operation.name);
        }
        assert!(inputs > 10, "{inputs} operations take an applicant");
        for provider in PROVIDERS {
            let expected = value_of(&preparation(provider.name(), &given).unwrap());
            assert_eq!(run("PREPARATION", &json!([provider.name(), applicant])), Ok(expected), "{provider:?} {kind}");
        }
    }
}

#[test]
fn a_link_expires_when_its_time_has_come() {
    let link = json!({ "expiresAtMs": NOW + 1_000 });
    for (now, left) in [(NOW, 1_000), (NOW + 999, 1), (NOW + 1_000, 0), (NOW + 1_001, -1)] {
        assert_eq!(run("MS_UNTIL_EXPIRY", &json!([link, now])), Ok(json!(left)));
        for skew in [0, 1, 1_000, 1_001] {
            assert_eq!(run("IS_EXPIRED", &json!([link, now, skew])), Ok(json!(left <= skew)), "{now} {skew}");
        }
    }
    assert_eq!(run("MS_UNTIL_EXPIRY", &json!([{ "kycUrl": "https://kyc.example" }, NOW])), Ok(json!(null)));
    assert_eq!(run("IS_EXPIRED", &json!([{ "kycUrl": "https://kyc.example" }, NOW, 0])), Ok(json!(false)));
}

#[test]
fn a_link_is_checked_and_shown_by_the_rules_of_its_options() {
    let url = |hosts: Value, loopback: Value, url: &str| {
        run("SAFE_KYC_URL", &json!([url, { "allowHosts": hosts, "allowLoopback": loopback }])).ok()
    };
    let (remote, local) = ("https://kyc.example/x", "http://localhost:1/x");
    assert_eq!(url(json!(null), json!(null), remote), Some(json!(remote)));
    assert_eq!(url(json!(["kyc.example"]), json!(null), remote), Some(json!(remote)));
    assert_eq!(url(json!(["other.example"]), json!(null), remote), None);
    assert_eq!(url(json!(null), json!(true), local), Some(json!(local)));
    assert_eq!(url(json!(null), json!(false), local), None);
    let show = |token: Value, hosts: Value| {
        run(
            "PRESENTATION",
            &json!(["grid", "https://in.sumsub.com/x", token, "https://app.example", { "allowHosts": hosts }]),
        )
    };
    let known = show(json!({ "url": "https://api.sumsub.com" }), json!(null)).unwrap();
    let unknown = show(json!({ "url": "https://evil.example" }), json!(null)).unwrap();
    assert_ne!(known, unknown, "the claims of the token count");
    assert_eq!(unknown["hint"], json!("unknown_token"));
    assert_ne!(show(json!(null), json!(null)).unwrap(), known, "a link without a token");
    assert!(show(json!(null), json!(["other.example"])).is_err());
}

#[test]
fn a_connection_has_the_headers_of_its_calls_without_a_key_and_with_it() {
    // Only a sandbox on loopback has links on loopback.
    let hosts = [("https://proxy.example", false), ("http://localhost:8787", true)];
    for (provider, (base_url, is_local)) in PROVIDERS.iter().flat_map(|provider| hosts.map(|host| (provider, host))) {
        let all = json!({
            "apiKey": "sk-test-1a2b3c", "clientId": "id", "clientSecret": "secret", "baseUrl": base_url,
        });
        let mut config = all.as_object().unwrap().clone();
        match provider.name() {
            "grid" => config.remove("apiKey"),
            _ => config.remove("clientId").and(config.remove("clientSecret")),
        };
        let call = json!({ "idempotencyKey": "0123456789abcdefghijkl", "headers": [["x-trace", "t"]] });
        let opened = run("CHECK_CONFIG", &json!([provider.name(), config, call])).unwrap();
        assert_eq!(opened["baseUrl"], json!(base_url), "{provider:?}");
        assert_eq!(opened["allowLoopback"], json!(is_local), "{provider:?} {base_url}");
        let requires_keys = provider.endpoints.iter().any(|endpoint| endpoint.requires_key());
        assert_eq!(opened["requiresKeys"], json!(requires_keys), "{provider:?}");
        for (headers, takes_key) in opened["headers"].as_array().unwrap().iter().zip([false, true]) {
            let headers = headers.as_object().unwrap();
            let value =
                |name: &str| headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|found| found.1);
            assert_eq!(value("x-trace"), Some(&json!("t")), "{provider:?}");
            assert_eq!(value("content-type"), Some(&json!("")), "{provider:?}");
            assert_eq!(value("idempotency-key").is_some(), takes_key, "{provider:?}");
        }
        assert_eq!(opened["headers"].as_array().map(Vec::len), Some(2));
    }
}
