//! ISO 3166-2: the codes of each country's states, provinces and counties.
//!
//! The lists lag behind reality (those of Norway and Viet Nam are years old), so a code that is not listed may still be
//! right. The table is packed into bits: as a list of strings it takes 2.1 KB more, and `kyclink/form` exceeds its limit.

use std::sync::OnceLock;

use super::subdivision_table::{PER_START, STARTS, SUBDIVISIONS};
use crate::data::country::{COUNT as COUNTRY_COUNT, Country};

/// Returns every code of the country: digits first, then letters, then mixed codes, and within each the shorter first.
pub(crate) fn codes(country: Country) -> Vec<String> {
    let mut codes = Vec::new();
    let mut runs = Runs::of(country);
    while let Some(run) = runs.next() {
        for value in run.first..=run.last {
            codes.push(run.class.code(value));
        }
    }
    codes
}

/// Returns whether the country has this code, which must be in upper case and without the country's prefix; `None` for
/// the 49 countries that have no codes.
pub(crate) fn is_code(country: Country, code: &str) -> Option<bool> {
    let numbers = NUMBERS.get(country.row())?.get_or_init(|| numbers(country));
    let is_known = || number_of(code.as_bytes()).is_some_and(|number| numbers.contains(&number));
    if numbers.is_empty() { None } else { Some(is_known()) }
}

/// The codes of each country as numbers, unpacked when the country is first needed.
static NUMBERS: [OnceLock<Vec<u16>>; COUNTRY_COUNT] = [const { OnceLock::new() }; COUNTRY_COUNT];

fn numbers(country: Country) -> Vec<u16> {
    codes(country).iter().filter_map(|code| number_of(code.as_bytes())).collect()
}

/// Returns the number of a code of one to three digits and upper-case letters, read with base 37; 0 stands for no
/// character.
fn number_of(code: &[u8]) -> Option<u16> {
    let digit = |byte: &u8| match byte {
        b'0'..=b'9' => Some(u16::from(byte - b'0') + 1),
        b'A'..=b'Z' => Some(u16::from(byte - b'A') + 11),
        _ => None,
    };
    match code {
        [_, .., _, _, _] | [] => None,
        code => code.iter().try_fold(0, |number, byte| Some(number * 37 + digit(byte)?)),
    }
}

const CHARACTERS: &[u8; 36] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/// The alphabet and the width that a group of codes shares.
#[derive(Clone, Copy)]
struct Class {
    /// 0 for digits, 1 for letters, 2 for both.
    alphabet: u32,
    width: u32,
}

impl Class {
    fn code(self, value: u32) -> String {
        let (base, least) = self.base();
        let digit = |place| (value / base.pow(place) % base + least) as usize;
        (0..self.width).rev().filter_map(|place| CHARACTERS.get(digit(place))).map(|byte| char::from(*byte)).collect()
    }

    /// Returns the number of characters in the alphabet, and the first one's value as a digit of base 36.
    fn base(self) -> (u32, u32) {
        match self.alphabet {
            0 => (10, 0),
            1 => (26, 10),
            _ => (36, 0),
        }
    }

    /// Returns whether the table stores runs: digits and single letters are mostly consecutive.
    fn has_runs(self) -> bool {
        self.alphabet == 0 || self.alphabet == 1 && self.width == 1
    }
}

/// Consecutive codes of one class.
struct Run {
    class: Class,
    first: u32,
    last: u32,
}

/// Reads the runs of one country from the table.
struct Runs {
    /// The position of the next bit.
    at: usize,
    class: Class,
    /// The number of remaining runs of the class.
    left: u32,
    /// The smallest number that the next run can start with.
    least: u32,
    /// The order of the exponential Golomb codes for distances.
    order: u32,
}

impl Runs {
    fn of(country: Country) -> Self {
        let row = country.row();
        let at = STARTS.get(row / PER_START).map_or(0, |start| usize::from(*start));
        let mut runs = Self { at, class: Class { alphabet: 0, width: 0 }, left: 0, least: 0, order: 0 };
        for _ in 0..row % PER_START {
            while runs.next().is_some() {}
        }
        runs
    }

