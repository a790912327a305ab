//! `true` or `false`, as JSON has them: no word and no number stands for either.

use crate::check::{Check, Fault};
use crate::draft::Draft;

pub(crate) fn check(draft: &Draft, check: &mut Check) {
    if !matches!(draft, Draft::Bool(_)) {
        check.issue(Fault::invalid_type("boolean"));
    }
}
