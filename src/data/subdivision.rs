//! ISO 3166-2: the codes of each country's states, provinces, counties. The list lags behind life (Norway's and Viet
//! Nam's are years old), so that a code it does not have may still be right.

use std::ops::RangeInclusive;

use super::subdivision_table::{PER_START, STARTS, SUBDIVISIONS};
use crate::field::country::Country;

/// Every code of the country: digits, then letters, then both, and among these the shorter first.
pub(crate) fn codes(country: Country) -> Vec<String> {
    let mut codes = Vec::new();
    for class in classes(country) {
        class.runs().for_each(|run| codes.extend(run.map(|value| class.kind.code(value))));
    }
    codes
}

/// Whether the country has that code, which is in upper case and without the country; `None` for the 49 countries that
/// have no codes at all.
pub(crate) fn is_code(country: Country, code: &str) -> Option<bool> {
    let wanted = Kind::of(code);
    let mut has_codes = false;
    for class in classes(country) {
        has_codes |= !class.body.is_empty();
        if let Some((_, value)) = wanted.filter(|(kind, _)| *kind == class.kind) {
            // Runs ascend, and a country has one class of a kind.
            return class.runs().find(|run| *run.end() >= value).map(|run| *run.start() <= value).or(Some(false));
        }
    }
    has_codes.then_some(false)
}

/// What codes of one class have in common.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Kind {
    /// Digits, letters, both.
    alphabet: u8,
    width: u8,
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
        let kind = Self { alphabet, width: u8::try_from(code.len()).ok()? };
        let (base, least) = kind.base();
        let value =
            code.chars().filter_map(|char| char.to_digit(36)).fold(0, |value, digit| value * base + digit - least);
        Some((kind, value))
    }

    fn code(self, mut value: u32) -> String {
        let (base, least) = self.base();
        let mut code = [0; 3];
        let width = usize::from(self.width);
        for byte in code.iter_mut().take(width).rev() {
            let digit = char::from_digit(value % base + least, 36).unwrap_or_default();
            *byte = (digit as u8).to_ascii_uppercase();
            value /= base;
        }
        code.iter().take(width).map(|byte| char::from(*byte)).collect()
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

/// The country's codes of one kind.
struct Class {
    kind: Kind,
    /// As distances.
    body: &'static [u8],
    /// Whether the country has another.
    another: bool,
}

impl Class {
    /// Each run of codes, in ascending order.
    fn runs(&self) -> impl Iterator<Item = RangeInclusive<u32>> {
        let (mut body, mut next, has_runs) = (Table(self.body), 0, self.kind.has_runs());
        std::iter::from_fn(move || {
            let first = next + body.number()?;
            let last = first + if has_runs { body.number().unwrap_or_default() } else { 0 };
            next = last + 1;
            Some(first..=last)
        })
    }
}

/// The classes of a country's codes. A country without codes has one without any.
fn classes(country: Country) -> impl Iterator<Item = Class> {
    let row = country.row();
    let start = STARTS.get(row / PER_START).map_or(0, |start| usize::from(*start));
    let mut table = Table(SUBDIVISIONS.get(start..).unwrap_or_default());
    for _ in 0..row % PER_START {
        while table.class().is_some_and(|class| class.another) {}
    }
    let mut more = true;
    std::iter::from_fn(move || {
        let class = table.class().filter(|_| more)?;
        more = class.another;
        Some(class)
    })
}

/// What is left of the table, as the generator packs it.
struct Table(&'static [u8]);

impl Table {
    fn class(&mut self) -> Option<Class> {
        let head = self.byte()?;
        let number = (head & 127).saturating_sub(1);
        let kind = Kind { alphabet: number / 3, width: number % 3 + 1 };
        let length = if head == 0 { 0 } else { self.number()? };
        let (body, rest) = self.0.split_at_checked(usize::try_from(length).ok()?)?;
        self.0 = rest;
        Some(Class { kind, body, another: head > 127 })
    }

    /// Seven bits to a byte, the lowest first; all but the last byte have the highest bit set.
    fn number(&mut self) -> Option<u32> {
        let mut value = 0;
        for shift in [0, 7, 14] {
            let byte = self.byte()?;
            value |= u32::from(byte & 127) << shift;
            if byte < 128 {
                break;
            }
        }
        Some(value)
    }

    fn byte(&mut self) -> Option<u8> {
        let (byte, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*byte)
    }
}

#[cfg(test)]
mod tests {
    use super::{codes, is_code};
    use crate::field::country::Country;
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
