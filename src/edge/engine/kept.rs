//! What a replay works out and keeps until its end: the results of calls and the errors that it responds with.
//!
//! The functions of a request pass references to what its effects ended with. What the handler itself computes in
//! between lives here, so that it is passed in the same way.

use std::cell::OnceCell;

use crate::client::customer::Customer;
use crate::client::endpoint::Output;
use crate::client::error::Error;
use crate::client::onboarding::outcome::Onboarding;
use crate::value::untrusted::UntrustedValue;

/// The values that one replay keeps.
#[derive(Default)]
pub(crate) struct Kept {
    pub(crate) applicants: Chain<UntrustedValue<'static>>,
    pub(crate) onboardings: Chain<Onboarding>,
    pub(crate) candidates: Chain<Vec<Customer>>,
    pub(crate) outputs: Chain<Output>,
    pub(crate) errors: Chain<Error>,
}

/// A list to which values are added through a shared reference. A request adds few.
pub(crate) struct Chain<T>(OnceCell<Box<(T, Self)>>);

impl<T> Default for Chain<T> {
    fn default() -> Self {
        Self(OnceCell::new())
    }
}

impl<T> Chain<T> {
    /// Adds a value, and returns a reference to it.
    pub(crate) fn keep(&self, value: T) -> &T {
        let mut end = self;
        while let Some(link) = end.0.get() {
            end = &link.1;
        }
        &end.0.get_or_init(|| Box::new((value, Self::default()))).0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_stays_valid_when_more_is_kept() {
        let chain = Chain::default();
        let kept: Vec<&String> = (0..9).map(|number| chain.keep(number.to_string())).collect();
        assert_eq!(kept, ["0", "1", "2", "3", "4", "5", "6", "7", "8"]);
    }
}
