//! Patterns that a provider publishes as regular expressions, matched without a regular expression engine.

use crate::rules::issue::{Fault, IssueCode};

/// A pattern as a regular expression and as code. A test compares the two.
///
/// ```
/// use kyclink::field::pattern::Pattern;
/// let letters = Pattern { source: "^[a-z]*$", matches: |text| text.bytes().all(|b| b.is_ascii_lowercase()) };
/// assert!((letters.matches)("customer"));
/// assert!(!(letters.matches)("customer_1ab2c3d4"));
/// ```
pub struct Pattern {
    /// The ECMA-262 regular expression, for messages and for JSON Schema.
    pub source: &'static str,
    /// Returns whether a string matches.
    pub matches: fn(&str) -> bool,
}

pub(crate) fn check(text: &str, pattern: &Pattern) -> Result<(), Fault> {
    if (pattern.matches)(text) {
        return Ok(());
    }
    Err(Fault::with(IssueCode::Pattern, pattern.source))
}

/// Returns whether the string consists of `min` to `max` ASCII characters, each of which is allowed.
pub(crate) fn is_made_of(text: &str, min: usize, max: usize, is_allowed: fn(u8) -> bool) -> bool {
    (min..=max).contains(&text.len()) && text.bytes().all(is_allowed)
}
