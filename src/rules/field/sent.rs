//! What is sent of a string that was given.

use crate::rules::issue::IssueCode;

/// What is sent of a string that was given.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Sent {
    /// The string itself.
    AsGiven,
    /// Another form of it.
    Instead(String),
    /// Nothing, with a warning that says so.
    Nothing(IssueCode),
}
