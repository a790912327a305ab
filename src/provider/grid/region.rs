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

#[cfg(test)]
mod tests {
    use super::confirms_contacts;
    use crate::rules::field::country::Country;

    /// The member states by their names, and neighbours that are none: members of the EEA, former ones, candidates, and
    /// territories with codes of their own.
    #[test]
    fn the_eu_has_its_members_and_no_others() {
        let is_in = |code: &str| Country::parse(code).is_ok_and(confirms_contacts);
        let alpha3 = "AUT BEL BGR HRV CYP CZE DNK EST FIN FRA DEU GRC HUN IRL ITA LVA LTU LUX MLT NLD POL PRT ROU SVK SVN \
            ESP SWE";
        assert_eq!(alpha3.split(' ').filter(|code| !is_in(code)).collect::<Vec<_>>(), Vec::<&str>::new());
        for code in "ISL LIE NOR CHE GBR UKR MDA SRB TUR ALB MNE MKD BIH GEO AND MCO SMR VAT GRL FRO GIB US".split(' ')
        {
            assert!(!is_in(code), "{code}");
        }
        let all = ('A'..='Z').flat_map(|a| ('A'..='Z').map(move |b| [a, b].iter().collect::<String>()));
        assert_eq!(all.filter(|code| is_in(code)).count(), 27);
    }
}
