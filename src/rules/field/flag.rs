//! Booleans. No string or number is converted to one.

use crate::rules::findings::Findings;
use crate::rules::issue::Fault;
use crate::value::untrusted::UntrustedValue;

/// Reports a value that is not a boolean.
pub(crate) fn check(value: &UntrustedValue, findings: &mut Findings) {
    if !matches!(value, UntrustedValue::Bool(_)) {
        findings.issue(Fault::invalid_type("boolean"));
    }
}
