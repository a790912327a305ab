//! What a replay works out: the applicant, the connection, the results of calls, and the errors that it responds with.
//!
//! The functions of a request pass references to what its effects ended with. What the handler itself computes in
//! between lives here, so that it is passed in the same way. As long as it follows from outcomes and the configuration
//! alone, it is the same in every replay: the next one finds it here, and neither validates the applicant nor reads a
//! response again, even if a larger part is suspended.

use std::cell::OnceCell;

use super::outcome::Outcome;
use crate::client::connection::Connection;
use crate::client::customer::Customer;
use crate::client::endpoint::{Endpoint, Output};
use crate::client::error::Error;
use crate::client::http::HttpRequest;
use crate::client::onboarding::outcome::Onboarding;
use crate::client::onboarding::received::PagesRead;
use crate::value::untrusted::UntrustedValue;

/// What one replay keeps.
#[derive(Default)]
pub(crate) struct Kept {
    /// What follows from assumed outcomes (`ahead.rs`), so that no other replay may find it.
    pub(super) made: Memory,
    pub(super) assumed: Chain<Outcome<'static>>,
    pub(crate) errors: Chain<Error>,
}

/// What the replays of a request have made so far, for those after them.
#[derive(Default)]
pub(crate) struct Memory {
    pub(super) made: Chain<Made>,
    pub(super) pages: Chain<Pages>,
    pub(super) connections: Chain<Connection>,
}

/// How far a flow has read a list, so that no replay reads the same page again.
pub(super) struct Pages {
    /// How many outcomes were used when the flow began.
    pub(super) began: usize,
    pub(super) read: PagesRead,
    pub(super) found: Vec<Customer>,
    pub(super) used: usize,
    pub(super) now: i64,
    pub(super) elapsed_ms: i64,
}

/// What a part of a request has made.
pub(super) struct Made {
    /// How many things were made before.
    pub(super) at: usize,
    pub(super) result: Result<Thing, Error>,
    /// How many things were made after it, those included that it was made of.
    pub(super) next: usize,
    /// The run after it.
    pub(super) used: usize,
    pub(super) now: i64,
    pub(super) elapsed_ms: i64,
}

/// What can be made.
pub(crate) enum Thing {
    Applicant(UntrustedValue<'static>),
    Onboarded(Onboarding),
    Customers(Vec<Customer>),
    Returned(Box<Output>),
    /// The first request of a flow, for which the applicant was validated.
    FirstRequest(Box<(&'static Endpoint, HttpRequest)>),
}

/// Picks what was made: `thing!(Onboarded)`.
macro_rules! thing {
    ($variant:ident) => {
        |thing| match thing {
            $crate::edge::engine::kept::Thing::$variant(found) => Some(::std::borrow::Borrow::borrow(found)),
            _ => None,
        }
    };
}
pub(crate) use thing;

/// A list to which values are added through a shared reference. A request adds few.
pub(crate) struct Chain<T>(OnceCell<Box<(T, Self)>>);

impl<T> Default for Chain<T> {
    fn default() -> Self {
        Self(OnceCell::new())
    }
}

impl<T> Chain<T> {
    pub(super) fn iter(&self) -> impl Iterator<Item = &T> {
        let links = std::iter::successors(self.0.get(), |link| link.1.0.get());
        links.map(|link| &link.0)
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
