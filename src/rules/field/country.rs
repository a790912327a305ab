//! Countries by their ISO 3166-1 code. Either alphabet and any case is accepted; each provider is sent its own.

pub use crate::data::country::{Alphabet, Country, NotCurrent};
use crate::rules::issue::{Fault, IssueCode};
use crate::value::untrusted::Object;

/// Returns the code to send.
pub(crate) fn check(text: &str, alphabet: Alphabet) -> Result<String, Fault> {
    match Country::parse(text) {
        Ok(country) => Ok(country.code(alphabet)),
        Err(reason) => Err(Fault::with(IssueCode::CountryUnknown, reason.as_str())),
    }
}

/// The country given in the same object, which decides what its state and postal code may be.
pub(crate) fn beside(siblings: &Object) -> Option<Country> {
    Country::parse(siblings.text("country")?).ok()
}
