//! One world: servers, a store, the providers and people, in virtual time. Everything in it follows from its seed.

use std::cell::{Cell, RefCell};
use std::fmt::Display;
use std::future::Future;
use std::rc::Rc;

use futures::executor::{LocalPool, LocalSpawner};
use futures::task::LocalSpawnExt;

use crate::clock::{Clock, DAY, START};
use crate::invariants::{Checks, Violation};
use crate::people::Person;
use crate::provider::Provider;
use crate::report::Counts;
use crate::server::{Handler, Server};
use crate::store::Records;
use crate::vault::Vault;
use crate::weather::{Fault, Weather};
use crate::{people, setup};

/// A world. Its parts reach each other through it.
pub(crate) struct World {
    pub(crate) clock: Clock,
    pub(crate) weather: Weather,
    pub(crate) records: Records,
    pub(crate) vault: Vault,
    pub(crate) servers: Vec<Server>,
    pub(crate) handlers: Vec<Handler>,
    pub(crate) spherepay: Provider,
    pub(crate) grid: Provider,
    pub(crate) bridge: Provider,
    pub(crate) checks: Checks,
    rng: RefCell<fastrand::Rng>,
    counts: RefCell<Counts>,
    spawner: LocalSpawner,
    violation: RefCell<Option<Violation>>,
    /// The latest events of a world that is run again to be explained.
    trace: Option<RefCell<Vec<String>>>,
    people_left: Cell<usize>,
}

/// The end of a world.
pub(crate) struct Outcome {
    pub(crate) counts: Counts,
    pub(crate) violation: Option<Violation>,
    pub(crate) trace: Vec<String>,
}

/// No delivery or visit takes longer.
const LONGEST: i64 = 12 * DAY;

/// Runs the world of a seed until everybody in it is done, or an invariant breaks.
pub(crate) fn run(seed: u64, is_traced: bool) -> Outcome {
    let mut pool = LocalPool::new();
    let (world, people) = World::new(seed, pool.spawner(), is_traced);
    people::arrive(&world, people);
    while world.violation.borrow().is_none() {
        pool.run_until_stalled();
        let is_over = world.people_left.get() == 0 && world.checks.events_are_settled();
        if is_over || world.clock.now() > START + LONGEST || !world.clock.advance() {
            world.checks.end(&world);
            break;
        }
    }
    let mut counts = world.counts.take();
    counts.events = world.clock.events();
    let trace = world.trace.as_ref().map(RefCell::take).unwrap_or_default();
    Outcome { counts, violation: world.violation.take(), trace }
}

impl World {
    /// Makes the world of a seed, and the people who arrive in it.
    pub(crate) fn new(seed: u64, spawner: LocalSpawner, is_traced: bool) -> (Rc<Self>, Vec<Person>) {
        let mut rng = fastrand::Rng::with_seed(seed);
        let setup::Setup { servers, handlers, spherepay, grid, bridge, people } = setup::world(&mut rng);
        let world = Self {
            clock: Clock::new(),
            weather: Weather::new(&mut rng),
            records: Records::default(),
            vault: Vault::default(),
            servers,
            handlers,
            spherepay,
            grid,
            bridge,
            checks: Checks::default(),
            rng: RefCell::new(rng),
            counts: RefCell::default(),
            spawner,
            violation: RefCell::default(),
            trace: is_traced.then(RefCell::default),
            people_left: Cell::new(people.len()),
        };
        (Rc::new(world), people)
    }

    /// Whether a fault of this kind strikes now.
    pub(crate) fn strikes(&self, fault: Fault) -> bool {
        let chance = self.weather.chance(fault, self.clock.now());
        let strikes = chance > 0.0 && self.rng.borrow_mut().f64() < chance;
        if strikes {
            self.count(|counts| counts.fault(fault));
            self.note(|| format!("fault: {fault:?}"));
        }
        strikes
    }

    /// Returns a random number below `limit`.
    pub(crate) fn below(&self, limit: i64) -> i64 {
        self.rng.borrow_mut().i64(0..limit.max(1))
    }

    /// Whether something happens that does in one of `n` cases.
    pub(crate) fn one_in(&self, n: i64) -> bool {
        self.below(n) == 0
    }

    pub(crate) fn word(&self) -> u64 {
        self.rng.borrow_mut().u64(..)
    }

    pub(crate) fn count(&self, add: impl FnOnce(&mut Counts)) {
        add(&mut self.counts.borrow_mut());
    }

    /// Adds an event to the trace. It says nothing about a person but a number.
    pub(crate) fn note<T: Display>(&self, event: impl FnOnce() -> T) {
        if let Some(trace) = &self.trace {
            let ms = self.clock.now() - START;
            trace.borrow_mut().push(format!("{:9.3} s  {}", ms as f64 / 1000.0, event()));
        }
    }

    /// Reports that an invariant is violated, which ends the world.
    pub(crate) fn violated(&self, invariant: &'static str, what: impl Display) {
        self.note(|| format!("VIOLATED {invariant}: {what}"));
        self.violation.borrow_mut().get_or_insert_with(|| Violation { invariant, what: what.to_string() });
    }

    /// Runs a task beside all others.
    pub(crate) fn spawn(&self, task: impl Future<Output = ()> + 'static) {
        // The pool lives longer than the world's tasks.
        let _ = self.spawner.spawn_local(task);
    }

    /// Records that a person needs nothing more.
    pub(crate) fn person_is_done(&self) {
        self.people_left.set(self.people_left.get().saturating_sub(1));
    }

    /// Returns the provider with this name.
    pub(crate) fn provider(&self, name: &str) -> &Provider {
        match name {
            "grid" => &self.grid,
            "bridge" => &self.bridge,
            _ => &self.spherepay,
        }
    }

    /// Returns the providers' accounts.
    pub(crate) fn providers(&self) -> [&Provider; 3] {
        [&self.spherepay, &self.grid, &self.bridge]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_world_follows_from_its_seed() {
        for seed in 0..4 {
            let (first, second) = (run(seed, true), run(seed, true));
            assert_eq!(first.trace, second.trace);
            assert_eq!(first.counts.rows(), second.counts.rows());
            assert_eq!(run(seed, false).counts.rows(), first.counts.rows(), "tracing changes nothing");
        }
    }

    #[test]
    fn a_trace_has_no_personal_data() {
        let trace = run(1, true).trace.join("\n");
        assert!(trace.len() > 1_000);
        for word in ["canary", "mail.example", "+350", "customer_", "b41d9e00", "secret"] {
            assert!(!trace.contains(word), "{word}");
        }
    }
}
