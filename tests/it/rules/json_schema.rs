//! What a JSON Schema says of each side of an operation. That it refuses nothing that is valid is tested with ajv
//! (`kyclink/schemas.test.mjs`).

use kyclink::json::Json;
use kyclink::json_schema::{JsonSchema, Side, Target};
use kyclink::{Options, Policy, operation};
use serde_json::{Value, json};

fn schema(name: &str, side: Side, target: Target) -> Value {
    let options = Options::default().policy(Policy::Postal).now(0);
    let schema = JsonSchema { operation: operation(name).unwrap(), side, target, options };
    serde_json::from_str(&schema.to_json()).unwrap()
}

/// The schema of a value that is given: an optional one may also be null or blank.
fn given(schema: &Value) -> &Value {
    schema.get("anyOf").map_or(schema, |either| {
        assert_eq!(either[0]["type"], json!(["null", "string"]));
        &either[1]
    })
}

/// A country may be given in either form and case, and is sent as the provider wants it.
#[test]
fn an_output_has_the_form_that_is_sent() {
    for (name, sent) in [("spherepay.createCustomerViaLink", "^[A-Z]{3}$"), ("grid.createCustomer", "^[A-Z]{2}$")] {
        for (side, pattern) in [(Side::Input, "^[A-Za-z]{2,3}$"), (Side::Output, sent)] {
            let schema = schema(name, side, Target::Draft202012);
            let country = &given(&schema["properties"]["address"])["properties"]["country"];
            assert_eq!((&country["type"], &country["pattern"]), (&json!("string"), &json!(pattern)), "{name}");
        }
    }
}

#[test]
fn a_schema_names_its_draft_and_what_is_required() {
    for (target, uri) in [
        (Target::Draft202012, "https://json-schema.org/draft/2020-12/schema"),
        (Target::Draft07, "http://json-schema.org/draft-07/schema#"),
    ] {
        let schema = schema("bridge.createKycLink", Side::Input, target);
        assert_eq!((&schema["$schema"], &schema["type"]), (&json!(uri), &json!("object")));
        assert_eq!(schema["required"], json!(["email", "type"]));
        let services = given(&schema["properties"]["endorsements"]);
        assert_eq!((&services["type"], &services["items"]["enum"][0]), (&json!("array"), &json!("base")));
        assert_eq!(schema["properties"]["email"]["maxLength"], 254);
    }
}

#[test]
fn what_depends_on_a_type_is_a_condition() {
    let schema = schema("grid.createCustomer", Side::Input, Target::Draft202012);
    for kind in ["INDIVIDUAL", "BUSINESS"] {
        let cases = schema["allOf"].as_array().unwrap();
        let case = cases.iter().find(|case| case["if"]["properties"]["customerType"]["const"] == kind);
        let case = case.unwrap_or_else(|| panic!("{kind}"));
        assert_eq!(case["if"]["required"], json!(["customerType"]));
        assert!(case["then"]["properties"].as_object().is_some_and(|fields| !fields.is_empty()), "{kind}");
    }
}
