//! Which effects a host performs before it asks again. That they are those of a host that asks after each of them is
//! checked by every other test of the handler (`world.rs`).

use kyclink::edge::{EffectError, Failure, LoadedRecord, Outcome, Swap, Value};
use serde_json::json;

use crate::edge::world::{KEY, START, World, person};

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
