//! Calendar dates and timestamps in the format of RFC 3339 section 5.6.
//!
//! Written by hand because the crate `time` adds 1.1 KB to the wasm module. The tests compare the results with that
//! crate.

pub(crate) const DAY_MS: i64 = 86_400_000;
pub(crate) const HOUR_MS: i64 = 3_600_000;
pub(crate) const MINUTE_MS: i64 = 60_000;

/// Parses a date `YYYY-MM-DD` into days since 1970-01-01.
pub(crate) fn day_of(text: &str) -> Option<i64> {
    let [year, month, day, ..] = numbers(text.as_bytes(), b"0000-00-00")?;
    self::day(year, month, day)
}

/// Parses an RFC 3339 timestamp into milliseconds since 1970; `None` if it has no offset or does not exist.
pub(crate) fn timestamp_ms(text: &str) -> Option<i64> {
    let (moment, rest) = text.as_bytes().split_at_checked(19)?;
    let [year, month, day, hour, minute, second] = numbers(moment, b"0000-00-00T00:00:00")?;
    let day = self::day(year, month, day).filter(|_| hour < 24 && minute < 60 && second <= 60)?;
    let (fraction_ms, offset) = fraction(rest)?;
    let minute_ms = day * DAY_MS + hour * HOUR_MS + minute * MINUTE_MS - offset_ms(offset)?;
    if second < 60 {
        return Some(minute_ms + second * 1000 + fraction_ms);
    }
    // Milliseconds since 1970 do not count leap seconds, so one is the last millisecond of the second before it. It can
    // only occur at 23:59:60 UTC at the end of a month (ITU-R TF.460-6). In local time that is before the first day of
    // this month or of the next.
    let end = minute_ms + MINUTE_MS;
    [month, month + 1].iter().any(|month| days_since_1970(year, *month, 1) * DAY_MS == end).then_some(end - 1)
}

/// Reads the numbers of a string of this form. In the form, `0` matches any digit and any other byte matches itself,
/// letters in either case.
fn numbers(text: &[u8], form: &[u8]) -> Option<[i64; 6]> {
    let (mut numbers, mut at) = ([0; 6], 0);
    for (byte, wanted) in text.iter().zip(form) {
        if *wanted != b'0' {
            at += 1;
        }
        match byte {
            b'0'..=b'9' if *wanted == b'0' => {
                let number = numbers.get_mut(at)?;
                *number = *number * 10 + i64::from(byte - b'0');
            }
            _ if byte.to_ascii_uppercase() == *wanted && *wanted != b'0' => {}
            _ => return None,
        }
    }
    (text.len() == form.len()).then_some(numbers)
}

/// Reads the fraction of a second in milliseconds, truncated to three digits, and returns the rest of the string.
fn fraction(text: &[u8]) -> Option<(i64, &[u8])> {
    let [b'.', rest @ ..] = text else { return Some((0, text)) };
    let width = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (digits, rest) = rest.split_at_checked(width).filter(|_| width > 0)?;
    let units = digits.iter().zip([100, 10, 1]);
    Some((units.map(|(digit, unit)| i64::from(digit - b'0') * unit).sum(), rest))
}

/// Parses an offset from UTC.
fn offset_ms(text: &[u8]) -> Option<i64> {
    let [sign, rest @ ..] = text else { return None };
    let sign = match sign {
        b'+' => 1,
        b'-' => -1,
        b'Z' | b'z' if rest.is_empty() => return Some(0),
        _ => return None,
    };
    let [hours, minutes, ..] = numbers(rest, b"00:00").filter(|[hours, minutes, ..]| *hours < 24 && *minutes < 60)?;
    Some(sign * (hours * HOUR_MS + minutes * MINUTE_MS))
}

/// Writes a time in milliseconds since 1970 as an RFC 3339 timestamp in UTC, in whole seconds.
pub(crate) fn timestamp(ms: i64) -> String {
    let (days, seconds) = (ms.div_euclid(DAY_MS), ms.rem_euclid(DAY_MS) / 1000);
    // Years begin in March here, too, and 400 of them always have as many days.
    let (era, day) = ((days + 719_468).div_euclid(146_097), (days + 719_468).rem_euclid(146_097));
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = 400 * era + year + i64::from(month < 3);
    let mut text = date(year, month, day);
    for (before, number) in [('T', seconds / 3600), (':', seconds / 60 % 60), (':', seconds % 60)] {
        text.push(before);
        write_two_digits(number, &mut text);
    }
    text + "Z"
}

/// Writes a date as `YYYY-MM-DD`.
pub(crate) fn date(year: i64, month: i64, day: i64) -> String {
    let mut text = String::new();
    write_two_digits(year / 100, &mut text);
    write_two_digits(year % 100, &mut text);
    for number in [month, day] {
        text.push('-');
        write_two_digits(number, &mut text);
    }
    text
}

