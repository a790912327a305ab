//! The values of an issue's parameters, as a list and by their names.

use std::collections::BTreeSet;

use kyclink::json::Json;
use kyclink::{Options, operation, validate};
use serde_json::Value;

use crate::integration::vectors;

#[test]
fn the_params_of_an_issue_are_the_same_values_in_a_list_and_by_name() {
    let mut met = BTreeSet::new();
    for list in vectors::all().filter(|list| list["kind"] == "validate") {
        let operation = operation(list["operation"].as_str().unwrap()).unwrap();
        for case in list["cases"].as_array().into_iter().flatten() {
            let input = vectors::untrusted(&case["input"]);
            for issue in validate(operation, input, &Options::default()).result.err().unwrap_or_default() {
                let values: Vec<Value> = serde_json::from_str(&issue.params.to_json()).unwrap();
                let json = vectors::value_of(&issue);
                let named = issue.code.params().iter().map(|name| json["params"][name].clone());
                assert_eq!(values, named.collect::<Vec<_>>(), "{json}");
                assert_eq!(json["params"].as_object().unwrap().len(), values.len(), "{json}");
                met.extend(values.first().map(|value| match value {
                    Value::String(_) => "text",
                    Value::Array(_) => "words",
                    _ => "count",
                }));
            }
        }
    }
    assert_eq!(met, BTreeSet::from(["count", "text", "words"]));
}
