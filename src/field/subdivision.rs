//! States and provinces: the part of an ISO 3166-2 code after the hyphen, where the provider wants codes.

use super::country::Country;
use crate::ascii::split_once;
use crate::check::Policy;
use crate::data::address::{self, Use};
use crate::data::subdivision::is_code;
use crate::issue::IssueCode;

/// What a provider takes as a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// An ISO 3166-2 code without its country.
    Code,
    /// Any text: never demanded, refused or changed.
    Free,
}

/// Returns the state as it is to be sent where that differs: `"US-IL"` or `"il"` of the United States as `"IL"`.
///
/// Under [`Policy::Schema`] a text that is no code passes as it is: the published schema says `string` and nothing more.
pub(crate) fn check(
    text: &str,
    rule: Rule,
    country: Option<Country>,
    policy: Policy,
) -> Result<Option<String>, IssueCode> {
    if rule == Rule::Free || (is_suffix(text) && !text.bytes().any(|b| b.is_ascii_lowercase())) {
        return Ok(None);
    }
    let upper = text.to_ascii_uppercase();
    let fault = match split_once(&upper, b'-') {
        None if is_suffix(&upper) => return Ok(Some(upper)),
        Some((prefix, suffix)) if is_suffix(suffix) => match (Country::from_alpha2(prefix), country) {
            (Some(given), Some(country)) if given == country => return Ok(Some(suffix.to_owned())),
            (Some(_), Some(_)) => IssueCode::StateCountryMismatch,
            // The country itself is at fault and says so; the state cannot be judged.
            (Some(_), None) => return Ok(Some(suffix.to_owned())),
            (None, _) => IssueCode::StateNotCode,
        },
        _ => IssueCode::StateNotCode,
    };
    // Where ISO has no codes for the country, as for Hong Kong's areas, the provider can want none.
    let has_no_codes = country.is_some_and(|country| is_code(country, "").is_none());
    let passes = policy == Policy::Schema || (has_no_codes && fault == IssueCode::StateNotCode);
    if passes { Ok(None) } else { Err(fault) }
}

/// The lists of codes are older than some provinces: an unknown code is unusual, not wrong.
pub(crate) fn warning(code: &str, rule: Rule, country: Option<Country>) -> Option<IssueCode> {
    let known = is_code(country.filter(|_| rule == Rule::Code)?, code)?;
    (!known).then_some(IssueCode::StateUnknown)
}

/// What it means that none was given.
pub(crate) fn absent(rule: Rule, country: Option<Country>, policy: Policy) -> Option<IssueCode> {
    let required = rule == Rule::Code
        && policy != Policy::Schema
        && country.is_some_and(|country| address::state(country) == Use::Required);
    required.then_some(IssueCode::StateRequired)
}

/// ISO 3166-2 section 5.2: up to three letters or digits after the hyphen.
fn is_suffix(text: &str) -> bool {
    (1..=3).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric())
}
