//! Postal codes. What a country's code looks like is metadata; whether its addresses need one decides here.

use super::country::Country;
use crate::check::{Fault, Policy};
use crate::data::address::{self, Use};
use crate::data::postal_code::fits;
use crate::issue::IssueCode;

/// The patterns are older than some codes: another form is unusual, not wrong.
pub(crate) fn warning(text: &str, country: Option<Country>) -> Option<Fault> {
    (!fits(country?, text)).then(|| Fault::new(IssueCode::PostalCodeFormat))
}

/// What it means that none was given. Countries that have no postal codes are never asked for one.
pub(crate) fn absent(country: Option<Country>, policy: Policy) -> Option<Fault> {
    let required = policy != Policy::Schema && country.is_some_and(|c| address::postal_code(c) == Use::Required);
    required.then(|| Fault::new(IssueCode::PostalCodeRequired))
}
