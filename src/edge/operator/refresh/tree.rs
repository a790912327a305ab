//! The tree of a slot on which a run works: its lock, what was read of it, and what is left.

use super::state::{RunState, leaves_dead};
use crate::edge::engine::run::{HandlerRun, OrSuspended};
use crate::edge::record::agenda::{CHILDREN, OF_FAILED, SLOT_MS, child_of, name_of};
use crate::edge::record::lifetime::CLOCK_SKEW_MS;
use crate::edge::record::{AGENDA, Due, DueCustomer, Loaded, REFRESH_LOCK, Working, lifetime};
use crate::provider::Provider;
use crate::value::time::HOUR_MS;

/// How many customers a record of a run has at most. A step reads no more records when it has this many customers, so that
/// it has fewer than twice as many. Without this limit, a run would write one record for all customers that it has read.
pub(super) const CUSTOMERS: usize = 10;
/// How many records of a tree are read at once. Below a record, most of the eight do not exist.
const RECORDS: usize = 16;
/// How long those wait behind all others about whom a run has asked in vain.
const FAILED_WAIT_MS: i64 = HOUR_MS;
/// More steps than any tree takes.
const MAX_STEPS: i64 = 1_000_000_000;

/// A step reads no more records when this part of its time has passed, so that there is time to ask.
const READING_SHARE: i64 = 6;

/// The tree of a slot that a run works on. Its lock keeps others away.
pub(super) struct Tree<'a> {
    provider: &'static Provider,
    pub(super) slot: i64,
    name: String,
    pub(super) root: String,
    lock: &'a str,
    sealed: &'a str,
    /// How many steps have worked on it, with this one.
    steps: i64,
    /// The customers of the records that were read.
    pub(super) entries: Vec<DueCustomer<'a>>,
    /// The same, which this step leaves alone.
    pub(super) kept: Vec<DueCustomer<'a>>,
    /// The records below the root that were read.
    read: Vec<(String, &'a str)>,
    /// What is left of the tree: the places of the roots.
    rest: Vec<String>,
}

impl<'a> Tree<'a> {
    /// Locks a tree, and reads some of it; `None` if another run works on it or has finished it, or if it comes last.
    pub(super) fn open(
        run: &mut HandlerRun<'a>,
        provider: &'static Provider,
        (slot, root): (i64, String),
        state: &mut RunState,
    ) -> OrSuspended<Option<Self>> {
        let name = name_of(slot);
        let place = [provider.name(), &name, &root];
        // Where there is always something else to do, they have their turn after a while.
        let is_recent = (run.now().div_euclid(SLOT_MS) - slot) * SLOT_MS < FAILED_WAIT_MS;
        if root.starts_with(OF_FAILED) && is_recent && !state.is_last {
            state.leave_for_last(slot);
            return Ok(None);
        }
        let ms = lifetime::AGENDA.ms(run);
        let working = Working { at: run.now() };
        let lock = match run.swap(&REFRESH_LOCK, &place, None, &working, ms)? {
            Some(lock) => lock,
            None => {
                let held: Loaded<Working> = run.load(&REFRESH_LOCK, &place)?;
                if let Some(working) = held.content {
                    if working.is_alive(run) {
                        return Ok(None);
                    }
                    // A run has ended while it worked on the tree, and may end this one in the same way.
                    if !std::mem::replace(&mut state.has_met_dead, true) {
                        (state.leaves_dead, state.is_careful) = (leaves_dead(run, provider)?, true);
                    }
                    if state.leaves_dead && !state.is_last {
                        state.leave_for_last(slot);
                        return Ok(None);
                    }
                }
                let Some(lock) = run.swap(&REFRESH_LOCK, &place, held.sealed, &working, ms)? else { return Ok(None) };
                lock
            }
        };
        let stored: Loaded<Due> = run.load(&AGENDA, &place)?;
        let is_new = |due: &Due| (slot, &root) != (state.from, &state.root) || due.steps >= state.steps;
        let Some((sealed, Due { entries, steps, rest })) = stored.sealed.zip(stored.content.filter(is_new)) else {
            run.remove(&REFRESH_LOCK, &place, Some(lock))?;
            return Ok(None);
        };
        let rest = if steps == 0 && rest.is_empty() { children_of(&root).collect() } else { rest };
        let (steps, read, kept) = (steps.saturating_add(1), vec![], vec![]);
        let mut tree = Self { provider, slot, name, root, lock, sealed, steps, entries, kept, read, rest };
        if !state.is_careful {
            while tree.entries.len() < CUSTOMERS && !tree.rest.is_empty() {
                tree.read_next(run, RECORDS)?;
                if has_read_long(run) {
                    break;
                }
            }
            return Ok(Some(tree));
        }
        // A platform ends runs after a few operations: one customer at a time gets them further.
        for _ in 0..CHILDREN {
            if tree.entries.is_empty() && !tree.rest.is_empty() {
                tree.read_next(run, 1)?;
            }
        }
        tree.kept = tree.entries.split_off(tree.entries.len().min(1));
        Ok(Some(tree))
    }

