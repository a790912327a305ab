//! `EndUserTermsConsentRequest`: the evidence that a customer has accepted the terms.

use super::enums::ACCEPTANCE_METHOD;
use crate::rules::shape::{Field, Kind, Shape};

/// A customer's consent to Grid's terms.
pub(super) static SHAPE: Shape = Shape::new(&[
    /// When the customer accepted: RFC 3339 timestamp with an offset.
    Field::required("acceptedAt", Kind::Timestamp),
    /// The customer's IP address, at most 45 characters.
    Field::required("ipAddress", Kind::Text { max: Some(45) }),
    /// The `version` from `grid.getEndUserTerms`.
    Field::required("termsVersion", Kind::Text { max: None }),
    /// How the customer accepted.
    Field::required("acceptanceMethod", Kind::Choice(ACCEPTANCE_METHOD)),
]);
