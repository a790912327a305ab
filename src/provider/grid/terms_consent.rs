//! `EndUserTermsConsentRequest`: the evidence that a customer has accepted the terms.

use super::enums::ACCEPTANCE_METHOD;
use crate::rules::shape::{Field, Kind, Shape};

/// A customer's consent to Grid's terms.
pub(super) static SHAPE: Shape = Shape::new(&[
    /// When the customer accepted: RFC 3339 timestamp with an offset.
    Field::required("acceptedAt", Kind::Timestamp),
    /// The customer's IP address, at most 45 characters.
    Field::required("ipAddress", Kind::Text { max: Some(45) }),
    /// The `version` from `grid.getEndUserTerms`, at most 64 characters.
    Field::required("termsVersion", Kind::Text { max: Some(64) }),
    /// How the customer accepted.
    Field::required("acceptanceMethod", Kind::Choice(ACCEPTANCE_METHOD)),
]);

/// A customer's consent to one agreement of `grid.listAgreements`. Accepting one never implies another.
pub(super) static AGREEMENT_CONSENT: Shape = Shape::new(&[
    /// The agreement's `type`.
    Field::required("type", Kind::Text { max: None }),
    /// When the customer accepted: RFC 3339 timestamp with an offset.
    Field::required("acceptedAt", Kind::Timestamp),
    /// The customer's IP address, at most 45 characters.
    Field::required("ipAddress", Kind::Text { max: Some(45) }),
    /// The agreement's `version`, at most 64 characters.
    Field::required("termsVersion", Kind::Text { max: Some(64) }),
    /// How the customer accepted.
    Field::required("acceptanceMethod", Kind::Choice(ACCEPTANCE_METHOD)),
]);

/// Each consent of a customer.
pub(super) const AGREEMENT_CONSENTS: Kind = Kind::List(&Kind::Object(&AGREEMENT_CONSENT));