    /// Reads the next records of the tree at the same moment, because a store may be far away. Their own children come
    /// next, so that what is left stays short.
    fn read_next(&mut self, run: &mut HandlerRun<'a>, count: usize) -> OrSuspended<()> {
        let later = self.rest.split_off(self.rest.len().min(count));
        let places = std::mem::replace(&mut self.rest, later);
        let mut records: Vec<Loaded<Due>> = Vec::new();
        for place in &places {
            records.push(run.load(&AGENDA, &[self.provider.name(), &self.name, place])?);
        }
        run.end_plan()?;
        let (mut unread, mut children) = (vec![], vec![]);
        for (place, stored) in places.into_iter().zip(records) {
            let Some(sealed) = stored.sealed else { continue };
            if self.entries.len() >= CUSTOMERS {
                unread.push(place);
                continue;
            }
            children.extend(children_of(&place));
            // One that does not open is passed over, and ends with its lifetime: whoever removed it might have the wrong
            // secrets.
            if let Some(due) = stored.content {
                self.entries.extend(due.entries);
                self.read.push((place, sealed));
            }
        }
        children.append(&mut unread);
        children.append(&mut self.rest);
        self.rest = children;
        Ok(())
    }

    /// Removes what was read, but for these entries. The root is there until all of the tree is done with, and has what is
    /// left of it.
    pub(super) fn finish(
        &self,
        run: &mut HandlerRun<'a>,
        entries: &[DueCustomer<'a>],
        state: &mut RunState,
    ) -> OrSuspended<()> {
        let root = [self.provider.name(), &self.name, &self.root];
        let is_done = self.rest.is_empty() && entries.is_empty();
        // Where the store has not written what this step leaves, no later step of the run works on the tree.
        (state.from, state.root) = (self.slot, self.root.clone());
        state.steps = if is_done { MAX_STEPS } else { self.steps };
        if !is_done {
            let due = Due { entries: entries.to_vec(), steps: self.steps, rest: self.rest.clone() };
            // Another run has gone on with the tree, because this one has slept: what this one has read is still needed.
            if run.swap(&AGENDA, &root, Some(self.sealed), &due, lifetime::AGENDA.ms(run))?.is_none() {
                return Ok(());
            }
        }
        // A record before its parent: if the run ends in between, the next one finds all that is left.
        for (place, sealed) in self.read.iter().rev() {
            run.remove(&AGENDA, &[self.provider.name(), &self.name, place], Some(sealed))?;
        }
        if is_done {
            run.remove(&AGENDA, &root, Some(self.sealed))?;
        }
        Ok(())
    }

    /// Lets other runs work on the tree.
    pub(super) fn unlock(&self, run: &mut HandlerRun<'a>) -> OrSuspended<()> {
        run.remove(&REFRESH_LOCK, &[self.provider.name(), &self.name, &self.root], Some(self.lock))?;
        Ok(())
    }
}

impl Working {
    /// Whether the run may still be working: no step takes longer.
    fn is_alive(&self, run: &HandlerRun) -> bool {
        let longest = lifetime::LOCK.ms(run).saturating_add(2 * CLOCK_SKEW_MS);
        (-2 * CLOCK_SKEW_MS..longest).contains(&run.now().saturating_sub(self.at))
    }
}

/// Whether no more is read.
pub(super) fn has_read_long(run: &HandlerRun) -> bool {
    run.elapsed_ms().saturating_mul(READING_SHARE) > run.timeout()
}

pub(super) fn children_of(place: &str) -> impl Iterator<Item = String> {
    let place = place.to_owned();
    (0..CHILDREN).map(move |index| child_of(&place, index))
}
