//! What a replay works out: the applicant, the results of calls, and the errors that it responds with.
//!
//! The functions of a request pass references to what its effects ended with. What the handler itself computes in
//! between lives here, so that it is passed in the same way. As long as it follows from outcomes alone, it is the same in
//! every replay: the next one finds it here, and neither validates the applicant nor reads a response again.

use std::cell::OnceCell;

use super::provider_outcome::{FoundCustomer, Onboarded, Returned};
use super::run::{Failed, Flow, HandlerRun, Performed};
use crate::client::customer::Customer;
use crate::client::error::{Error, ErrorCode};
use crate::client::onboarding::received::{Entry, PagesRead, Received};
use crate::value::untrusted::UntrustedValue;

/// What one replay keeps.
#[derive(Default)]
pub(super) struct Kept {
    /// What follows from assumed outcomes (`ahead.rs`), so that no other replay may find it.
    made: Memory,
    pub(super) errors: Chain<Error>,
}

/// What the replays of a request have made so far, for those after them.
#[derive(Default)]
pub(super) struct Memory {
    made: Chain<Made>,
    pages: Chain<Pages>,
}

/// How far a flow has read a list, so that no replay reads the same page again.
struct Pages {
    /// How many outcomes were used when the flow began.
    began: usize,
    read: PagesRead,
    found: Vec<Customer>,
    used: usize,
    now: i64,
    elapsed_ms: i64,
}

/// What a part of a request has made.
struct Made {
    /// How many things were made before.
    at: usize,
    result: Result<Thing, Error>,
    /// The run after it.
    used: usize,
    now: i64,
    elapsed_ms: i64,
}

/// What can be made.
pub(super) enum Thing {
    Applicant(UntrustedValue<'static>),
    Onboarded(Onboarded),
    Customers(Vec<FoundCustomer>),
    Returned(Box<Returned>),
}

impl<'a> HandlerRun<'a> {
    /// Returns what `make` makes and `pick` finds in it, unless an earlier replay has made it. `make` must change nothing
    /// of the run but which outcomes are used, and make nothing else in this way.
    pub(super) fn make_once<T: ?Sized>(
        &mut self,
        pick: fn(&Thing) -> Option<&T>,
        make: impl FnOnce(&mut Self) -> Flow<Result<Thing, Error>>,
    ) -> Flow<Performed<'a, &'a T>> {
        let at = self.made;
        self.made += 1;
        let made = match self.memory.made.iter().find(|made| made.at == at) {
            Some(made) => made,
            None => {
                let result = make(self)?;
                let made = Made { at, result, used: self.used, now: self.now, elapsed_ms: self.elapsed_ms };
                let memory = if self.used > self.certain { &self.kept.made } else { self.memory };
                memory.made.keep(made)
            }
        };
        (self.used, self.now, self.elapsed_ms) = (made.used, made.now, made.elapsed_ms);
        Ok(match &made.result {
            Ok(thing) => pick(thing).ok_or_else(|| self.failed(ErrorCode::Internal)),
            Err(error) => Err(Failed(error)),
        })
    }

    /// Returns what a flow that begins now has received, as far as earlier replays have read a list.
    pub(super) fn received_before(&mut self) -> Received<'a> {
        let Some(pages) = self.memory.pages.iter().filter(|pages| pages.began == self.used).last() else {
            return Received::default();
        };
        (self.used, self.now, self.elapsed_ms) = (pages.used, pages.now, pages.elapsed_ms);
        Received { entries: vec![Entry::Pages(pages.read.clone())], found: pages.found.clone() }
    }

    /// Keeps what a flow that began after this many outcomes has received, if it is nothing but pages that it has read.
    pub(super) fn keep_received(&self, began: usize, received: &Received) {
        if let [Entry::Pages(read)] = received.entries.as_slice()
            && self.used <= self.certain
            && !self.memory.pages.iter().any(|known| known.began == began && known.used == self.used)
        {
            let (read, found) = (read.clone(), received.found.clone());
            let Self { used, now, elapsed_ms, .. } = *self;
            self.memory.pages.keep(Pages { began, read, found, used, now, elapsed_ms });
        }
    }
}

/// Picks what was made: `thing!(Onboarded)`.
macro_rules! thing {
    ($variant:ident) => {
        |thing| match thing {
            $crate::edge::kept::Thing::$variant(found) => Some(::std::borrow::Borrow::borrow(found)),
            _ => None,
        }
    };
}
pub(super) use thing;

/// A list to which values are added through a shared reference. A request adds few.
pub(super) struct Chain<T>(OnceCell<Box<(T, Self)>>);

impl<T> Default for Chain<T> {
    fn default() -> Self {
        Self(OnceCell::new())
    }
}

impl<T> Chain<T> {
    fn iter(&self) -> impl Iterator<Item = &T> {
        let links = std::iter::successors(self.0.get(), |link| link.1.0.get());
        links.map(|link| &link.0)
    }

    /// Adds a value, and returns a reference to it.
    pub(super) fn keep(&self, value: T) -> &T {
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
