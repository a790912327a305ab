//! Numbering plans: the calling codes, how many digits may follow each of them, and whether these may start with a 0.
//!
//! The tables hold lengths instead of number ranges. Ranges change every month, and an outdated table of them would
//! refuse numbers that are in use.

use super::phone_table::{CALLING_CODES, CODES, LENGTHS, SAME_STARTS, ZEROS};
use crate::data::country::Country;
use crate::value::json::decimal;

/// What the numbering plans say about a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Plausibility {
    /// The calling code is in use and has numbers of this length.
    Plausible,
    /// No country or service has the calling code.
    UnknownCallingCode,
    /// The calling code is followed by a 0 that is dialled within the country only.
    TrunkPrefix,
    /// No number with the calling code has this length.
    WrongLength,
}

/// The numbering plan of one calling code.
#[derive(Clone, Copy)]
pub(crate) struct Plan {
    /// The number of digits in the calling code.
    pub(crate) width: usize,
    /// The lengths of the numbers after the calling code: bit 0 is 4 digits.
    lengths: u16,
    /// The digits that may follow a 0 right after the calling code, or [`ANY`].
    zeros: u16,
    /// The row of the calling code in the tables.
    row: usize,
}

/// Marks a calling code whose numbers keep every 0.
const ANY: u16 = 1 << 10;

impl Plan {
    /// Returns the plan of a number, given its digits without the `+`. No calling code is the prefix of another (ITU-T
    /// E.164).
    pub(crate) fn of(digits: &str) -> Option<Self> {
        let mut prefix = 0;
        for (width, digit) in (1..=3).zip(digits.bytes()) {
            if !digit.is_ascii_digit() || prefix == 0 && digit == b'0' {
                return None;
            }
            prefix = prefix * 10 + usize::from(digit - b'0');
            if let Some(row) = row_of(prefix) {
                return Some(Self { width, lengths: *LENGTHS.get(row)?, zeros: *ZEROS.get(row)?, row });
            }
        }
        None
    }

    /// Returns whether a 0 after the calling code belongs to the number, as in Italy and in countries that dial no 0.
    pub(crate) fn keeps_zero(self) -> bool {
        self.zeros == ANY
    }

    /// Returns whether a 0 before this digit is dialled within the country only.
    pub(super) fn is_trunk_prefix(self, next: u8) -> bool {
        !self.keeps_zero() && self.zeros >> next.wrapping_sub(b'0').min(9) & 1 == 0
    }

    /// Returns the countries that have the calling code.
    pub(super) fn countries(self) -> impl Iterator<Item = Country> {
        let has_code =
            move |country: &Country| CALLING_CODES.get(country.row()).is_some_and(|row| usize::from(*row) == self.row);
        Country::all().filter(has_code)
    }

    /// Returns whether there are numbers with this many digits after the calling code.
    fn has_length(self, count: usize) -> bool {
        has_length(self.lengths, count)
    }
}

/// What digits without a `+` are that begin with the calling code of the country.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SameStart {
    /// A number with its calling code.
    Whole,
    /// A number within the country, which begins with the same digits.
    National,
    /// Either of them.
    Ambiguous,
}

/// Returns what digits without a `+` are that begin with this calling code.
pub(super) fn same_start(digits: &str, calling_code: &str) -> SameStart {
    let (rows, _) = SAME_STARTS.as_chunks::<4>();
    let row = rows.iter().find(|[start, nexts, ..]| {
        // No start of another calling code is among the first digits, because no such code begins with another one.
        let next = digits.strip_prefix(&*decimal((*start).into())).and_then(|rest| rest.bytes().next());
        next.is_some_and(|next| nexts >> next.wrapping_sub(b'0').min(9) & 1 == 1)
    });
    match row {
        Some([.., own, whole]) if has_length(*own, digits.len()) => {
            match has_length(*whole, digits.len() - calling_code.len()) {
                true => SameStart::Ambiguous,
                false => SameStart::National,
            }
        }
        _ => SameStart::Whole,
    }
}

