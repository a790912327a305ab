//! The parts of each country's postal addresses: their order, which of them are required, and their local names.

pub(crate) use super::address_table::LABELS;
use super::address_table::{ADDRESS, CITY_NAMES, NAMES, ORDERS, POSTAL_CODE_NAMES, STATE_NAMES};
use crate::data::country::Country;

/// A part of an address. Its value is the bit of a country's flags that says whether the part is required.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    State = 5,
    PostalCode,
    City,
    /// Street and number, on one or two lines.
    Lines,
}

/// How a country's addresses use a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Use {
    Unused,
    Used,
    /// Addresses are incomplete without the part.
    Required,
}

/// Returns the parts of the country's addresses, in the country's own order.
pub(crate) fn parts(country: Country) -> impl Iterator<Item = Part> {
    // The generator writes every order that a country refers to, so there is always one.
    let order = ORDERS.as_bytes().chunks_exact(4).nth(usize::from(country.entry(&ADDRESS) & 31)).unwrap_or_default();
    order.iter().filter_map(|letter| match letter {
        b'A' => Some(Part::Lines),
        b'C' => Some(Part::City),
        b'S' => Some(Part::State),
        b'Z' => Some(Part::PostalCode),
        _ => None,
    })
}

pub(crate) fn usage(country: Country, part: Part) -> Use {
    // Every address needs its lines, so they have no bit in the table.
    let required = u32::from(country.entry(&ADDRESS)) | 1 << Part::Lines as u32;
    if required >> part as u32 & 1 == 1 {
        Use::Required
    } else if parts(country).any(|used| used == part) {
        Use::Used
    } else {
        Use::Unused
    }
}

/// Returns the place in [`LABELS`] of the country's own name for the part, such as `zip`, `prefecture` or `post_town`.
/// The label of the lines is that of the first line.
pub(crate) fn label(country: Country, part: Part) -> usize {
    let indexes = usize::from(country.entry(&NAMES));
    match part {
        Part::Lines => 0,
        Part::State => STATE_NAMES + (indexes & 15),
        Part::PostalCode => POSTAL_CODE_NAMES + (indexes >> 4 & 3),
        Part::City => CITY_NAMES + (indexes >> 6),
    }
}

pub(crate) fn state(country: Country) -> Use {
    usage(country, Part::State)
}

pub(crate) fn postal_code(country: Country) -> Use {
    usage(country, Part::PostalCode)
}

#[cfg(test)]
mod tests {
    use super::{LABELS, Part, Use, label, parts, postal_code, state, usage};
    use crate::data::country::Country;

    fn country(alpha2: &str) -> Country {
        Country::from_alpha2(alpha2).expect(alpha2)
    }

    fn word(country: Country, part: Part) -> &'static str {
        LABELS[label(country, part)]
    }

    #[test]
    fn lookups_return_every_row_of_address_csv() {
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
                fields.map(|part| word(country, part)),
                [state_name, postal_code_name, city_name].map(|name| *name)
            );
        }
    }

    /// Includes two corrections of the source data: TT and VN.
    #[test]
    fn spot_checks_of_well_known_countries() {
        assert_eq!(postal_code(country("TT")), Use::Used);
        assert_eq!(state(country("VN")), Use::Required);
        assert_eq!(word(country("US"), Part::PostalCode), "zip");
        assert_eq!(word(country("JP"), Part::State), "prefecture");
        assert_eq!(word(country("IE"), Part::PostalCode), "eircode");
        assert_eq!(word(country("GB"), Part::City), "post_town");
        assert!(parts(country("JP")).eq([Part::PostalCode, Part::State, Part::Lines]));
    }
}
