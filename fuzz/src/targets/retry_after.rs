//! `Retry-After` is read as RFC 9110 says: seconds, or one of three forms of a date, which the crate `time` reads. A
//! request is never sent again later than after a minute.

use kyclink::retry::{self, FailedAttempt, Limits, Progress};
use kyclink::{HttpResponse, ParseOptions, endpoint, parse_response};
use time::macros::format_description;
use time::{Date, PrimitiveDateTime, Time};

use crate::grammar::NOW;

/// The longest wait, in seconds.
const MOST: i64 = (1 << 31) - 1;

pub(super) fn target(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let is_date = check(text, NOW) && text.len() > 20;
    // Only a date depends on the current time.
    for now in [0, i64::MAX, i64::MIN].into_iter().filter(|_| is_date) {
        check(text, now);
    }
}

/// Returns whether the header has a meaning.
fn check(text: &str, now: i64) -> bool {
    let endpoint = endpoint("grid.getCustomer").expect("an endpoint");
    let response = HttpResponse::new(503, [("Retry-After", text)], b"");
    let options = ParseOptions::new(now);
    let error = parse_response(endpoint, &response, None, &options).err().expect("503 is an error");
    let asked_ms = error.retry_after().and_then(|wait| i64::try_from(wait.as_millis()).ok());
    assert_eq!(asked_ms, reference(text.trim_matches([' ', '\t']), now), "from {now}");
    let limits = Limits::new().max_retries(2);
    let progress = Progress { attempts: 1, elapsed_ms: 0, now, random: u32::MAX, is_keyed: false };
    let wait = retry::wait_ms(endpoint, &FailedAttempt::Response(&response), limits, progress);
    match asked_ms {
        Some(asked) => assert_eq!(wait, Some(asked).filter(|asked| *asked <= 60_000)),
        None => assert!(wait.is_some_and(|wait| (0..=500).contains(&wait))),
    }
    asked_ms.is_some()
}

fn reference(text: &str, now: i64) -> Option<i64> {
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        let seconds = text.parse::<u128>().unwrap_or(u128::MAX).min(MOST.unsigned_abs().into());
        return i64::try_from(seconds).ok().map(|seconds| seconds * 1000);
    }
    let at = i128::from(date(text, now)?);
    i64::try_from((at - i128::from(now)).clamp(0, i128::from(MOST) * 1000)).ok()
}

/// Reads a date after the name of the day, which is ignored.
fn date(text: &str, now: i64) -> Option<i64> {
    let rest = text.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    if rest.len() == text.len() {
        return None;
    }
    if let Some(rest) = rest.strip_prefix(", ") {
        let rest = rest.strip_suffix(" GMT")?;
        let (day, time) = rest.split_at_checked(rest.len().checked_sub(9)?)?;
        let time = time_of_day(time.strip_prefix(' ')?)?;
        let short = format_description!("[day] [month repr:short] [year]");
        if let Ok(date) = Date::parse(day, short) {
            return (day.len() == 11).then(|| moment(date, time));
        }
        let (day, year) = day.split_at_checked(7).filter(|(_, year)| year.len() == 2)?;
        let of = |year: String| Date::parse(&year, format_description!("[day]-[month repr:short]-[year]"));
        let near = of(format!("{day}20{year}")).ok().map(|date| moment(date, time));
        // Fifty years of 365.25 days, in whole days.
        let is_far = |at: i64| i128::from(at) > i128::from(now) + 18_263 * 86_400_000;
        return match near {
            Some(at) if !is_far(at) => Some(at),
            _ => of(format!("{day}19{year}")).ok().map(|date| moment(date, time)),
        };
    }
    let (day, rest) = rest.strip_prefix(' ')?.split_at_checked(7)?;
    let (time, year) = rest.split_at_checked(8)?;
    let date = format!("{day}{}", year.strip_prefix(' ').filter(|year| year.len() == 4)?);
    let padded = format_description!("[month repr:short] [day padding:space] [year]");
    Some(moment(Date::parse(&date, padded).ok()?, time_of_day(time)?))
}

fn moment(date: Date, (time, leap_ms): (Time, i64)) -> i64 {
    PrimitiveDateTime::new(date, time).assume_utc().unix_timestamp() * 1000 + leap_ms
}

/// Reads a time, and what a leap second is later than the second before it.
fn time_of_day(text: &str) -> Option<(Time, i64)> {
    let (text, leap_ms) = match text.strip_suffix(":60") {
        Some(minute) => (format!("{minute}:59"), 1000),
        None => (text.to_owned(), 0),
    };
    let time = Time::parse(&text, format_description!("[hour]:[minute]:[second]")).ok()?;
    (text.len() == 8).then_some((time, leap_ms))
}
