//! `Address`: `line1`, `postalCode` and `country` are required in every country, and no field has a maximum length.

use crate::rules::field::country::Alphabet;
use crate::rules::field::subdivision::SubdivisionRule;
use crate::rules::shape::{Field, Kind, Shape};

const LINE: Kind = Kind::Text { max: None };

pub(super) static FIELDS: &[Field] = &[
    /// Street and number.
    Field::required("line1", LINE),
    /// Apartment, building or floor.
    Field::optional("line2", LINE),
    /// City or town.
    Field::optional("city", LINE),
    /// State or province: any text.
    Field::optional("state", Kind::Subdivision(SubdivisionRule::FreeText)),
    /// Postal code. Always required: in a country without postal codes, omit the whole address.
    Field::required("postalCode", Kind::PostalCode),
    /// ISO 3166-1 code, sent as alpha-2: `"US"`. Alpha-3 and lower case are converted.
    Field::required("country", Kind::Country(Alphabet::Alpha2)),
];

/// An address at Grid.
pub(super) static SHAPE: Shape = Shape::new(FIELDS);
