//! `true` or `false`, as JSON has them: no word and no number stands for either.

use crate::rules::findings::Findings;
use crate::rules::issue::Fault;
use crate::value::untrusted::UntrustedValue;

pub(crate) fn check(value: &UntrustedValue, findings: &mut Findings) {
    if !matches!(value, UntrustedValue::Bool(_)) {
        findings.issue(Fault::invalid_type("boolean"));
    }
}
