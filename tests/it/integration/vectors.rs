//! Runs the vectors natively. `tests/vectors/README.md` describes the kinds of vectors.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use kyclink::json::Json;
use kyclink::provider::find_endpoint;
use kyclink::{
    Body, CallOptions, Connection, Error, HttpRequest, HttpResponse, Issue, Operation, Options, ParseOptions,
    PersonFields, UntrustedValue, Verdict, build_request_with, endpoints, operation, parse_response, validate,
};
use serde_json::{Map, Value, json};

use super::calls;

#[path = "../../vectors/read.rs"]
mod read;

pub(crate) const NOW: i64 = 1_790_000_000_000;

#[test]
fn every_vector_passes() {
    let mut cases = 0;
    let mut failures = Vec::new();
    for (path, file) in FILES.iter() {
        let Some(kind) = file["kind"].as_str() else { continue };
        assert!(
            file["source"].as_str().is_some_and(|source| !source.is_empty()),
            "{} must name its `source`",
            path.display()
        );
        let operation = operation(file["operation"].as_str().unwrap()).unwrap();
        let before = cases;
        for (name, outcome) in run(kind, operation, file) {
            cases += 1;
            failures.extend(outcome.err().map(|why| format!("{} {name}: {why}", path.display())));
        }
        assert!(cases > before, "{} has no cases", path.display());
    }
    println!("{cases} vector cases");
    assert!(failures.is_empty(), "{} of {cases} failed:\n{}", failures.len(), failures.join("\n"));
}

/// Any endpoint may respond with any status.
#[test]
fn every_endpoint_is_in_the_lists_of_errors() {
    for endpoint in endpoints() {
        let statuses: BTreeSet<_> = responses(endpoint.name()).iter().map(|(response, ..)| response.status).collect();
        for status in [401, 404, 409, 429, 500, 503] {
            assert!(statuses.contains(&status), "{} has no vector of {status}", endpoint.name());
        }
    }
}

type Outcome = (String, Result<(), String>);

fn run(kind: &str, operation: &'static Operation, file: &Value) -> Vec<Outcome> {
    let cases = || file["cases"].as_array().unwrap().iter().map(|case| (case["name"].to_string(), case));
    match kind {
        "field" => run_field(operation, file),
        "validate" => cases().map(|(name, case)| (name, run_validate(operation, case))).collect(),
        "build" => cases().map(|(name, case)| (name, run_build(operation, case))).collect(),
        "parse" => cases().map(|(name, case)| (name, run_parse(operation, case))).collect(),
        "call" => cases().map(|(name, case)| (name, calls::run(operation, case))).collect(),
        _ => panic!("unknown kind `{kind}`"),
    }
}

fn run_field(operation: &'static Operation, file: &Value) -> Vec<Outcome> {
    let path: Vec<&str> = file["path"].as_array().unwrap().iter().map(|key| key.as_str().unwrap()).collect();
    let pointer = format!("/{}", path.join("/"));
    let judge = |value: &Value, wanted: &[String], warned: &[String], sent: Option<&Value>| {
        let mut input = file["base"].clone();
        set(&mut input, &path, value.clone());
        let verdict = check(operation, &input, &file["options"]);
        let at = |issues: &[Issue]| -> Vec<String> {
            words(issues).into_iter().filter(|word| word.ends_with(&format!(" {pointer}"))).collect()
        };
        let issues = verdict.result.as_ref().err().map(Vec::as_slice).unwrap_or_default();
        expect_equal("issues", &json!(at(issues)), &json!(wanted))?;
        expect_equal("warnings", &json!(at(&verdict.warnings)), &json!(warned))?;
        match (sent, &verdict.result) {
            (Some(sent), Ok(valid)) => {
                expect_equal("sent", value_of(valid.value()).pointer(&pointer).unwrap_or(&Value::Null), sent)
            }
            (Some(_), Err(issues)) => Err(format!("refused: {:?}", words(issues))),
            (None, _) => Ok(()),
        }
    };
    let mut outcomes = Vec::new();
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    for value in list(&file["valid"]) {
        outcomes.push((value.to_string(), judge(&value, &[], &[], Some(&value))));
    }
    for pair in list(&file["sent"]) {
        outcomes.push((pair.to_string(), judge(&pair[0], &[], &[], Some(&pair[1]))));
    }
    for (key, warns) in [("invalid", false), ("warned", true)] {
        for (code, values) in file[key].as_object().cloned().unwrap_or_default() {
            let word = [format!("{code} {pointer}")];
            for value in list(&values) {
                let outcome = if warns { judge(&value, &[], &word, None) } else { judge(&value, &word, &[], None) };
                outcomes.push((value.to_string(), outcome));
            }
        }
    }
    outcomes
}

