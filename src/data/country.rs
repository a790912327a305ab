//! ISO 3166-1: the 249 country codes, and why any other code is not one of them.

use std::sync::OnceLock;

use super::country_table::{COUNTRIES, RESERVED_2, RESERVED_3, WITHDRAWN_2, WITHDRAWN_3};
use crate::value::word_enum::word_enum;

/// One of the two ISO 3166-1 alphabets.
///
/// ```
/// use kyclink::{Alphabet, Country};
/// let country = Country::parse("de").expect("a current code");
/// assert_eq!([Alphabet::Alpha2, Alphabet::Alpha3].map(|alphabet| country.code(alphabet)), ["DE", "DEU"]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alphabet {
    /// Two letters, such as `US`.
    Alpha2,
    /// Three letters, such as `USA`.
    Alpha3,
}

/// The letters of a country in [`COUNTRIES`].
const BOTH: usize = 2 + 3;

pub(super) const COUNT: usize = COUNTRIES.len() / BOTH;

word_enum! {
    /// Why a code is not a current country code.
    ///
    /// ```
    /// use kyclink::{Country, NotCurrent};
    /// assert_eq!(Country::parse("SU"), Err(NotCurrent::Withdrawn));
    /// assert_eq!(Country::parse("XK"), Err(NotCurrent::UserAssigned));
    /// assert_eq!(Country::parse("JJ").map_err(NotCurrent::as_str), Err("unassigned"));
    /// ```
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum NotCurrent {
        /// Listed in ISO 3166-3: formerly the code of a country.
        Withdrawn = "withdrawn",
        /// Reserved by ISO, for an organisation or on request.
        Reserved = "reserved",
        /// Left to users by ISO 3166-1 section 8.1.3: AA, QM to QZ, XA to XZ, ZZ, and the three-letter codes that start
        /// with them. Kosovo's XK and XKX are such codes.
        UserAssigned = "user_assigned",
        /// Not assigned.
        Unassigned = "unassigned",
    }
}

/// A country with a current ISO 3166-1 code.
///
/// ```
/// use kyclink::{Alphabet, Country};
/// let country = Country::parse("usa").expect("a current code");
/// assert_eq!(country.code(Alphabet::Alpha2), "US");
/// assert!(Country::parse("XKX").is_err());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Country(u8);

impl Country {
    /// Parses an alpha-2 or alpha-3 code in any case.
    pub fn parse(text: &str) -> Result<Self, NotCurrent> {
        Self::find(text).ok_or_else(|| not_current(&text.to_ascii_uppercase()))
    }

    /// Iterates over all countries in the order of the tables, which is by alpha-2 code.
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        (0..COUNT as u8).map(Self)
    }

    pub(crate) fn from_alpha2(code: &str) -> Option<Self> {
        Self::find(code).filter(|_| code.len() == 2)
    }

    /// Returns the country's code in an alphabet.
    pub fn code(self, alphabet: Alphabet) -> String {
        self.code_text(alphabet).to_owned()
    }

    /// Returns whether the string is a country's code in this alphabet, in upper case.
    pub(crate) fn is_code(text: &str, alphabet: Alphabet) -> bool {
        let length = if alphabet == Alphabet::Alpha2 { 2 } else { 3 };
        text.len() == length && !text.bytes().any(|byte| byte.is_ascii_lowercase()) && Self::find(text).is_some()
    }

    /// Returns whether the string is the country's code in this alphabet, in upper case.
    pub(crate) fn has_code(self, text: &str, alphabet: Alphabet) -> bool {
        self.code_text(alphabet) == text
    }

    fn code_text(self, alphabet: Alphabet) -> &'static str {
        let at = self.row() * BOTH;
        let range = if alphabet == Alphabet::Alpha2 { at..at + 2 } else { at + 2..at + BOTH };
        COUNTRIES.get(range).unwrap_or_default()
    }

    /// Returns the country's row in every table by country.
    pub(crate) fn row(self) -> usize {
        usize::from(self.0)
    }

    /// Returns the country's entry in a table that has one entry per country.
    pub(super) fn entry<T: Copy + Default>(self, table: &[T; COUNT]) -> T {
        // Never the default: every `Country` is a row below COUNT.
        table.get(self.row()).copied().unwrap_or_default()
    }

    /// Finds the country with this alpha-2 or alpha-3 code, in any case.
    fn find(code: &str) -> Option<Self> {
        if !(2..=3).contains(&code.len()) {
            return None;
        }
        let row = *rows().get(number(code)?)?;
        (row != NONE).then_some(Self(row))
    }
}

const LETTERS: usize = 26;
const NONE: u8 = u8::MAX;

