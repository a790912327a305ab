//! The wasm functions of the npm package, called as its wrapper does: what each refuses, and what is counted and named for
//! the handler. What they return is that of the crate, which the vectors and the tests of the package show.

use kyclink::ErrorCode;
use kyclink::js::calls::Call;
use kyclink::js::native::{RecordBytes, run_call};
use serde_json::{Value, json};

use crate::edge::world::START;

const NOW: i64 = 1_790_000_000_000;
const NO_TIME: &str = "A time must be a whole number of milliseconds.";

/// Runs the call with this constant's name. Returns its value, or its error.
fn run(name: &str, arguments: &Value) -> Result<Value, Value> {
    let number = Call::ALL.iter().position(|call| call.constant() == name);
    let number = number.unwrap_or_else(|| panic!("there is no call {name}"));
    let (result, _) = run_call(number, &arguments.to_string(), &RecordBytes { words: &[], strings: "" });
    let parse = |text: String| if text.is_empty() { json!("no value") } else { serde_json::from_str(&text).unwrap() };
    result.map(parse).map_err(parse)
}

/// Checks that a call is refused as a mistake of the developer, with this sentence.
fn check_misuse(name: &str, arguments: &Value, sentence: &str) {
    let error = run(name, arguments).unwrap_err();
    let number = ErrorCode::ALL.iter().position(|code| *code == ErrorCode::InvalidConfig);
    assert_eq!((&error["number"], &error["hint"]), (&json!(number), &json!(sentence)), "{name} {arguments}");
}

#[test]
fn a_wrong_argument_of_a_form_is_named() {
    let (operation, country) =
        ("There is no such operation: operations() lists them.", "There is no such country: countries() lists them.");
    let create = "grid.createCustomer";
    for (name, arguments, sentence) in [
        ("CHECK_OPTIONS", json!(["none"]), operation),
        ("NORMALIZE", json!(["none"]), operation),
        ("JSON_SCHEMA", json!(["none", { "target": "draft-07" }]), operation),
        ("JSON_SCHEMA", json!([create, { "target": "draft-08" }]), "target is \"draft-2020-12\" or \"draft-07\"."),
        ("JSON_SCHEMA", json!([create, {}]), "target is \"draft-2020-12\" or \"draft-07\"."),
        ("COUNTRY", json!(["XX"]), country),
        ("SUBDIVISIONS", json!(["XX"]), country),
        ("PHONE_INPUT", json!([null]), country),
        ("ADDRESS_FIELDS", json!(["XX"]), country),
        ("ADDRESS_FIELDS", json!(["USA", "none"]), operation),
        ("FIELD_PROPS", json!(["none", ["email"]]), operation),
        ("FIELD_PROPS", json!([create, ["email"], "XX"]), country),
        ("FIELD_PROPS", json!([create, ["none"]]), "There is no such field."),
        ("FIELD_PROPS", json!([create, []]), "There is no such field."),
    ] {
        check_misuse(name, &arguments, sentence);
    }
    // An option that is not given is no mistake.
    for (name, arguments) in [
        ("CHECK_OPTIONS", json!([create, null, null, null])),
        ("CHECK_OPTIONS", json!([create, "strict", 1, "US"])),
        ("ADDRESS_FIELDS", json!(["USA"])),
        ("FIELD_PROPS", json!([create, ["email"]])),
        ("FIELD_PROPS", json!([create, ["email"], ""])),
    ] {
        assert!(run(name, &arguments).is_ok(), "{name} {arguments}");
    }
    for (policy, now, phone_country) in
        [("none", json!(1), "US"), ("strict", json!("1"), "US"), ("strict", json!(1), "XX")]
    {
        assert!(run("CHECK_OPTIONS", &json!([create, policy, now, phone_country])).is_err(), "{policy} {now}");
    }
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
