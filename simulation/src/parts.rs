//! The parts of a world: servers, a store, the providers and virtual time. Everything in it follows from its seed.

use std::cell::{Cell, RefCell};
use std::fmt::Display;
use std::future::Future;

use futures::executor::LocalSpawner;
use futures::task::LocalSpawnExt;

use crate::agenda::Agenda;
use crate::clock::{Clock, START};
use crate::provider::Provider;
use crate::records::Records;
use crate::report::{Counts, Violation};
use crate::server::{Handler, Server};
use crate::vault::Vault;
use crate::weather::{Fault, Weather};

/// The parts of a world, as the checks see them.
pub(crate) struct Parts {
    pub(crate) clock: Clock,
    pub(crate) weather: Weather,
    pub(crate) records: Records,
    pub(crate) store_ms: i64,
    pub(crate) vault: Vault,
    pub(crate) servers: Vec<Server>,
    /// The handlers of the first tenant.
    pub(crate) handlers: Vec<Handler>,
    /// The handler of another tenant.
    pub(crate) theirs: Handler,
    /// The runs of `refresh`, if the handlers have an agenda.
    pub(crate) agenda: Option<Agenda>,
    pub(crate) spherepay: Provider,
    pub(crate) grid: Provider,
    pub(crate) bridge: Provider,
    own: [Provider; 4],
    rng: RefCell<fastrand::Rng>,
    counts: RefCell<Counts>,
    spawner: LocalSpawner,
    violation: RefCell<Option<Violation>>,
    /// The latest events of a world that is run again to be explained.
    trace: Option<RefCell<Vec<String>>>,
    people_left: Cell<usize>,
}

/// The parts that differ from world to world.
pub(crate) struct Setup {
    pub(crate) servers: Vec<Server>,
    /// The handlers of the first tenant.
    pub(crate) handlers: Vec<Handler>,
    /// The handler of another tenant.
    pub(crate) theirs: Handler,
    pub(crate) agenda: Option<Agenda>,
    /// How long a message to the store takes at most, and its answer.
    pub(crate) store_ms: i64,
    pub(crate) spherepay: Provider,
    pub(crate) grid: Provider,
    pub(crate) bridge: Provider,
    /// Those of one's own.
    pub(crate) own: [Provider; 4],
}

/// The end of a world.
pub(crate) struct Outcome {
    pub(crate) counts: Counts,
    pub(crate) violation: Option<Violation>,
    pub(crate) trace: Vec<String>,
}

impl Parts {
    pub(crate) fn new(
        setup: Setup,
        mut rng: fastrand::Rng,
        spawner: LocalSpawner,
        is_traced: bool,
        people: usize,
    ) -> Self {
        let Setup { servers, handlers, theirs, agenda, store_ms, spherepay, grid, bridge, own } = setup;
        Self {
            clock: Clock::new(),
            weather: Weather::new(&mut rng),
            records: Records::default(),
            store_ms,
            vault: Vault::default(),
            servers,
            handlers,
            theirs,
            agenda,
            spherepay,
            grid,
            bridge,
            own,
            rng: RefCell::new(rng),
            counts: RefCell::default(),
            spawner,
            violation: RefCell::default(),
            trace: is_traced.then(RefCell::default),
            people_left: Cell::new(people),
        }
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

    pub(crate) fn provider(&self, name: &str) -> &Provider {
        self.providers().find(|provider| provider.name == name).unwrap_or(&self.spherepay)
    }

    /// Returns the providers' accounts.
    pub(crate) fn providers(&self) -> impl Iterator<Item = &Provider> {
        [&self.spherepay, &self.grid, &self.bridge].into_iter().chain(&self.own)
    }

    /// Whether every person needs nothing more.
    pub(crate) fn people_are_done(&self) -> bool {
        self.people_left.get() == 0
    }

    pub(crate) fn is_violated(&self) -> bool {
        self.violation.borrow().is_some()
    }

    /// Takes out what the world has counted and found.
    pub(crate) fn outcome(&self) -> Outcome {
        let mut counts = self.counts.take();
        counts.events = self.clock.events();
        let trace = self.trace.as_ref().map(RefCell::take).unwrap_or_default();
        Outcome { counts, violation: self.violation.take(), trace }
    }
}
