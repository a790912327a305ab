//! The agenda: which customers are open, and when their provider is asked next.
//!
//! A store has `get` and `swap`, and nothing that lists its records, so an entry is found by its name: the slot of 150
//! seconds in which it is due, and its place in that slot. The records of a slot are two trees, one for requests and one
//! for runs. A writer takes the root with one swap that expects no record. If there is a record, it takes a random one of
//! that record's children, and so on: of a thousand writers at once, each has its own record after a few swaps, and none
//! waits for another. A reader begins at the root, because no record exists without its parent.
//!
//! Entries are hints. The record of the customer's status says whether one counts, so that it does no harm if an entry is
//! there twice, or is out of date.

use crate::edge::customer::CustomerRef;
use crate::edge::engine::run::{HandlerRun, OrSuspended};
use crate::edge::record::lifetime::CLOCK_SKEW_MS;
use crate::edge::record::{AGENDA, Due, DueCustomer, lifetime};
use crate::edge::response::AgendaPlace;
use crate::provider::Provider;
use crate::value::json::decimal;
use crate::value::untrusted::UntrustedValue;

/// How long a slot is: half the shortest interval, so that a run every five minutes finds whom it has asked about before.
pub(crate) const SLOT_MS: i64 = 150_000;
/// How far ahead of the writer's clock a slot begins at least: more than two clocks differ, and a write takes. So a run
/// that works on a slot finds everything that will be written to it.
const MARGIN_MS: i64 = CLOCK_SKEW_MS + 30_000;
/// How many children a record has.
pub(crate) const CHILDREN: usize = 8;
/// How deep a tree is at most: a billion records.
const MAX_DEPTH: usize = 10;
/// More records than a process writes to a slot.
const MAX_COUNT: usize = 1_000_000;

/// The roots of the trees of a slot.
pub(crate) const OF_REQUESTS: &str = "q";
pub(crate) const OF_RUNS: &str = "r";

/// Returns the slot in which a customer is due at this time.
pub(crate) fn slot_at(now: i64, due: i64) -> i64 {
    let at = due.max(now.saturating_add(MARGIN_MS));
    at.div_euclid(SLOT_MS) + i64::from(at.rem_euclid(SLOT_MS) > 0)
}

/// Returns a slot as a part of a record's name.
pub(crate) fn name_of(slot: i64) -> String {
    decimal(usize::try_from(slot).unwrap_or_default())
}

/// Returns the place of a child.
pub(crate) fn child_of(place: &str, index: usize) -> String {
    [place, &decimal(index)].concat()
}

impl HandlerRun<'_> {
    /// Whether the configuration has an agenda.
    pub(crate) fn has_agenda(&self) -> bool {
        self.config.field("agenda").is_some_and(UntrustedValue::is_true)
    }
}

/// Begins the schedule of a customer who was onboarded, if there is an agenda.
pub(crate) fn remember(run: &mut HandlerRun, customer: CustomerRef) -> OrSuspended<()> {
    if run.has_agenda() {
        begin_schedule(run, customer)?;
    }
    Ok(())
}

/// Begins a schedule for a customer: it is due soon. Returns when that was, and the slot.
#[inline(never)]
pub(crate) fn begin_schedule(run: &mut HandlerRun, customer: CustomerRef) -> OrSuspended<(i64, i64)> {
    let (provider, since) = (customer.provider, run.now());
    let slot = slot_at(since, since);
    let known = known_count(run, provider, slot);
    write(run, (provider, slot), nth_place(known), &[DueCustomer { customer: customer.id, since }])?;
    let count = i64::try_from(known).unwrap_or_default().saturating_add(1);
    run.agenda_place = Some(AgendaPlace { provider: provider.name(), slot, count });
    Ok((since, slot))
}

/// Adds entries to a slot, as a run does.
pub(crate) fn add(
    run: &mut HandlerRun,
    provider: &'static Provider,
    slot: i64,
    entries: &[DueCustomer],
) -> OrSuspended<()> {
    write(run, (provider, slot), OF_RUNS.to_owned(), entries)
}

/// Writes a record at this place, or below it if there is one.
#[inline(never)]
fn write(
    run: &mut HandlerRun,
    (provider, slot): (&'static Provider, i64),
    mut place: String,
    entries: &[DueCustomer],
) -> OrSuspended<()> {
    let slot_name = name_of(slot);
    let due = Due { entries: entries.to_vec(), is_begun: false, rest: vec![] };
    for _ in 0..MAX_DEPTH {
        let name = [provider.name(), &slot_name, &place];
        if run.swap(&AGENDA, &name, None, &due, lifetime::AGENDA.ms(run))?.is_some() {
            break;
        }
        place = child_of(&place, random_child(run, &place));
    }
    Ok(())
}

/// Returns how many records of a slot this process knows to exist, which are the first ones in the order of
/// [`nth_place`].
fn known_count(run: &HandlerRun, provider: &Provider, slot: i64) -> usize {
    let own = run.agenda_place.filter(|place| place.provider == provider.name() && place.slot == slot);
    let told = || match run.request.field("agenda")?.field(provider.name())?.list()? {
        [at, count] if at.integer() == Some(slot) => count.integer(),
        _ => None,
    };
    let count = own.map(|place| place.count).or_else(told).unwrap_or_default();
    usize::try_from(count).unwrap_or_default().min(MAX_COUNT)
}

/// Returns a place of the tree of requests, which is numbered level by level: a parent comes before its children.
fn nth_place(mut index: usize) -> String {
    let mut digits = Vec::new();
    while index > 0 {
        index -= 1;
        digits.push(index % CHILDREN);
        index /= CHILDREN;
    }
    digits.into_iter().rev().fold(OF_REQUESTS.to_owned(), |place, digit| child_of(&place, digit))
}

/// Returns a child that differs from one request to another, and is the same in every replay.
fn random_child(run: &HandlerRun, place: &str) -> usize {
    // FNV-1a, whose low bits are the worst.
    let hash = place.bytes().fold(run.random(), |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    usize::try_from(hash >> 16).unwrap_or_default() % CHILDREN
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slot_is_due_in_a_few_minutes_and_never_sooner_than_clocks_differ() {
        let slot = 100 * SLOT_MS;
        for (now, due, expected) in [
            (slot, slot, 101),
            (slot + 60_000, slot, 101),
            (slot + 60_001, slot, 102),
            (slot - 1, slot - 1, 101),
            (slot, slot + SLOT_MS, 101),
            (slot, slot + SLOT_MS + 1, 102),
        ] {
            assert_eq!(slot_at(now, due), expected, "{now} {due}");
            assert!(slot_at(now, due) * SLOT_MS - now >= MARGIN_MS);
        }
    }

    #[test]
    fn each_place_has_one_number_and_comes_after_its_parent() {
        let places: Vec<_> = (0..600).map(nth_place).collect();
        assert_eq!((places[0].as_str(), places[1].as_str(), places[8].as_str()), ("q", "q0", "q7"));
        assert_eq!((places[9].as_str(), places[73].as_str()), ("q00", "q000"));
        for (at, place) in places.iter().enumerate().skip(1) {
            let mut parent = place.clone();
            parent.pop();
            assert!(places[..at].contains(&parent), "{place}");
            assert!(!places[..at].contains(place), "{place}");
        }
    }
}
