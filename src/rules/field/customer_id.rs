//! A customer's id at a provider. It goes into a URL's path, so its alphabet is closed and it is never a dot segment.

use super::pattern::Pattern;
use crate::rules::issue::{Fault, IssueCode};

pub(crate) fn check(text: &str, pattern: &Pattern) -> Result<(), Fault> {
    if (pattern.matches)(text) { Ok(()) } else { Err(IssueCode::CustomerIdFormat.into()) }
}
