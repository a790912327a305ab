//! Dates from a first one to today, and timestamps.

use std::borrow::Cow;

use super::text;
use crate::rules::issue::{Fault, IssueCode};
use crate::rules::shape::Kind;
use crate::value::time::{self, DAY_MS, HOUR_MS, day_of, timestamp_ms};

/// When a person was born. Nobody who is older can fill in a form: a date field in which somebody types a year of two
/// digits has a date of the first century.
pub(crate) const BIRTH: Kind = Kind::PastDate { from: "1900-01-01" };

/// When a business was founded. The oldest ones are of the 11th century and later.
pub(crate) const INCORPORATION: Kind = Kind::PastDate { from: "1000-01-01" };

/// Refuses a string that is not a calendar date, a date before the first one, and one in the future everywhere on earth.
///
/// A day begins first at UTC+14. `now` is in milliseconds since 1970. RFC 3339 has a year 0000, which is before the
/// calendar's first and a placeholder wherever people enter dates.
pub(crate) fn check_past(text: &str, from: &'static str, now: i64) -> Result<(), Fault> {
    let day = day_of(text).filter(|_| !text.starts_with("0000")).ok_or(IssueCode::DateFormat)?;
    // In this form, the order of dates is that of their characters.
    if text < from || day * DAY_MS > now.saturating_add(14 * HOUR_MS) {
        return Err(Fault::with(IssueCode::DateRange, from));
    }
    Ok(())
}

/// Earlier years are those of another calendar, such as 1369 in Iran, wherever they are not written as `YYYY-MM-DD`.
const FIRST_READ: i64 = 1500;

/// Writes a date that begins with a year of four digits as `YYYY-MM-DD`: `1990/1/31`, `１９９０年１月３１日`.
///
/// A date that begins with its day or month stays as it is, because only its author knows which of them comes first.
pub(crate) fn normalize(given: &mut Cow<str>) {
    text::normalize(given);
    if let Some(date) = read(given) {
        *given = date.into();
    }
}

fn read(text: &str) -> Option<String> {
    let mut code = Cow::Borrowed(text);
    text::normalize_code(&mut code);
    let [year, month, day] = numbers(&code).filter(|[year, ..]| *year >= FIRST_READ)?;
    time::day(year, month, day).map(|_| time::date(year, month, day))
}

/// Reads three numbers with separators between and behind them, of which the first has four digits and no other has more
/// than two.
fn numbers(text: &str) -> Option<[i64; 3]> {
    let (mut numbers, mut widths, mut at) = ([0; 3], [0; 3], 0);
    for c in text.chars() {
        match c {
            '0'..='9' => {
                let (number, width) = (numbers.get_mut(at)?, widths.get_mut(at)?);
                *number = *number % 1_000 * 10 + i64::from(c as u8 - b'0');
                *width += 1;
            }
            '-' | '/' | '.' | ' ' | '年' | '月' | '日' | '년' | '월' | '일' => {
                at += usize::from(widths.get(at).is_some_and(|width| *width > 0));
                if at == 0 {
                    return None;
                }
            }
            _ => return None,
        }
    }
    matches!(widths, [4, 1 | 2, 1 | 2]).then_some(numbers)
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
        const FROM: &str = "1900-01-01";
        let out_of_range = Fault::with(IssueCode::DateRange, FROM);
        let begins_at_plus_14 = timestamp_ms("2026-11-20T10:00:00Z").unwrap();
        assert!(check_past("2026-11-21", FROM, begins_at_plus_14).is_ok());
        assert_eq!(check_past("2026-11-21", FROM, begins_at_plus_14 - 1), Err(out_of_range));
        assert!(check_past("1969-12-31", FROM, 0).is_ok());
        assert!(check_past("1970-01-02", FROM, -14 * HOUR_MS).is_err());
    }
}