fn write_two_digits(number: i64, text: &mut String) {
    text.extend([number / 10, number % 10].map(|digit| char::from(b'0' + (digit % 10) as u8)));
}

/// Returns the days since 1970-01-01, or `None` if the calendar does not have the date.
pub(crate) fn day(year: i64, month: i64, day: i64) -> Option<i64> {
    ((1..=12).contains(&month) && day > 0 && day <= days_in_month(year, month))
        .then(|| days_since_1970(year, month, day))
}

fn days_in_month(year: i64, month: i64) -> i64 {
    let is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Returns the days since 1970-01-01. Month 13 is the next January.
///
/// Counts from 1 March of the year -400, so that the leap day is the last day of a year (E. G. Richards, Calendars,
/// 1998) and no number is negative.
fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let year = if month > 2 { year + 400 } else { year + 399 };
    let days_before_month = (153 * ((month + 9) % 12) + 2) / 5;
    365 * year + year / 4 - year / 100 + year / 400 + days_before_month + day - 865_566
}

#[cfg(test)]
mod tests {
    use super::{day_of, timestamp, timestamp_ms};
    use time::format_description::well_known::Rfc3339;
    use time::{Date, Duration, Month, OffsetDateTime};

    use crate::value::untrusted::UntrustedValue;

    /// `service/provider/times.ts` of the package reads the same rows.
    #[test]
    fn each_row_of_the_vectors_is_read_as_it_says() {
        let vectors = UntrustedValue::from_json(include_str!("../../tests/vectors/data/times.json")).unwrap();
        let check = |name: &str, read: fn(&str) -> Option<i64>| {
            let rows = vectors.field(name).unwrap().list().unwrap();
            assert!(rows.len() > 20, "{} {name}", rows.len());
            for row in rows {
                let [text, expected] = row.list().unwrap() else { panic!("a row has two values") };
                assert_eq!(read(text.text().unwrap()), expected.integer(), "{text:?}");
            }
        };
        check("timestamps", timestamp_ms);
        check("dates", day_of);
    }

    /// Tries valid and invalid months and days, in years from 0000 to 9999.
    #[test]
    fn dates_agree_with_the_crate_time() {
        for year in (0..=9999).step_by(7).chain(1600..2100) {
            for (month, day) in (0..=13).flat_map(|month| (0..=32).map(move |day| (month, day))) {
                let theirs =
                    Month::try_from(month).ok().and_then(|month| Date::from_calendar_date(year, month, day).ok());
                let theirs = theirs.map(|date| (date - Date::from_ordinal_date(1970, 1).unwrap()).whole_days());
                let text = format!("{year:04}-{month:02}-{day:02}");
                assert_eq!(day_of(&text), theirs, "{text}");
            }
        }
    }

    #[test]
    fn timestamps_agree_with_the_crate_time() {
        let start = OffsetDateTime::from_unix_timestamp(-62_000_000_000).unwrap();
        for step in 0..40_000 {
            let moment = start.checked_add(Duration::milliseconds(step * 7_919_123_457));
            let Some((moment, text)) = moment.and_then(|moment| Some((moment, moment.format(&Rfc3339).ok()?))) else {
                break;
            };
            let ms = (moment.unix_timestamp_nanos() / 1_000_000) as i64;
            assert_eq!(timestamp_ms(&text), Some(ms), "{text}");
            let second = moment.replace_nanosecond(0).unwrap();
            assert_eq!(timestamp(ms), second.format(&Rfc3339).unwrap());
        }
        let places = [
            "1998-12-31T23:59:5",
            "1990-06-30T15:59:6",
            "2016-12-31T23:59:6",
            "2026-02-28T23:59:6",
            "2026-02-27T23:59:6",
        ];
        for text in places.iter().flat_map(|place| {
            ["0Z", "0.5Z", "0+01:00", "0-08:00", "0+05:45", "0-03:30", "0.123456789z", "0", "0,5Z", "0Z ", "0.Z"]
                .map(|end| format!("{place}{end}"))
        }) {
            let theirs = OffsetDateTime::parse(&text, &Rfc3339)
                .ok()
                .map(|moment| (moment.unix_timestamp_nanos() / 1_000_000) as i64);
            assert_eq!(timestamp_ms(&text), theirs, "{text}");
        }
        // Another character at each place but that of the `T`, where the crate takes any.
        let written = "2026-02-17T15:32:41+05:45";
        for (at, other) in
            (0..written.len()).filter(|at| *at != 10).flat_map(|at| ['0', '7', '-', ':', 'Z'].map(|other| (at, other)))
        {
            let (before, after) = written.split_at(at);
            let text: String = before.chars().chain([other]).chain(after.chars().skip(1)).collect();
            let theirs = OffsetDateTime::parse(&text, &Rfc3339).ok().map(|moment| moment.unix_timestamp() * 1000);
            assert_eq!(timestamp_ms(&text), theirs, "{text}");
        }
    }
}
