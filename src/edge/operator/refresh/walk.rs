//! Finds what is due: the trees of the slots up to now, one of which a run works on at a time.

use std::ops::Range;

use crate::edge::engine::run::{HandlerRun, OrSuspended};
use crate::edge::record::agenda::{CHILDREN, OF_REQUESTS, OF_RUNS, SLOT_MS, child_of, name_of};
use crate::edge::record::{AGENDA, Due, DueCustomer, Loaded, REFRESH_LOCK, REFRESHED, Refreshed, lifetime};
use crate::provider::Provider;
use crate::value::time::DAY_MS;

/// How many slots before now a run looks at after a pause of the runs: entries are kept for longer.
const LOOK_BACK: i64 = 30 * DAY_MS / SLOT_MS;
/// How many slots a step looks at. Where all of them are empty, the next step goes on from there. That may be a step of the
/// next run, because platforms limit the operations of one invocation.
const SLOTS: i64 = 16;
/// How many slots before now the first run of all looks at: where runs begin with the agenda, nothing is older.
const FIRST_LOOK_BACK: i64 = 63;
/// How many slots are looked at at once: more than have begun since the last run five minutes ago.
const SLOTS_AT_ONCE: i64 = 8;
/// How many of the latest slots each run looks at again, if clocks differ by more than they should.
const RECENT: i64 = 2;
/// How many customers a record of a run has at most. A step reads records until it has this many customers, so that it
/// has fewer than twice as many. Without this limit, a run would write one record for all customers that it has read.
pub(super) const CUSTOMERS: usize = 10;
/// How many records of a tree are read at once. Below a record, most of the eight do not exist.
const RECORDS: usize = 16;
/// A step reads no more records when this part of its time has passed, so that there is time to ask.
const READING_SHARE: i64 = 6;

/// The tree of a slot that a run works on. Its lock keeps others away.
pub(super) struct Tree<'a> {
    provider: &'static Provider,
    pub(super) slot: i64,
    name: String,
    root: &'static str,
    lock: &'a str,
    sealed: &'a str,
    /// The customers of the records that were read.
    pub(super) entries: Vec<DueCustomer<'a>>,
    /// The records below the root that were read.
    read: Vec<(String, &'a str)>,
    /// What is left of the tree: the places of the roots.
    rest: Vec<String>,
}

/// What a step has found.
pub(super) enum Found<'a> {
    Tree(Box<Tree<'a>>),
    /// Nothing in as many slots as a step may look at, or has the time for: the next one goes on from this slot.
    Nothing(i64),
    /// Nothing more is due.
    End,
    /// The provider must not be asked yet.
    Wait,
}

/// Finds a tree whose slot has begun, from this slot on.
pub(super) fn find<'a>(run: &mut HandlerRun<'a>, provider: &'static Provider, from: i64) -> OrSuspended<Found<'a>> {
    let now = run.now().div_euclid(SLOT_MS);
    let Loaded { sealed, content } = run.load::<Refreshed>(&REFRESHED, &[provider.name()])?;
    let known = content.unwrap_or(Refreshed { next: 0, wait_until: 0 });
    // A wait of more than a day was written by a runner whose clock was ahead.
    if (1..=DAY_MS).contains(&known.wait_until.saturating_sub(run.now())) {
        return Ok(Found::Wait);
    }
    // A runner whose clock was ahead must not keep the others from what is due until then.
    let reached = if known.next <= now { known.next } else { 0 };
    let look_back = if reached == 0 { FIRST_LOOK_BACK } else { LOOK_BACK };
    let begin = reached.max(now.saturating_sub(look_back));
    let start = begin.max(from);
    let end = now.min(start.saturating_add(SLOTS - 1));
    // How far runs have come. A step that begins later does not know what is left before it.
    let mut is_noted = start > begin;
    let mut note = |run: &mut HandlerRun<'a>, first: i64| -> OrSuspended<()> {
        let next = first.min(now.saturating_sub(RECENT - 1));
        if !std::mem::replace(&mut is_noted, true) && next > known.next {
            run.swap(&REFRESHED, &[provider.name()], sealed, &Refreshed { next, ..known }, lifetime::AGENDA.ms(run))?;
        }
        Ok(())
    };
    let mut at = start;
    while at <= end && (at == start || !has_read_long(run)) {
        let next = at.saturating_add(SLOTS_AT_ONCE).min(end.saturating_add(1));
        for (slot, root) in roots(run, provider, at..next)? {
            note(run, slot)?;
            // Another run may be working on it.
            if let Some(tree) = Tree::open(run, provider, slot, root)? {
                return Ok(Found::Tree(Box::new(tree)));
            }
        }
        at = next;
    }
    note(run, at)?;
    Ok(if at > now { Found::End } else { Found::Nothing(at) })
}

