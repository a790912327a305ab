//! The header `Retry-After` (RFC 9110 section 10.2.3): seconds, or a date in one of the three forms of section 5.6.7,
//! all of which a recipient must accept.

use crate::value::time::{DAY_MS, HOUR_MS, MINUTE_MS, day as day_number};
use crate::value::untrusted::integer;

/// The longest wait, in seconds. A longer one is cut to this (RFC 9111 section 1.2.2), so that it does not overflow 32
/// bits.
pub(crate) const MOST_SECONDS: i64 = (1 << 31) - 1;

/// Parses the header into milliseconds from `now`; `None` if it is malformed. A date that has passed is 0.
pub(crate) fn parse_ms(header: &str, now: i64) -> Option<i64> {
    if !header.is_empty() && header.bytes().all(|b| b.is_ascii_digit()) {
        let digits = header.trim_start_matches('0');
        let seconds = if digits.is_empty() { 0 } else { integer(digits).unwrap_or(MOST_SECONDS) };
        return Some(seconds.min(MOST_SECONDS) * 1000);
    }
    Some(parse_date(header, now)?.saturating_sub(now).clamp(0, MOST_SECONDS * 1000))
}

/// The header's value for a wait: whole seconds, at least one.
pub(crate) fn seconds(wait_ms: i64) -> usize {
    let seconds = (wait_ms.max(1) as u64).div_ceil(1000);
    // At most 31 bits, so it fits a `usize` of 32 bits.
    seconds.min(MOST_SECONDS as u64) as usize
}

/// The three forms. A lower-case letter marks a part, and every other character is literal: `w` is the day of the week,
/// which is ignored; `d` the day in two digits; `e` the day padded with a space; `m` the month; `y` the year; `z` its
/// last two digits; `t` the time.
const FORMS: [&[u8]; 3] = [b"w, d m y t GMT", b"w, d-m-z t GMT", b"w m e t y"];

const MONTHS: &[u8] = b"JanFebMarAprMayJunJulAugSepOctNovDec";

/// Parses a date into milliseconds since 1970-01-01 UTC.
fn parse_date(text: &str, now: i64) -> Option<i64> {
    FORMS.iter().find_map(|form| parse_form(form, text, now))
}

/// Parses a date in one of the forms. `now` decides the century of a year in two digits.
fn parse_form(form: &[u8], text: &str, now: i64) -> Option<i64> {
    const FIFTY_YEARS_MS: i64 = 18_263 * DAY_MS;
    let mut reader = Reader(text.as_bytes());
    let (mut year, mut month, mut day, mut time) = (0, 0, 0, 0);
    for part in form {
        match part {
            b'w' => {
                let letters = reader.0.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
                reader.0 = reader.0.get(letters..).filter(|_| letters > 0)?;
            }
            b'e' if reader.0.starts_with(b" ") => {
                reader.literal(b' ')?;
                day = reader.number(1, 9)?;
            }
            b'd' | b'e' => day = reader.number(2, 31)?,
            b'm' => {
                let (name, rest) = reader.0.split_at_checked(3)?;
                month = (1..).zip(MONTHS.chunks(3)).find(|(_, known)| *known == name)?.0;
                reader.0 = rest;
            }
            b'y' => year = reader.number(4, 9999)?,
            b'z' => year = 2000 + reader.number(2, 99)?,
            b't' => time = parse_time(&mut reader)?,
            literal => reader.literal(*literal)?,
        }
    }
    let moment = |year| Some(day_number(year, month, day)? * DAY_MS + time);
    // RFC 9110 section 5.6.7: a year in two digits that seems more than 50 years ahead is in the past.
    let is_far = form.contains(&b'z') && moment(year).is_none_or(|moment| moment > now.saturating_add(FIFTY_YEARS_MS));
    moment(if is_far { year - 100 } else { year }).filter(|_| reader.0.is_empty())
}

/// Parses `08:49:37` into milliseconds. A leap second counts as the second after it.
fn parse_time(reader: &mut Reader<'_>) -> Option<i64> {
    let hour = reader.number(2, 23)?;
    reader.literal(b':')?;
    let minute = reader.number(2, 59)?;
    reader.literal(b':')?;
    Some(hour * HOUR_MS + minute * MINUTE_MS + reader.number(2, 60)? * 1000)
}

/// Parses a string from its start.
struct Reader<'a>(&'a [u8]);

