//! ISO 3166-2: the codes of each country's states, provinces, counties. The list lags behind life (Norway's and Viet
//! Nam's are years old), so that a code it does not have may still be right.

use super::subdivision_table::SUBDIVISIONS;
use crate::field::country::Country;

/// The code after the hyphen: one to three upper-case letters and digits.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Code {
    /// Right-aligned.
    bytes: [u8; 3],
    width: usize,
}

impl Code {
    /// The code as text.
    pub(crate) fn as_str(&self) -> &str {
        self.bytes.get(3 - self.width..).and_then(|bytes| str::from_utf8(bytes).ok()).unwrap_or_default()
    }
}

/// Every code of the country: digits, then letters, then both, and among these the shorter first.
pub(crate) fn codes(country: Country) -> impl Iterator<Item = Code> {
    classes(country).flat_map(|class| class.values().map(move |value| class.kind.code(value)))
}

/// Whether the country has any code. 49 have none.
pub(crate) fn has_codes(country: Country) -> bool {
    classes(country).next().is_some()
}

/// Whether the country has that code, which is in upper case and without the country.
pub(crate) fn is_code(country: Country, code: &str) -> bool {
    Kind::of(code).is_some_and(|(kind, value)| {
        let mut classes = classes(country).filter(|class| class.kind == kind);
        classes.any(|class| class.values().any(|known| known == value))
    })
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

    fn code(self, mut value: u32) -> Code {
        let (base, least) = self.base();
        let mut bytes = [0; 3];
        for byte in bytes.iter_mut().rev() {
            let digit = char::from_digit(value % base + least, 36).unwrap_or_default();
            *byte = u8::try_from(digit).unwrap_or_default().to_ascii_uppercase();
            value /= base;
        }
        Code { bytes, width: self.width.into() }
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

/// Codes of one country and kind.
#[derive(Clone, Copy)]
struct Class {
    kind: Kind,
    /// Distances, as the generator packs them.
    body: &'static [u8],
}

impl Class {
    /// The codes' numbers, ascending.
    fn values(self) -> impl Iterator<Item = u32> {
        let (mut body, mut next) = (self.body, 0);
        let runs = std::iter::from_fn(move || {
            let first = next + varint(&mut body)?;
            let last = first + if self.kind.has_runs() { varint(&mut body)? } else { 0 };
            next = last + 1;
            Some(first..=last)
        });
        runs.flatten()
    }
}

fn classes(country: Country) -> impl Iterator<Item = Class> {
    let mut table = SUBDIVISIONS.as_slice();
    for _ in 0..country.row() {
        while let Some((_, true)) = class(&mut table) {}
    }
    let mut more = true;
    std::iter::from_fn(move || {
        if !more {
            return None;
        }
        let (class, another) = class(&mut table)?;
        more = another;
        class
    })
}

/// Takes a class off the table, or the mark of a country without any, and tells whether the country has another.
fn class(table: &mut &'static [u8]) -> Option<(Option<Class>, bool)> {
    let head = take(table)?;
    let Some(number) = (head & 127).checked_sub(1) else {
        return Some((None, false));
    };
    let length = usize::try_from(varint(table)?).ok()?;
    let (body, rest) = table.split_at_checked(length)?;
    *table = rest;
    let kind = Kind { alphabet: number / 3, width: number % 3 + 1 };
    Some((Some(Class { kind, body }), head > 127))
}

/// Seven bits to a byte, the lowest first; all but the last byte have the highest bit set.
fn varint(bytes: &mut &'static [u8]) -> Option<u32> {
    let mut value = 0;
    for shift in [0, 7, 14] {
        let byte = take(bytes)?;
        value |= u32::from(byte & 127) << shift;
        if byte < 128 {
            break;
        }
    }
    Some(value)
}

fn take(bytes: &mut &'static [u8]) -> Option<u8> {
    let (first, rest) = bytes.split_first()?;
    *bytes = rest;
    Some(*first)
}

#[cfg(test)]
mod tests {
    use super::{codes, has_codes, is_code};
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
            let list: Vec<_> = codes(country).collect();
            let texts: BTreeSet<_> = list.iter().map(|code| code.as_str()).collect();
            assert_eq!(texts, source.remove(alpha2).unwrap_or_default(), "{alpha2}");
            assert_eq!(texts.len(), list.len(), "{alpha2} lists a code twice");
            assert!(texts.iter().all(|code| is_code(country, code)), "{alpha2}");
            assert_eq!(has_codes(country), !list.is_empty(), "{alpha2}");
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
                assert_eq!(is_code(country, &text), known.contains(text.as_str()), "{alpha2}-{text}");
            }
            before = known;
        }
    }

    #[test]
    fn what_is_no_code_at_all() {
        let country = Country::from_alpha2("US").expect("US");
        for text in ["", "il", "ILL", "US-IL", "I L", "É", "I\u{661}", "0IL"] {
            assert!(!is_code(country, text), "{text}");
        }
        assert!(is_code(country, "IL"));
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
            let at = codes(Country::from_alpha2(country).expect(country)).position(|code| code.as_str() == suffix);
            let listed = at.and_then(|at| names.get(country)?.get(at));
            assert_eq!(listed, Some(&name.trim_matches('"')), "{code}");
        }
    }
}
