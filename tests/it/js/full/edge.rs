//! The steps of the handler as the wrapper reads them.

use serde_json::{Value, json};

use super::client::run;
use crate::edge::world::{ORIGIN, START};

fn config() -> Value {
    json!({
        "basePath": "/kyc", "provider": "spherepay", "timeout": 30_000, "allowedOrigins": [ORIGIN],
        "connections": { "spherepay": { "apiKey": "secret_x", "environment": "sandbox", "webhookSecret": "s" } },
    })
}

fn request(method: &str, path: &str) -> Value {
    json!({
        "method": method, "path": path, "origin": ORIGIN, "at": START, "ids": ["a", "b", "c", "d"], "token": "",
        "headers": { "origin": ORIGIN, "content-type": "application/json" },
        "signatures": [["signature", "00"]],
    })
}

/// Begins a request of a number that only this test uses.
fn begin(number: i64, method: &str, path: &str) -> Value {
    run("EDGE", &json!([number, [], number, config(), request(method, path)])).unwrap()
}

/// Ends the effect with an outcome, which is `{ value }` or `{ error }`.
fn end(number: i64, effect: &str, mut outcome: Value) -> Value {
    (outcome["effect"], outcome["at"], outcome["elapsedMs"]) = (json!(effect), json!(START), json!(1));
    run("EDGE", &json!([number, [[outcome]]])).unwrap()
}

#[test]
fn a_refusal_has_its_status_headers_and_code() {
    let step = begin(1, "GET", "/kyc/links");
    let expected = json!({
        "status": 405, "headers": { "allow": "POST", "access-control-allow-origin": ORIGIN }, "view": "",
        "isLate": false, "milestones": [], "code": "method_not_allowed",
    });
    assert_eq!(step, json!({ "do": [], "then": expected }));
    let step = begin(2, "POST", "/kyc/webhooks/grid");
    assert_eq!((&step["then"]["status"], &step["then"]["advice"]), (&json!(404), &json!("webhooks")));
}

#[test]
fn an_effect_has_its_arguments_and_a_failure_its_error() {
    let step = begin(3, "POST", "/kyc/links");
    let arguments = json!(["json", 16_384, 9_666, ["reference", "redirectUri", "agreementConsents"]]);
    assert_eq!((&step["do"][0]["effect"], &step["do"][0]["with"]), (&json!("readBody"), &arguments));
    assert_eq!(step.get("then"), None);
    let step = end(3, "readBody", json!({ "value": { "body": { "type": "individual" } } }));
    let failed = &step["then"]["failed"];
    assert_eq!((&step["then"]["status"], &step["then"]["code"]), (&json!(422), &json!("invalid_request")));
    assert_eq!(
        (&failed["isReported"], &failed["max"], &failed["isNeverEmpty"]),
        (&json!(false), &json!(50), &json!(false))
    );
    assert!(failed["error"]["issues"].as_array().is_some_and(|issues| !issues.is_empty()));
}

#[test]
fn a_status_is_the_body_of_its_response() {
    let step = begin(4, "GET", "/kyc/status");
    assert_eq!((&step["then"]["status"], &step["then"]["body"]["status"]), (&json!(200), &json!("none")));
}

/// The wrapper then sends everything again.
#[test]
fn a_request_that_the_instance_does_not_know_has_no_value() {
    for name in ["EDGE", "OPERATE"] {
        assert_eq!(run(name, &json!([99, []])), Ok(json!("no value")), "{name}");
        assert_eq!(run(name, &json!([99, [], 99])), Ok(json!("no value")), "{name}");
        let error = run(name, &json!([99, [[{ "effect": "wait" }]]])).unwrap_err();
        assert_eq!(error["number"], json!(kyclink::ErrorCode::Internal as usize), "{name}: an outcome without a time");
    }
}

#[test]
fn a_configuration_gets_its_advice_or_the_name_of_what_is_wrong() {
    let mut config = json!({
        "basePath": "/kyc", "provider": "grid", "grid": {}, "cookieSecret": "0123456789abcdef0123456789abcdef",
        "store": true, "allowedOrigins": [ORIGIN], "rateLimit": "none",
    });
    assert_eq!(run("CHECK_EDGE", &json!([config])), Ok(json!([])));
    config["store"] = json!(false);
    assert_eq!(run("CHECK_EDGE", &json!([config])), Ok(json!("store")));
}

#[test]
fn a_group_of_requests_is_counted_by_the_names_of_its_counters() {
    let names = run("COUNTERS", &json!(["handler", "links", "2001:db8:1:2::3", true])).unwrap();
    let name = |network| json!(["rate", "handler", "links", "address", network]).to_string();
    assert_eq!(names, json!([name("2001:db8:1:2::/64"), name("2001:db8:1::/56"), name("2001:db8:1::/48")]));
    assert_eq!(run("CLIENT_NETWORK", &json!(["[2001:db8:1:2::3]:443"])), Ok(json!("2001:db8:1:2::/64")));
    let stored = json!({ "count": 1, "until": START + 9 });
    let counters = json!([[stored, 0, 0], [null, 1, START + 5], [null, 0, 0]]);
    let counted = run("COUNT", &json!([START, 2, 1000, counters, [[0, 1, 2], [0, 1, 2]]])).unwrap();
    let counter = |count: i64, left: i64| {
        let value = json!({ "count": count, "until": START + left }).to_string();
        json!({ "value": value, "leftMs": left, "until": START + left, "admitted": 1 })
    };
    assert_eq!(counted, json!({ "waits": [0, 9], "counters": [counter(2, 9), counter(2, 5), counter(1, 1000)] }));
    let nothing = json!({ "waits": [], "counters": [] });
    assert_eq!(run("COUNT", &json!([START, 2, 1000, "x", null])), Ok(nothing), "whatever crosses");
}

/// What identifies the account and its environment makes the tenant, and nothing else does. It is a hash, because an API
/// key may be all that identifies an account.
#[test]
fn a_tenant_is_a_hash_of_the_account_and_its_base_url() {
    let tenant = |provider: &str, config: Value| {
        let tenant = run("TENANT", &json!([provider, config])).unwrap();
        let tenant = tenant.as_str().unwrap().to_owned();
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
