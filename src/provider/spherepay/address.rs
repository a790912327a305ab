//! The address of `POST /v2/customer/kyc-link`: a person's residence, or the registered address of a business.

use crate::rules::field::country::Alphabet;
use crate::rules::field::subdivision::SubdivisionRule;
use crate::rules::shape::{Field, Kind, Shape};

pub(super) const LINE: Kind = Kind::Text { max: Some(255) };

pub(super) const STATE: Field = Field::optional("state", Kind::Subdivision(SubdivisionRule::Code));
pub(super) const COUNTRY: Field = Field::required("country", Kind::Country(Alphabet::Alpha3));

/// `state` and `postalCode` are required "for countries that have" them. SpherePay publishes no list of countries, so the
/// country's postal format decides, unless the policy is `schema`.
pub(super) static FIELDS: &[Field] = &[
    Field::required("line1", LINE),
    Field::optional("line2", LINE),
    Field::required("city", LINE),
    STATE,
    Field::optional("postalCode", Kind::PostalCode),
    COUNTRY,
];

pub(super) static SHAPE: Shape = Shape::new(FIELDS);
