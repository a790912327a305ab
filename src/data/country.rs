//! ISO 3166-1: the 249 countries, and the codes that are none.

use super::country_table::{COUNTRIES, FORMER};

const ROW: usize = 5;

/// How many countries there are.
pub(crate) const COUNT: usize = COUNTRIES.len() / ROW;

/// Why a code is not a country's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NotCurrent {
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
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Withdrawn => "withdrawn",
            Self::Reserved => "reserved",
            Self::UserAssigned => "user_assigned",
            Self::Unassigned => "unassigned",
        }
    }
}

/// Alpha-2 and alpha-3 code of the country in that row.
pub(crate) fn codes(row: usize) -> (&'static str, &'static str) {
    COUNTRIES.get(row * ROW..(row + 1) * ROW).and_then(|codes| codes.split_at_checked(2)).unwrap_or_default()
}

/// The row of the country with that upper-case code, alpha-2 or alpha-3. Rows are sorted by alpha-2, and nearly every
/// alpha-3 starts with the same letter: the search starts at that letter and comes around.
pub(crate) fn find(code: &str) -> Option<usize> {
    let (rows, _) = COUNTRIES.as_bytes().as_chunks::<ROW>();
    let code = code.as_bytes();
    let start = rows.partition_point(|row| row.first() < code.first());
    let has_code = |[x, y, u, v, w]: &[u8; ROW]| match code {
        [a, b] => a == x && b == y,
        [a, b, c] => a == u && b == v && c == w,
        _ => false,
    };
    let (before, from) = rows.split_at_checked(start)?;
    let later = from.iter().position(has_code).map(|at| start + at);
    later.or_else(|| before.iter().position(has_code))
}

/// What an upper-case code is that is no country's.
pub(crate) fn not_current(code: &str) -> NotCurrent {
    let former = FORMER.as_bytes().chunks_exact(6).find_map(|row| {
        let (codes, mark) = row.split_at_checked(5)?;
        let (alpha2, alpha3) = codes.split_at_checked(2)?;
        (code.as_bytes() == alpha2 || code.as_bytes() == alpha3).then_some(mark)
    });
    match former {
        Some(b"W") => NotCurrent::Withdrawn,
        Some(_) => NotCurrent::Reserved,
        None if is_user_assigned(code.as_bytes()) => NotCurrent::UserAssigned,
        None => NotCurrent::Unassigned,
    }
}

fn is_user_assigned(code: &[u8]) -> bool {
    (code.len() == 2 || code.len() == 3)
        && code.iter().all(u8::is_ascii_uppercase)
        && matches!(code, [b'A', b'A', ..] | [b'Q', b'M'..=b'Z', ..] | [b'X', ..] | [b'Z', b'Z', ..])
}
