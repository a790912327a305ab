//! Which effects a host performs before it asks again. That they are those of a host that asks after each of them is
//! checked by every other test of the handler (`world.rs`).

use kyclink::edge::{Content, Effect, EffectError, Failure, Handling, LoadedRecord, Outcome, Swap, Value};
use serde_json::json;

use crate::edge::world::{KEY, SECOND, START, World, person, untrusted};

fn plans(world: &mut World, method: &str, route: &str) -> (Vec<String>, u16) {
    let flight = match method {
        "GET" => world.get(route).start(),
        _ => world.post(route).header("idempotency-key", KEY).json(&person("jane@example.com")).start(),
    };
    world.plans(flight)
}

#[test]
fn a_create_is_sent_alone_after_its_record_and_its_lock() {
    let mut world = World::new();
    let expected = [
        "readBody",
        "computeMacs",
        "swapRecord key, swapRecord attempt",
        "onboard",
        "swapRecord claim, swapRecord key, sealCookie",
    ];
    assert_eq!(plans(&mut world, "POST", "links"), (expected.map(str::to_owned).to_vec(), 201));
}

#[test]
fn a_status_is_asked_for_under_its_lock_and_released_after_it_is_written() {
    let mut world = World::new().onboarded("customer_c1");
    world.replies("getCustomer", json!({ "id": "customer_c1", "status": "pending" }));
    let loads = "loadRecord session, loadRecord claim, loadRecord status";
    let expected = [
        "openCookies",
        loads,
        "swapRecord asking, checkRecord status, getCustomer",
        "swapRecord status, swapRecord asking",
    ];
    assert_eq!(plans(&mut world, "GET", "status"), (expected.map(str::to_owned).to_vec(), 200));
    assert_eq!(plans(&mut world, "GET", "status"), (vec![expected[0].to_owned(), loads.to_owned()], 200));
}

#[test]
fn nothing_is_performed_after_a_write_that_found_another_record() {
    let mut world = World::new().onboarded("customer_c1");
    world.store_is_contended = true;
    let (found, status) = plans(&mut world, "GET", "status");
    assert_eq!((found.last().map(String::as_str), status), (Some("swapRecord asking"), 503));
}

/// The first of two sessions has ended, so its other records are not those for which the handler asks next: neither in
/// the plan that follows nor in the one after it, whatever the records are.
#[test]
fn what_was_loaded_in_vain_does_not_count_as_something_else() {
    let claim = json!({ "owner": "somebody", "is_notified": false });
    for status in ["pending", "approved", "rejected"] {
        let other = status_record(if status == "pending" { "approved" } else { "pending" });
        for claim in [None, Some(&claim)] {
            for in_vain in [None, Some(&other)] {
                let found = status_of_the_second_session([claim, in_vain], &status_record(status));
                assert_eq!(found["status"], status, "{claim:?} {in_vain:?}");
            }
        }
    }
}

fn status_record(status: &str) -> serde_json::Value {
    json!({
        "status": status, "at": START, "event_at": START, "unconfirmed": [], "has_open_terms": false, "reasons": [],
        "requirements": [],
    })
}

/// Loads these records of the first of two sessions in vain, then the second one with this record of its status, and
/// returns the body of the response.
fn status_of_the_second_session(
    in_vain: [Option<&serde_json::Value>; 2],
    status: &serde_json::Value,
) -> serde_json::Value {
    let session = |id: &str| {
        untrusted(&json!({
            "id": id, "customer": { "provider": "spherepay", "id": format!("customer_{id}") },
            "began_at": START, "until": START + 1_000 * SECOND,
        }))
    };
    let outcome = |value| Outcome { at: START, elapsed_ms: 1, result: Ok(value) };
    let record = |value: Option<&serde_json::Value>| {
        outcome(Value::Record(LoadedRecord { sealed: value.map(|_| "sealed".to_owned()), value: value.map(untrusted) }))
    };
    let cookies = ["a", "b"].map(|letter| format!("__Host-kyclink={}", letter.repeat(200)));
    let request = json!({
        "method": "GET", "path": "/kyc/status", "at": START, "headers": { "cookie": cookies.join("; ") },
    });
    let config = untrusted(&World::new().config).into();
    let mut handling = Handling::of_request(config, untrusted(&request));
    assert!(handling.proceed(vec![]).is_none());
    assert!(handling.proceed(vec![outcome(Value::Opened(vec![session("a"), session("b")]))]).is_none());
    let names = |handling: &Handling| {
        let name = |effect: &Effect| match effect {
            Effect::LoadRecord { name } => name.join(" "),
            _ => panic!("nothing is written"),
        };
        handling.effects().iter().map(name).collect::<Vec<_>>()
    };
    assert_eq!(names(&handling).len(), 3);
    let ended = json!({ "has_ended": true });
    let [claim, other] = in_vain;
    assert!(handling.proceed(vec![record(Some(&ended)), record(claim), record(other)]).is_none());
    let [first, second, third] = names(&handling).try_into().unwrap();
    assert!(first.ends_with(" b") && second.ends_with("customer_b") && third.ends_with("customer_b"));
    let response = handling.proceed(vec![record(None), record(None), record(Some(status))]);
    let Some(Content::Json(body)) = response.map(|response| response.content) else {
        panic!("no response, but {:?}", names(&handling))
    };
    serde_json::from_str(&body).unwrap()
}

/// What a plan does not go on after: a failure, a write that found another record, and a record that has changed.
#[test]
fn a_plan_ends_with_what_was_not_assumed() {
    let is_as_assumed = |result| Outcome { at: START, elapsed_ms: 1, result }.is_as_assumed();
    for value in [
        Value::Swap(Swap::Written("sealed".to_owned())),
        Value::Swap(Swap::Removed),
        Value::Checked(true),
        Value::Record(LoadedRecord::default()),
        Value::Done,
    ] {
        assert!(is_as_assumed(Ok(value)));
    }
    for value in [Value::Swap(Swap::Changed), Value::Checked(false)] {
        assert!(!is_as_assumed(Ok(value)));
    }
    for failure in [Failure::Late, Failure::Error(EffectError::new(kyclink::ErrorCode::Internal))] {
        assert!(!is_as_assumed(Err(failure)));
    }
}
