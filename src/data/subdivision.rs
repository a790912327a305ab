//! ISO 3166-2: the codes of each country's states, provinces, counties. The list lags behind life (Norway's and Viet
//! Nam's are years old), so that a code it does not have may still be right.

use super::subdivision_table::{PER_START, STARTS, SUBDIVISIONS};
use crate::data::country::Country;

/// Every code of the country: digits, then letters, then both, and among these the shorter first.
pub(crate) fn codes(country: Country) -> Vec<String> {
    let mut codes = Vec::new();
    let mut runs = Runs::of(country);
    while let Some(run) = runs.next() {
        for value in run.first..=run.last {
            codes.push(run.kind.code(value));
        }
    }
    codes
}

/// Whether the country has that code, which is in upper case and without the country; `None` for the 49 countries that
/// have no codes at all.
pub(crate) fn is_code(country: Country, code: &str) -> Option<bool> {
    let wanted = Kind::of(code);
    let mut runs = Runs::of(country);
    let mut has_codes = None;
    while let Some(run) = runs.next() {
        has_codes = Some(false);
        if wanted.is_some_and(|(kind, value)| kind == run.kind && run.first <= value && value <= run.last) {
            return Some(true);
        }
    }
    has_codes
}

const CHARACTERS: &[u8; 36] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/// What codes of one class have in common.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Kind {
    /// Digits, letters, both.
    alphabet: u32,
    width: u32,
}

impl Kind {
    /// The kind of a code, and its number among all codes of that kind.
    fn of(code: &str) -> Option<(Self, u32)> {
        let digits = code.bytes().filter(u8::is_ascii_digit).count();
        let letters = code.bytes().filter(u8::is_ascii_uppercase).count();
        if !(1..=3).contains(&code.len()) || digits + letters != code.len() {
            return None;
        }
        let alphabet = if letters == 0 {
            0
        } else if digits == 0 {
            1
        } else {
            2
        };
        let kind = Self { alphabet, width: code.len() as u32 };
        let (base, least) = kind.base();
        let digit = |byte: u8| u32::from(if byte > b'9' { byte - b'A' + 10 } else { byte - b'0' });
        Some((kind, code.bytes().fold(0, |value, byte| value * base + digit(byte) - least)))
    }

    fn code(self, value: u32) -> String {
        let (base, least) = self.base();
        let digit = |place| (value / base.pow(place) % base + least) as usize;
        (0..self.width).rev().filter_map(|place| CHARACTERS.get(digit(place))).map(|byte| char::from(*byte)).collect()
    }

    /// How many characters the alphabet has, and the first one's value as a digit of base 36.
    fn base(self) -> (u32, u32) {
        match self.alphabet {
            0 => (10, 0),
            1 => (26, 10),
            _ => (36, 0),
        }
    }

    /// Whether the table has runs: digits, and single letters, mostly follow each other.
    fn has_runs(self) -> bool {
        self.alphabet == 0 || self.alphabet == 1 && self.width == 1
    }
}

/// Codes that follow each other.
struct Run {
    kind: Kind,
    first: u32,
    last: u32,
}

/// Reads the table, country after country.
struct Runs {
    /// The bit that is next.
    at: usize,
    kind: Kind,
    /// How many runs of that kind are left.
    left: u32,
    /// The least number that the next run can begin with.
    least: u32,
    /// Of the codes for distances.
    order: u32,
}

impl Runs {
    fn of(country: Country) -> Self {
        let row = country.row();
        let at = STARTS.get(row / PER_START).map_or(0, |start| usize::from(*start));
        let mut runs = Self { at, kind: Kind { alphabet: 0, width: 0 }, left: 0, least: 0, order: 0 };
        for _ in 0..row % PER_START {
            while runs.next().is_some() {}
        }
        runs
    }

    /// The next run; `None` at the end of the country, after which comes the first of the next.
    fn next(&mut self) -> Option<Run> {
        if self.left == 0 {
            let number = self.number(0).checked_sub(1)?;
            self.kind = Kind { alphabet: number / 3, width: number % 3 + 1 };
            self.left = self.number(2) + 1;
            self.least = 0;
            let all = self.kind.base().0.pow(self.kind.width);
            self.order = if self.kind.has_runs() { 0 } else { (all / self.left / 2).max(1).ilog2() };
        }
        self.left -= 1;
        let first = self.least + self.number(self.order);
        let more = if self.kind.has_runs() { self.number(0) + 1 } else { 0 };
        let last = first + more.saturating_sub(1);
        self.least = first + more + 1;
        Some(Run { kind: self.kind, first, last })
    }

    /// An exponential Golomb code, as the generator packs it.
    fn number(&mut self, order: u32) -> u32 {
        let zeros = self.bits().trailing_zeros();
        self.at += zeros as usize + 1;
        let width = order + zeros;
        let highest = 1_u32.wrapping_shl(width);
        let number = highest | self.bits() & (highest - 1);
        self.at += width as usize;
        number - (1 << order)
    }

    /// What comes next: 25 bits or more, the first one lowest.
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
    fn lookups_give_back_the_source_table() {
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
        assert_eq!((count, source.len()), (5046, 0));
    }

    /// What differs from a code in its last character by one, and the codes of the country before.
    #[test]
    fn no_other_code_is_known() {
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
    fn what_is_no_code_at_all() {
        let country = Country::from_alpha2("US").expect("US");
        for text in ["", "il", "ILL", "US-IL", "I L", "É", "I\u{661}", "0IL"] {
            assert_ne!(is_code(country, text), Some(true), "{text}");
        }
        assert_eq!(is_code(country, "IL"), Some(true));
    }

    /// The names module pairs its names with the codes by their order.
    #[test]
    fn names_are_in_the_order_of_the_codes() {
        let names: BTreeMap<_, Vec<_>> = include_str!("../../pkg-template/names/en.js")
            .lines()
            .take_while(|line| *line != "};")
            .filter_map(|line| line.trim().trim_end_matches(',').split_once(": "))
            .map(|(country, names)| (country, names.trim_matches('"').split('|').collect()))
            .collect();
        for line in include_str!("../../data/subdivisions.csv").lines().skip(1) {
            let (code, name) = line.split_once(',').expect(line);
            let (country, suffix) = code.split_once('-').expect(line);
            let at =
                codes(Country::from_alpha2(country).expect(country)).iter().position(|code| code.as_str() == suffix);
            let listed = at.and_then(|at| names.get(country)?.get(at));
            assert_eq!(listed, Some(&name.trim_matches('"')), "{code}");
        }
    }
}
