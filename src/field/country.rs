//! Countries by their ISO 3166-1 code. Either alphabet and any case is understood; each provider is sent its own.

use crate::data::country;
pub use crate::data::country::NotCurrent;
use crate::draft::Object;

/// Which of the two codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alphabet {
    /// Two letters, such as `US`.
    Alpha2,
    /// Three letters, such as `USA`.
    Alpha3,
}

/// A country that has an ISO 3166-1 code today.
///
/// ```
/// use kyclink::field::country::{Alphabet, Country};
/// let country = Country::parse("usa").expect("a current code");
/// assert_eq!(country.code(Alphabet::Alpha2), "US");
/// assert!(Country::parse("XKX").is_err());
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Country(u8);

impl Country {
    /// Understands a code of either alphabet in any case.
    pub fn parse(text: &str) -> Result<Self, NotCurrent> {
        let code = text.to_ascii_uppercase();
        Self::find(&code).ok_or_else(|| country::not_current(&code))
    }

    /// Every country, in the order of the tables.
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        (0..country::COUNT as u8).map(Self)
    }

    /// The country with that upper-case alpha-2 code.
    pub(crate) fn from_alpha2(code: &str) -> Option<Self> {
        Self::find(code).filter(|_| code.len() == 2)
    }

    /// Its code.
    pub fn code(self, alphabet: Alphabet) -> String {
        let columns = match alphabet {
            Alphabet::Alpha2 => country::ALPHA2,
            Alphabet::Alpha3 => country::ALPHA3,
        };
        country::code(self.row(), columns)
    }

    /// Its row in the tables by country.
    pub(crate) fn row(self) -> usize {
        usize::from(self.0)
    }

    fn find(code: &str) -> Option<Self> {
        u8::try_from(country::find(code)?).ok().map(Self)
    }
}

/// The country named beside a field, where there is a valid one.
pub(crate) fn beside(siblings: &Object) -> Option<Country> {
    Country::parse(siblings.text("country")?).ok()
}
