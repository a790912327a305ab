//! Completes the lists of cases in this folder: README.md says what they leave out. `tests/packages/helpers/vectors`
//! does the same in JavaScript.

use serde_json::Value;

/// In a case, it removes what the base has.
const ABSENT: &str = "$absent";

/// In an output, before a JSON pointer: what the body of the last response has there.
const BODY: &str = "$body";

/// Returns the lists of a file, each of one operation, with complete cases.
pub(crate) fn lists(file: &Value) -> Vec<Value> {
    let lists = match expand(file) {
        Value::Array(lists) => lists,
        list => vec![list],
    };
    inherit(lists).into_iter().flat_map(of_one_operation).map(complete).collect()
}

/// A list without a source, or without an operation, has that of the list before it.
fn inherit(mut lists: Vec<Value>) -> Vec<Value> {
    let mut before = serde_json::Map::new();
    for list in lists.iter_mut().filter_map(Value::as_object_mut) {
        for names in [&["source"][..], &["operation", "operations"]] {
            if names.iter().any(|name| list.contains_key(*name)) {
                before.retain(|name, _| !names.contains(&name.as_str()));
            }
        }
        let about = ["source", "operation", "operations"].into_iter();
        before.extend(about.filter_map(|name| Some((name.to_owned(), list.get(name)?.clone()))));
        list.extend(before.clone());
    }
    lists
}

/// Replaces `$repeat` and `$concat` with the strings that they stand for.
fn expand(value: &Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(expand).collect(),
        Value::Object(members) => match repeated(value).or_else(|| concatenated(value)) {
            Some(text) => Value::String(text),
            None => members.iter().map(|(name, value)| (name.clone(), expand(value))).collect(),
        },
        other => other.clone(),
    }
}

fn repeated(value: &Value) -> Option<String> {
    let pair = value.get("$repeat")?;
    let count = usize::try_from(pair.get(1)?.as_u64()?).ok()?;
    Some(pair.get(0)?.as_str()?.repeat(count))
}

fn concatenated(value: &Value) -> Option<String> {
    let parts = value.get("$concat")?.as_array()?;
    parts.iter().map(|part| expand(part).as_str().map(str::to_owned)).collect()
}

/// Repeats a list with `operations` for each of them.
fn of_one_operation(list: Value) -> Vec<Value> {
    let Some(operations) = list.get("operations").and_then(Value::as_array) else { return vec![list] };
    let with = |operation: &Value| {
        let mut list = list.clone();
        if let Some(members) = list.as_object_mut() {
            members.insert("operation".to_owned(), operation.clone());
        }
        list
    };
    operations.iter().map(with).collect()
}

fn complete(mut list: Value) -> Value {
    let Some(kind) = list.get("kind").and_then(Value::as_str).map(str::to_owned) else { return list };
    let base = list.get("base").cloned().unwrap_or_default();
    for case in list.get_mut("cases").and_then(Value::as_array_mut).into_iter().flatten() {
        *case = complete_case(&kind, &base, case);
    }
    list
}

fn complete_case(kind: &str, base: &Value, case: &Value) -> Value {
    let mut base = base.clone();
    if let Some(members) = base.as_object_mut() {
        // A case succeeds or fails.
        let others: &[_] = if case.get("error").is_some() { &["output", "request"] } else { &["error"] };
        members.retain(|name, _| !others.contains(&name.as_str()));
    }
    let mut case = merge(base, case);
    if kind == "validate"
        && let Some(members) = case.as_object_mut().filter(|case| !case.contains_key("issues"))
    {
        let input = members.get("input").cloned().unwrap_or_default();
        let change = members.remove("value").unwrap_or_else(|| Value::Object(serde_json::Map::new()));
        members.insert("value".to_owned(), merge(input, &change));
    }
    let status = case.pointer("/response/status").cloned();
    if let Some(error) = case.get_mut("error").and_then(Value::as_object_mut) {
        error.entry("issues").or_insert_with(|| Value::Array(vec![]));
        error.entry("retryable").or_insert(Value::Bool(false));
        if let Some(status) = status {
            error.entry("status").or_insert(status);
        }
    }
    if let Some(body) = case.pointer_mut("/request/body") {
        write_out(body);
    }
    let mut json = case.pointer_mut("/response/body").map(write_out);
    for exchange in case.get_mut("exchanges").and_then(Value::as_array_mut).into_iter().flatten() {
        json = exchange.pointer_mut("/response/body").map(write_out);
    }
    if let (Some(output), Some(json)) = (case.get_mut("output"), json) {
        *output = of_body(output.take(), &json).unwrap_or_default();
    }
    case
}

/// Replaces a pointer into the body with what is there, and leaves it out if nothing is.
fn of_body(value: Value, body: &Value) -> Option<Value> {
    Some(match value {
        Value::String(text) => match text.strip_prefix(BODY) {
            Some(pointer) => body.pointer(pointer)?.clone(),
            None => Value::String(text),
        },
        Value::Array(items) => items.into_iter().filter_map(|item| of_body(item, body)).collect(),
        Value::Object(members) => {
            members.into_iter().filter_map(|(name, member)| Some((name, of_body(member, body)?))).collect()
        }
        other => other,
    })
}

/// Turns a body that is JSON into text, and returns the JSON of any body.
fn write_out(body: &mut Value) -> Value {
    if let Value::String(text) = body {
        return serde_json::from_str(text).unwrap_or_default();
    }
    let json = body.take();
    *body = Value::String(json.to_string());
    json
}

/// Changes an object by member, and a list by position. Anything else is replaced.
fn merge(base: Value, change: &Value) -> Value {
    match (base, change) {
        (Value::Object(mut members), Value::Object(changes)) => {
            for (name, change) in changes {
                let member = members.entry(name.clone()).or_insert(Value::Null);
                *member = merge(member.take(), change);
            }
            members.retain(|_, member| member != ABSENT);
            Value::Object(members)
        }
        (Value::Array(mut items), Value::Object(changes)) => {
            for (at, change) in changes {
                match at.parse().ok().and_then(|at: usize| items.get_mut(at)) {
                    Some(item) => *item = merge(item.take(), change),
                    None => items.push(change.clone()),
                }
            }
            items.retain(|item| item != ABSENT);
            Value::Array(items)
        }
        (_, other) => other.clone(),
    }
}
