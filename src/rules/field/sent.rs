//! The result of a rule: what is sent for a given string.

use crate::rules::issue::IssueCode;

/// What is sent for a given string.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Sent {
    AsGiven,
    /// Another string.
    Instead(String),
    /// Nothing, with this warning.
    Nothing(IssueCode),
}