/// Returns the row of each code, by its number; [`NONE`] where there is no country. It is made when it is first needed: in
/// the module it takes a kilobyte.
fn rows() -> &'static [u8] {
    static ROWS: OnceLock<Vec<u8>> = OnceLock::new();
    ROWS.get_or_init(|| {
        let mut rows = vec![NONE; (LETTERS + 1).pow(3)];
        for country in Country::all() {
            for alphabet in [Alphabet::Alpha2, Alphabet::Alpha3] {
                let row = number(country.code_text(alphabet)).and_then(|number| rows.get_mut(number));
                row.into_iter().for_each(|row| *row = country.0);
            }
        }
        rows
    })
}

/// Reads a code as a number; `None` if it has anything but letters.
fn number(code: &str) -> Option<usize> {
    code.bytes().try_fold(0, |number, letter| Some(number * (LETTERS + 1) + digit(letter)? + 1))
}

/// Returns a letter's place in the alphabet.
fn digit(letter: u8) -> Option<usize> {
    let place = letter.to_ascii_uppercase().wrapping_sub(b'A');
    (usize::from(place) < LETTERS).then_some(place.into())
}

fn not_current(code: &str) -> NotCurrent {
    let lists = match code.len() {
        2 => [(WITHDRAWN_2, NotCurrent::Withdrawn), (RESERVED_2, NotCurrent::Reserved)],
        3 => [(WITHDRAWN_3, NotCurrent::Withdrawn), (RESERVED_3, NotCurrent::Reserved)],
        _ => return NotCurrent::Unassigned,
    };
    let code = code.as_bytes();
    let is_in = |codes: &str| codes.as_bytes().chunks_exact(code.len()).any(|known| known == code);
    let listed = lists.into_iter().find(|(codes, _)| is_in(codes)).map(|(_, reason)| reason);
    let other = || if is_user_assigned(code) { NotCurrent::UserAssigned } else { NotCurrent::Unassigned };
    listed.unwrap_or_else(other)
}

fn is_user_assigned(code: &[u8]) -> bool {
    code.iter().all(u8::is_ascii_uppercase)
        && matches!(code, [b'A', b'A', ..] | [b'Q', b'M'..=b'Z', ..] | [b'X', ..] | [b'Z', b'Z', ..])
}

#[cfg(test)]
mod tests {
    use super::{Alphabet, Country, NotCurrent};

    /// ISO 3166-1, 8.1.3: AA, QM to QZ, XA to XZ and ZZ; AAA to AAZ, QMA to QZZ, XAA to XZZ and ZZA to ZZZ.
    #[test]
    fn the_codes_for_users_are_those_of_the_standard() {
        let ranges = ["AA-AA", "QM-QZ", "XA-XZ", "ZZ-ZZ", "AAA-AAZ", "QMA-QZZ", "XAA-XZZ", "ZZA-ZZZ"];
        let ranges = ranges.map(|range| range.split_once('-').unwrap());
        let is_user_assigned = |code: &str| {
            ranges.iter().any(|(first, last)| code.len() == first.len() && (*first..=*last).contains(&code))
        };
        let count = |codes: &[String]| {
            for code in codes {
                let is_found = Country::parse(code) == Err(NotCurrent::UserAssigned);
                assert_eq!(is_found, is_user_assigned(code), "{code}");
            }
            codes.iter().filter(|code| is_user_assigned(code)).count()
        };
        let two: Vec<_> = ('A'..='Z').flat_map(|one| ('A'..='Z').map(move |two| format!("{one}{two}"))).collect();
        let three: Vec<_> = two.iter().flat_map(|two| ('A'..='Z').map(move |last| format!("{two}{last}"))).collect();
        assert_eq!((count(&two), count(&three)), (42, 1092));
        for text in ["", "X", "XABC", "XÄ", "X1", "1X"] {
            assert_eq!(Country::parse(text).err(), Some(NotCurrent::Unassigned), "{text}");
        }
    }

    #[test]
    fn only_the_upper_case_code_of_an_alphabet_is_its_code() {
        for (alphabet, other) in [(Alphabet::Alpha2, Alphabet::Alpha3), (Alphabet::Alpha3, Alphabet::Alpha2)] {
            for code in Country::all().map(|country| country.code(alphabet)) {
                assert!(Country::is_code(&code, alphabet) && !Country::is_code(&code, other), "{code}");
                assert!(!Country::is_code(&code.to_lowercase(), alphabet), "{code}");
            }
            for text in ["", "U", "ZZ", "ZZZ", "Us", "uSA", "USAA", "é", "U1"] {
                assert!(!Country::is_code(text, alphabet), "{text}");
            }
        }
    }
}
