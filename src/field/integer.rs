//! A whole number, as query parameters take one. The providers' documents state the bounds; where they state none, it is
//! what 32 bits hold.

use crate::check::{Check, Fault};
use crate::draft::Draft;
use crate::issue::{IssueCode, Params};

/// The smallest and the largest.
pub struct Range {
    /// The smallest.
    pub min: u32,
    /// The largest.
    pub max: u32,
}

pub(crate) fn check(draft: &Draft, range: &Range, check: &mut Check) {
    let Some(number) = draft.integer() else {
        return check.issue(Fault::invalid_type("integer"));
    };
    if !(i64::from(range.min)..=i64::from(range.max)).contains(&number) {
        let params = Params::Counts([range.min as usize, range.max as usize]);
        check.issue(Fault { code: IssueCode::NumberRange, params });
    }
}
