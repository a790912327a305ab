//! An issue as JSON and as a sentence.

use kyclink::json::Json;
use kyclink::{Options, UntrustedValue, operation, validate};
use serde_json::{Value, json};

fn verdict(name: &str, input: &Value) -> Value {
    let input = UntrustedValue::from_json(&input.to_string()).unwrap();
    let verdict = validate(operation(name).unwrap(), input, &Options::default().now(1_790_000_000_000));
    serde_json::from_str(&verdict.to_json()).unwrap()
}

fn issues(name: &str, input: &Value) -> Vec<Value> {
    verdict(name, input)["issues"].as_array().unwrap().clone()
}

fn issue(code: &str, path: Value, pointer: &str, params: Value, message: &str) -> Value {
    json!({ "code": code, "path": path, "pointer": pointer, "params": params, "message": message })
}

#[test]
fn the_json_has_the_place_and_the_limits() {
    let endorsements = ["base", "cards", "cop", "faster_payments", "pix", "pix_onramp", "pix_offramp", "sepa", "spei"];
    let one_of = format!("Choose one of: {}.", endorsements.join(", "));
    let input = json!({ "email": "jane@example.com", "type": 5, "endorsements": ["base", "x"] });
    let allowed = json!({ "allowed": endorsements });
    assert_eq!(
        issues("bridge.createKycLink", &input),
        [
            issue("invalid_type", json!(["type"]), "/type", json!({ "expected": "string" }), "This must be a string."),
            issue("unknown_value", json!(["endorsements", 1]), "/endorsements/1", allowed, &one_of),
        ]
    );
    let address = json!({ "line1": "x".repeat(256), "city": "c", "postalCode": "1", "country": "DE" });
    let input = json!({ "type": "individual", "email": "a@b.example", "phone": "+14155550123", "address": address });
    assert_eq!(
        issues("spherepay.createCustomerViaLink", &input),
        [issue(
            "too_long",
            json!(["address", "line1"]),
            "/address/line1",
            json!({ "max": 255, "actual": 256 }),
            "Use at most 255 characters; this has 256.",
        )]
    );
}

#[test]
fn an_address_may_be_wrong_and_too_long() {
    let email = format!("jane.{}", "x".repeat(300));
    let input = json!({ "email": email, "type": "individual" });
    let codes = issues("bridge.createKycLink", &input);
    let codes: Vec<_> = codes.iter().map(|issue| issue["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["too_long", "email_format"]);
}

#[test]
fn a_verdict_as_json_says_whether_the_input_is_valid() {
    for (email, is_ok) in [("jane@localhost", true), ("jane", false)] {
        let json = verdict("bridge.createKycLink", &json!({ "email": email, "type": "individual" }));
        assert_eq!(
            (&json["ok"], json.get("value").is_some(), json.get("issues").is_some()),
            (&json!(is_ok), is_ok, !is_ok)
        );
        assert_eq!(json["warnings"].as_array().unwrap().len(), usize::from(is_ok), "{json}");
    }
}
