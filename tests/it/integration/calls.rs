//! Vectors of the kind `call`: what a call or an onboarding sends, and what it makes of the responses.

use kyclink::engine::{Effect, Next, Outcome};
use kyclink::onboard::begin;
use kyclink::provider::{find_endpoint, provider};
use kyclink::{CallOptions, Connection, Error, HttpRequest, Operation, build_request_with, parse_response};
use serde_json::{Map, Value, json};

use super::vectors::{NOW, error_value, expect_equal, response_of, untrusted, value_of};

use crate::client::onboarding::onboard::ONCE;

const ORIGIN: &str = "https://provider.example";

pub(crate) fn run(operation: &'static Operation, case: &Value) -> Result<(), String> {
    let exchanges = case["exchanges"].as_array().unwrap();
    let (outcome, requests) = match operation.name.strip_suffix(".onboard") {
        Some(provider) => onboard(provider, case, exchanges),
        None => call(operation, case, exchanges),
    };
    let expected: Vec<_> = exchanges.iter().map(|exchange| exchange["request"].clone()).collect();
    expect_equal("requests", &json!(requests.iter().map(shown).collect::<Vec<_>>()), &json!(expected))?;
    match outcome {
        Ok(output) => expect_equal("output", &output, &case["output"]),
        Err(error) => expect_equal("error", &public(&error), &expected_error(operation, case)),
    }
}

type Ended = (Result<Value, Error>, Vec<HttpRequest>);

/// Each attempt of a call sends the same request, and the last response decides.
fn call(operation: &'static Operation, case: &Value, exchanges: &[Value]) -> Ended {
    let (connection, options, profiles) = arguments(operation, case).unwrap();
    let endpoint = find_endpoint(operation.name).unwrap();
    let input = untrusted(&case["input"]);
    let request = match build_request_with(endpoint, &input, &connection, &options, NOW) {
        Ok(request) => request,
        Err(error) => return (Err(error), vec![]),
    };
    let mut parse = connection.parse_options(NOW);
    if let Some(profiles) = profiles {
        parse = parse.profiles(profiles);
    }
    let response = response_of(&exchanges.last().unwrap()["response"]);
    let output = parse_response(endpoint, &response, Some(&input), &parse);
    (output.map(|output| value_of(&output)), exchanges.iter().map(|_| request.clone()).collect())
}

fn onboard(name: &str, case: &Value, exchanges: &[Value]) -> Ended {
    let provider = provider(name).unwrap();
    let (connection, options, _) = arguments(provider.onboarding.operation, case).unwrap();
    let (mut ended, mut requests) = (None, Vec::new());
    let applicant = untrusted(&case["input"]);
    let mut running = begin(provider.onboarding, applicant, &connection, &options, ONCE, NOW);
    loop {
        match running.proceed(ended) {
            Ok(Next::Done(outcome)) => return (Ok(value_of(&outcome)), requests),
            Ok(Next::Perform(Effect::Request { request, .. })) => {
                let Some(exchange) = exchanges.get(requests.len()) else {
                    requests.push(request);
                    return (Ok(Value::Null), requests);
                };
                requests.push(request);
                let result = Ok(Some(response_of(&exchange["response"])));
                ended = Some(Outcome { at: NOW, elapsed_ms: 0, result });
            }
            Ok(Next::Perform(_)) => unreachable!("nothing is sent again"),
            Err(error) => return (Err(error), requests),
        }
    }
}

type Arguments = (Connection, CallOptions, Option<Vec<String>>);

fn arguments(operation: &'static Operation, case: &Value) -> Result<Arguments, Error> {
    let provider = provider(operation.name.split('.').next().unwrap()).unwrap();
    let mut config = case["config"].clone();
    config["baseUrl"] = json!(ORIGIN);
    let connection = Connection::open(provider.service, &untrusted(&config))?;
    let mut options = CallOptions::default();
    if let Some(key) = case["options"]["idempotencyKey"].as_str() {
        options = options.idempotency_key(key);
    }
    for (name, value) in case["options"]["headers"].as_object().into_iter().flatten() {
        options = options.header(name, value.as_str().unwrap());
    }
    let names = |profiles: &Vec<Value>| profiles.iter().map(|name| name.as_str().unwrap().to_owned()).collect();
    Ok((connection, options, case["options"]["profiles"].as_array().map(names)))
}

/// A request as the vectors write it: without the base URL, with names of headers in lower case.
fn shown(request: &HttpRequest) -> Value {
    let headers: Map<_, _> =
        request.headers.iter().map(|(name, value)| (name.to_ascii_lowercase(), json!(value))).collect();
    let path = request.url.strip_prefix(ORIGIN).unwrap();
    let mut shown = json!({ "method": request.method.as_str(), "path": path, "headers": headers });
    if let Some(body) = &request.body {
        shown["body"] = serde_json::from_str(body).unwrap();
    }
    shown
}

/// What an error shows, with its operation.
fn public(error: &Error) -> Value {
    let mut fields = error_value(error);
    fields["operation"] = json!(error.operation());
    fields
}

fn expected_error(operation: &Operation, case: &Value) -> Value {
    let mut error = case["error"].clone();
    if error.get("operation").is_none() {
        error["operation"] = json!(operation.name);
    }
    error
}