fn run_validate(operation: &'static Operation, case: &Value) -> Result<(), String> {
    let verdict = check(operation, &case["input"], &case["options"]);
    expect_equal("warnings", &json!(words(&verdict.warnings)), case.get("warnings").unwrap_or(&json!([])))?;
    match verdict.result {
        Ok(valid) => expect_equal("value", &value_of(valid.value()), &case["value"]),
        Err(issues) => expect_equal("issues", &json!(words(&issues)), &case["issues"]),
    }
}

fn run_build(operation: &'static Operation, case: &Value) -> Result<(), String> {
    match build(operation, config_of(case), &untrusted(&case["input"])) {
        Ok(request) => expect_equal("request", &value_of(&request), &case["request"]),
        Err(error) => expect_equal("error", &error_value(&error), &case["error"]),
    }
}

/// The JavaScript wrapper accepts headers in any form and passes them as pairs.
pub(crate) fn config_of(case: &Value) -> Value {
    let mut config = case["config"].clone();
    if let Some(headers) = config.get("headers").and_then(Value::as_object).cloned() {
        config["headers"] = headers.into_iter().map(|(name, value)| json!([name, value])).collect();
    }
    config
}

/// The configuration of a request is that of a connection, and the options of the call.
pub(crate) fn build(operation: &Operation, mut config: Value, input: &UntrustedValue) -> Result<HttpRequest, Error> {
    let endpoint = find_endpoint(operation.name)?;
    let members = config.as_object_mut().into_iter();
    let call: Map<_, _> = members
        .flat_map(|config| ["idempotencyKey", "headers"].map(|name| config.remove_entry(name)))
        .flatten()
        .collect();
    let connection = Connection::open(endpoint.service, &untrusted(&config))?;
    let call = CallOptions::parse(untrusted(&Value::Object(call)).object().unwrap())
        .map_err(|error| error.with_provider(endpoint.service.name))?;
    build_request_with(endpoint, input, &connection, &call, NOW)
}

/// Every request that a vector builds, with the name of its case.
pub(crate) fn built_requests() -> Vec<(HttpRequest, String)> {
    let mut requests = Vec::new();
    for file in all().filter(|file| file["kind"] == "build") {
        let operation = operation(file["operation"].as_str().unwrap()).unwrap();
        for case in file["cases"].as_array().unwrap().iter().filter(|case| case.get("request").is_some()) {
            let config = config_of(case);
            requests.push((build(operation, config, &untrusted(&case["input"])).unwrap(), case["name"].to_string()));
        }
    }
    requests
}

fn run_parse(operation: &'static Operation, case: &Value) -> Result<(), String> {
    let (response, input, options) = parse_arguments(case);
    let output = find_endpoint(operation.name)
        .and_then(|endpoint| parse_response(endpoint, &response, input.as_ref(), &options));
    match output {
        Ok(output) => expect_equal("output", &value_of(&output), &case["output"]),
        Err(error) => {
            let mut found = error_value(&error);
            // It is not in the JSON, but callers can read it.
            if let Some(message) = error.provider_message() {
                found["providerMessage"] = json!(message);
            }
            expect_equal("error", &found, &case["error"])
        }
    }
}

/// The arguments of `parse_response` in each case of an operation.
pub(crate) fn responses(operation: &str) -> Vec<ParseArguments> {
    let of_operation = all().filter(|file| file["kind"] == "parse" && file["operation"] == operation);
    of_operation
        .flat_map(|file| file["cases"].as_array().unwrap().iter().map(parse_arguments).collect::<Vec<_>>())
        .collect()
}

type ParseArguments = (HttpResponse<'static>, Option<UntrustedValue<'static>>, ParseOptions);

fn parse_arguments(case: &Value) -> ParseArguments {
    let response = response_of(&case["response"]);
    let input = case.get("input").map(untrusted);
    let mut options = case["options"].as_object().cloned().unwrap_or_default();
    options.insert("now".to_owned(), json!(NOW));
    let options = ParseOptions::parse(untrusted(&Value::Object(options)).object().unwrap()).unwrap();
    (response, input, options)
}

/// A response with this body and no headers.
pub(crate) fn response(status: u16, body: &Value) -> HttpResponse<'static> {
    HttpResponse { status, headers: vec![], body: Body::Json(untrusted(body)) }
}