/// Returns what the numbering plans say about a number, given its digits without the `+`.
pub(crate) fn plausibility(digits: &str) -> Plausibility {
    let Some(plan) = Plan::of(digits) else {
        return Plausibility::UnknownCallingCode;
    };
    let national = digits.as_bytes().get(plan.width..).unwrap_or_default();
    match national {
        [b'0', next, ..] if plan.is_trunk_prefix(*next) => Plausibility::TrunkPrefix,
        _ if plan.has_length(national.len()) => Plausibility::Plausible,
        _ => Plausibility::WrongLength,
    }
}

/// Returns the calling code of a country. Seven territories with few or no inhabitants have none.
pub(crate) fn calling_code(country: Country) -> Option<u16> {
    calling_codes().nth(CALLING_CODES.get(country.row()).copied()?.into())
}

/// Returns the maximum number of digits that may follow a calling code.
pub(crate) fn max_length(calling_code: &str) -> usize {
    Plan::of(calling_code).and_then(|plan| plan.lengths.checked_ilog2()).map_or(0, |bit| bit as usize + 4)
}

/// Returns whether a number of digits is among those of a table: bit 0 is 4 digits.
fn has_length(lengths: u16, count: usize) -> bool {
    (4..20).contains(&count) && lengths >> (count - 4) & 1 == 1
}

/// Returns the row of a calling code in the tables: how many calling codes are below it.
fn row_of(code: usize) -> Option<usize> {
    let (words, rest) = CODES.split_at_checked(code / 64)?;
    let bits = *rest.first()?;
    let below = bits & ((1 << (code % 64)) - 1);
    let row = words.iter().map(|word| word.count_ones()).sum::<u32>() + below.count_ones();
    (bits >> (code % 64) & 1 == 1).then_some(row as usize)
}

fn calling_codes() -> impl Iterator<Item = u16> {
    (1..1000).filter(|code| CODES.get(usize::from(code / 64)).is_some_and(|bits| bits >> (code % 64) & 1 == 1))
}

#[cfg(test)]
mod tests {
    use super::{Plan, Plausibility, calling_code, calling_codes, plausibility};
    use crate::data::country::Country;
    use std::collections::BTreeSet;

    #[test]
    fn lookups_return_every_row_of_the_source_tables() {
        let mut known = BTreeSet::new();
        for line in include_str!("../../data/calling-codes.csv").lines().skip(1) {
            let [code, lengths, zero] = line.split(',').collect::<Vec<_>>()[..] else { panic!("{line}") };
            let lengths: Vec<usize> = lengths.split(' ').map(|length| length.parse().expect(line)).collect();
            for length in 0..=17 {
                let expected =
                    if lengths.contains(&length) { Plausibility::Plausible } else { Plausibility::WrongLength };
                assert_eq!(plausibility(&format!("{code}{:2<length$}", "")), expected, "{code} and {length} digits");
            }
            assert_eq!(Plan::of(code).map(|plan| (plan.width, plan.keeps_zero())), Some((code.len(), zero == "any")));
            for next in '0'..='9' {
                let is_trunk_prefix = plausibility(&format!("{code}0{next}23456")) == Plausibility::TrunkPrefix;
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
    fn numbers_outside_every_plan_are_implausible() {
        // Ofcom reserves 07700 900000 to 900999 for drama; their form is that of any other mobile number.
        assert_eq!(plausibility("447700900123"), Plausibility::Plausible);
        assert_eq!(plausibility("1234567890"), Plausibility::WrongLength);
        assert_eq!(plausibility("210123456789"), Plausibility::UnknownCallingCode);
        assert_eq!(plausibility("014155550123"), Plausibility::UnknownCallingCode);
        assert_eq!(plausibility("0012025550123"), Plausibility::UnknownCallingCode);
        assert_eq!(plausibility("4901711234567"), Plausibility::TrunkPrefix);
        assert_eq!(plausibility("390612345678"), Plausibility::Plausible);
        assert_eq!(plausibility("490"), Plausibility::WrongLength);
        for text in ["", "1", "99", "+14155550123", "é", "4é", "44\u{661}"] {
            assert_ne!(plausibility(text), Plausibility::Plausible, "{text}");
        }
    }
}
