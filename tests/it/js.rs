//! The wasm functions of the npm package, called as its wrapper does: what each refuses, and what is counted and named for
//! the handler. What they return is that of the crate, which the vectors and the tests of the package show.

use kyclink::ErrorCode;
use kyclink::js::calls::WasmCall;
use kyclink::js::native::{EncodedBytes, run_call};
use serde_json::{Value, json};

use crate::edge::world::START;
use crate::integration::vectors::merged;

const NOW: i64 = 1_790_000_000_000;

/// Runs the call with this constant's name. Returns its value, or its error.
fn run(name: &str, arguments: &Value) -> Result<Value, Value> {
    let number = WasmCall::ALL.iter().position(|call| call.constant() == name);
    let number = number.unwrap_or_else(|| panic!("there is no call {name}"));
    let (result, _) = run_call(number, &arguments.to_string(), &EncodedBytes { words: &[], strings: "" });
    let parse = |text: String| if text.is_empty() { json!("no value") } else { serde_json::from_str(&text).unwrap() };
    result.map(parse).map_err(parse)
}

/// What a call or a flow begins with.
fn begin(more: Value) -> Value {
    let begin = json!({
        "provider": "grid", "config": { "clientId": "id", "clientSecret": "secret" }, "applicant": {}, "maxRetries": 2,
        "now": NOW, "random": 0,
    });
    merged(&begin, &more)
}

/// As a mistake of the developer, with a sentence that says what is right.
#[test]
fn a_wrong_argument_is_refused() {
    let create = "grid.createCustomer";
    let link = json!({ "expiresAtMs": NOW });
    for (name, arguments) in [
        ("CHECK_OPTIONS", json!(["none"])),
        ("CHECK_OPTIONS", json!([create, "none", 1, "US"])),
        ("CHECK_OPTIONS", json!([create, "strict", "1", "US"])),
        ("CHECK_OPTIONS", json!([create, "strict", 1, "XX"])),
        ("NORMALIZE", json!(["none"])),
        ("JSON_SCHEMA", json!(["none", { "target": "draft-07" }])),
        ("JSON_SCHEMA", json!([create, { "target": "draft-08" }])),
        ("COUNTRY", json!(["XX"])),
        ("SUBDIVISIONS", json!(["XX"])),
        ("PHONE_INPUT", json!([null])),
        ("ADDRESS_FIELDS", json!(["XX"])),
        ("ADDRESS_FIELDS", json!(["USA", "none"])),
        ("FIELD_PROPS", json!(["none", ["email"]])),
        ("FIELD_PROPS", json!([create, ["email"], "XX"])),
        ("BUILD_REQUEST", json!(["none", null, NOW])),
        ("BUILD_REQUEST", json!(["grid.getConfig", null, null])),
        ("PARSE_RESPONSE", json!([["none", 200]])),
        ("PARSE_RESPONSE", json!([["grid.getConfig"]])),
        ("CHECK_CONFIG", json!(["none", {}])),
        ("CHECK_WEBHOOK", json!(["none", {}, "x"])),
        ("READ_WEBHOOK", json!(["none", {}, null, NOW])),
        ("READ_WEBHOOK", json!(["grid", {}, "x", NOW])),
        ("READ_WEBHOOK", json!(["grid", {}, 1, null])),
        ("PREPARATION", json!(["none", {}])),
        ("PRESENTATION", json!(["none", "https://a.example", null, "https://b.example", {}])),
        ("TO_INPUT", json!([1, create])),
        ("TO_INPUT", json!([{}, "grid.onboard"])),
        ("MS_UNTIL_EXPIRY", json!([link, "x"])),
        ("IS_EXPIRED", json!([link, NOW, null])),
        ("SEND_REQUEST", json!([1, null, begin(json!({ "operation": "grid.getConfig", "maxRetries": null }))])),
        ("SEND_REQUEST", json!([1, null, begin(json!({ "operation": "grid.getConfig", "now": null }))])),
        ("SEND_REQUEST", json!([1, [NOW, 0, { "code": "none" }], begin(json!({ "operation": "grid.getConfig" }))])),
        ("SEND_REQUEST", json!([1, [NOW, 0, [0]], begin(json!({ "operation": "grid.getConfig" }))])),
        ("ONBOARD", json!([1, null, begin(json!({ "provider": "none" }))])),
        ("ONBOARD", json!([1, null, begin(json!({ "random": null }))])),
        ("RECONCILE", json!([1, null, begin(json!({ "answeredBy": NOW }))])),
        ("RECONCILE", json!([1, null, begin(json!({ "sentAt": NOW }))])),
    ] {
        let error = run(name, &arguments).unwrap_err();
        let number = ErrorCode::ALL.iter().position(|code| *code == ErrorCode::InvalidConfig);
        let hint = error["hint"].as_str().or(error["message"].as_str()).unwrap_or_default();
        assert_eq!((&error["number"], hint.ends_with('.')), (&json!(number), true), "{name} {arguments}: {error}");
    }
    // An option that is not given is no mistake.
    for (name, arguments) in [
        ("CHECK_OPTIONS", json!([create, null, null, null])),
        ("CHECK_OPTIONS", json!([create, "strict", 1, "US"])),
        ("ADDRESS_FIELDS", json!(["USA"])),
        ("FIELD_PROPS", json!([create, ["email"]])),
        ("FIELD_PROPS", json!([create, ["none"]])),
        ("FIELD_PROPS", json!([create, ["email"], ""])),
    ] {
        assert!(run(name, &arguments).is_ok(), "{name} {arguments}");
    }
}

