//! The agenda: which customers are open, and when their provider is asked next.
//!
//! A store has `get` and `swap`, and nothing that lists its records, so an entry is found by its name: the slot of 150
//! seconds in which it is due, and its place in that slot. The records of a slot are three trees: one for requests, one for
//! runs, and one for those about whom a run has asked in vain. A writer takes the root with one swap that expects no
//! record. If there is a record, it takes a random one of that record's children, and so on: of a thousand writers at once,
//! each has its own record after a few swaps, and none waits for another. A reader begins at the root, because no record
//! exists without its parent.
//!
//! Each handler has an agenda of its own: others over the account ask about their own customers, and have another
//! `onEvent`.
//!
//! Entries are hints. The record of the customer's status says whether one counts, so that it does no harm if an entry is
//! there twice, or is out of date.

use crate::edge::customer::CustomerRef;
use crate::edge::engine::run::{HandlerRun, OrSuspended};
use crate::edge::record::lifetime::CLOCK_SKEW_MS;
use crate::edge::record::{AGENDA, Due, DueCustomer, REFRESHED, Refreshed, lifetime};
use crate::edge::response::{AgendaPlace, Refusal};
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

/// The roots of the trees of a slot, in the order in which runs work on them: of requests, of runs, and of customers about
/// whom a run has asked in vain.
pub(crate) const OF_REQUESTS: &str = "q";
pub(crate) const OF_RUNS: &str = "r";
pub(crate) const OF_FAILED: &str = "s";

/// Returns the slot in which a customer is due at this time.
pub(crate) fn slot_at(now: i64, due: i64) -> i64 {
    let at = due.max(now.saturating_add(MARGIN_MS));
    at.div_euclid(SLOT_MS) + i64::from(at.rem_euclid(SLOT_MS) > 0)
}

/// Returns a slot as a part of a record's name.
pub(crate) fn name_of(slot: i64) -> String {
    decimal(usize::try_from(slot).unwrap_or_default())
}

pub(crate) fn child_of(place: &str, index: usize) -> String {
    [place, &decimal(index)].concat()
}

impl HandlerRun<'_> {
    /// Whether the configuration has an agenda.
    pub(crate) fn has_agenda(&self) -> bool {
        self.config.field("agenda").is_some_and(UntrustedValue::is_true)
    }
}

/// Begins the schedule of a customer who was onboarded with this reference, if there is an agenda.
pub(crate) fn remember<'a>(run: &mut HandlerRun<'a>, customer: CustomerRef, reference: &'a str) -> OrSuspended<()> {
    run.reference = Some(reference);
    if run.has_agenda() {
        // Which record this is follows from the time, which must not be one that is assumed.
        run.end_plan()?;
        let now = run.now();
        begin_schedule(run, customer, (now, reference))?;
    }
    Ok(())
}

/// Begins a schedule for a customer, which is due soon after `since`. Returns that time and the slot. A reference that is
/// not known is empty.
#[inline(never)]
pub(crate) fn begin_schedule(
    run: &mut HandlerRun,
    customer: CustomerRef,
    (since, reference): (i64, &str),
) -> OrSuspended<(i64, i64)> {
    let provider = customer.provider;
    let slot = slot_at(since, since);
    let is_new = |places: &UntrustedValue| places.field(provider.name()).is_none();
    if run.agenda_place.is_none() && run.request.field("agenda").is_some_and(is_new) {
        // The first run of all begins where the first process has begun.
        let begun = Refreshed { next: since.div_euclid(SLOT_MS), ..Refreshed::default() };
        run.swap(&REFRESHED, &[provider.name()], None, &begun, lifetime::AGENDA.ms(run))?;
    }
    let (first, count) = part_of_process(run, provider, slot);
    let place = nth_place(&nth_place(OF_REQUESTS, first), count);
    let entry = DueCustomer { customer: customer.id, since, reference: Some(reference).filter(|one| !one.is_empty()) };
    let written = write(run, (provider, slot), place, &[entry])?;
    let first = if count == 0 { number_of(&written) } else { first };
    let first = i64::try_from(first).unwrap_or_default();
    let count = i64::try_from(count).unwrap_or_default().saturating_add(1);
    run.agenda_place = Some(AgendaPlace { provider: provider.name(), slot, first, count });
    Ok((since, slot))
}

