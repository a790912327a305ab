//! Countries by ISO 3166-1 code. Both alphabets are accepted, in any case; each provider is sent its own alphabet.

use std::borrow::Cow;

use super::{Sent, text};
pub use crate::data::country::{Alphabet, Country, NotCurrent};
use crate::rules::issue::{Fault, IssueCode};

/// Returns what is sent: the country's code in the provider's alphabet.
pub(crate) fn check(text: &str, alphabet: Alphabet) -> Result<Sent, Fault> {
    match Country::parse(text) {
        Ok(country) if country.has_code(text, alphabet) => Ok(Sent::AsGiven),
        Ok(country) => Ok(Sent::Instead(country.code(alphabet))),
        Err(reason) => Err(Fault::with(IssueCode::CountryUnknown, reason.as_str())),
    }
}

/// Returns the country of a code as it was typed, which validation alone would refuse.
pub(crate) fn typed(code: &str) -> Option<Country> {
    let mut code = Cow::Borrowed(code);
    text::normalize_code(&mut code);
    Country::parse(&code).ok()
}