pub(crate) fn response_of(response: &Value) -> HttpResponse<'static> {
    let headers = response["headers"].as_object().cloned().unwrap_or_default();
    HttpResponse {
        status: u16::try_from(response["status"].as_u64().unwrap()).unwrap(),
        headers: headers.into_iter().map(|(name, value)| (name, value.as_str().unwrap().to_owned())).collect(),
        body: Body::decode(response["body"].as_str().unwrap().as_bytes()),
    }
}

fn check(operation: &'static Operation, input: &Value, options: &Value) -> Verdict<'static> {
    let mut options = options.as_object().cloned().unwrap_or_default();
    options.entry("now").or_insert(json!(NOW));
    let options = untrusted(&Value::Object(options));
    let option = |name| options.field(name).unwrap_or(&UntrustedValue::Null);
    let parsed = Options::parse(["policy", "normalize", "now"].map(option)).unwrap();
    let person_fields = PersonFields::parse(option("personFields")).unwrap();
    let options = parsed.with_phone_country(option("phoneCountry")).unwrap().person_fields(person_fields);
    validate(operation, untrusted(input), &options)
}

/// Returns what a vector contains of an error's JSON: everything but the hint, the provider and the operation.
pub(crate) fn error_value(error: &Error) -> Value {
    let mut fields: Map<String, Value> = serde_json::from_str(&error.to_json()).unwrap();
    for name in ["hint", "provider", "operation"] {
        fields.remove(name);
    }
    fields.insert("issues".to_owned(), json!(words(error.issues())));
    Value::Object(fields)
}

pub(crate) fn words(issues: &[Issue]) -> Vec<String> {
    issues.iter().map(|issue| format!("{} {}", issue.code.as_str(), issue.pointer())).collect()
}

pub(crate) fn expect_equal(what: &str, got: &Value, wanted: &Value) -> Result<(), String> {
    if got == wanted { Ok(()) } else { Err(format!("{what}: got {got}, expected {wanted}")) }
}

pub(crate) fn untrusted(value: &Value) -> UntrustedValue<'static> {
    UntrustedValue::from_json(&value.to_string()).unwrap()
}

pub(crate) fn value_of(value: &impl Json) -> Value {
    serde_json::from_str(&value.to_json()).unwrap()
}

/// Returns an object with these members changed, however deep.
pub(crate) fn merged(base: &Value, changes: &Value) -> Value {
    let (Value::Object(members), Value::Object(changes)) = (base, changes) else { return changes.clone() };
    let mut members = members.clone();
    for (name, change) in changes {
        let before = members.get(name).cloned().unwrap_or_default();
        members.insert(name.clone(), merged(&before, change));
    }
    Value::Object(members)
}

pub(crate) fn set(input: &mut Value, path: &[&str], value: Value) {
    let mut place = input;
    for key in path {
        place = &mut place[*key];
    }
    *place = value;
}

/// Every list of the vectors with the path of its file, read once for all tests.
pub(crate) static FILES: LazyLock<Vec<(PathBuf, Value)>> = LazyLock::new(|| {
    let read = |path: PathBuf| {
        let file = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        read::lists(&file).into_iter().map(move |list| (path.clone(), list))
    };
    files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors"), "json").into_iter().flat_map(read).collect()
});

/// Every list of the vectors.
pub(crate) fn all() -> impl Iterator<Item = &'static Value> {
    FILES.iter().map(|(_, file)| file)
}

/// Every list of the vectors in this folder.
pub(crate) fn of_folder(name: &'static str) -> impl Iterator<Item = &'static Value> {
    let is_in = move |path: &Path| path.parent().is_some_and(|folder| folder.ends_with(name));
    FILES.iter().filter(move |(path, _)| is_in(path)).map(|(_, file)| file)
}

/// Every word that a vector expects: codes of issues, warnings and errors.
pub(crate) fn expected_words() -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    let mut add = |word: &str| words.extend(word.split(' ').next().map(str::to_owned));
    for file in all() {
        for group in ["invalid", "warned"] {
            file[group].as_object().into_iter().flat_map(Map::keys).for_each(|code| add(code));
        }
        for case in file["cases"].as_array().into_iter().flatten() {
            let lists = [&case["issues"], &case["warnings"], &case["error"]["issues"]];
            lists.into_iter().filter_map(Value::as_array).flatten().filter_map(Value::as_str).for_each(&mut add);
            case["error"]["code"].as_str().into_iter().for_each(&mut add);
        }
    }
    words
}

/// Returns the files below a folder with this extension, sorted.
pub(crate) fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            paths.extend(files(&path, ending));
        } else if path.extension().is_some_and(|extension| extension == ending) {
            paths.push(path);
        }
    }
    paths.sort();
    paths
}
