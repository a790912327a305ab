//! Names that several generated files list.

use kyclink::provider::PROVIDERS;
use kyclink::{IssueCode, Operation};

/// Returns the names of operations.
pub(crate) fn of(operations: impl Iterator<Item = &'static Operation>) -> Vec<&'static str> {
    operations.map(|operation| operation.name).collect()
}

/// Returns the names of the composite operations.
pub(crate) fn composites() -> Vec<&'static str> {
    PROVIDERS.iter().map(|provider| provider.onboarding.operation.name).collect()
}

/// Returns the codes of issues.
pub(crate) fn issue_codes() -> Vec<&'static str> {
    IssueCode::ALL.iter().map(|code| code.as_str()).collect()
}
