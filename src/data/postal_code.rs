//! The formats of each country's postal codes. Whether a code exists is not checked, because that changes daily.

use super::mask;
use super::postal_code_table::{MASKS, PER_TEXT};
use crate::data::country::Country;

/// Returns whether the string has the format of the country's postal codes, ignoring case, spaces and hyphens.
///
/// Without a known format every string matches.
pub(crate) fn matches_format(country: Country, text: &str) -> bool {
    let mask = mask(country);
    mask.is_empty() || mask::matches(mask, text)
}

/// Returns whether the country's postal codes consist of digits only, so that a form can show a numeric keyboard.
pub(crate) fn is_numeric(country: Country) -> bool {
    let mask = mask(country);
    !mask.is_empty() && mask.iter().all(|byte| byte.is_ascii_digit() || b"#()?|".contains(byte))
}

/// Returns the country's mask, which is empty if no format is known.
fn mask(country: Country) -> &'static [u8] {
    let masks = MASKS.get(country.row() / PER_TEXT).copied().unwrap_or_default();
    masks.as_bytes().split(|byte| *byte == b';').nth(country.row() % PER_TEXT).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::matches_format;
    use crate::data::country::Country;

    fn country(alpha2: &str) -> Country {
        Country::from_alpha2(alpha2).expect(alpha2)
    }

    #[test]
    fn the_example_of_every_country_matches() {
        let mut count = 0;
        for line in include_str!("../../data/postal-codes.csv").lines().skip(1) {
            let [code, _, example, _] = line.split(',').collect::<Vec<_>>()[..] else {
                panic!("{line}");
            };
            assert!(matches_format(country(code), example), "{code} {example}");
            assert!(matches_format(country(code), &example.to_lowercase().replace([' ', '-'], "")), "{code} {example}");
            count += 1;
        }
        assert_eq!(count, 179);
    }

    /// The expected results come from the regular expression that each mask was made from (data/import/check_postal.py).
    #[test]
    fn masks_agree_with_their_regular_expressions() {
        for line in include_str!("../../tests/vectors/data/postal-samples.csv").lines().skip(1) {
            let [code, text, expected] = line.split(',').collect::<Vec<_>>()[..] else {
                panic!("{line}");
            };
            assert_eq!(matches_format(country(code), text), expected == "yes", "{code} {text}");
        }
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

    #[test]
    fn every_string_matches_if_no_format_is_known() {
        assert!(matches_format(country("AE"), "anything"));
        assert!(matches_format(country("KP"), "999093"));
    }
}
