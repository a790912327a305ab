//! Postal codes. What a country's code looks like is metadata; whether its addresses need one decides here.

use super::country::Country;
pub(crate) use crate::data::address::{Use, postal_code as usage};
use crate::data::postal_code::fits;
use crate::rules::issue::IssueCode;
use crate::rules::options::Policy;

/// The most code points. The longest form of any country has 10 (`data/postal-codes.csv`); twice that leaves room for
/// what people write around it.
pub(crate) const MAX: usize = 20;

/// The patterns are older than some codes: another form is unusual, not wrong.
pub(crate) fn warning(text: &str, country: Option<Country>) -> Option<IssueCode> {
    (!fits(country?, text)).then_some(IssueCode::PostalCodeFormat)
}

/// What it means that none was given. Countries that have no postal codes are never asked for one.
pub(crate) fn absent(country: Option<Country>, policy: Policy) -> Option<IssueCode> {
    let required = policy != Policy::Schema && country.is_some_and(|c| usage(c) == Use::Required);
    required.then_some(IssueCode::PostalCodeRequired)
}

/// Warns where the country's addresses mostly have one and may do without.
pub(crate) fn missing(country: Option<Country>, policy: Policy) -> Option<IssueCode> {
    let used = policy != Policy::Schema && country.is_some_and(|c| usage(c) == Use::Used);
    used.then_some(IssueCode::PostalCodeMissing)
}
