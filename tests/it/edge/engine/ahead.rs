//! Which effects a host performs before it asks again. That they are those of single steps is checked by every other test
//! of the handler (`world.rs`).

use kyclink::edge::{Effect, Handling, LoadedRecord, Outcome, Value};
use serde_json::json;

use crate::edge::world::{KEY, SECOND, START, World, link, person, untrusted};

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
    world.replies("onboard", link("customer_c1"));
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
fn a_write_of_what_was_just_written_waits() {
    let mut world = World::new();
    world.hook("onCreated", json!(null));
    world.replies("onboard", link("customer_c1"));
    let (found, status) = plans(&mut world, "POST", "links");
    let last = ["swapRecord claim, swapRecord key, onCreated", "swapRecord claim, swapRecord key, sealCookie"];
    assert_eq!((&found[4..], status), (last.map(str::to_owned).as_slice(), 201));
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

/// The first of two sessions has ended, so its other records are not those for which the handler asks next.
#[test]
fn what_was_loaded_in_vain_does_not_count_as_something_else() {
    let session = |id: &str| {
        untrusted(&json!({
            "id": id, "customer": { "provider": "spherepay", "id": format!("customer_{id}") },
            "began_at": START, "until": START + 1_000 * SECOND,
        }))
    };
    let outcome = |value| Outcome { at: START, elapsed_ms: 1, result: Ok(value) };
    let record = |value: serde_json::Value| {
        outcome(Value::Record(LoadedRecord { sealed: Some("sealed".to_owned()), value: Some(untrusted(&value)) }))
    };
    let request = json!({
        "method": "GET", "path": "/kyc/status", "at": START, "headers": { "cookie": "__Host-kyclink=a; __Host-kyclink=b" },
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
    let status = json!({ "status": "approved", "at": START });
    let loaded = vec![record(ended), record(json!({ "owner": "somebody" })), record(status)];
    assert!(handling.proceed(loaded).is_none());
    let [session, claim, status] = names(&handling).try_into().unwrap();
    assert!(session.ends_with(" b") && claim.ends_with("customer_b") && status.ends_with("customer_b"));
}
