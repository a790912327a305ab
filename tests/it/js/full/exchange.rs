//! The attempts of a call, whose state the wrapper passes on unread.

use serde_json::{Value, json};

use super::client::{check_misuse, run};

const NOW: i64 = 1_790_000_000_000;

fn arguments(attempts: &Value, elapsed_ms: i64) -> Value {
    let limits = json!({ "url": "https://kyc.example/x", "timeout": 1_000, "maxRetries": 2, "deadline": 5_000 });
    json!(["grid.getConfig", attempts, limits, elapsed_ms])
}

fn after(attempts: &Value, elapsed_ms: i64, result: &Value) -> Value {
    let mut arguments = arguments(attempts, elapsed_ms);
    arguments.as_array_mut().unwrap().extend([result.clone(), json!(NOW), json!(0)]);
    run("AFTER_ATTEMPT", &arguments).unwrap()
}

#[test]
fn an_attempt_gets_what_is_left_of_the_deadline() {
    for (elapsed_ms, timeout_ms) in [(0, 1_000), (4_000, 1_000), (4_001, 999), (4_999, 1)] {
        let expected = json!({ "timeoutMs": timeout_ms });
        assert_eq!(run("BEFORE_ATTEMPT", &arguments(&json!(null), elapsed_ms)), Ok(expected), "{elapsed_ms}");
    }
    assert!(run("BEFORE_ATTEMPT", &arguments(&json!(null), 5_000)).unwrap()["error"].is_object());
}

#[test]
fn the_attempts_are_counted_until_the_last_response() {
    let busy = |wait: &str| json!(["", 503, null, [["retry-after", wait]]]);
    let mut attempts = json!({ "idempotencyKey": "k", "mayHaveArrived": true });
    for failed in [1, 2] {
        // Two seconds, as a number and as a date.
        let wait = if failed == 1 { "2" } else { "Mon, 21 Sep 2026 14:13:22 GMT" };
        let next = after(&attempts, 0, &busy(wait));
        let expected = json!({ "idempotencyKey": "k", "mayHaveArrived": true, "failed": failed });
        assert_eq!(next, json!({ "waitMs": 2_000, "attempts": expected }));
        attempts = next["attempts"].clone();
    }
    assert_eq!(after(&attempts, 0, &busy("2")), json!({}), "the response of the last attempt counts");
    assert_eq!(after(&json!(null), 4_000, &busy("2")), json!({}), "the wait would last beyond the deadline");
    assert_eq!(after(&json!(null), 0, &json!(["", 200])), json!({}));
}

#[test]
fn an_attempt_without_a_response_says_why() {
    let tried = json!({ "mayHaveArrived": false, "failed": 2 });
    let error = &after(&tried, 0, &json!({ "code": "network", "wasSent": false }))["error"];
    assert_eq!(error["hint"], "No connection could be made to kyc.example.");
    let late = &after(&tried, 0, &json!({ "code": "timeout", "wasSent": true }))["error"];
    assert_ne!(late["number"], error["number"]);
    // Whatever became of an earlier attempt, one that was not sent does not change it.
    for arrived in [true, false] {
        let next = after(&json!({ "mayHaveArrived": arrived }), 0, &json!({ "code": "network", "wasSent": false }));
        assert_eq!(next["attempts"], json!({ "mayHaveArrived": arrived, "failed": 1 }));
    }
    let mut unknown = arguments(&tried, 0);
    unknown.as_array_mut().unwrap().extend([json!({ "code": "conflict" }), json!(NOW), json!(0)]);
    check_misuse("AFTER_ATTEMPT", &unknown, "An attempt does not fail with this code.");
}