fn has_read_long(run: &HandlerRun) -> bool {
    run.elapsed_ms().saturating_mul(READING_SHARE) > run.timeout()
}

/// Returns the trees of some slots.
fn roots(run: &mut HandlerRun, provider: &Provider, slots: Range<i64>) -> OrSuspended<Vec<(i64, &'static str)>> {
    let mut found = Vec::new();
    for slot in slots {
        for root in [OF_REQUESTS, OF_RUNS] {
            let stored: Loaded<Due> = run.load(&AGENDA, &[provider.name(), &name_of(slot), root])?;
            if stored.content.is_some() {
                found.push((slot, root));
            }
        }
    }
    run.end_plan()?;
    Ok(found)
}

/// Keeps all runs from asking the provider until this time.
pub(super) fn wait(run: &mut HandlerRun, provider: &'static Provider, until: i64) -> OrSuspended<()> {
    let Loaded { sealed, content } = run.load::<Refreshed>(&REFRESHED, &[provider.name()])?;
    let next = content.map_or(0, |known| known.next);
    let wait_until = until.min(run.now().saturating_add(DAY_MS));
    run.swap(&REFRESHED, &[provider.name()], sealed, &Refreshed { next, wait_until }, lifetime::AGENDA.ms(run))?;
    Ok(())
}

impl<'a> Tree<'a> {
    /// Locks a tree, and reads some of it; `None` if another run works on it, or has finished it.
    fn open(
        run: &mut HandlerRun<'a>,
        provider: &'static Provider,
        slot: i64,
        root: &'static str,
    ) -> OrSuspended<Option<Self>> {
        let name = name_of(slot);
        let place = [provider.name(), &name, root];
        let Some(lock) = run.lock(&REFRESH_LOCK, &place, lifetime::LOCK.ms(run))? else { return Ok(None) };
        let stored: Loaded<Due> = run.load(&AGENDA, &place)?;
        let Some((sealed, Due { entries, is_begun, rest })) = stored.sealed.zip(stored.content) else {
            run.remove(&REFRESH_LOCK, &place, Some(lock))?;
            return Ok(None);
        };
        let rest = if is_begun { rest } else { children_of(root).collect() };
        let mut tree = Self { provider, slot, name, root, lock, sealed, entries, read: vec![], rest };
        while tree.entries.len() < CUSTOMERS && !tree.rest.is_empty() {
            tree.read_next(run)?;
            if has_read_long(run) {
                break;
            }
        }
        Ok(Some(tree))
    }

    /// Reads the next records of the tree at the same moment, because a store may be far away. Their own children come
    /// next, so that what is left stays short.
    fn read_next(&mut self, run: &mut HandlerRun<'a>) -> OrSuspended<()> {
        let later = self.rest.split_off(self.rest.len().min(RECORDS));
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
    pub(super) fn finish(&self, run: &mut HandlerRun<'a>, entries: &[DueCustomer<'a>]) -> OrSuspended<()> {
        let root = [self.provider.name(), &self.name, self.root];
        let is_done = self.rest.is_empty() && entries.is_empty();
        if !is_done {
            let due = Due { entries: entries.to_vec(), is_begun: true, rest: self.rest.clone() };
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
        run.remove(&REFRESH_LOCK, &[self.provider.name(), &self.name, self.root], Some(self.lock))?;
        Ok(())
    }
}

fn children_of(place: &str) -> impl Iterator<Item = String> {
    let place = place.to_owned();
    (0..CHILDREN).map(move |index| child_of(&place, index))
}
