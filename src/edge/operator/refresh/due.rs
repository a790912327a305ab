//! Finds what is due: the trees of the slots up to now, one of which a run works on at a time. Those that may fail again come
//! last: of customers about whom a run has asked in vain, and, in every second run, trees with which a run has ended before
//! it was done.

use std::ops::Range;

use super::state::{RunState, change_refreshed};
use super::tree::{Tree, children_of, has_read_long};
use crate::edge::engine::run::{HandlerRun, OrSuspended};
use crate::edge::record::agenda::{OF_FAILED, OF_REQUESTS, OF_RUNS, SLOT_MS, name_of};
use crate::edge::record::{AGENDA, Due, Loaded, REFRESHED, Refreshed, lifetime};
use crate::provider::Provider;
use crate::value::time::DAY_MS;

/// How many slots before now a run looks at after a pause of the runs: entries are kept for longer.
const LOOK_BACK: i64 = 30 * DAY_MS / SLOT_MS;
/// How many slots a step looks at. Where all of them are empty, the next step goes on from there. That may be a step of the
/// next run, because platforms limit the operations of one invocation.
const SLOTS: i64 = 8;
/// How many slots before now the first run of all looks at: where runs begin with the agenda, nothing is older.
const FIRST_LOOK_BACK: i64 = 63;
/// How many of them are looked at first: those that have begun since the last run five minutes ago.
const FIRST_SLOTS: i64 = 3;
/// How many of the latest slots each run looks at again, if clocks differ by more than they should.
const RECENT: i64 = 2;
/// How deep below a record that does not open others are looked for.
const UNREADABLE_DEPTH: usize = 3;

/// What a step has found.
pub(super) enum DueTree<'a> {
    Tree(Box<Tree<'a>>),
    /// Nothing in as many slots as a step may look at, or has the time for: the next one goes on from there.
    Nothing,
    /// Nothing more is due.
    End,
    /// The provider must not be asked yet.
    Wait,
}

/// Finds a tree whose slot has begun, from where the run has come on.
pub(super) fn find<'a>(
    run: &mut HandlerRun<'a>,
    provider: &'static Provider,
    state: &mut RunState,
) -> OrSuspended<DueTree<'a>> {
    let now = run.now().div_euclid(SLOT_MS);
    let Loaded { sealed, content } = run.load::<Refreshed>(&REFRESHED, &[provider.name()])?;
    // All others are sealed with the same secret, so that nobody is asked about whom they name.
    if sealed.is_some() && content.is_none() {
        run.advice = Some("cookieSecret");
    }
    let refreshed = content.unwrap_or_default();
    state.is_careful |= refreshed.is_careful;
    // A wait of more than a day was written by a runner whose clock was ahead.
    if (1..=DAY_MS).contains(&refreshed.wait_until.saturating_sub(run.now())) {
        return Ok(DueTree::Wait);
    }
    // A runner whose clock was ahead must not keep the others from what is due until then.
    let reached = if refreshed.next <= now { refreshed.next } else { 0 };
    let look_back = if reached == 0 { FIRST_LOOK_BACK } else { LOOK_BACK };
    let begin = reached.max(now.saturating_sub(look_back));
    let start = begin.max(state.from);
    let end = now.min(start.saturating_add(SLOTS - 1));
    // How far runs have come. A step that begins later does not know what is left before it.
    let mut is_noted = start > begin;
    let mut note = |run: &mut HandlerRun<'a>, first: i64| -> OrSuspended<()> {
        let next = first.min(now.saturating_sub(RECENT - 1));
        if !std::mem::replace(&mut is_noted, true) && next > refreshed.next {
            run.swap(
                &REFRESHED,
                &[provider.name()],
                sealed,
                &Refreshed { next, ..refreshed },
                lifetime::AGENDA.ms(run),
            )?;
        }
        Ok(())
    };
    let mut at = start;
    while at <= end && (at == start || !has_read_long(run)) {
        // What a run is about to go on with is in the first ones.
        let count = if at == start { FIRST_SLOTS } else { SLOTS };
        let next = at.saturating_add(count).min(end.saturating_add(1));
        for (slot, root) in roots(run, provider, at..next)? {
            note(run, slot)?;
            // A store that writes nothing has every tree again.
            if (slot, root.as_str()) < (state.from, state.root.as_str()) {
                continue;
            }
            // Another run may be working on it.
            if let Some(tree) = Tree::open(run, provider, (slot, root), state)? {
                return Ok(DueTree::Tree(Box::new(tree)));
            }
        }
        at = next;
    }
    note(run, at)?;
    if at <= now {
        state.go_on_from(at);
    } else if state.later > 0 && !state.is_last {
        state.is_last = true;
        state.go_on_from(state.later);
    } else {
        if refreshed.is_careful {
            change_refreshed(run, provider, |refreshed| refreshed.is_careful = false)?;
        }
        return Ok(DueTree::End);
    }
    Ok(DueTree::Nothing)
}

/// Returns the roots of the trees of some slots. A record that does not open may be the parent of others that do: each of
/// these is the root of a tree.
fn roots(run: &mut HandlerRun, provider: &Provider, slots: Range<i64>) -> OrSuspended<Vec<(i64, String)>> {
    let of_slot = |slot| [OF_REQUESTS, OF_RUNS, OF_FAILED].map(|root| (slot, root.to_owned()));
    let (mut found, mut places) = (vec![], slots.flat_map(of_slot).collect::<Vec<_>>());
    for _ in 0..=UNREADABLE_DEPTH {
        let mut below = vec![];
        for (slot, place) in places {
            let stored: Loaded<Due> = run.load(&AGENDA, &[provider.name(), &name_of(slot), &place])?;
            if stored.content.is_some() {
                found.push((slot, place));
            } else if stored.sealed.is_some() {
                below.extend(children_of(&place).map(|child| (slot, child)));
            }
        }
        run.end_plan()?;
        if below.is_empty() {
            break;
        }
        places = below;
    }
    Ok(found)
}