/// Adds entries to a slot, as a run does.
pub(crate) fn add(
    run: &mut HandlerRun,
    provider: &'static Provider,
    (slot, root): (i64, &'static str),
    entries: &[DueCustomer],
) -> OrSuspended<()> {
    write(run, (provider, slot), root.to_owned(), entries).map(drop)
}

/// Writes a record at this place, or below it if there is one. Returns where.
#[inline(never)]
fn write(
    run: &mut HandlerRun,
    (provider, slot): (&'static Provider, i64),
    mut place: String,
    entries: &[DueCustomer],
) -> OrSuspended<String> {
    let slot_name = name_of(slot);
    let due = Due { entries: entries.to_vec(), steps: 0, rest: vec![] };
    for _ in 0..MAX_DEPTH {
        let name = [provider.name(), &slot_name, &place];
        if run.swap(&AGENDA, &name, None, &due, lifetime::AGENDA.ms(run))?.is_some() {
            return Ok(place);
        }
        place = child_of(&place, random_child(run, &place, entries));
    }
    run.refuse_with_retry_after(Refusal::NOT_NOW, 1)
}

/// Returns the part of a slot's tree that this process has for itself, and how many of its records exist, which are the
/// first ones in the order of [`nth_place`]. It begins where the process has written first: others come there only by
/// chance, and a process that began at the root would find the records of all others.
fn part_of_process(run: &HandlerRun, provider: &Provider, slot: i64) -> (usize, usize) {
    let remembered = run.agenda_place.filter(|place| place.provider == provider.name() && place.slot == slot);
    let told = || match run.request.field("agenda")?.field(provider.name())?.list()? {
        [at, first, count] if at.integer() == Some(slot) => Some((first.integer()?, count.integer()?)),
        _ => None,
    };
    let (first, count) = remembered.map(|place| (place.first, place.count)).or_else(told).unwrap_or_default();
    (usize::try_from(first).unwrap_or_default(), usize::try_from(count).unwrap_or_default().min(MAX_COUNT))
}

/// Returns a place of the tree below this root, which is numbered level by level: a parent comes before its children.
fn nth_place(root: &str, mut index: usize) -> String {
    let mut digits = Vec::new();
    while index > 0 {
        index -= 1;
        digits.push(index % CHILDREN);
        index /= CHILDREN;
    }
    digits.into_iter().rev().fold(root.to_owned(), |place, digit| child_of(&place, digit))
}

/// Returns the number of a place of the tree of requests.
fn number_of(place: &str) -> usize {
    let digits = place.chars().filter_map(|digit| usize::try_from(digit.to_digit(10)?).ok());
    digits.fold(0, |number, digit| number.saturating_mul(CHILDREN).saturating_add(digit + 1))
}

/// Returns a random child, the same in every replay. It differs from one request to another, and from one record of a
/// request to another: together they would go deeper than a tree is.
fn random_child(run: &HandlerRun, place: &str, entries: &[DueCustomer]) -> usize {
    let of = entries.first().map_or("", |entry| entry.customer);
    // FNV-1a, whose low bits are the worst.
    let hash = |hash: u32, byte: u8| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    let hash = of.bytes().chain(place.bytes()).fold(run.random(), hash);
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
        let places: Vec<_> = (0..600).map(|index| nth_place(OF_REQUESTS, index)).collect();
        assert_eq!((places[0].as_str(), places[1].as_str(), places[8].as_str()), ("q", "q0", "q7"));
        assert_eq!((places[9].as_str(), places[73].as_str()), ("q00", "q000"));
        assert_eq!(nth_place("q53", 9), "q5300");
        for (at, place) in places.iter().enumerate().skip(1) {
            assert_eq!(number_of(place), at, "{place}");
            let mut parent = place.clone();
            parent.pop();
            assert!(places[..at].contains(&parent), "{place}");
            assert!(!places[..at].contains(place), "{place}");
        }
    }
}
