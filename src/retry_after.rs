//! How long a provider asks to wait: `Retry-After` (RFC 9110 section 10.2.3), seconds or a date in one of the three forms
//! of section 5.6.7, all of which a reader has to take.

use crate::field::date::{DAY_MS, HOUR_MS, MINUTE_MS, Reader};

/// The wait in milliseconds from `now`; none where the header says neither. A date that has passed is no wait.
pub(crate) fn ms(header: &str, now: i64) -> Option<i64> {
    if !header.is_empty() && header.bytes().all(|b| b.is_ascii_digit()) {
        return header.parse().unwrap_or(i64::MAX / 1000).checked_mul(1000).or(Some(i64::MAX));
    }
    Some(http_date(header, now)?.saturating_sub(now).max(0))
}

const MONTHS: [&[u8]; 12] =
    [b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov", b"Dec"];
const DAYS: [&[u8]; 7] = [b"Mon", b"Tue", b"Wed", b"Thu", b"Fri", b"Sat", b"Sun"];
const LONG_DAYS: [&[u8]; 7] = [b"Monday", b"Tuesday", b"Wednesday", b"Thursday", b"Friday", b"Saturday", b"Sunday"];

/// The milliseconds since 1970 of a date. Which day of the week it is called makes no difference.
fn http_date(text: &str, now: i64) -> Option<i64> {
    let forms = [imf_fixdate, rfc_850, asctime];
    forms.iter().find_map(|form| {
        let mut reader = Reader(text.as_bytes());
        form(&mut reader, now).filter(|_| reader.0.is_empty())
    })
}

/// `Sun, 06 Nov 1994 08:49:37 GMT`
fn imf_fixdate(reader: &mut Reader<'_>, _now: i64) -> Option<i64> {
    reader.word(&DAYS)?;
    reader.exactly(b", ")?;
    let day = reader.number(2, 31)?;
    reader.exactly(b" ")?;
    let month = reader.month()?;
    reader.exactly(b" ")?;
    let year = reader.number(4, 9999)?;
    reader.exactly(b" ")?;
    let time = reader.time()?;
    reader.exactly(b" GMT")?;
    moment(year, month, day, time)
}

/// `Sunday, 06-Nov-94 08:49:37 GMT`: a year that seems more than 50 years ahead is of the century before.
fn rfc_850(reader: &mut Reader<'_>, now: i64) -> Option<i64> {
    const FIFTY_YEARS_MS: i64 = 18_263 * DAY_MS;
    reader.word(&LONG_DAYS)?;
    reader.exactly(b", ")?;
    let day = reader.number(2, 31)?;
    reader.exactly(b"-")?;
    let month = reader.month()?;
    reader.exactly(b"-")?;
    let year = reader.number(2, 99)?;
    reader.exactly(b" ")?;
    let time = reader.time()?;
    reader.exactly(b" GMT")?;
    let soon = |moment: &i64| *moment <= now.saturating_add(FIFTY_YEARS_MS);
    moment(2000 + year, month, day, time).filter(soon).or_else(|| moment(1900 + year, month, day, time))
}

/// `Sun Nov  6 08:49:37 1994`
fn asctime(reader: &mut Reader<'_>, _now: i64) -> Option<i64> {
    reader.word(&DAYS)?;
    reader.exactly(b" ")?;
    let month = reader.month()?;
    reader.exactly(b" ")?;
    let day = if reader.exactly(b" ").is_some() { reader.number(1, 9)? } else { reader.number(2, 31)? };
    reader.exactly(b" ")?;
    let time = reader.time()?;
    reader.exactly(b" ")?;
    moment(reader.number(4, 9999)?, month, day, time)
}

fn moment(year: i64, month: i64, day: i64, time: i64) -> Option<i64> {
    Some(crate::field::date::day(year, month, day)? * DAY_MS + time)
}

impl Reader<'_> {
    /// Takes these bytes, or nothing.
    fn exactly(&mut self, bytes: &[u8]) -> Option<()> {
        self.0 = self.0.strip_prefix(bytes)?;
        Some(())
    }

    /// Takes one of the words, and says which.
    fn word(&mut self, words: &[&[u8]]) -> Option<usize> {
        words.iter().position(|word| self.exactly(word).is_some())
    }

    /// 1 to 12.
    fn month(&mut self) -> Option<i64> {
        i64::try_from(self.word(&MONTHS)? + 1).ok()
    }

    /// `08:49:37` in milliseconds; a leap second counts as the one after.
    fn time(&mut self) -> Option<i64> {
        let hour = self.number(2, 23)?;
        self.exactly(b":")?;
        let minute = self.number(2, 59)?;
        self.exactly(b":")?;
        Some(hour * HOUR_MS + minute * MINUTE_MS + self.number(2, 60)? * 1000)
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
        assert_eq!(ms("99999999999999999999", 5), Some(i64::MAX / 1000 * 1000));
        assert_eq!(ms("9223372036854775807", 5), Some(i64::MAX));
        assert_eq!(ms("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_770_000), Some(7_000));
        assert_eq!(ms("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777_001), Some(0));
        // Two digits of 2026 mean 1977 to 2076.
        let now = 1_790_000_000_000;
        assert_eq!(ms("Monday, 21-Sep-76 00:00:00 GMT", now).map(|ms| ms / DAY_MS / 365), Some(50));
        assert_eq!(ms("Monday, 21-Sep-77 00:00:00 GMT", now), Some(0));
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
