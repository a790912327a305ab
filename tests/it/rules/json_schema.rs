//! What a JSON Schema says of each side of an operation. `module/kyclink/schema.test.mjs` compares it with validation,
//! by ajv.

use kyclink::json_schema::{JsonSchema, Side, Target};
use kyclink::{Options, Policy, operation, operations};
use serde_json::{Value, json};

use crate::integration::vectors::value_of;

fn schema(name: &str, side: Side, target: Target) -> Value {
    schema_with(name, side, target, Options::default().policy(Policy::Postal).now(0))
}

fn schema_with(name: &str, side: Side, target: Target, options: Options) -> Value {
    value_of(&JsonSchema { operation: operation(name).unwrap(), side, target, options })
}

/// The schema of a value that is given: an optional one may also be null or blank.
fn given(schema: &Value) -> &Value {
    schema.get("anyOf").map_or(schema, |either| {
        assert_eq!(either[0]["type"], json!(["null", "string"]));
        &either[1]
    })
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

/// What is returned has no field that is absent, and is the same however the input was read.
#[test]
fn an_output_has_no_absent_field_and_does_not_depend_on_normalization() {
    for operation in operations() {
        let [plain, normalized] = [false, true].map(|normalize| {
            let options = Options::default().normalize(normalize);
            schema_with(operation.name, Side::Output, Target::Draft202012, options)
        });
        assert_eq!(plain, normalized, "{}", operation.name);
        assert!(!plain.to_string().contains("null"), "{}", operation.name);
    }
    // An address that is sent is complete; one that is given may be omitted, which its country decides.
    for (side, required) in
        [(Side::Input, json!(["country"])), (Side::Output, json!(["line1", "postalCode", "country"]))]
    {
        let schema = schema("grid.onboard", side, Target::Draft202012);
        assert_eq!(given(&schema["properties"]["address"])["required"], required, "{side:?}");
    }
}

#[test]
fn a_schema_says_of_which_fields_one_must_be_given() {
    let mut count = 0;
    for operation in operations() {
        let either = &schema(operation.name, Side::Input, Target::Draft202012)["anyOf"];
        let required: Vec<_> =
            either.as_array().into_iter().flatten().map(|either| either["required"].clone()).collect();
        let expected: Vec<_> = operation.shape.any_of().iter().map(|name| json!([name])).collect();
        assert_eq!(required, expected, "{}", operation.name);
        count += expected.len();
    }
    assert!(count > 2, "{count}");
}
