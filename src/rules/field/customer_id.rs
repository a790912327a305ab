//! Customer ids. An id becomes a segment of a URL's path, so every provider's pattern limits its characters and
//! excludes dot segments.

use super::pattern::Pattern;
use crate::rules::issue::{Fault, IssueCode};

/// Refuses a string that does not match the provider's pattern.
pub(crate) fn check(text: &str, pattern: &Pattern) -> Result<(), Fault> {
    if (pattern.matches)(text) { Ok(()) } else { Err(IssueCode::CustomerIdFormat.into()) }
}
