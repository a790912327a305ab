//! What replays make: requests, outputs, what was validated, and the errors that code passes on.
//!
//! The code passes references to what its effects ended with. What it makes itself lives here, so that it is passed in
//! the same way. As long as it follows from outcomes and the configuration alone, it is the same in every replay: the
//! next one finds it here, even if a larger part has not ended.

use std::any::Any;
use std::cell::OnceCell;

use super::Place;
use crate::client::error::Error;

/// What the replays of a call or a flow have made so far, for those after them.
#[derive(Default)]
pub(crate) struct Memory {
    pub(super) made: Chain<Made>,
}

/// What one replay keeps.
#[derive(Default)]
pub(crate) struct Scratch {
    /// What follows from assumed outcomes, so that no other replay may find it.
    pub(super) made: Chain<Made>,
    pub(super) errors: Chain<Error>,
}

/// What a part of the code has made.
pub(super) struct Made {
    /// How many things were made before.
    pub(super) at: usize,
    pub(super) result: Result<Box<dyn Any + Send>, Error>,
    /// The replay after it.
    pub(super) after: Place,
}

/// A list to which values are added through a shared reference.
pub(crate) struct Chain<T>(OnceCell<Box<(T, Self)>>);

impl<T> Default for Chain<T> {
    fn default() -> Self {
        Self(OnceCell::new())
    }
}

impl<T> Chain<T> {
    /// Returns the first value that is the one, and what follows it.
    pub(crate) fn find(&self, is_the_one: impl Fn(&T) -> bool) -> Option<(&T, &Self)> {
        let links = std::iter::successors(self.0.get(), |link| link.1.0.get());
        links.map(|link| (&link.0, &link.1)).find(|(value, _)| is_the_one(value))
    }

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
