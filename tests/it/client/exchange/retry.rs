//! When a call is sent again: every row of the contract, by operation, failure, limits and time.

use std::time::Duration;

use kyclink::retry::{FailedAttempt, Limits, Progress, wait_ms};
use kyclink::{Body, ErrorCode, HttpResponse, UntrustedValue, endpoint, endpoints, no_response};

use crate::integration::vectors;

const SAFE: &str = "grid.createKycLink";
const CREATES: &str = "grid.createCustomer";
const LIMITS: Limits = Limits::new().max_retries(2);
/// Half of the longest jitter.
const FIRST: Progress =
    Progress { attempts: 1, elapsed_ms: 0, now: 1_790_000_000_000, random: 1 << 31, is_keyed: false };

fn response(status: u16, headers: &[(&str, &str)], body: &str) -> HttpResponse<'static> {
    let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    HttpResponse { status, headers, body: UntrustedValue::from_json(body).map_or(Body::Empty, Body::Json) }
}

fn wait(name: &str, failure: &FailedAttempt, limits: Limits, progress: Progress) -> Option<i64> {
    wait_ms(endpoint(name).unwrap(), failure, limits, progress)
}

#[test]
fn a_read_is_retried_after_a_temporary_failure_only() {
    let temporary = [408, 429, 502, 503, 504];
    for status in temporary.into_iter().chain([301, 400, 401, 403, 404, 409, 422, 500, 501]) {
        let response = response(status, &[], "{}");
        let again = temporary.contains(&status);
        assert_eq!(wait(SAFE, &FailedAttempt::Response(&response), LIMITS, FIRST).is_some(), again, "{status}");
        assert_eq!(wait(CREATES, &FailedAttempt::Response(&response), LIMITS, FIRST), None, "{status}");
    }
    for (code, again) in [(ErrorCode::Network, true), (ErrorCode::Timeout, true), (ErrorCode::Aborted, false)] {
        assert_eq!(wait(SAFE, &FailedAttempt::NoResponse(code), LIMITS, FIRST).is_some(), again, "{code:?}");
        assert_eq!(wait(CREATES, &FailedAttempt::NoResponse(code), LIMITS, FIRST), None, "{code:?}");
    }
}

/// Reads are sent again, and requests for another link of a customer: a second link replaces the first. Nothing else
/// is, except a create with a key where the provider requires one.
#[test]
fn safe_operations_are_retried_and_keyed_creates() {
    for endpoint in endpoints() {
        let name = endpoint.name();
        let file = vectors::all().find(|file| file["kind"] == "build" && file["operation"] == name).unwrap();
        let cases = file["cases"].as_array().unwrap();
        let method = cases.iter().find_map(|case| case["request"]["method"].as_str()).unwrap();
        let is_link = ["createKycLink", "createTosLink"].iter().any(|verb| name.ends_with(verb));
        let is_safe = method == "GET" || is_link && !endpoint.creates_customer();
        let again = wait(name, &FailedAttempt::NoResponse(ErrorCode::Network), LIMITS, FIRST).is_some();
        assert_eq!(again, is_safe, "{name}");
        let keyed = Progress { is_keyed: true, ..FIRST };
        let again = wait(name, &FailedAttempt::NoResponse(ErrorCode::Network), LIMITS, keyed).is_some();
        let refuses_known_keys = endpoint.service.name == "spherepay";
        assert_eq!(again, is_safe && !refuses_known_keys || endpoint.requires_key(), "{name} with a key");
    }
}

