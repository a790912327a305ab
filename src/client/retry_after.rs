//! How long a provider asks to wait: `Retry-After` (RFC 9110 section 10.2.3), seconds or a date in one of the three forms
//! of section 5.6.7, all of which a reader has to take.

use crate::value::time::{DAY_MS, HOUR_MS, MINUTE_MS, day as day_number};
use crate::value::untrusted::integer;

/// The longest wait, in seconds: whoever reads a longer one takes it for this (RFC 9111 section 1.2.2), so that no reader
/// with 32 bits takes it for a short one.
pub(crate) const MOST_SECONDS: i64 = (1 << 31) - 1;

/// The wait in milliseconds from `now`; none where the header says neither. A date that has passed is no wait.
pub(crate) fn ms(header: &str, now: i64) -> Option<i64> {
    if !header.is_empty() && header.bytes().all(|b| b.is_ascii_digit()) {
        let digits = header.trim_start_matches('0');
        let seconds = if digits.is_empty() { 0 } else { integer(digits).unwrap_or(MOST_SECONDS) };
        return Some(seconds.min(MOST_SECONDS) * 1000);
    }
    Some(http_date(header, now)?.saturating_sub(now).clamp(0, MOST_SECONDS * 1000))
}

/// A wait as a header tells it: whole seconds, one at least.
pub(crate) fn seconds(wait_ms: i64) -> usize {
    let seconds = (wait_ms.max(1) as u64).div_ceil(1000);
    // Within 31 bits, so that it is the same number for a `usize` of 32 bits.
    seconds.min(MOST_SECONDS as u64) as usize
}

/// The three forms. A letter in lower case stands for a part, everything else for itself: `w` a day of the week, which makes
/// no difference, `d` the day in two digits, `e` the day padded with a space, `m` the month, `y` the year, `z` its last two
/// digits, `t` the time.
const FORMS: [&[u8]; 3] = [b"w, d m y t GMT", b"w, d-m-z t GMT", b"w m e t y"];

const MONTHS: &[u8] = b"JanFebMarAprMayJunJulAugSepOctNovDec";

/// The milliseconds since 1970 of a date.
fn http_date(text: &str, now: i64) -> Option<i64> {
    FORMS.iter().find_map(|form| read(form, text, now))
}

fn read(form: &[u8], text: &str, now: i64) -> Option<i64> {
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
            b't' => time = clock(&mut reader)?,
            literal => reader.literal(*literal)?,
        }
    }
    let moment = |year| Some(day_number(year, month, day)? * DAY_MS + time);
    // Two digits that seem more than 50 years ahead are of the century before.
    let is_far = form.contains(&b'z') && moment(year).is_none_or(|moment| moment > now.saturating_add(FIFTY_YEARS_MS));
    moment(if is_far { year - 100 } else { year }).filter(|_| reader.0.is_empty())
}

/// `08:49:37` in milliseconds; a leap second counts as the one after.
fn clock(reader: &mut Reader<'_>) -> Option<i64> {
    let hour = reader.number(2, 23)?;
    reader.literal(b':')?;
    let minute = reader.number(2, 59)?;
    reader.literal(b':')?;
    Some(hour * HOUR_MS + minute * MINUTE_MS + reader.number(2, 60)? * 1000)
}

/// Takes a text apart from its front.
struct Reader<'a>(&'a [u8]);

impl Reader<'_> {
    /// So many digits, of at most that value.
    fn number(&mut self, width: usize, most: i64) -> Option<i64> {
        let (digits, rest) = self.0.split_at_checked(width)?;
        self.0 = rest;
        let digit = |value: i64, byte: &u8| byte.is_ascii_digit().then(|| value * 10 + i64::from(byte - b'0'));
        digits.iter().try_fold(0, digit).filter(|value| *value <= most)
    }

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
    fn the_three_forms_are_one_moment() {
        for text in ["Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"] {
            assert_eq!(http_date(text, 784_111_777_000), Some(784_111_777_000), "{text}");
        }
    }

    #[test]
    fn what_is_neither_seconds_nor_a_date_is_nothing() {
        for text in [
            "",
            "-1",
            "+5",
            "1.5",
            "soon",
            "1e3",
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
            assert_eq!(ms(text, 0), None, "{text}");
        }
    }

    #[test]
    fn a_wait_counts_from_now_and_is_never_negative() {
        assert_eq!(ms("120", 5), Some(120_000));
        for seconds in
            ["2147483647", "2147483648", "4294967296", "4294967297", "9223372036854775807", "99999999999999999999"]
        {
            assert_eq!(ms(seconds, 5), Some(2_147_483_647_000), "{seconds}");
        }
        assert_eq!(ms("2147483646", 5), Some(2_147_483_646_000));
        assert_eq!(ms("Fri, 31 Dec 9999 23:59:59 GMT", 0), Some(2_147_483_647_000));
        assert_eq!(ms("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_770_000), Some(7_000));
        assert_eq!(ms("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777_001), Some(0));
        // Two digits of 2026 mean 1977 to 2076.
        let now = 1_790_000_000_000;
        assert_eq!(ms("Monday, 21-Sep-76 00:00:00 GMT", now).map(|ms| ms / DAY_MS / 365), Some(50));
        assert_eq!(ms("Monday, 21-Sep-77 00:00:00 GMT", now), Some(0));
    }

    #[test]
    fn a_header_never_wraps_at_32_bits() {
        let most = 2_147_483_647;
        for (wait_ms, told) in [
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
            assert_eq!(seconds(wait_ms), told, "{wait_ms}");
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
                assert_eq!(http_date(&text, ms), Some(ms), "{text}");
            }
        }
    }
}
