//! Regions in which Grid confirms the contacts of a customer first: it then requires the email address, the phone number,
//! and the name of the person of a business whose contacts these are.
//!
//! The documents name the EU as an example, and do not say which country counts: it is the region of the request, else
//! the country of the address, else that of the business.

use crate::rules::field::country::{Alphabet, Country};
use crate::rules::shape::{Fields, Kind};

/// The member states of the EU (alpha-2).
const EU: [&str; 27] = [
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU", "LV",
    "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
];

/// Returns whether Grid confirms contacts in a country.
pub(super) fn confirms_contacts(country: Country) -> bool {
    EU.iter().any(|code| country.has_code(code, Alphabet::Alpha2))
}

/// Returns the country that decides.
pub(super) fn deciding_country(customer: &Fields) -> Option<Country> {
    let parse = |code: &str| Country::parse(code).ok();
    let of_part = |name| {
        let Kind::Object(shape) = customer.shape.field(name)?.kind else { return None };
        let (_, country) = shape.value_of("country", customer.get(name))?;
        parse(country.text()?)
    };
    let region = customer.get("region").text().and_then(parse);
    region.or_else(|| of_part("address")).or_else(|| of_part("businessInfo")).or_else(|| of_part("business"))
}
