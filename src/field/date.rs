//! Calendar dates, `YYYY-MM-DD` (RFC 3339 section 5.6, `full-date`), and timestamps with an offset.

use time::format_description::well_known::Rfc3339;
use time::{Date, Month, OffsetDateTime};

use crate::check::Fault;
use crate::issue::IssueCode;

const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * HOUR_MS;

/// Refuses what is no calendar date, and a date that has begun nowhere on earth at `now` (milliseconds since 1970): the
/// first place to begin a day is at UTC+14.
pub(crate) fn past(text: &str, now: i64) -> Result<(), Vec<Fault>> {
    let date = parse(text).ok_or_else(|| vec![Fault::new(IssueCode::DateFormat)])?;
    let today = i64::from(UNIX_EPOCH_JULIAN_DAY) + now.saturating_add(14 * HOUR_MS).div_euclid(DAY_MS);
    if i64::from(date.to_julian_day()) > today {
        return Err(vec![Fault::new(IssueCode::DateRange)]);
    }
    Ok(())
}

const UNIX_EPOCH_JULIAN_DAY: i32 = 2_440_588;

fn parse(text: &str) -> Option<Date> {
    let mut parts = text.split('-');
    let mut number = |len: usize| {
        let part = parts.next().filter(|part| part.len() == len && part.bytes().all(|b| b.is_ascii_digit()))?;
        part.parse::<u16>().ok()
    };
    let (year, month, day) = (number(4)?, number(2)?, number(2)?);
    if parts.next().is_some() {
        return None;
    }
    let month = Month::try_from(u8::try_from(month).ok()?).ok()?;
    Date::from_calendar_date(i32::from(year), month, u8::try_from(day).ok()?).ok()
}

/// The milliseconds since 1970 of an RFC 3339 timestamp; `None` where it has no offset or is no moment.
pub(crate) fn timestamp_ms(text: &str) -> Option<i64> {
    let moment = OffsetDateTime::parse(text, &Rfc3339).ok()?;
    Some(moment.unix_timestamp() * 1000 + i64::from(moment.millisecond()))
}

/// Refuses what is no RFC 3339 timestamp.
pub(crate) fn timestamp(text: &str) -> Result<&str, Vec<Fault>> {
    timestamp_ms(text).map(|_| text).ok_or_else(|| vec![Fault::new(IssueCode::TimestampFormat)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_counts_once_it_has_begun_at_utc_plus_14() {
        let begins_at_plus_14 = timestamp_ms("2026-11-20T10:00:00Z").unwrap_or_default();
        assert!(past("2026-11-21", begins_at_plus_14).is_ok());
        assert_eq!(past("2026-11-21", begins_at_plus_14 - 1), Err(vec![Fault::new(IssueCode::DateRange)]));
        assert!(past("1969-12-31", 0).is_ok());
        assert!(past("1970-01-02", -14 * HOUR_MS).is_err());
    }
}
