//! What the wasm module of a form refuses, and that its data is that of the crate.

use kyclink::json_schema::{JsonSchema, Side, Target};
use kyclink::{Options, operation};
use serde_json::{Value, json};

use super::full::client::{check_misuse, run};
use crate::integration::vectors::value_of;

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
fn a_schema_is_that_of_its_side_target_and_options() {
    let create = operation("grid.createCustomer").unwrap();
    let schema = |options: Value| run("JSON_SCHEMA", &json!([create.name, options])).unwrap();
    let all = ["draft-2020-12", "draft-07"].into_iter().flat_map(|target| {
        [true, false].into_iter().flat_map(move |is_input| {
            [true, false].map(move |normalize| json!({ "isInput": is_input, "target": target, "normalize": normalize }))
        })
    });
    let [input, output] = [true, false].map(|is_input| json!({ "isInput": is_input, "target": "draft-07" }));
    assert_ne!(schema(input), schema(output));
    for options in all {
        let expected = JsonSchema {
            operation: create,
            side: if options["isInput"] == true { Side::Input } else { Side::Output },
            target: if options["target"] == "draft-07" { Target::Draft07 } else { Target::Draft202012 },
            options: Options::default().normalize(options["normalize"] == true),
        };
        assert_eq!(schema(options.clone()), value_of(&expected), "{options}");
    }
}
