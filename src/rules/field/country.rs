//! Countries by ISO 3166-1 code. Both alphabets are accepted, in any case; each provider is sent its own alphabet.

pub use crate::data::country::{Alphabet, Country, NotCurrent};
use crate::rules::issue::{Fault, IssueCode};
use crate::value::untrusted::Object;

/// Returns the country's code in the provider's alphabet.
pub(crate) fn check(text: &str, alphabet: Alphabet) -> Result<String, Fault> {
    match Country::parse(text) {
        Ok(country) => Ok(country.code(alphabet)),
        Err(reason) => Err(Fault::with(IssueCode::CountryUnknown, reason.as_str())),
    }
}

/// Returns the country of an address, which decides how its state and postal code are checked.
pub(crate) fn country_of(address: &Object) -> Option<Country> {
    Country::parse(address.text("country")?).ok()
}
