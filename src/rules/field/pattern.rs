//! A form that a provider states as a regular expression, matched without a regular expression engine.

use crate::rules::issue::{Fault, IssueCode};

/// A form in two spellings; a test holds them against each other.
pub struct Pattern {
    /// As an ECMA-262 regular expression, for people and for JSON Schema.
    pub source: &'static str,
    /// As code.
    pub matches: fn(&str) -> bool,
}

pub(crate) fn check(text: &str, pattern: &Pattern) -> Result<(), Fault> {
    if (pattern.matches)(text) {
        return Ok(());
    }
    Err(Fault::with(IssueCode::Pattern, pattern.source))
}

/// Whether a text is of these ASCII characters alone, `min` to `max` of them. Patterns share it: a closure that compares
/// ranges is a hundred bytes of wasm each.
pub(crate) fn is_made_of(text: &str, min: usize, max: usize, characters: &str) -> bool {
    (min..=max).contains(&text.len()) && text.bytes().all(|byte| characters.as_bytes().contains(&byte))
}
