//! The inputs with which a search starts, and which `cargo test` repeats: the vectors and suites of `tests/`, in the form
//! that a target reads. `xtask/src/fuzz.rs` includes this file, too.

use std::path::{Path, PathBuf};
use std::{fs, io};

use serde_json::Value;

#[path = "../../tests/vectors/read.rs"]
mod vectors;

/// Returns the seeds of a target. Each target has one, the empty input, even if it has no others.
pub fn seeds(target: &str) -> io::Result<Vec<String>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut seeds = vec![String::new()];
    for path in [json_files(&root.join("tests/vectors"))?, json_files(&root.join("tests/suites"))?].concat() {
        let file = serde_json::from_str(&fs::read_to_string(path)?)?;
        vectors::lists(&file).iter().for_each(|list| collect(target, list, &mut seeds));
    }
    Ok(seeds)
}

/// Returns the JSON files of a folder and of those in it, in the order of their names.
fn json_files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut entries = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
    entries.sort();
    let mut files = Vec::new();
    for path in entries {
        match path.is_dir() {
            true => files.extend(json_files(&path)?),
            false if path.extension().is_some_and(|ending| ending == "json") => files.push(path),
            false => {}
        }
    }
    Ok(files)
}

fn collect(target: &str, vectors: &Value, seeds: &mut Vec<String>) {
    let operation = vectors["operation"].as_str().unwrap_or_default();
    match target {
        "input" | "encoding" if !operation.is_empty() => {
            // After a zero byte follow choices.
            seeds.push(format!("{operation}\n\0"));
            each(vectors, "input", &mut |input| seeds.push(format!("{operation}\n{input}")));
        }
        // These read an input as choices.
        "onboarding" | "handler" if operation.ends_with(".onboard") => {
            let provider = operation.trim_end_matches(".onboard");
            let others: &[_] = if target == "handler" { &[" bridge", " grid", " spherepay"] } else { &[""] };
            each(vectors, "input", &mut |input| {
                seeds.extend(others.iter().map(|other| format!("{provider}{other}\n{input}")));
            });
        }
        "calls" if !operation.is_empty() => {
            each(vectors, "input", &mut |input| {
                seeds.push(format!("NORMALIZE\n[\"{operation}\"]\n{input}"));
                seeds.push(format!("BUILD_REQUEST\n[\"{operation}\",\"schema\",1790000000000]\n{input}"));
            });
            each(vectors, "response", &mut |response| {
                let (status, body) = (&response["status"], response["body"].as_str().unwrap_or_default());
                let response = format!("[\"{operation}\",{status},[{body}],[[\"retry-after\",\"7\"]]]");
                let call = format!(
                    r#"{{"operation":"{operation}","url":"https://api.example.com/x","timeout":30000,"maxRetries":2,"now":0,"random":1}}"#
                );
                seeds.push(format!("PARSE_RESPONSE\n[{response},{{\"customerId\":\"customer_1\"}},null,null,0]"));
                seeds.push(format!("SEND_REQUEST\n[1,[0,0,{response}],{call}]"));
            });
        }
        "response" => each(vectors, "response", &mut |response| {
            let headers = response["headers"].as_object().into_iter().flatten();
            let headers: String = headers.map(|(name, value)| format!("{name}: {}\n", text(value))).collect();
            seeds.push(format!("{operation} {}\n{headers}\n{}", response["status"], text(&response["body"])));
        }),
        "connection" => each(vectors, "config", &mut |config| seeds.push(config.to_string())),
        "json" => each(vectors, "input", &mut |input| seeds.push(input.to_string())),
        "webhook" => {
            let keys =
                ["publicKeyPem", "publicKeySpkiHex", "secret"].map(|name| text(&vectors[name]).replace('\n', ""));
            let body = vectors.get("event").map(Value::to_string).unwrap_or_default();
            each_text(vectors, &mut |text| {
                for key in keys.iter().filter(|key| !key.is_empty() || !body.is_empty()) {
                    seeds.push(format!("{text}\n{key}\n{body}"));
                }
            });
        }
        "url" | "date" | "retry_after" | "headers" => each_text(vectors, &mut |text| {
            if text.len() < 200 {
                seeds.push(text.to_owned());
            }
        }),
        _ => {}
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// Calls a function with each member of this name, at any depth.
fn each(value: &Value, name: &str, call: &mut dyn FnMut(&Value)) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| each(item, name, call)),
        Value::Object(members) => {
            members.get(name).into_iter().for_each(&mut *call);
            members.values().for_each(|value| each(value, name, call));
        }
        _ => {}
    }
}

fn each_text(value: &Value, call: &mut dyn FnMut(&str)) {
    match value {
        Value::String(text) => call(text),
        Value::Array(items) => items.iter().for_each(|item| each_text(item, call)),
        Value::Object(members) => members.values().for_each(|value| each_text(value, call)),
        _ => {}
    }
}
