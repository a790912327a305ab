//! Names of people, and what people write in the place of a name that they do not have.
//!
//! Many people have one name. U.S. visas and courts write `FNU` and `LNU` for the other one, airlines `XXX` or the same
//! name twice, and forms get `-`, `.` and `N/A`. No document has such a name, so a check may fail because of it.

use super::text::{is_dash, is_space};
use crate::value::text::ascii;

/// A part of a person's name.
///
/// ```
/// use kyclink::{PersonName, operation};
/// let fields = operation("spherepay.onboard").expect("registered").shape.fields;
/// let part_of = |name: &str| fields.iter().find(|field| field.name == name).and_then(|field| field.person_name);
/// assert_eq!(part_of("firstName"), Some(PersonName::Given));
/// assert_eq!(part_of("lastName"), Some(PersonName::Family { given: "firstName" }));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PersonName {
    /// The whole name.
    Full,
    /// The given name, or another part of it.
    Given,
    /// The family name.
    Family {
        /// The field with the given name.
        given: &'static str,
    },
}

impl PersonName {
    /// The family name beside `firstName`.
    pub(crate) const FAMILY: Self = Self::Family { given: "firstName" };
}

/// Abbreviations of "first name unknown" and the like, and the letters of these words.
const UNKNOWN: [&str; 14] = [
    "LNU",
    "FNU",
    "NLN",
    "NFN",
    "NMN",
    "UNKNOWN",
    "LASTNAMEUNKNOWN",
    "FIRSTNAMEUNKNOWN",
    "NOLASTNAME",
    "NOFIRSTNAME",
    "NOMIDDLENAME",
    "NOSURNAME",
    "NOFAMILYNAME",
    "NOTAPPLICABLE",
];

/// Returns whether a name is a filler, or begins or ends with one, or is the same name twice. `given` is the given name
/// beside a family name.
pub(crate) fn is_filler(name: &str, part: PersonName, given: Option<&str>) -> bool {
    let is_double = match part {
        PersonName::Full => is_word_twice(name),
        PersonName::Given => false,
        PersonName::Family { .. } => given.is_some_and(|given| is_same(given, name)),
    };
    let is_one_word = name.bytes().all(|byte| byte.is_ascii_alphabetic());
    is_double || stands_for_none(name) || !is_one_word && ends_of(name).any(stands_for_none)
}

fn is_word_twice(name: &str) -> bool {
    let mut words = words_of(name);
    let (first, second) = (words.next(), words.next());
    words.next().is_none() && first.zip(second).is_some_and(|(first, second)| first.eq_ignore_ascii_case(second))
}

/// Returns the first and the last word.
fn ends_of(name: &str) -> impl Iterator<Item = &str> {
    let mut words = words_of(name);
    words.next().into_iter().chain(words.next_back())
}

fn words_of(name: &str) -> impl DoubleEndedIterator<Item = &str> {
    name.split(is_space).filter(|word| !word.is_empty())
}

fn is_same(one: &str, other: &str) -> bool {
    one.trim_matches(is_space).eq_ignore_ascii_case(other.trim_matches(is_space))
}

/// Returns whether there are only signs, several `X`, `N/A`, or the words of [`UNKNOWN`].
fn stands_for_none(text: &str) -> bool {
    // Most names begin with a letter that no such word begins with.
    let of_no_word = |c: char| c.is_ascii_alphanumeric() && !"FLNUX".contains(c.to_ascii_uppercase());
    if text.starts_with(of_no_word) {
        return false;
    }
    let shown: String = text.chars().filter(|c| !is_space(*c)).map(|c| ascii(c).to_ascii_uppercase()).collect();
    let letters: String = shown.chars().filter(|c| !is_sign(*c)).collect();
    let is_crossed_out = shown.len() > 1 && shown.chars().all(|c| c == 'X');
    letters.is_empty() || is_crossed_out || matches!(&*shown, "N/A" | "N\\A") || UNKNOWN.contains(&&*letters)
}

/// Returns whether the character is neither a letter nor a digit, of the characters that people type as a filler.
fn is_sign(c: char) -> bool {
    c < 'À' && !c.is_ascii_alphanumeric()
        || matches!(c, '×' | '÷' | '\u{2000}'..='\u{206f}' | '\u{3000}'..='\u{3004}' | '\u{3008}'..='\u{3020}' | '・')
        || is_dash(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FAMILY: PersonName = PersonName::Family { given: "firstName" };

    fn is_filler_of(names: &[&str]) -> bool {
        let given = names.first().copied().filter(|_| names.len() > 1);
        names
            .last()
            .is_some_and(|name| is_filler(name, if names.len() > 1 { FAMILY } else { PersonName::Given }, given))
    }

    #[test]
    fn a_filler_is_one_in_any_spelling() {
        for name in [
            "-",
            "--",
            "—",
            "–",
            "−",
            "ー",
            ".",
            "...",
            "…",
            "/",
            "*",
            "?",
            "_",
            "・",
            "。",
            "×",
            "N/A",
            "n/a",
            "n / a",
            "Ｎ／Ａ",
            "N\\A",
            "LNU",
            "lnu",
            "L.N.U.",
            "(LNU)",
            "FNU",
            "Fnu",
            "XXX",
            "xx",
            "XXXXXX",
            "ＸＸＸ",
            "NLN",
            "NFN",
            "No last name",
            "last name unknown",
            "Unknown",
            "<<<",
            "Suharto -",
            "FNU Suharto",
            "Suharto N/A",
        ] {
            assert!(is_filler_of(&[name]) && is_filler_of(&["Suharto", name]), "{name}");
            let whole = format!("Suharto {name}");
            assert!(is_filler(&whole, PersonName::Full, None) || name.contains(' '), "{whole}");
        }
    }

    /// Na, Nan, X, Xi, Xx and None are names of people, a name may have a dash, and `N. A.` are initials.
    #[test]
    fn a_name_is_not_a_filler() {
        for name in [
            "X",
            "Xi",
            "Na",
            "NA",
            "Nan",
            "None",
            "Null",
            "N. A.",
            "O",
            "Ó",
            "Æ",
            "陈",
            "々木",
            "Ng",
            "J.",
            "D'",
            "Anna-Maria",
            "Anna - Maria",
            "Noname Smith",
            "Lnuova",
            "Fnuller",
            "Unknowne",
            "ʻAnakoni",
            "Мария",
            "محمد",
            "Jane 001",
            "\u{1f600}",
        ] {
            assert!(!is_filler_of(&[name]) && !is_filler_of(&["Suharto", name]), "{name}");
            assert!(!is_filler(name, PersonName::Full, None), "{name}");
        }
    }

    #[test]
    fn the_same_name_twice_is_one_name() {
        for [given, family] in
            [["Suharto", "Suharto"], ["suharto", "SUHARTO "], ["李", "李"], ["Ana Maria", "Ana Maria"]]
        {
            assert!(is_filler_of(&[given, family]), "{given} {family}");
        }
        assert!(is_filler("Suharto SUHARTO", PersonName::Full, None));
        for [given, family] in [["Yo Yo", "Ma"], ["Ana", "Ana Maria"], ["Jan", "Jansen"]] {
            assert!(!is_filler_of(&[given, family]), "{given} {family}");
            assert!(
                !is_filler(&format!("{given} {family}"), PersonName::Full, None) || given == "Ana",
                "{given} {family}"
            );
        }
        assert!(!is_filler_of(&["Yo Yo"]), "a given name may repeat a syllable");
    }
}