    /// Returns the next run, or `None` at the end of the country; the call after that returns the next country's first
    /// run.
    fn next(&mut self) -> Option<Run> {
        if self.left == 0 {
            let number = self.number(0).checked_sub(1)?;
            self.class = Class { alphabet: number / 3, width: number % 3 + 1 };
            self.left = self.number(2) + 1;
            self.least = 0;
            let all = self.class.base().0.pow(self.class.width);
            self.order = if self.class.has_runs() { 0 } else { (all / self.left / 2).max(1).ilog2() };
        }
        self.left -= 1;
        let first = self.least + self.number(self.order);
        let more = if self.class.has_runs() { self.number(0) + 1 } else { 0 };
        let last = first + more.saturating_sub(1);
        self.least = first + more + 1;
        Some(Run { class: self.class, first, last })
    }

    /// Reads an exponential Golomb code of this order.
    fn number(&mut self, order: u32) -> u32 {
        let zeros = self.bits().trailing_zeros();
        self.at += zeros as usize + 1;
        let width = order + zeros;
        let highest = 1_u32.wrapping_shl(width);
        let number = highest | self.bits() & (highest - 1);
        self.at += width as usize;
        number - (1 << order)
    }

    /// Returns the next 25 bits or more, the first of them lowest.
    fn bits(&self) -> u32 {
        let bytes = SUBDIVISIONS.get(self.at / 8..).and_then(<[u8]>::first_chunk);
        bytes.map_or(0, |bytes| u32::from_le_bytes(*bytes)) >> (self.at % 8)
    }
}

#[cfg(test)]
mod tests {
    use super::{codes, is_code};
    use crate::data::country::Country;
    use std::collections::{BTreeMap, BTreeSet};

    fn source() -> BTreeMap<&'static str, BTreeSet<&'static str>> {
        let mut source = BTreeMap::<_, BTreeSet<_>>::new();
        for line in include_str!("../../data/subdivisions.csv").lines().skip(1) {
            let (code, _) = line.split_once(',').expect(line);
            let (country, suffix) = code.split_once('-').expect(line);
            source.entry(country).or_default().insert(suffix);
        }
        source
    }

    fn countries() -> impl Iterator<Item = (&'static str, Country)> {
        let lines = include_str!("../../data/countries.csv").lines().skip(1);
        lines
            .filter_map(|line| line.split_once(','))
            .map(|(alpha2, _)| (alpha2, Country::from_alpha2(alpha2).expect(alpha2)))
    }

    #[test]
    fn lookups_return_every_row_of_subdivisions_csv() {
        let mut source = source();
        let mut count = 0;
        for (alpha2, country) in countries() {
            let list: Vec<_> = codes(country);
            let texts: BTreeSet<_> = list.iter().map(|code| code.as_str()).collect();
            assert_eq!(texts, source.remove(alpha2).unwrap_or_default(), "{alpha2}");
            assert_eq!(texts.len(), list.len(), "{alpha2} lists a code twice");
            assert!(texts.iter().all(|code| is_code(country, code) == Some(true)), "{alpha2}");
            assert_eq!(is_code(country, "").is_some(), !list.is_empty(), "{alpha2}");
            count += list.len();
        }
        assert_eq!((count, source.len()), (5053, 0));
    }

    /// Tries codes whose last character differs by one, and the codes of the previous country.
    #[test]
    fn no_unlisted_code_is_accepted() {
        let source = source();
        let mut before = BTreeSet::new();
        for (alpha2, country) in countries() {
            let known = source.get(alpha2).cloned().unwrap_or_default();
            let near = known.iter().flat_map(|code| {
                let (stem, last) = code.split_at(code.len() - 1);
                let last = last.chars().next().expect(code);
                [u32::from(last) - 1, u32::from(last) + 1]
                    .map(|near| format!("{stem}{}", char::from_u32(near).expect(code)))
            });
            for text in near.chain(before.into_iter().map(str::to_owned)) {
                assert_eq!(is_code(country, &text) == Some(true), known.contains(text.as_str()), "{alpha2}-{text}");
            }
            before = known;
        }
    }

    #[test]
    fn malformed_codes_are_not_accepted() {
        let country = Country::from_alpha2("US").expect("US");
        for text in ["", "il", "ILL", "US-IL", "I L", "É", "I\u{661}", "0IL"] {
            assert_ne!(is_code(country, text), Some(true), "{text}");
        }
        assert_eq!(is_code(country, "IL"), Some(true));
    }
}
