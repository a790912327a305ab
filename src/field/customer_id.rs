//! A customer's id at a provider. It goes into a URL's path, so its alphabet is closed and it is never a dot segment.

use super::pattern::Pattern;
use crate::issue::IssueCode;

/// An id that satisfies its provider's form.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct CustomerId<'a>(&'a str);

impl<'a> CustomerId<'a> {
    /// The id.
    pub const fn as_str(self) -> &'a str {
        self.0
    }

    /// Checks the form.
    pub fn parse(text: &'a str, form: &Pattern) -> Result<Self, IssueCode> {
        if (form.matches)(text) { Ok(Self(text)) } else { Err(IssueCode::CustomerIdFormat) }
    }
}
