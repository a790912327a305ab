//! ISO 3166-1: the 249 countries, and the codes that are none.

use std::ops::Range;

use super::country_table::{COUNTRIES, RESERVED_2, RESERVED_3, WITHDRAWN_2, WITHDRAWN_3};
use crate::ascii::character;

/// How many countries there are.
pub(crate) const COUNT: usize = COUNTRIES.len() / ALPHA3.end;

/// The columns of an alpha-2 code.
pub(crate) const ALPHA2: Range<usize> = 0..2;
/// The columns of an alpha-3 code.
pub(crate) const ALPHA3: Range<usize> = 2..5;

/// Why a code is not a country's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotCurrent {
    /// ISO 3166-3 lists it: a country had it once.
    Withdrawn,
    /// ISO reserves it, for an organisation or at somebody's request.
    Reserved,
    /// AA, QM to QZ, XA to XZ and ZZ, and likewise with three letters (ISO 3166-1 section 8.1.3): Kosovo's XK and XKX.
    UserAssigned,
    /// Nobody's.
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

/// The code in those columns of the country in that row.
pub(crate) fn code(row: usize, columns: Range<usize>) -> String {
    columns.map(|column| character(COUNTRIES, place(row, column))).collect()
}

/// The row of the country with that upper-case code, alpha-2 or alpha-3. Rows are sorted by alpha-2, and nearly every
/// alpha-3 starts with the same letter: the search starts at that letter and comes around.
pub(crate) fn find(code: &str) -> Option<usize> {
    let columns = match code.len() {
        2 => ALPHA2,
        3 => ALPHA3,
        _ => return None,
    };
    let first = COUNTRIES.as_bytes().get(..COUNT)?;
    let start = first.partition_point(|letter| Some(letter) < code.as_bytes().first());
    let is_code = |row| columns.clone().zip(code.bytes()).all(|(column, byte)| letter(row, column) == byte);
    (start..start + COUNT).map(|row| row % COUNT).find(|row| is_code(*row))
}

fn letter(row: usize, column: usize) -> u8 {
    COUNTRIES.as_bytes().get(place(row, column)).copied().unwrap_or_default()
}

fn place(row: usize, column: usize) -> usize {
    column * COUNT + row
}

/// What an upper-case code is that is no country's.
pub(crate) fn not_current(code: &str) -> NotCurrent {
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
