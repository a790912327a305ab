//! `kyclink-simulation [--seed N] [--onboardings N]`: runs worlds until so many onboardings are simulated or an
//! invariant breaks. Each world follows from its own seed, so that neither threads nor their number change anything.
#![allow(clippy::print_stdout, reason = "this is a command for a terminal")]

mod accounts;
mod agenda;
mod attackers;
mod bridge;
mod browser;
mod clock;
mod contacts;
mod crowd;
mod deliveries;
mod effects;
mod floods;
mod grid;
mod handover;
mod invariants;
mod model;
mod network;
mod operator;
mod own_model;
mod own_providers;
mod parts;
mod people;
mod person;
mod provider;
mod records;
mod report;
mod reviews;
mod run;
mod runners;
mod server;
mod serving;
mod setup;
mod signature;
mod spherepay;
mod store;
mod tenants;
mod values;
mod vault;
mod weather;
mod world;

use std::collections::BTreeMap;
use std::panic::catch_unwind;
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use mimalloc::MiMalloc;
use report::{Counts, Violation};

/// A fifth of the time less than with the system's: the handler allocates little, but the world around it a lot.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

const USAGE: &str = "usage: kyclink-simulation --seed N --onboardings N, or --world N for one world with its trace";
const THREADS: usize = 2;
/// How many events the trace of a violation shows.
const TRACE_LENGTH: usize = 60;
/// Worlds that a thread runs before the counts are added up.
const BATCH: u64 = 16;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["--world", seed] => seed.parse().map_or_else(|_| usage(), |seed| explain(seed, usize::MAX)),
        ["--seed", seed, "--onboardings", wanted] => match (seed.parse(), wanted.parse()) {
            (Ok(seed), Ok(wanted)) => search(seed, wanted),
            _ => usage(),
        },
        _ => usage(),
    }
}

fn usage() -> ExitCode {
    println!("{USAGE}");
    ExitCode::from(2)
}

/// The state of a search, shared by its threads.
#[derive(Default)]
struct Search {
    next: AtomicU64,
    found: Mutex<Found>,
}

#[derive(Default)]
struct Found {
    /// The counts of each batch, by its first world.
    batches: BTreeMap<u64, Counts>,
    onboardings: u64,
    /// The first world that violates an invariant.
    violation: Option<(u64, Violation)>,
}

/// Runs worlds with seeds derived from `seed`, until they have had `wanted` onboardings.
fn search(seed: u64, wanted: u64) -> ExitCode {
    let search = Search::default();
    thread::scope(|scope| (0..THREADS).for_each(|_| drop(scope.spawn(|| run_batches(&search, seed, wanted)))));
    let Ok(Found { batches, violation, .. }) = search.found.into_inner() else { return ExitCode::FAILURE };
    let last = violation.as_ref().map_or(u64::MAX, |(number, _)| *number);
    let mut counts = Counts::default();
    // Which further batches had begun depends on the threads.
    for (_, batch) in batches.iter().take_while(|(first, _)| **first <= last) {
        if counts.onboardings < wanted {
            counts.add(batch);
        }
    }
    for (name, count) in counts.rows() {
        println!("{count:>12}  {name}");
    }
    let Some((number, violation)) = violation else {
        println!("seed {seed}: no invariant is violated");
        return ExitCode::SUCCESS;
    };
    println!(
        "seed {seed}: violated after {} onboardings: {}: {}",
        counts.onboardings, violation.invariant, violation.what
    );
    println!("the trace of world {}:", world_seed(seed, number));
    explain(world_seed(seed, number), TRACE_LENGTH)
}

/// Takes batches of worlds. A violation ends the search only after all worlds before it.
fn run_batches(search: &Search, seed: u64, wanted: u64) {
    loop {
        let first = search.next.fetch_add(BATCH, Ordering::Relaxed);
        let (counts, violation) = run_batch(seed, first);
        let Ok(mut found) = search.found.lock() else { return };
        found.onboardings += counts.onboardings;
        found.batches.insert(first, counts);
        if let Some((number, _)) = violation
            && found.violation.as_ref().is_none_or(|(known, _)| number < *known)
        {
            found.violation = violation;
        }
        if found.violation.is_some() || found.onboardings >= wanted {
            return;
        }
    }
}

fn run_batch(seed: u64, first: u64) -> (Counts, Option<(u64, Violation)>) {
    let mut counts = Counts::default();
    for number in first..first + BATCH {
        let Ok(outcome) = catch_unwind(|| run::run(world_seed(seed, number), false)) else {
            return (counts, Some((number, Violation { invariant: "panics", what: "the code panicked".to_owned() })));
        };
        counts.add(&outcome.counts);
        if let Some(violation) = outcome.violation {
            return (counts, Some((number, violation)));
        }
    }
    (counts, None)
}

/// Derives the seed of a world (SplitMix64, so that neighbours differ).
fn world_seed(seed: u64, number: u64) -> u64 {
    let mut mixed = seed.wrapping_add(number.wrapping_mul(0x9e37_79b9_7f4a_7c15)).wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

/// Runs one world again and prints what happened last in it.
fn explain(seed: u64, lines: usize) -> ExitCode {
    let outcome = run::run(seed, true);
    outcome.trace.iter().skip(outcome.trace.len().saturating_sub(lines)).for_each(|line| println!("  {line}"));
    match outcome.violation {
        Some(violation) => {
            println!("{}: {}", violation.invariant, violation.what);
            ExitCode::FAILURE
        }
        None => ExitCode::SUCCESS,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The seed is always the same, so that a change is refused for what it changes and not by chance.
    #[test]
    fn no_invariant_is_violated() {
        let wanted = std::env::var("KYCLINK_ONBOARDINGS").map_or(1_000, |text| text.parse().unwrap());
        assert_eq!(search(1, wanted), ExitCode::SUCCESS);
    }
}
