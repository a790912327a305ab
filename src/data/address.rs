//! What each country's postal address has.

use super::address_table::ADDRESS;
use crate::field::country::Country;

/// Whether a country's addresses have a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Use {
    /// They do not have it.
    Unused,
    /// They may have it.
    Used,
    /// They are not complete without it.
    Required,
}

/// The state or province.
pub(crate) fn state(country: Country) -> Use {
    level(country, 0)
}

/// The postal code.
pub(crate) fn postal_code(country: Country) -> Use {
    level(country, 2)
}

fn level(country: Country, shift: u32) -> Use {
    match ADDRESS.get(country.row()).map_or(0, |flags| flags >> shift & 3) {
        0 => Use::Unused,
        1 => Use::Used,
        _ => Use::Required,
    }
}
