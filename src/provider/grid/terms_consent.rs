//! `EndUserTermsConsentRequest`: the evidence that a customer has accepted the terms.

use super::enums::ACCEPTANCE_METHOD;
use crate::rules::shape::{Field, Kind, Shape};

pub(super) static SHAPE: Shape = Shape::new(&[
    Field::required("acceptedAt", Kind::Timestamp),
    Field::required("ipAddress", Kind::Text { max: Some(45) }),
    Field::required("termsVersion", Kind::Text { max: None }),
    Field::required("acceptanceMethod", Kind::Choice(ACCEPTANCE_METHOD)),
]);
