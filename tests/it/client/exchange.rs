//! What is sent, waited and returned for each script of attempts, from the table that the JavaScript client runs, too
//! (`module/kyclink/exchange.test.mjs`).

mod attempts;
mod retry;

use std::time::Duration;

use kyclink::retry::Limits;
use kyclink::transport::NoResponse;
use kyclink::{Error, HttpResponse, bridge};
use serde_json::Value;

use super::call::typed::{bridge_client, client, input};
use super::webhook::read;
use crate::transport::Script;

/// What an attempt of a table ends with. The table has the bodies that an attempt names.
fn result(table: &Value, attempt: &Value) -> Result<HttpResponse<'static>, NoResponse> {
    let status = |status: &Value| u16::try_from(status.as_u64().unwrap()).unwrap();
    match attempt {
        Value::String(name) if name == "lost" => Err(NoResponse::Network),
        Value::String(name) if name == "unreached" => Err(NoResponse::NotSent),
        Value::String(name) => Ok(HttpResponse::new(201, [], table[name].to_string().as_bytes())),
        Value::Array(busy) => {
            Ok(HttpResponse::new(status(&busy[0]), [("Retry-After", busy[1].as_str().unwrap())], b"{}"))
        }
        whole => {
            let body = match &whole["body"] {
                Value::String(name) => table[name].to_string(),
                Value::Null => whole["text"].as_str().unwrap_or("{}").to_owned(),
                body => body.to_string(),
            };
            let headers = whole["headers"].as_object().into_iter().flatten();
            let headers = headers.map(|(name, value)| (name.as_str(), value.as_str().unwrap()));
            Ok(HttpResponse::new(status(&whole["status"]), headers, body.as_bytes()))
        }
    }
}

fn call(name: &str, script: &Script, limits: Limits) -> Result<(), Error> {
    match name {
        "link" => script.call(&client().create_kyc_link(&input()), limits).map(drop),
        "create" => {
            let client = bridge_client();
            let input = bridge::CreateKycLink::new("jane@example.com", bridge::CustomerType::Individual);
            script.call(&client.create_kyc_link(&input), limits).map(drop)
        }
        _ => panic!("{name}"),
    }
}

#[test]
fn a_script_of_attempts_has_one_outcome() {
    let table = read("vectors/http/exchange.json");
    for row in table["scripts"].as_array().unwrap() {
        let name = row["name"].as_str().unwrap();
        let attempts = row["attempts"].as_array().unwrap().iter();
        let script = Script::of(attempts.map(|attempt| result(&table, attempt)).collect());
        let mut limits = Limits::new();
        if let Some(retries) = row["maxRetries"].as_u64() {
            limits = limits.max_retries(retries as u32);
        }
        if let Some(ms) = row["deadline"].as_u64() {
            limits = limits.deadline(Duration::from_millis(ms));
        }
        let error = call(row["call"].as_str().unwrap(), &script, limits).err();
        assert_eq!(script.requests.borrow().len() as u64, row["sent"].as_u64().unwrap(), "{name}: what is sent");
        if let Some(waits) = row["waits"].as_array() {
            let expected: Vec<_> = waits.iter().map(|ms| Duration::from_millis(ms.as_u64().unwrap())).collect();
            assert_eq!(*script.waits.borrow(), expected, "{name}: what is waited");
        }
        assert_eq!(error.as_ref().map(|error| error.code().as_str()), row["error"].as_str(), "{name}: the error");
        let Some(error) = error else { continue };
        assert_eq!(Some(error.is_retryable()), row["retryable"].as_bool(), "{name}: may it be repeated?");
        assert_eq!(error.idempotency_key().is_some(), row["hasKey"].as_bool().unwrap_or(false), "{name}: its key");
        let hint = row["hint"].as_str();
        assert!(error.to_string().ends_with(hint.unwrap_or(".")), "{name}: {error}");
        for part in ["No connection", "Repeat the create"] {
            let is_said = hint.is_some_and(|hint| hint.contains(part));
            assert_eq!(error.to_string().contains(part), is_said, "{name}: {error}");
        }
    }
}
