//! ISO 3166-1: the 249 countries, and what a code is that belongs to none of them.

use std::ops::Range;

use super::country_table::{COUNTRIES, RESERVED_2, RESERVED_3, WITHDRAWN_2, WITHDRAWN_3};

/// Which of the two codes of a country.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alphabet {
    /// Two letters, such as `US`.
    Alpha2,
    /// Three letters, such as `USA`.
    Alpha3,
}

impl Alphabet {
    /// The columns of the table that hold this code.
    const fn columns(self) -> Range<usize> {
        match self {
            Self::Alpha2 => 0..2,
            Self::Alpha3 => 2..5,
        }
    }
}

/// How many letters a row of the table has.
const ROW: usize = 5;
/// How many countries there are.
const COUNT: usize = COUNTRIES.len() / ROW;

/// Why a code is not a current country code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotCurrent {
    /// ISO 3166-3 lists it: a country had it once.
    Withdrawn,
    /// ISO reserves it, for an organisation or at somebody's request.
    Reserved,
    /// AA, QM to QZ, XA to XZ and ZZ, and likewise with three letters (ISO 3166-1 section 8.1.3): Kosovo's XK and XKX.
    UserAssigned,
    /// Not assigned to anything.
    Unassigned,
}

impl NotCurrent {
    /// The reason as it stands in results.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Withdrawn => "withdrawn",
            Self::Reserved => "reserved",
            Self::UserAssigned => "user_assigned",
            Self::Unassigned => "unassigned",
        }
    }
}

/// A country that has an ISO 3166-1 code today.
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
    /// Reads an alpha-2 or alpha-3 code in any case.
    pub fn parse(text: &str) -> Result<Self, NotCurrent> {
        let code = text.to_ascii_uppercase();
        Self::find(&code).ok_or_else(|| not_current(&code))
    }

    /// Every country, in the order of the tables: by alpha-2 code.
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        (0..COUNT as u8).map(Self)
    }

    /// The country with this upper-case alpha-2 code.
    pub(crate) fn from_alpha2(code: &str) -> Option<Self> {
        Self::find(code).filter(|_| code.len() == 2)
    }

    /// The country's code.
    pub fn code(self, alphabet: Alphabet) -> String {
        alphabet.columns().map(|column| char::from(letter(self.row(), column))).collect()
    }

    /// The country's row in all tables by country.
    pub(crate) fn row(self) -> usize {
        usize::from(self.0)
    }

    fn find(code: &str) -> Option<Self> {
        u8::try_from(row_of(code)?).ok().map(Self)
    }
}

/// The row of the country with this upper-case code, alpha-2 or alpha-3. Rows are sorted by alpha-2, and nearly every
/// alpha-3 starts with the same letter: the search starts at that letter and wraps around.
fn row_of(code: &str) -> Option<usize> {
    let columns = match code.len() {
        2 => Alphabet::Alpha2.columns(),
        3 => Alphabet::Alpha3.columns(),
        _ => return None,
    };
    let first = COUNTRIES.as_bytes().get(..COUNT)?;
    let start = first.partition_point(|letter| Some(letter) < code.as_bytes().first());
    let is_code = |row| columns.clone().zip(code.bytes()).all(|(column, byte)| letter(row, column) == byte);
    (start..start + COUNT).map(|row| row % COUNT).find(|row| is_code(*row))
}

/// The table is stored column by column, which compresses better.
fn letter(row: usize, column: usize) -> u8 {
    COUNTRIES.as_bytes().get(column * COUNT + row).copied().unwrap_or_default()
}

/// Why an upper-case code is not a country's.
fn not_current(code: &str) -> NotCurrent {
    let (withdrawn, reserved) = match code.len() {
        2 => (WITHDRAWN_2, RESERVED_2),
        3 => (WITHDRAWN_3, RESERVED_3),
        _ => return NotCurrent::Unassigned,
    };
    let code = code.as_bytes();
    let is_in = |codes: &str| codes.as_bytes().chunks_exact(code.len()).any(|known| known == code);
    if is_in(withdrawn) {
        NotCurrent::Withdrawn
    } else if is_in(reserved) {
        NotCurrent::Reserved
    } else if is_user_assigned(code) {
        NotCurrent::UserAssigned
    } else {
        NotCurrent::Unassigned
    }
}

fn is_user_assigned(code: &[u8]) -> bool {
    code.iter().all(u8::is_ascii_uppercase)
        && matches!(code, [b'A', b'A', ..] | [b'Q', b'M'..=b'Z', ..] | [b'X', ..] | [b'Z', b'Z', ..])
}
