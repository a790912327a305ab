//! The formats of each country's postal codes. Whether a code exists is not checked, because that changes daily.

use std::sync::OnceLock;

use super::mask;
use super::postal_code_table::{MASKS, PER_TEXT};
use crate::data::country::{COUNT, Country};

/// Returns whether the string has the format of the country's postal codes, ignoring case, spaces and hyphens.
///
/// Without a known format every string matches.
pub(crate) fn matches_format(country: Country, text: &str) -> bool {
    let Format { mask, numeric } = format(country);
    match numeric {
        _ if mask.is_empty() => true,
        0 => mask::matches(mask, text),
        lengths => digits(text).is_some_and(|count| count < u32::BITS && lengths >> count & 1 == 1),
    }
}

/// Returns whether the country's postal codes consist of digits only, so that a form can show a numeric keyboard.
pub(crate) fn is_numeric(country: Country) -> bool {
    let mask = format(country).mask;
    !mask.is_empty() && mask.iter().all(|byte| byte.is_ascii_digit() || b"#()?|[-]".contains(byte))
}

/// A country's format.
#[derive(Clone, Copy, Default)]
struct Format {
    /// Empty if no format is known.
    mask: &'static [u8],
    /// If any digits match and nothing else does, how many: bit 5 for five. Otherwise 0.
    numeric: u32,
}

/// Returns the country's format, which is looked up when it is first needed.
fn format(country: Country) -> Format {
    static FORMATS: [OnceLock<Format>; COUNT] = [const { OnceLock::new() }; COUNT];
    let find = || {
        let masks = MASKS.get(country.row() / PER_TEXT).copied().unwrap_or_default();
        let mask = masks.as_bytes().split(|byte| *byte == b';').nth(country.row() % PER_TEXT).unwrap_or_default();
        let numeric = if mask.iter().all(|byte| b"#()?|".contains(byte)) { mask::lengths(mask) } else { 0 };
        Format { mask, numeric }
    };
    FORMATS.get(country.row()).map(|format| *format.get_or_init(find)).unwrap_or_default()
}

/// Returns the number of digits, if there is nothing else but spaces and hyphens.
fn digits(text: &str) -> Option<u32> {
    text.bytes().try_fold(0, |count, byte| match byte {
        b'0'..=b'9' => Some(count + 1),
        b' ' | b'-' => Some(count),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::{Format, format, mask, matches_format};
    use crate::data::country::Country;

    fn country(alpha2: &str) -> Country {
        Country::from_alpha2(alpha2).expect(alpha2)
    }

    /// The source's regular expressions refuse these codes, which people have; see `change` in data/postal-codes.csv.
    #[test]
    fn masks_accept_codes_that_the_source_refuses() {
        for (code, text) in [
            ("EG", "4460331"),
            ("SV", "1101"),
            ("TT", "500234"),
            ("SE", "SE-111 22"),
            ("CH", "CH-8001"),
            ("LU", "L-1234"),
            ("LI", "FL-9490"),
        ] {
            assert!(matches_format(country(code), text), "{code} {text}");
        }
    }

    /// For a format of digits, comparing the number of digits is the same as matching the mask.
    #[test]
    fn formats_of_digits_agree_with_their_masks() {
        for country in Country::all() {
            let Format { mask, numeric } = format(country);
            for text in (0..16)
                .map(|length| "7".repeat(length))
                .chain(["A1", "12-345", "1 2", "12\u{661}45"].map(str::to_owned))
            {
                assert_eq!(
                    matches_format(country, &text),
                    mask.is_empty() || mask::matches(mask, &text),
                    "{numeric} {text}"
                );
            }
        }
    }
}
