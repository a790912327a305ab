//! What the last failure of a create means after earlier attempts, from the table that the JavaScript client runs, too
//! (`module/kyclink/attempts-earlier.test.mjs`).

use kyclink::json::Json;
use kyclink::retry::Limits;
use kyclink::transport::NoResponse;
use kyclink::{Body, Call, Error, HttpResponse, KycLink, bridge};
use serde_json::{Value, json};

use super::result;
use crate::client::call::typed::{bridge_client, key_of};
use crate::client::webhook::read;
use crate::transport::Script;

type Result<T> = std::result::Result<T, Error>;

/// How a create may be sent: in a call or an onboarding, with a key of the caller or without one.
const WAYS: [(&str, Option<&str>); 6] = [
    ("call", None),
    ("call", Some("key-of-the-caller")),
    ("header", Some("key-of-the-caller")),
    ("onboard", None),
    ("onboard", Some("key-of-the-caller")),
    ("onboard with a header", Some("key-of-the-caller")),
];

fn send(script: &Script, limits: Limits, way: (&str, Option<&str>)) -> Result<()> {
    let client = bridge_client();
    let input = bridge::CreateKycLink::new("jane@example.com", bridge::CustomerType::Individual);
    let applicant = bridge::ApplicantIndividual::new("jane@example.com").into();
    let (call, onboarding): (Call<'_, KycLink>, _) = (client.create_kyc_link(&input), client.onboard(&applicant));
    match way {
        ("call", None) => script.call(&call, limits).map(drop),
        ("call", Some(key)) => script.call(&call.idempotency_key(key), limits).map(drop),
        ("header", Some(key)) => script.call(&call.header("idempotency-KEY", key), limits).map(drop),
        ("onboard", Some(key)) => script.onboard(&onboarding.idempotency_key(key), limits).map(drop),
        (_, Some(key)) => script.onboard(&onboarding.header("idempotency-KEY", key), limits).map(drop),
        (_, None) => script.onboard(&onboarding, limits).map(drop),
    }
}

#[test]
fn a_refusal_after_an_attempt_that_may_have_arrived_leaves_the_outcome_open() {
    let table = read("vectors/http/attempts.json");
    let list = |name: &str| table[name].as_array().unwrap().clone();
    let mut cases = 0;
    for way in WAYS {
        for last in list("last") {
            for attempts in 1..=3 {
                for earlier in list("earlier") {
                    let failures = std::iter::repeat_n(&earlier["attempt"], attempts - 1);
                    let results = failures.chain([&last["attempt"]]).map(|attempt| result(&table, attempt)).collect();
                    let script = Script::of(results);
                    let limits = Limits::new().max_retries(u32::try_from(attempts).unwrap() - 1);
                    let outcome = send(&script, limits, way);
                    let may_have_arrived = attempts > 1 && earlier["mayHaveArrived"] == true;
                    let expected = &last[if may_have_arrived { "after" } else { "alone" }];
                    let case = format!("{way:?}, {attempts} attempts, {}, then {}", earlier["attempt"], last["name"]);
                    let code = outcome.as_ref().map_or_else(|error| error.code().as_str(), |()| "ok");
                    assert_eq!(code, expected, "{case}");
                    let keys: Vec<_> = script.requests.borrow().iter().map(key_of).collect();
                    assert!(keys.len() == attempts && keys.iter().all(|key| *key == keys[0]), "{case}");
                    if let Err(error) = outcome {
                        check_error(&table, &error, keys[0].as_deref().unwrap(), &case);
                    }
                    cases += 1;
                }
            }
        }
    }
    println!("{cases} calls");
}

/// The error has the key if the customer may exist, and shows it to nobody.
fn check_error(table: &Value, error: &Error, key: &str, case: &str) {
    let code = error.code().as_str();
    let has_key = table["withKey"].as_array().unwrap().contains(&json!(code));
    assert_eq!(error.idempotency_key(), has_key.then_some(key), "{case}");
    if code == "outcome_unknown" {
        assert!(!error.is_retryable() && error.issues().is_empty(), "{case}");
        // What to do, as after a single attempt, or why the last one was not sent.
        let hint = error.hint().unwrap_or_default();
        let is_advice = hint.starts_with("Repeat the create with the same idempotency key and input");
        assert!(is_advice || hint.starts_with("No connection could be made"), "{case}: {hint}");
    }
    let shown = [error.message(), format!("{error:?} {error}"), error.to_json(), error.problem().to_json()];
    assert!(!shown.concat().contains(key), "{case}");
}

/// The key that comes back leads to the same customer.
#[test]
fn a_call_is_repeated_with_the_key_of_its_error() {
    let table = read("vectors/http/attempts.json");
    let script = Script::of(vec![Err(NoResponse::Network), result(&table, &json!({ "status": 409 }))]);
    let error = send(&script, Limits::default(), ("onboard", None)).unwrap_err();
    let key = error.idempotency_key().unwrap().to_owned();
    let again = Script::of(vec![result(&table, &json!({ "status": 200, "body": "created" }))]);
    assert!(send(&again, Limits::default(), ("onboard", Some(&key))).is_ok());
    assert_eq!(key_of(&again.requests.borrow()[0]), Some(key));
    let body = |script: &Script| script.requests.borrow()[0].body.clone();
    assert_eq!(body(&again), body(&script));
}

/// A provider that replays nothing makes a second customer, or refuses its key: there, the key is of no use.
#[test]
fn only_a_create_that_is_repeated_with_its_key_has_the_key_in_its_error() {
    for endpoint in kyclink::endpoints() {
        let mut attempts = keyed("k-1");
        for may_have_arrived in [false, true] {
            attempts.add_failed(may_have_arrived);
            for code in kyclink::ErrorCode::ALL {
                let error = attempts.conclude(endpoint, Error::from(*code));
                let is_keyed_create = endpoint.requires_key();
                assert!(is_keyed_create || error == Error::from(*code), "{}", endpoint.name());
                let exists = attempts.conclude(endpoint, Error::from(*code).with_existing_customer("c1"));
                assert_eq!((exists.code(), exists.idempotency_key()), (*code, None), "the customer is known");
            }
        }
    }
    assert_eq!(format!("{:?}", keyed("k-1")), "Attempts { may_have_arrived: false, .. }");
}

fn keyed(key: &str) -> kyclink::retry::Attempts {
    let headers = vec![("idempotency-key".to_owned(), key.to_owned())];
    let (method, url) = (kyclink::Method::Post, String::new());
    kyclink::retry::Attempts::of(&kyclink::HttpRequest { method, url, headers, body: None })
}

#[test]
fn a_response_without_a_status_is_none() {
    let table = read("vectors/http/attempts.json");
    let none = HttpResponse { status: 0, headers: vec![], body: Body::Empty };
    let script = Script::of(vec![Ok(none), result(&table, &json!({ "status": 409 }))]);
    let error = send(&script, Limits::default(), ("call", None)).unwrap_err();
    assert_eq!(error.code().as_str(), "outcome_unknown");
}
