//! Postal codes: whether an address needs one, and whether it has the country's format.

use std::borrow::Cow;

use super::country::Country;
use super::text;
pub(crate) use crate::data::address::{Use, postal_code as usage};
use crate::data::postal_code::matches_format;
use crate::rules::issue::IssueCode;
use crate::rules::options::Policy;

/// The maximum number of code points. The longest format of any country has 10 (`data/postal-codes.csv`); twice that
/// leaves room for prefixes and separators.
pub(crate) const MAX: usize = 20;

/// Marks that Japan writes before a postal code: `〒100-0001`.
const MARKS: [char; 3] = ['〒', '〶', '〠'];

/// Normalizes a postal code as any other code, without the mark that says that it is one.
pub(crate) fn normalize(code: &mut Cow<str>) {
    text::normalize_code(code);
    if code.starts_with(MARKS) {
        *code = code.trim_start_matches(MARKS).trim_start().to_owned().into();
    }
}

/// Returns the warning for a postal code that does not have the country's format.
///
/// The formats are older than some codes, so a mismatch is unusual but not wrong.
pub(crate) fn warning(text: &str, country: Option<Country>) -> Option<IssueCode> {
    (!matches_format(country?, text)).then_some(IssueCode::PostalCodeFormat)
}

/// Returns the issue for a missing postal code, if the country's addresses require one.
pub(crate) fn issue_if_absent(country: Option<Country>, policy: Policy) -> Option<IssueCode> {
    let required = policy != Policy::Schema && country.is_some_and(|c| usage(c) == Use::Required);
    required.then_some(IssueCode::PostalCodeRequired)
}

/// Returns the warning for a missing postal code, if the country's addresses can have one.
pub(crate) fn warning_if_absent(country: Option<Country>, policy: Policy) -> Option<IssueCode> {
    let used = policy != Policy::Schema && country.is_some_and(|c| usage(c) == Use::Used);
    used.then_some(IssueCode::PostalCodeMissing)
}
