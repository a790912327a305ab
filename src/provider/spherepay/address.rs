//! The address of `POST /v2/customer/kyc-link`: a person's residence, or the registered address of a business.

use crate::rules::field::country::Alphabet;
use crate::rules::field::subdivision::SubdivisionRule;
use crate::rules::shape::{Field, Kind, Shape};

pub(super) const LINE: Kind = Kind::Text { max: Some(255) };

/// ISO 3166-2 code without the country: `"IL"`. `"US-IL"` and lower case are converted. Some countries require it.
pub(super) const STATE: Field = Field::optional("state", Kind::Subdivision(SubdivisionRule::Code));
/// ISO 3166-1 code, sent as alpha-3: `"USA"`. Alpha-2 and lower case are converted.
pub(super) const COUNTRY: Field = Field::required("country", Kind::Country(Alphabet::Alpha3));

/// `state` and `postalCode` are required "for countries that have" them. SpherePay publishes no list of countries, so
/// the country's postal format decides, unless the policy is `schema`.
pub(super) static FIELDS: &[Field] = &[
    /// Street and number, 1 to 255 characters.
    Field::required("line1", LINE),
    /// Apartment, building or floor, at most 255 characters.
    Field::optional("line2", LINE),
    /// City or town, 1 to 255 characters.
    Field::required("city", LINE),
    STATE,
    /// Postal code, at most 20 characters. Some countries require it.
    Field::optional("postalCode", Kind::PostalCode),
    COUNTRY,
];

/// A complete address: where the person lives, or where the business is registered.
pub(super) static SHAPE: Shape = Shape::new(FIELDS);
