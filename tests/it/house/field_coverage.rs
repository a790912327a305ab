//! Every field of every operation is in an input of the operation's vectors, so that no field is untested.

use std::collections::BTreeSet;

use kyclink::{Field, Kind, Operation, Shape, operations};
use serde_json::Value;

use crate::integration::vectors;
use crate::rules::shape::chains;

#[test]
fn every_field_is_in_a_vector_of_its_operation() {
    let mut missing = Vec::new();
    for operation in operations() {
        let given = given(operation);
        let absent = paths(operation.shape).into_iter().filter(|path| !given.contains(path));
        missing.extend(absent.map(|path| format!("{} {path}", operation.name)));
    }
    assert!(
        missing.is_empty(),
        "no case in tests/vectors/operations or field gives these fields:\n{}",
        missing.join("\n")
    );
}

/// The paths of the fields of a shape, such as `/address/line1`. Elements of lists have no number:
/// `/addresses/-/line1`.
pub(crate) fn paths(shape: &'static Shape) -> BTreeSet<String> {
    let path_of = |chain: Vec<&Field>| {
        let (last, parents) = chain.split_last().unwrap();
        let part = |parent: &&Field| match parent.kind {
            Kind::List(_) => format!("/{}/-", parent.name),
            _ => format!("/{}", parent.name),
        };
        parents.iter().map(part).collect::<String>() + "/" + last.name
    };
    chains(shape).into_iter().map(path_of).collect()
}

/// The paths of all members of the inputs in the operation's vectors.
fn given(operation: &Operation) -> BTreeSet<String> {
    fn add(value: &Value, path: &str, paths: &mut BTreeSet<String>) {
        match value {
            Value::Object(members) => {
                for (name, value) in members {
                    let path = format!("{path}/{name}");
                    paths.insert(path.clone());
                    add(value, &path, paths);
                }
            }
            Value::Array(elements) => elements.iter().for_each(|element| add(element, &format!("{path}/-"), paths)),
            _ => {}
        }
    }
    let mut paths = BTreeSet::new();
    for file in vectors::all().filter(|file| file["operation"] == operation.name) {
        match file["kind"].as_str() {
            Some("validate" | "build") => {
                let cases = file["cases"].as_array().into_iter().flatten();
                cases.for_each(|case| add(&case["input"], "", &mut paths));
            }
            Some("field") => {
                add(&file["base"], "", &mut paths);
                let keys = file["path"].as_array().into_iter().flatten().filter_map(Value::as_str);
                paths.insert(keys.map(|key| format!("/{key}")).collect());
            }
            _ => {}
        }
    }
    paths
}
