//! What each country's postal address has, in which order, and what the country calls it.

use super::address_table::{ADDRESS, CITY_NAMES, NAMES, ORDERS, POSTAL_CODE_NAMES, STATE_NAMES};
use crate::data::country::Country;

/// A part of an address that countries differ in: its bit among the flags of a country says whether it is required.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// The state or province.
    State = 5,
    /// The postal code.
    PostalCode,
    /// The city.
    City,
    /// Street and number: one field or two.
    Lines,
}

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

/// The parts that the country's addresses have, in the country's own order.
pub(crate) fn parts(country: Country) -> impl Iterator<Item = Part> {
    order(country).iter().filter_map(|letter| match letter {
        b'A' => Some(Part::Lines),
        b'C' => Some(Part::City),
        b'S' => Some(Part::State),
        b'Z' => Some(Part::PostalCode),
        _ => None,
    })
}

/// Whether the country's addresses have that part.
pub(crate) fn usage(country: Country, part: Part) -> Use {
    // No address is complete without its lines: they have no bit in the table.
    let required = u32::from(flags(country)) | 1 << Part::Lines as u32;
    if required >> part as u32 & 1 == 1 {
        Use::Required
    } else if parts(country).any(|used| used == part) {
        Use::Used
    } else {
        Use::Unused
    }
}

/// What the country calls that part: `zip`, `prefecture`, `post_town` … The lines have no name of their own.
pub(crate) fn name(country: Country, part: Part) -> Option<&'static str> {
    let numbers = usize::from(NAMES.get(country.row()).copied().unwrap_or_default());
    match part {
        Part::Lines => None,
        Part::State => STATE_NAMES.split('|').nth(numbers & 15),
        Part::PostalCode => POSTAL_CODE_NAMES.split('|').nth(numbers >> 4 & 3),
        Part::City => CITY_NAMES.split('|').nth(numbers >> 6),
    }
}

/// The state or province.
pub(crate) fn state(country: Country) -> Use {
    usage(country, Part::State)
}

/// The postal code.
pub(crate) fn postal_code(country: Country) -> Use {
    usage(country, Part::PostalCode)
}

fn order(country: Country) -> &'static [u8] {
    ORDERS.as_bytes().chunks_exact(4).nth(usize::from(flags(country) & 31)).unwrap_or_default()
}

fn flags(country: Country) -> u8 {
    ADDRESS.get(country.row()).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{Part, Use, name, parts, postal_code, state, usage};
    use crate::data::country::Country;

    fn country(alpha2: &str) -> Country {
        Country::from_alpha2(alpha2).expect(alpha2)
    }

    /// `data/address.csv`, row by row, as the lookups give it back.
    #[test]
    fn lookups_give_back_the_source_table() {
        for line in include_str!("../../data/address.csv").lines().skip(1) {
            let row: Vec<_> = line.split(',').collect();
            let [code, order, levels @ .., state_name, postal_code_name, city_name] = row.as_slice() else {
                panic!("{line}");
            };
            let country = country(code);
            let letters: String = parts(country)
                .map(|part| match part {
                    Part::Lines => 'A',
                    Part::City => 'C',
                    Part::State => 'S',
                    Part::PostalCode => 'Z',
                })
                .collect();
            assert_eq!(&letters, order, "{code}");
            let fields = [Part::State, Part::PostalCode, Part::City];
            let used = fields.map(|part| match usage(country, part) {
                Use::Unused => "unused",
                Use::Used => "used",
                Use::Required => "required",
            });
            assert_eq!(used.as_slice(), levels, "{code}");
            assert_eq!(
                fields.map(|part| name(country, part)),
                [state_name, postal_code_name, city_name].map(|n| Some(*n))
            );
        }
    }

    /// Two corrections of the source's data, and what a form shows for a few countries.
    #[test]
    fn known_countries() {
        assert_eq!(postal_code(country("TT")), Use::Used);
        assert_eq!(state(country("VN")), Use::Required);
        assert_eq!(name(country("US"), Part::PostalCode), Some("zip"));
        assert_eq!(name(country("JP"), Part::State), Some("prefecture"));
        assert_eq!(name(country("IE"), Part::PostalCode), Some("eircode"));
        assert_eq!(name(country("GB"), Part::City), Some("post_town"));
        assert!(parts(country("JP")).eq([Part::PostalCode, Part::State, Part::Lines]));
    }
}
