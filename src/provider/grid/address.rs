//! `Address`: `line1`, `postalCode` and `country` are required in every country, and no field has a maximum length.

use crate::rules::field::country::Alphabet;
use crate::rules::field::subdivision::SubdivisionRule;
use crate::rules::shape::{Field, Kind, Shape};

const LINE: Kind = Kind::Text { max: None };

pub(super) static FIELDS: &[Field] = &[
    Field::required("line1", LINE),
    Field::optional("line2", LINE),
    Field::optional("city", LINE),
    Field::optional("state", Kind::Subdivision(SubdivisionRule::FreeText)),
    Field::required("postalCode", Kind::PostalCode),
    Field::required("country", Kind::Country(Alphabet::Alpha2)),
];

pub(super) static SHAPE: Shape = Shape::new(FIELDS);
