//! Dates that are not in the future, and timestamps.

use crate::rules::issue::IssueCode;
use crate::value::time::{DAY_MS, HOUR_MS, day_of, timestamp_ms};

/// Refuses a string that is not a calendar date, and a date in the future everywhere on earth.
///
/// A day begins first at UTC+14. `now` is in milliseconds since 1970. RFC 3339 has a year 0000, which is before the
/// calendar's first and a placeholder wherever people enter dates.
pub(crate) fn check_past(text: &str, now: i64) -> Result<(), IssueCode> {
    let day = day_of(text).filter(|_| !text.starts_with("0000")).ok_or(IssueCode::DateFormat)?;
    if day * DAY_MS > now.saturating_add(14 * HOUR_MS) {
        return Err(IssueCode::DateRange);
    }
    Ok(())
}

/// Refuses a string that is not an RFC 3339 timestamp with an offset.
pub(crate) fn check_timestamp(text: &str) -> Result<(), IssueCode> {
    timestamp_ms(text).map(|_| ()).ok_or(IssueCode::TimestampFormat)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_accepted_once_it_has_begun_at_utc_plus_14() {
        let begins_at_plus_14 = timestamp_ms("2026-11-20T10:00:00Z").unwrap();
        assert!(check_past("2026-11-21", begins_at_plus_14).is_ok());
        assert_eq!(check_past("2026-11-21", begins_at_plus_14 - 1), Err(IssueCode::DateRange));
        assert!(check_past("1969-12-31", 0).is_ok());
        assert!(check_past("1970-01-02", -14 * HOUR_MS).is_err());
    }
}