/// Where the provider carries out a create with a key once, it is sent again while it may still succeed.
#[test]
fn a_keyed_create_is_retried_after_a_temporary_failure_only() {
    let keyed = Progress { is_keyed: true, ..FIRST };
    let temporary = [408, 429, 502, 503, 504].map(|status| (status, "", true));
    let others = [400, 401, 409, 422, 500, 501].map(|status| (status, "", false));
    let coded = [(409, "resource_state_conflict", true), (409, "duplicate_record", false), (500, "unexpected", false)];
    for (status, code, again) in temporary.into_iter().chain(others).chain(coded) {
        let response = response(status, &[], &format!(r#"{{"code":"{code}"}}"#));
        let failure = FailedAttempt::Response(&response);
        assert_eq!(wait("bridge.createKycLink", &failure, LIMITS, keyed).is_some(), again, "{status} {code}");
        assert_eq!(wait("bridge.createKycLink", &failure, LIMITS, FIRST), None, "{status} {code} without a key");
    }
}

/// What a host says instead of a response is like a connection that was lost.
#[test]
fn a_status_below_100_is_retried_like_a_lost_response() {
    for endpoint in endpoints() {
        for is_keyed in [false, true] {
            let progress = Progress { is_keyed, ..FIRST };
            let lost = wait_ms(endpoint, &FailedAttempt::NoResponse(ErrorCode::Network), LIMITS, progress);
            for status in [0, 99] {
                let none = response(status, &[("Retry-After", "7")], "{}");
                let wait = wait_ms(endpoint, &FailedAttempt::Response(&none), LIMITS, progress);
                assert_eq!(wait, lost, "{} {status} {is_keyed}", endpoint.name());
            }
        }
    }
}

#[test]
fn a_limit_that_time_does_not_lift_is_the_end() {
    let body = r#"{"code":"DAILY_VOLUME_LIMIT_EXCEEDED"}"#;
    assert_eq!(wait(SAFE, &FailedAttempt::Response(&response(429, &[], body)), LIMITS, FIRST), None);
}

#[test]
fn the_wait_doubles_and_is_random() {
    let failure = FailedAttempt::NoResponse(ErrorCode::Network);
    let limits = Limits::new().max_retries(100);
    let waits = |random| {
        [1, 2, 3, 4, 5, 6, 50]
            .map(|attempts| wait(SAFE, &failure, limits, Progress { attempts, random, ..FIRST }).unwrap())
    };
    assert_eq!(waits(0), [0; 7]);
    assert_eq!(waits(1 << 31), [250, 500, 1000, 2000, 4000, 4000, 4000]);
    assert_eq!(waits(u32::MAX), [499, 999, 1999, 3999, 7999, 7999, 7999]);
}

/// The contract's rows: only a create that was sent has an unknown outcome, and only safe calls may be retried.
#[test]
fn without_a_response_only_a_create_has_an_unknown_outcome() {
    use ErrorCode::{Aborted, Network, OutcomeUnknown, Timeout};
    for (name, creates, is_safe) in [
        ("spherepay.createCustomerViaLink", true, false),
        ("spherepay.createCustomer", true, false),
        ("grid.createCustomer", true, false),
        ("spherepay.createKycLink", false, true),
        ("spherepay.createTosLink", false, true),
        ("spherepay.getCustomer", false, true),
        ("grid.createKycLink", false, true),
        ("grid.listCustomers", false, true),
        ("grid.updateContact", false, false),
        ("grid.sendEmailCode", false, false),
        ("grid.confirmPhone", false, false),
    ] {
        for code in [Network, Timeout, Aborted] {
            for was_sent in [true, false] {
                let endpoint = endpoint(name).unwrap();
                let error = no_response(endpoint, code, was_sent);
                let expected = if creates && was_sent { OutcomeUnknown } else { code };
                let retryable = expected != OutcomeUnknown && code != Aborted && (is_safe || !was_sent);
                assert_eq!((error.code(), error.is_retryable()), (expected, retryable), "{name} {code:?} {was_sent}");
                assert_eq!((error.operation(), error.provider()), (Some(name), Some(endpoint.service.name)));
                let has_advice = error.message().ends_with("Look for the customer before you create another.");
                assert_eq!(has_advice, expected == OutcomeUnknown, "{name} {code:?} {was_sent}");
            }
        }
    }
}

/// A caller may repeat a call that ended with one of these; after any other code that would be useless or harmful.
#[test]
fn four_codes_are_retryable() {
    let retryable = ErrorCode::ALL.iter().filter(|code| code.is_retryable());
    let names: Vec<_> = retryable.map(|code| code.as_str()).collect();
    assert_eq!(names, ["rate_limited", "unavailable", "network", "timeout"]);
}

#[test]
fn attempts_end() {
    let failure = FailedAttempt::NoResponse(ErrorCode::Network);
    for (max_retries, attempts, again) in [(0, 1, false), (1, 1, true), (1, 2, false), (2, 2, true), (2, 3, false)] {
        let limits = Limits::new().max_retries(max_retries);
        let progress = Progress { attempts, ..FIRST };
        assert_eq!(wait(SAFE, &failure, limits, progress).is_some(), again, "{attempts} of {max_retries}");
    }
}

#[test]
fn a_wait_that_the_provider_names_is_kept_up_to_a_minute() {
    for (value, expected) in [
        ("0", Some(0)),
        ("7", Some(7_000)),
        ("60", Some(60_000)),
        ("61", None),
        // In milliseconds, this many seconds are 384 beyond what 64 bits hold.
        ("18446744073709552", None),
        ("99999999999999999999", None),
        ("soon", Some(250)),
        // The time is 14:13:20.
        ("Mon, 21 Sep 2026 14:13:27 GMT", Some(7_000)),
        ("Mon, 21 Sep 2026 14:13:00 GMT", Some(0)),
        ("Mon, 21 Sep 2026 14:15:00 GMT", None),
        // A leap second is the second after it.
        ("Mon, 21 Sep 2026 14:13:60 GMT", Some(40_000)),
        ("Mon, 21 Sep 2026 14:13:61 GMT", Some(250)),
        ("Mon, 21 Sep 2026 13:60:27 GMT", Some(250)),
        ("Mon, 20 Sep 2026 24:00:00 GMT", Some(250)),
        ("Mon, 32 Aug 2026 14:13:27 GMT", Some(250)),
        ("Mon, 31 Aug 2026 14:13:27 GMT", Some(0)),
    ] {
        let response = response(429, &[("Retry-After", value)], "{}");
        assert_eq!(wait(SAFE, &FailedAttempt::Response(&response), LIMITS, FIRST), expected, "{value}");
    }
    // A date is compared to the millisecond.
    let response = response(429, &[("Retry-After", "Mon, 21 Sep 2026 14:14:20 GMT")], "{}");
    for (late_ms, expected) in [(-1, None), (0, Some(60_000)), (1, Some(59_999))] {
        let progress = Progress { now: FIRST.now + late_ms, ..FIRST };
        assert_eq!(wait(SAFE, &FailedAttempt::Response(&response), LIMITS, progress), expected, "{late_ms}");
    }
}

#[test]
fn a_wait_that_would_pass_the_deadline_is_not_begun() {
    let response = response(503, &[("retry-after", "5")], "");
    for (deadline_ms, elapsed_ms, again) in
        [(5_001, 0, true), (5_000, 0, false), (10_000, 4_999, true), (10_000, 5_000, false), (1, i64::MAX, false)]
    {
        let limits = LIMITS.deadline(Duration::from_millis(deadline_ms));
        let progress = Progress { elapsed_ms, ..FIRST };
        assert_eq!(
            wait(SAFE, &FailedAttempt::Response(&response), limits, progress).is_some(),
            again,
            "{elapsed_ms} of {deadline_ms}"
        );
    }
}

/// A limit that is meant as none, such as `Duration::MAX`, must not become one that has passed.
#[test]
fn a_longer_deadline_never_ends_a_call_earlier() {
    let lost = FailedAttempt::NoResponse(ErrorCode::Network);
    let ms = (0..63).flat_map(|power| [1_u64 << power, (1 << power) + 1, u64::MAX >> power]);
    let mut deadlines: Vec<_> = ms.map(Duration::from_millis).chain([Duration::from_secs(u64::MAX)]).collect();
    deadlines.extend([Duration::ZERO, Duration::MAX]);
    deadlines.sort_unstable();
    let goes_on = |deadline: &Duration| wait(SAFE, &lost, LIMITS.deadline(*deadline), FIRST).is_some();
    assert!(deadlines.is_sorted_by_key(goes_on), "{deadlines:?}");
    assert!(goes_on(&Duration::MAX) && !goes_on(&Duration::ZERO));
}
