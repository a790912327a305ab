//! `true` or `false`, as JSON has them: no word and no number stands for either.

use crate::check::{Check, Fault};
use crate::draft::Draft;

pub(crate) fn check<'a>(draft: &Draft<'a>, check: &mut Check) -> Option<Draft<'a>> {
    if let Draft::Bool(_) = draft {
        return Some(draft.clone());
    }
    check.issue(Fault::invalid_type("true or false"));
    None
}
