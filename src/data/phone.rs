//! Numbering plans: the calling codes, and how many digits may follow each.
//!
//! Lengths and not ranges: ranges change every month, and an old table of them refuses numbers that are in use.

use super::phone_table::{CALLING_CODES, LENGTHS, STEPS};
use crate::field::country::Country;

/// What the numbering plans say of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Plausible {
    /// Its calling code is in use and its length is one that this code has.
    Yes,
    /// No country or service has its calling code.
    UnknownCallingCode,
    /// No number with its calling code has its length.
    WrongLength,
}

/// Judges a number by its digits, without the `+`.
pub(crate) fn plausible(digits: &str) -> Plausible {
    // No calling code is the beginning of another (ITU-T E.164), so that the first one found is the number's.
    let mut plan = None;
    let mut prefix = 0;
    for (width, digit) in (1..=3).zip(digits.bytes()) {
        if !digit.is_ascii_digit() || prefix == 0 && digit == b'0' {
            break;
        }
        prefix = prefix * 10 + u32::from(digit - b'0');
        plan = plan.or_else(|| Some((width, lengths(prefix)?)));
    }
    let Some((width, lengths)) = plan else {
        return Plausible::UnknownCallingCode;
    };
    // Bit 0 of the lengths is 4 digits.
    let bit = digits.len().checked_sub(width + 4).and_then(|bit| u32::try_from(bit).ok());
    match bit.and_then(|bit| lengths.checked_shr(bit)) {
        Some(lengths) if lengths & 1 == 1 => Plausible::Yes,
        _ => Plausible::WrongLength,
    }
}

/// The possible lengths of a calling code's numbers.
fn lengths(wanted: u32) -> Option<u16> {
    let mut code = 0;
    for (step, lengths) in STEPS.iter().zip(&LENGTHS) {
        code += u32::from(*step);
        if code >= wanted {
            return (code == wanted).then_some(*lengths);
        }
    }
    None
}

/// The calling code of a country; seven territories without inhabitants, or nearly so, have none.
pub(crate) fn calling_code(country: Country) -> Option<u16> {
    calling_codes().nth(CALLING_CODES.get(country.row()).copied()?.into())
}

fn calling_codes() -> impl Iterator<Item = u16> {
    STEPS.iter().scan(0, |code, step| {
        *code += u16::from(*step);
        Some(*code)
    })
}

#[cfg(test)]
mod tests {
    use super::{Plausible, calling_code, calling_codes, plausible};
    use crate::field::country::Country;
    use std::collections::BTreeSet;

    /// libphonenumber's own examples: every region, every kind of number, and the codes of no country.
    #[test]
    fn no_example_number_is_refused() {
        let numbers: BTreeSet<_> = include_str!("../../tests/vectors/data/phone-examples.csv")
            .lines()
            .skip(1)
            .filter_map(|line| line.rsplit_once(",+"))
            .map(|(_, digits)| digits)
            .collect();
        for digits in &numbers {
            assert_eq!(plausible(digits), Plausible::Yes, "+{digits}");
        }
        assert_eq!(numbers.len(), 1008);
    }

    #[test]
    fn lookups_give_back_the_source_tables() {
        let mut known = BTreeSet::new();
        for line in include_str!("../../data/calling-codes.csv").lines().skip(1) {
            let (code, lengths) = line.split_once(',').expect(line);
            let lengths: Vec<usize> = lengths.split(' ').map(|length| length.parse().expect(line)).collect();
            for length in 0..=17 {
                let expected = if lengths.contains(&length) { Plausible::Yes } else { Plausible::WrongLength };
                assert_eq!(plausible(&format!("{code}{:0<length$}", "")), expected, "{code} and {length} digits");
            }
            known.insert(code.parse().expect(line));
        }
        assert_eq!(calling_codes().collect::<BTreeSet<u16>>(), known);
        for line in include_str!("../../data/country-calling-codes.csv").lines().skip(1) {
            let (alpha2, code) = line.split_once(',').expect(line);
            let country = Country::from_alpha2(alpha2).expect(alpha2);
            assert_eq!(calling_code(country), code.parse().ok(), "{alpha2}");
        }
    }

    #[test]
    fn numbers_that_nobody_has() {
        // Ofcom keeps 07700 900000 to 900999 for drama: as good as any other here.
        assert_eq!(plausible("447700900123"), Plausible::Yes);
        assert_eq!(plausible("1234567890"), Plausible::WrongLength);
        assert_eq!(plausible("210123456789"), Plausible::UnknownCallingCode);
        assert_eq!(plausible("014155550123"), Plausible::UnknownCallingCode);
        assert_eq!(plausible("0012025550123"), Plausible::UnknownCallingCode);
        for text in ["", "1", "99", "+14155550123", "é", "4é", "44\u{661}"] {
            assert_ne!(plausible(text), Plausible::Yes, "{text}");
        }
    }
}