/// The wrapper then sends everything again.
#[test]
fn a_request_that_the_instance_does_not_know_has_no_value() {
    for name in ["EDGE", "OPERATE"] {
        assert_eq!(run(name, &json!([99, []])), Ok(json!("no value")), "{name}");
        assert_eq!(run(name, &json!([99, [], 99])), Ok(json!("no value")), "{name}");
        let error = run(name, &json!([99, [[{ "effect": "wait" }]]])).unwrap_err();
        assert_eq!(error["number"], json!(ErrorCode::Internal as usize), "{name}: an outcome without a time");
    }
}

#[test]
fn a_group_of_requests_is_counted_by_the_names_of_its_counters() {
    let names = run("COUNTERS", &json!(["handler", "links", "2001:db8:1:2::3", true])).unwrap();
    let name = |network| json!(["rate", "handler", "links", "address", network]).to_string();
    assert_eq!(names, json!([name("2001:db8:1:2::/64"), name("2001:db8:1::/56"), name("2001:db8:1::/48")]));
    assert_eq!(run("CLIENT_NETWORK", &json!(["[2001:db8:1:2::3]:443"])), Ok(json!("2001:db8:1:2::/64")));
    let stored = json!({ "count": 1, "until": START + 9 });
    let written = json!({ "count": 3, "until": START + 5 });
    let counters = json!([[stored, 0], [written, 2], [null, 0]]);
    let counted = run("COUNT", &json!([START, 2, 1000, counters, [[0, 1, 2], [0, 1, 2]]])).unwrap();
    let counter = |count: i64, left: i64| {
        let value = json!({ "count": count, "until": START + left }).to_string();
        json!({ "value": value, "leftMs": left, "until": START + left, "admitted": 1 })
    };
    let mut full = counter(2, 9);
    full["isFull"] = json!(true);
    assert_eq!(counted, json!({ "waits": [0, 9], "counters": [full, counter(2, 5), counter(1, 1000)] }));
    let nothing = json!({ "waits": [], "counters": [] });
    assert_eq!(run("COUNT", &json!([START, 2, 1000, "x", null])), Ok(nothing), "whatever crosses");
}

/// What identifies the account and its environment makes the tenant, and nothing else does. It is a hash, because an API
/// key may be all that identifies an account.
#[test]
fn a_tenant_is_a_hash_of_the_account_and_its_base_url() {
    let tenant = |provider: &str, config: Value| {
        let identity = run("TENANT", &json!([provider, config])).unwrap();
        assert_eq!(identity["settings"], "", "{provider}");
        let tenant = identity["tenant"].as_str().unwrap().to_owned();
        assert_eq!(tenant.len(), 43, "{tenant}");
        tenant
    };
    let grid = |id: &str, secret: &str| {
        tenant("grid", json!({ "clientId": id, "clientSecret": secret, "environment": "sandbox" }))
    };
    assert_eq!(grid("one", "a secret"), grid("one", "a secret that was rotated"));
    assert_ne!(grid("one", "a secret"), grid("two", "a secret"));
    let of_key = |provider: &str, key: &str, environment: &str| {
        tenant(provider, json!({ "apiKey": key, "environment": environment, "webhookSecret": "not of the account" }))
    };
    let ours = of_key("spherepay", "key-of-ours", "sandbox");
    let base = "https://api.sandbox.spherepay.co";
    assert_eq!(ours, tenant("spherepay", json!({ "apiKey": "key-of-ours", "baseUrl": base })));
    for other in [
        of_key("spherepay", "key-of-theirs", "sandbox"),
        of_key("spherepay", "key-of-ours", "production"),
        of_key("bridge", "sk-test-key", "sandbox"),
    ] {
        assert_ne!(ours, other);
    }
    assert!(run("TENANT", &json!(["spherepay", { "environment": "sandbox" }])).is_err(), "no account");
}
