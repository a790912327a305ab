//! Numbering plans: the calling codes, how many digits may follow each, and whether a 0 may be the first of them.
//!
//! Lengths and not ranges: ranges change every month, and an old table of them refuses numbers that are in use.

use super::phone_table::{CALLING_CODES, LENGTHS, STEPS, ZEROS};
use crate::data::country::Country;

/// What the numbering plans say of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Plausible {
    /// Its calling code is in use and its length is one that this code has.
    Yes,
    /// No country or service has its calling code.
    UnknownCallingCode,
    /// A 0 follows the calling code that is dialled within the country only.
    TrunkPrefix,
    /// No number with its calling code has its length.
    WrongLength,
}

/// The numbers of one calling code.
#[derive(Clone, Copy)]
pub(crate) struct Plan {
    /// How many digits the calling code has.
    pub(crate) width: usize,
    row: usize,
}

/// The bit of a calling code whose numbers keep any 0.
const ANY: u16 = 1 << 10;

impl Plan {
    /// The plan of a number, from its digits without the `+`. No calling code is the beginning of another (ITU-T E.164).
    pub(crate) fn of(digits: &str) -> Option<Self> {
        let mut prefix = 0;
        for (width, digit) in (1..=3).zip(digits.bytes()) {
            if !digit.is_ascii_digit() || prefix == 0 && digit == b'0' {
                return None;
            }
            prefix = prefix * 10 + u16::from(digit - b'0');
            match calling_codes().enumerate().find(|(_, code)| *code >= prefix) {
                Some((row, code)) if code == prefix => return Some(Self { width, row }),
                _ => {}
            }
        }
        None
    }

    /// Whether a 0 that follows the calling code belongs to the number: in Italy, and where no number is dialled with a
    /// 0 of its own within the country.
    pub(crate) fn keeps_zero(self) -> bool {
        self.zeros() == ANY
    }

    /// Whether no number begins with a 0 before that digit.
    fn is_trunk_prefix(self, next: u8) -> bool {
        !self.keeps_zero() && self.zeros() >> next.wrapping_sub(b'0').min(9) & 1 == 0
    }

    fn zeros(self) -> u16 {
        ZEROS.get(self.row).copied().unwrap_or_default()
    }

    /// Whether there are numbers of so many digits behind the calling code. Bit 0 of the lengths is 4 digits.
    fn has_length(self, count: usize) -> bool {
        let lengths = LENGTHS.get(self.row).copied().unwrap_or_default();
        (4..20).contains(&count) && lengths >> (count - 4) & 1 == 1
    }
}

/// Judges a number by its digits, without the `+`.
pub(crate) fn plausible(digits: &str) -> Plausible {
    let Some(plan) = Plan::of(digits) else {
        return Plausible::UnknownCallingCode;
    };
    let national = digits.as_bytes().get(plan.width..).unwrap_or_default();
    match national {
        [b'0', next, ..] if plan.is_trunk_prefix(*next) => Plausible::TrunkPrefix,
        _ if plan.has_length(national.len()) => Plausible::Yes,
        _ => Plausible::WrongLength,
    }
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
    use super::{Plan, Plausible, calling_code, calling_codes, plausible};
    use crate::data::country::Country;
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
            let [code, lengths, zero] = line.split(',').collect::<Vec<_>>()[..] else { panic!("{line}") };
            let lengths: Vec<usize> = lengths.split(' ').map(|length| length.parse().expect(line)).collect();
            for length in 0..=17 {
                let expected = if lengths.contains(&length) { Plausible::Yes } else { Plausible::WrongLength };
                assert_eq!(plausible(&format!("{code}{:2<length$}", "")), expected, "{code} and {length} digits");
            }
            assert_eq!(Plan::of(code).map(|plan| (plan.width, plan.keeps_zero())), Some((code.len(), zero == "any")));
            for next in '0'..='9' {
                let is_trunk_prefix = plausible(&format!("{code}0{next}23456")) == Plausible::TrunkPrefix;
                assert_eq!(is_trunk_prefix, zero != "any" && !zero.contains(next), "{code} and 0{next}");
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
        assert_eq!(plausible("4901711234567"), Plausible::TrunkPrefix);
        assert_eq!(plausible("390612345678"), Plausible::Yes);
        assert_eq!(plausible("490"), Plausible::WrongLength);
        for text in ["", "1", "99", "+14155550123", "é", "4é", "44\u{661}"] {
            assert_ne!(plausible(text), Plausible::Yes, "{text}");
        }
    }
}
