//! Timestamps and dates are those of the crate `time`, to the millisecond.

use kyclink::provider::provider;
use kyclink::webhook::{MaxAge, VerifiedBody};
use kyclink::{IssueCode, Options, Policy, operation, validate};
use time::format_description::well_known::Rfc3339;
use time::macros::format_description;
use time::{Date, OffsetDateTime};

use crate::grammar::{NOW, object};

const HOUR_MS: i64 = 3_600_000;

pub(super) fn target(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    check_timestamp(text);
    check_date(text);
}

/// An event is fresh from the moment when it occurred until its maximum age.
fn check_timestamp(text: &str) {
    let webhook = provider("grid").expect("a provider").webhook;
    let body = object([("id", "1".into()), ("type", "TEST".into()), ("timestamp", text.to_owned().into())]);
    // A space or another letter instead of `T` is ISO 8601, not the grammar of RFC 3339 section 5.6.
    let is_strict = text.as_bytes().get(10).is_some_and(|byte| byte.eq_ignore_ascii_case(&b'T'));
    let theirs = OffsetDateTime::parse(text, &Rfc3339).ok().filter(|_| is_strict);
    let body = VerifiedBody::verified_elsewhere(webhook, body);
    let event = body.event().expect("it has an id and a type");
    assert_eq!(event.occurred_at, theirs.map(|_| text));
    if let Some(theirs) = theirs {
        let now = i64::try_from(theirs.unix_timestamp_nanos().div_euclid(1_000_000)).expect("four digits of a year");
        let is_fresh = |ms| body.event_within(MaxAge { ms, now }).is_ok();
        assert_eq!([-1, 0].map(is_fresh), [false, true]);
    }
}

fn check_date(text: &str) {
    let operation = operation("grid.updateCustomer").expect("an operation");
    let input = object([
        ("customerId", "Customer:1".into()),
        ("customerType", "INDIVIDUAL".into()),
        ("birthDate", text.to_owned().into()),
    ]);
    let options = Options::default().policy(Policy::Schema).now(NOW);
    let issues = validate(operation, input, &options).result.err().unwrap_or_default();
    let code = issues.iter().find(|issue| issue.pointer() == "/birthDate").map(|issue| issue.code);
    // An empty text counts as absent, and so does one of which nothing is shown.
    if code == Some(IssueCode::ControlCharacter) || code.is_none() && !text.contains(|c: char| c.is_ascii_graphic()) {
        return;
    }
    let is_strict = text.len() == 10 && text.as_bytes()[0].is_ascii_digit();
    let theirs = Date::parse(text, format_description!("[year]-[month]-[day]")).ok();
    // Of a person: no calendar that is in use has a year 0.
    let theirs = theirs.filter(|date| is_strict && date.year() != 0);
    let expected = match theirs {
        None => Some(IssueCode::DateFormat),
        // Nobody alive was born before.
        Some(date) if date.year() < 1900 => Some(IssueCode::DateRange),
        // The day has not begun anywhere: it begins first at UTC+14.
        Some(date) if date.midnight().assume_utc().unix_timestamp() * 1000 - 14 * HOUR_MS > NOW => {
            Some(IssueCode::DateRange)
        }
        Some(_) => None,
    };
    assert_eq!(code, expected);
}
