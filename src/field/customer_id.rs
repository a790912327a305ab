//! A customer's id at a provider. It goes into a URL's path, so its alphabet is closed and it is never a dot segment.

use super::pattern::Pattern;
use crate::check::Fault;
use crate::issue::IssueCode;

/// An id that satisfies its provider's form.
#[derive(Clone, PartialEq, Eq)]
pub struct CustomerId(String);

impl CustomerId {
    /// Checks the form.
    pub fn parse(text: &str, form: &Pattern) -> Result<Self, Fault> {
        if (form.matches)(text) { Ok(Self(text.to_owned())) } else { Err(Fault::new(IssueCode::CustomerIdFormat)) }
    }
}

impl From<CustomerId> for String {
    fn from(id: CustomerId) -> Self {
        id.0
    }
}