impl Reader<'_> {
    /// Parses `width` digits, of a value up to `most`.
    fn number(&mut self, width: usize, most: i64) -> Option<i64> {
        let (digits, rest) = self.0.split_at_checked(width)?;
        self.0 = rest;
        let digit = |value: i64, byte: &u8| byte.is_ascii_digit().then(|| value * 10 + i64::from(byte - b'0'));
        digits.iter().try_fold(0, digit).filter(|value| *value <= most)
    }

    /// Skips this byte; `None` if another one is next.
    fn literal(&mut self, byte: u8) -> Option<()> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        (*first == byte).then_some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::format_description::parse_borrowed;
    use time::{Duration, OffsetDateTime};

    /// The three examples of RFC 9110 section 5.6.7.
    #[test]
    fn the_three_forms_are_the_same_time() {
        for text in ["Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"] {
            assert_eq!(parse_date(text, 784_111_777_000), Some(784_111_777_000), "{text}");
            // Where the time is not known, every date has passed.
            assert_eq!(parse_ms(text, i64::MAX), Some(0), "{text}");
        }
    }

    #[test]
    fn a_malformed_header_is_ignored() {
        for text in [
            "",
            "-1",
            "+5",
            "1.5",
            "soon",
            "1e3",
            ", 06 Nov 1994 08:49:37 GMT",
            "Sun, 06 Nov 1994 08:49:37",
            "Sun, 06 Nov 1994 08:49:37 UTC",
            "Sun, 06 Nov 1994 24:00:00 GMT",
            "Sun, 31 Feb 1994 08:49:37 GMT",
            "Sun, 00 Nov 1994 08:49:37 GMT",
            "Sun, 06 nov 1994 08:49:37 GMT",
            "1994-11-06T08:49:37Z",
            "Sun Nov 06 08:49:37 1994 GMT",
            "５",
        ] {
            assert_eq!(parse_ms(text, 0), None, "{text}");
        }
    }

    #[test]
    fn a_wait_counts_from_now_and_is_never_negative() {
        for seconds in ["120", "0120", "00000000000000000000000120"] {
            assert_eq!(parse_ms(seconds, 5), Some(120_000), "{seconds}");
        }
        for seconds in
            ["2147483647", "2147483648", "4294967296", "4294967297", "9223372036854775807", "99999999999999999999"]
        {
            assert_eq!(parse_ms(seconds, 5), Some(2_147_483_647_000), "{seconds}");
        }
        assert_eq!(parse_ms("2147483646", 5), Some(2_147_483_646_000));
        assert_eq!(parse_ms("Fri, 31 Dec 9999 23:59:59 GMT", 0), Some(2_147_483_647_000));
        assert_eq!(parse_ms("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_770_000), Some(7_000));
        assert_eq!(parse_ms("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777_001), Some(0));
        // Two digits of 2026 mean 1977 to 2076.
        let now = 1_790_000_000_000;
        assert_eq!(parse_ms("Monday, 21-Sep-76 00:00:00 GMT", now).map(|ms| ms / DAY_MS / 365), Some(50));
        assert_eq!(parse_ms("Monday, 21-Sep-77 00:00:00 GMT", now), Some(0));
        // 50 years ahead, to the second, and a second more than that.
        let now = 1_577_923_200_000 - 18_263 * DAY_MS;
        assert_eq!(parse_ms("Thursday, 02-Jan-20 00:00:00 GMT", now), Some(18_263 * DAY_MS));
        assert_eq!(parse_ms("Thursday, 02-Jan-20 00:00:01 GMT", now), Some(0));
    }

    #[test]
    fn a_header_never_wraps_at_32_bits() {
        let most = 2_147_483_647;
        for (wait_ms, expected) in [
            (i64::MIN, 1),
            (0, 1),
            (1, 1),
            (1000, 1),
            (1001, 2),
            (2_147_483_646_000, most - 1),
            (2_147_483_646_001, most),
            (2_147_483_647_000, most),
            (2_147_483_647_001, most),
            // 2^32 and 2^32 + 1 seconds, which as 32 bits are 0 and 1.
            (4_294_967_296_000, most),
            (4_294_967_297_000, most),
            (i64::MAX, most),
        ] {
            assert_eq!(seconds(wait_ms), expected, "{wait_ms}");
        }
    }

    #[test]
    fn dates_agree_with_the_crate_time() {
        let forms = [
            "[weekday repr:short], [day] [month repr:short] [year] [hour]:[minute]:[second] GMT",
            "[weekday], [day]-[month repr:short]-[year repr:last_two] [hour]:[minute]:[second] GMT",
            "[weekday repr:short] [month repr:short] [day padding:space] [hour]:[minute]:[second] [year]",
        ]
        .map(|form| parse_borrowed::<2>(form).unwrap());
        for step in 0..2000 {
            let moment = OffsetDateTime::UNIX_EPOCH + Duration::seconds(step * 1_234_567);
            let ms = moment.unix_timestamp() * 1000;
            for text in forms.iter().map(|form| moment.format(form).unwrap()) {
                assert_eq!(parse_date(&text, ms), Some(ms), "{text}");
            }
        }
    }
}
