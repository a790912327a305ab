//! ISO 3166-2: the codes of each country's states, provinces and counties.
//!
//! The lists lag behind reality (those of Norway and Viet Nam are years old), so a code that is not listed may still be
//! right.

use super::subdivision_table::SUBDIVISIONS;
use crate::data::country::Country;

/// Returns every code of the country: digits first, then letters, then mixed codes, and within each the shorter first.
pub(crate) fn codes(country: Country) -> impl Iterator<Item = &'static str> {
    country.entry(&SUBDIVISIONS).split_ascii_whitespace()
}

/// Returns whether the country has this code, which must be in upper case and without the country's prefix; `None` for
/// the 49 countries that have no codes.
pub(crate) fn is_code(country: Country, code: &str) -> Option<bool> {
    codes(country).next().map(|_| codes(country).any(|known| known == code))
}
