//! What a request makes once, although it is replayed after each outcome.

use super::kept::{Made, Pages, Thing};
use super::run::{Failed, HandlerRun, OrSuspended, Performed};
use crate::client::error::{Error, ErrorCode};
use crate::client::onboarding::received::{Entry, Received};

impl<'a> HandlerRun<'a> {
    /// Returns what `make` makes and `pick` finds in it, unless an earlier replay has made it. `make` must change nothing
    /// of the run but which outcomes are used. What it has made in this way is kept while it is suspended.
    pub(crate) fn make_once<T: ?Sized>(
        &mut self,
        pick: fn(&Thing) -> Option<&T>,
        make: impl FnOnce(&mut Self) -> OrSuspended<Result<Thing, Error>>,
    ) -> OrSuspended<Performed<'a, &'a T>> {
        let at = self.made;
        self.made += 1;
        let known = match self.memory.made.iter().find(|made| made.at == at) {
            Some(made) => made,
            None => {
                let result = make(self)?;
                let Self { made: next, used, now, elapsed_ms, .. } = *self;
                let made = Made { at, result, next, used, now, elapsed_ms };
                let memory = if self.used > self.certain { &self.kept.made } else { self.memory };
                memory.made.keep(made)
            }
        };
        self.made = known.next;
        (self.used, self.now, self.elapsed_ms) = (known.used, known.now, known.elapsed_ms);
        Ok(match &known.result {
            Ok(thing) => pick(thing).ok_or_else(|| self.failed(ErrorCode::Internal)),
            Err(error) => Err(Failed(error)),
        })
    }

    /// Returns what a flow that begins now has received, as far as earlier replays have read a list.
    pub(crate) fn received_before(&mut self) -> Received<'a> {
        let Some(pages) = self.memory.pages.iter().filter(|pages| pages.began == self.used).last() else {
            return Received::default();
        };
        (self.used, self.now, self.elapsed_ms) = (pages.used, pages.now, pages.elapsed_ms);
        Received { entries: vec![Entry::Pages(pages.read.clone())], found: pages.found.clone() }
    }

    /// Keeps what a flow that began after this many outcomes has received, if it is nothing but pages that it has read.
    pub(crate) fn keep_received(&self, began: usize, received: &Received) {
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
