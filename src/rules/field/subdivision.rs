//! States and provinces: the part of an ISO 3166-2 code after the hyphen, where the provider wants codes.

use super::Sent;
use super::country::Country;
use crate::data::address::{self, Use};
use crate::data::subdivision::is_code;
use crate::rules::findings::Findings;
use crate::rules::issue::{Fault, IssueCode};
use crate::rules::options::Policy;

/// What a provider takes as a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// An ISO 3166-2 code without its country.
    Code,
    /// Any text: never demanded, refused or changed.
    Free,
}

/// Returns what is sent of a state, and reports a code that the country's list does not have.
pub(crate) fn check(text: &str, rule: Rule, country: Option<Country>, findings: &mut Findings) -> Result<Sent, Fault> {
    let sent = sent(text, rule, country, findings.policy)?;
    let code = match &sent {
        Sent::AsGiven => Some(text),
        Sent::Instead(code) => Some(code.as_str()),
        Sent::Nothing(_) => None,
    };
    findings.metadata(code.and_then(|code| unknown(code, rule, country)));
    Ok(sent)
}

/// Says what is sent of a state: `"US-IL"` or `"il"` of the United States as `"IL"`.
///
/// Under [`Policy::Schema`] a text that is no code passes as it is: the published schema says `string` and nothing more.
/// Otherwise it is left out where the country's addresses do without: a person who names a county is not refused.
fn sent(text: &str, rule: Rule, country: Option<Country>, policy: Policy) -> Result<Sent, IssueCode> {
    if rule == Rule::Free {
        return Ok(Sent::AsGiven);
    }
    if country.is_some_and(|country| !has_codes(country)) {
        return Ok(if policy == Policy::Schema { Sent::AsGiven } else { Sent::Nothing(IssueCode::StateOmitted) });
    }
    if is_suffix(text) && !text.bytes().any(|b| b.is_ascii_lowercase()) {
        return Ok(Sent::AsGiven);
    }
    let upper = text.to_ascii_uppercase();
    let fault = match upper.split_once('-') {
        None if is_suffix(&upper) => return Ok(Sent::Instead(upper)),
        Some((prefix, suffix)) if is_suffix(suffix) => match (Country::from_alpha2(prefix), country) {
            (Some(given), Some(country)) if given == country => return Ok(Sent::Instead(suffix.to_owned())),
            // "LA-Est" is a place, and not a code of Laos.
            (Some(given), Some(_)) if is_code(given, suffix) == Some(true) => IssueCode::StateCountryMismatch,
            (Some(_), Some(_)) => IssueCode::StateNotCode,
            // The country itself is at fault and says so; the state cannot be judged.
            (Some(_), None) => return Ok(Sent::Instead(suffix.to_owned())),
            (None, _) => IssueCode::StateNotCode,
        },
        _ => IssueCode::StateNotCode,
    };
    let is_needed = country.is_none_or(|country| address::state(country) == Use::Required);
    match fault {
        _ if policy == Policy::Schema => Ok(Sent::AsGiven),
        IssueCode::StateNotCode if !is_needed => Ok(Sent::Nothing(IssueCode::StateOmitted)),
        fault => Err(fault),
    }
}

/// The lists of codes are older than some provinces: an unknown code is unusual, not wrong.
fn unknown(code: &str, rule: Rule, country: Option<Country>) -> Option<IssueCode> {
    let known = is_code(country.filter(|_| rule == Rule::Code)?, code)?;
    (!known).then_some(IssueCode::StateUnknown)
}

/// What it means that none was given.
pub(crate) fn absent(rule: Rule, country: Option<Country>, policy: Policy) -> Option<IssueCode> {
    let required = rule == Rule::Code
        && policy != Policy::Schema
        && country.is_some_and(|country| address::state(country) == Use::Required && has_codes(country));
    required.then_some(IssueCode::StateRequired)
}

/// Whether ISO 3166-2 has codes for the country: where it has none, as for Hong Kong's areas, a provider that wants
/// codes can want none.
fn has_codes(country: Country) -> bool {
    is_code(country, "").is_some()
}

/// ISO 3166-2 section 5.2: up to three letters or digits after the hyphen.
fn is_suffix(text: &str) -> bool {
    (1..=3).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric())
}
