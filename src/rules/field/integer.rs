//! A whole number, as query parameters take one. The providers' documents state the bounds; where they state none, it is
//! what 32 bits hold.

use crate::rules::findings::Findings;
use crate::rules::issue::{Fault, IssueCode, Params};
use crate::value::untrusted::UntrustedValue;

/// The smallest and the largest.
pub struct Range {
    /// The smallest.
    pub min: u32,
    /// The largest.
    pub max: u32,
}

pub(crate) fn check(draft: &UntrustedValue, range: &Range, findings: &mut Findings) {
    let Some(number) = draft.integer() else {
        return findings.issue(Fault::invalid_type("integer"));
    };
    if !(i64::from(range.min)..=i64::from(range.max)).contains(&number) {
        let params = Params::Counts([range.min as usize, range.max as usize]);
        findings.issue(Fault { code: IssueCode::NumberRange, params });
    }
}
