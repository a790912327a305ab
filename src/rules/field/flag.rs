//! Booleans. No string or number is converted to one.

use crate::rules::findings::Findings;
use crate::rules::issue::Fault;
use crate::value::input::Input;

pub(crate) fn check(value: Input, findings: &mut Findings) {
    if !matches!(value, Input::Bool(_)) {
        findings.issue(Fault::invalid_type("boolean"));
    }
}
