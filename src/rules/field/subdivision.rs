//! States and provinces: for providers that want codes, the part of an ISO 3166-2 code after the hyphen.

use super::Sent;
use super::country::Country;
use crate::data::address::{self, Use};
use crate::data::subdivision::is_code;
use crate::rules::findings::Findings;
use crate::rules::issue::{Fault, IssueCode};
use crate::rules::options::Policy;

/// What a provider accepts as a state.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SubdivisionRule {
    /// An ISO 3166-2 code without the country's prefix.
    Code,
    /// Any text, which is never required, refused or changed.
    FreeText,
}

/// Returns whether a text is sent as it is, and without a warning.
pub(crate) fn needs_no_check(text: &str, rule: SubdivisionRule, country: Country) -> bool {
    rule == SubdivisionRule::Code && is_code(country, text) == Some(true)
}

/// Returns what is sent for a state, and warns about a code that the country's list lacks.
pub(crate) fn check(
    text: &str,
    rule: SubdivisionRule,
    country: Option<Country>,
    findings: &mut Findings,
) -> Result<Sent, Fault> {
    let sent = sent(text, rule, country, findings.policy)?;
    let code = match &sent {
        Sent::AsGiven => Some(text),
        Sent::Instead(code) => Some(code.as_str()),
        Sent::Nothing(_) => None,
    };
    findings.metadata(code.and_then(|code| warning_if_unlisted(code, rule, country)));
    Ok(sent)
}

/// Returns what is sent for a state: `"IL"` for `"US-IL"` or `"il"` in the United States.
///
/// Under [`Policy::Schema`], a string that is not a code is sent as given, because the published schema says `string`
/// and nothing more. Otherwise it is omitted if the country's addresses do not need a state, so that a person who gives
/// a county's name is not refused.
fn sent(text: &str, rule: SubdivisionRule, country: Option<Country>, policy: Policy) -> Result<Sent, IssueCode> {
    if rule == SubdivisionRule::FreeText {
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
            // A prefix alone proves nothing: "LA-Est" is a place name, not a code of Laos.
            (Some(given), Some(_)) if is_code(given, suffix) == Some(true) => IssueCode::StateCountryMismatch,
            (Some(_), Some(_)) => IssueCode::StateNotCode,
            // The invalid country has an issue of its own; without a country the state cannot be checked.
            (Some(_), None) => return Ok(Sent::Instead(suffix.to_owned())),
            (None, _) => IssueCode::StateNotCode,
        },
        _ => IssueCode::StateNotCode,
    };
    let requires_state = country.is_none_or(|country| address::state(country) == Use::Required);
    match fault {
        _ if policy == Policy::Schema => Ok(Sent::AsGiven),
        IssueCode::StateNotCode if !requires_state => Ok(Sent::Nothing(IssueCode::StateOmitted)),
        fault => Err(fault),
    }
}

/// Returns the warning for a code that the country's list lacks.
///
/// The lists are older than some provinces, so an unlisted code is unusual but not wrong.
fn warning_if_unlisted(code: &str, rule: SubdivisionRule, country: Option<Country>) -> Option<IssueCode> {
    let known = is_code(country.filter(|_| rule == SubdivisionRule::Code)?, code)?;
    (!known).then_some(IssueCode::StateUnknown)
}

/// Returns the issue for a missing state, if the provider wants a code and the country's addresses require a state.
pub(crate) fn issue_if_absent(rule: SubdivisionRule, country: Option<Country>, policy: Policy) -> Option<IssueCode> {
    let required = rule == SubdivisionRule::Code
        && policy != Policy::Schema
        && country.is_some_and(|country| address::state(country) == Use::Required && has_codes(country));
    required.then_some(IssueCode::StateRequired)
}

/// Returns whether ISO 3166-2 has codes for the country. If it has none, as for Hong Kong, a provider that wants codes
/// cannot require a state.
fn has_codes(country: Country) -> bool {
    is_code(country, "").is_some()
}

/// Returns whether the string has the form of a code without its prefix: one to three letters or digits (ISO 3166-2
/// section 5.2).
fn is_suffix(text: &str) -> bool {
    (1..=3).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric())
}
