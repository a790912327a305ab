//! What postal codes look like in each country. Not whether one exists: that changes by the day.

use super::mask;
use super::postal_code_table::{MASKS, PER_TEXT};
use crate::data::country::Country;

/// Whether the text may be a postal code of that country. Case, spaces and hyphens do not matter, and where nothing
/// is known of the country's codes, anything may be one.
pub(crate) fn fits(country: Country, text: &str) -> bool {
    let mask = mask(country);
    mask.is_empty() || mask::matches(mask, text)
}

/// Whether the country's codes are of digits only, so that a keyboard of digits will do.
pub(crate) fn is_numeric(country: Country) -> bool {
    let mask = mask(country);
    !mask.is_empty() && mask.iter().all(|byte| byte.is_ascii_digit() || b"#()?|".contains(byte))
}

fn mask(country: Country) -> &'static [u8] {
    let masks = MASKS.get(country.row() / PER_TEXT).copied().unwrap_or_default();
    masks.split(';').nth(country.row() % PER_TEXT).unwrap_or_default().as_bytes()
}

#[cfg(test)]
mod tests {
    use super::fits;
    use crate::data::country::Country;

    fn country(alpha2: &str) -> Country {
        Country::from_alpha2(alpha2).expect(alpha2)
    }

    #[test]
    fn the_example_of_every_country_fits() {
        let mut count = 0;
        for line in include_str!("../../data/postal-codes.csv").lines().skip(1) {
            let [code, _, example, _] = line.split(',').collect::<Vec<_>>()[..] else {
                panic!("{line}");
            };
            assert!(fits(country(code), example), "{code} {example}");
            assert!(fits(country(code), &example.to_lowercase().replace([' ', '-'], "")), "{code} {example}");
            count += 1;
        }
        assert_eq!(count, 179);
    }

    /// Each sample was judged by the regular expression that the mask was made from (data/import/check_postal.py).
    #[test]
    fn masks_judge_as_their_regular_expressions_do() {
        for line in include_str!("../../tests/vectors/data/postal-samples.csv").lines().skip(1) {
            let [code, text, expected] = line.split(',').collect::<Vec<_>>()[..] else {
                panic!("{line}");
            };
            assert_eq!(fits(country(code), text), expected == "yes", "{code} {text}");
        }
    }

    /// Where the source's regular expression refuses what people have; `change` in data/postal-codes.csv.
    #[test]
    fn codes_that_the_source_does_not_know() {
        for (code, text) in [
            ("EG", "4460331"),
            ("SV", "1101"),
            ("TT", "500234"),
            ("SE", "SE-111 22"),
            ("CH", "CH-8001"),
            ("LU", "L-1234"),
            ("LI", "FL-9490"),
        ] {
            assert!(fits(country(code), text), "{code} {text}");
        }
    }

    #[test]
    fn nothing_is_known_of_codes_where_there_are_none() {
        assert!(fits(country("AE"), "anything"));
        assert!(fits(country("KP"), "999093"));
    }
}
