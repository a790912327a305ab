//! What runs of `refresh` do: each decision reaches `onEvent` once and in time, whether its delivery was lost or not; no
//! run sends more than its budget, asks about somebody whom its handler has not onboarded, asks for ever, or tells what
//! has not changed.

use std::collections::{HashMap, HashSet};

use kyclink::HttpRequest;

use super::Checks;
use super::call::subject_of;
use crate::agenda::Agenda as Runs;
use crate::clock::{DAY, HOUR, MINUTE, run_interval};
use crate::parts::Parts;
use crate::provider::{Customer, short};
use crate::server::{OURS, Reply, Request, THEIRS};

/// By how much an interval may be longer: a slot, the margin for clocks that differ, and a run that takes its time.
const SLACK: i64 = 10 * MINUTE;
/// How long an open customer is asked about at most.
const LONGEST: i64 = 30 * DAY;
/// A change may be learned so much later, and the customer is then asked about as if it had changed at that time.
const LEARNED_LATE: i64 = 3 * DAY;

#[derive(Default)]
pub(super) struct Agenda {
    /// Whom each tenant and settings have onboarded, or shown a status of.
    of_scope: HashSet<(&'static str, String)>,
    /// Which customers each handler may have made.
    made: HashSet<(&'static str, String)>,
    /// How many requests each step has sent.
    sent: HashMap<u64, i64>,
    /// When something last happened to a customer, after which it may be asked about for thirty days.
    alive: HashMap<String, i64>,
    /// The places of what was decided, by customer.
    decided: HashSet<(String, usize)>,
    /// The decisions that `onEvent` has not been told.
    untold: Vec<Decision>,
    /// The customers and facts of deliveries, by the id of the event.
    delivered: HashMap<String, Delivery>,
    /// What is told to `onEvent` by requests that have no response yet.
    telling: HashMap<u64, Vec<Telling>>,
    /// The events of runs that were handled.
    done: HashSet<(&'static str, String)>,
    /// The latest fact of a customer that a run has told a handler's `onEvent`.
    by_runs: HashMap<(&'static str, String), usize>,
    /// The latest fact that a handler's `onEvent` was told of a customer, and when that was certain.
    told: HashMap<(&'static str, String), Vec<(usize, i64)>>,
}

/// A decision: the place of the fact in the history of the customer, and when it was made. It is told to a handler.
struct Decision {
    handler: &'static str,
    customer: String,
    place: usize,
    at: i64,
    /// When the customer was created.
    created: i64,
    is_turned: bool,
}

/// What a delivery says: the customer and the fact.
#[derive(Clone)]
struct Delivery {
    customer: String,
    place: usize,
    /// Whether it names the customer. Otherwise the handler may not know whose it is.
    is_named: bool,
}

struct Telling {
    handler: &'static str,
    event: String,
    about: Delivery,
}

impl Agenda {
    /// Returns how many requests a step has sent.
    pub(super) fn sent(&self, step: u64) -> i64 {
        self.sent.get(&step).copied().unwrap_or_default()
    }

    fn told_before(&self, handler: &'static str, customer: &str, began: i64) -> usize {
        let all = self.told.get(&(handler, customer.to_owned()));
        let before = all.into_iter().flatten().filter(|(_, at)| *at < began);
        before.map(|(place, _)| *place).max().unwrap_or_default()
    }

    fn succeeded(&mut self, handler: &'static str, customer: &str, place: usize) {
        self.untold.retain(|one| (one.handler, one.customer.as_str()) != (handler, customer) || one.place > place);
    }
}

/// A request that calls `onEvent`.
#[derive(Clone, Copy)]
pub(crate) struct Caller {
    pub(crate) handler: &'static str,
    pub(crate) request: u64,
    /// When it began, by the true time.
    pub(crate) began: i64,
}

impl Checks {
    /// Somebody is onboarded, or their status is shown, under a tenant and settings.
    pub(crate) fn is_in_scope(&self, scope: &'static str, id: &str) {
        self.agenda.borrow_mut().of_scope.insert((scope, id.to_owned()));
    }

    /// A record has been written: a claim says that somebody is onboarded.
    pub(super) fn claim_applied(&self, now: i64, name: &[String]) {
        if let [kind, .., id] = name
            && kind == "claim"
        {
            self.is_in_scope(OURS, id);
            self.is_alive(now, id);
        }
    }

    /// A request of a handler loads or writes a claim: where it is a form, the handler may have made the customer.
    pub(crate) fn claim_touched(&self, handler: &'static str, request: &Request, name: &[String]) {
        if let [kind, .., id] = name
            && kind == "claim"
            && request.path.ends_with("/links")
        {
            self.agenda.borrow_mut().made.insert((handler, id.clone()));
        }
    }

    /// Something happens to a customer, by the person or the provider.
    pub(crate) fn is_alive(&self, now: i64, id: &str) {
        self.agenda.borrow_mut().alive.insert(id.to_owned(), now);
    }

    /// A run sends a request about a customer: a step of ours, or a run of the other tenant.
    pub(crate) fn run_asks(&self, world: &Parts, step: Option<Caller>, (provider, sent): (&str, &HttpRequest)) {
        let id = subject_of(provider, sent);
        let scope = if step.is_some() { OURS } else { THEIRS };
        let mut agenda = self.agenda.borrow_mut();
        *agenda.sent.entry(step.map_or(0, |step| step.request)).or_default() += 1;
        // A customer of Bridge has another id than its link, and is only read with it.
        if world.provider(provider).find(&id).is_none() {
            return;
        }
        if let Some(step) = step {
            world.count(|counts| counts.refreshed += 1);
            self.is_remembered(world, step, &id);
        }
        if !agenda.of_scope.contains(&(scope, id.clone())) {
            world
                .violated("agenda scope", format!("a run asks about customer {}, who is of another scope", short(&id)));
        }
        let alive = agenda.alive.get(&id).copied();
        let is_watched = provider == "bridge" && self.status_of(world, &id) == Some("approved");
        if scope == OURS && !is_watched && alive.is_some_and(|at| world.clock.now() > at + LONGEST + LEARNED_LATE) {
            world.violated("agenda end", format!("customer {} is still asked about", short(&id)));
        }
    }

    /// A step of a run is about a customer.
    fn is_remembered(&self, world: &Parts, step: Caller, id: &str) {
        if self.resumes.borrow().is_forgotten(id, step.began) {
            world.violated("agenda forgotten", format!("a run is about customer {}, who is forgotten", short(id)));
        }
    }

    fn status_of(&self, world: &Parts, id: &str) -> Option<&'static str> {
        world.providers().find_map(|provider| provider.read(provider.find(id)?, Customer::status))
    }

    /// Whether a step of a run stays within what was left of its budget: one customer, which may take two requests, is always
    /// asked about. Returns how much it has used.
    pub(crate) fn step_ended(&self, world: &Parts, step: u64, left: i64) -> i64 {
        let sent = self.agenda.borrow().sent(step);
        if sent > left.max(0) && (left, sent) != (1, 2) {
            world.violated("agenda budget", format!("a step sends {sent} requests where {left} were left"));
        }
        sent
    }

    /// A provider has changed the status of a customer.
    pub(crate) fn status_changed(&self, world: &Parts, provider: &str, at: usize) {
        if world.agenda.is_none() {
            return;
        }
        let fact = world.provider(provider).read(at, |customer| {
            let before = customer.history.len().checked_sub(2).and_then(|place| customer.history.get(place)).copied();
            (customer.id.clone(), customer.history.len() - 1, customer.status(), before, customer.created_at)
        });
        let Some((customer, place, status, before, created)) = fact else { return };
        let now = world.clock.now();
        self.is_alive(now, &customer);
        let mut agenda = self.agenda.borrow_mut();
        // A step need not change the status.
        let is_new = agenda.decided.insert((customer.clone(), place));
        if !["approved", "rejected"].contains(&status) || !is_new {
            return;
        }
        let is_turned = before == Some("approved");
        for handler in world.handlers.iter().map(|handler| handler.id) {
            if agenda.made.contains(&(handler, customer.clone())) {
                let customer = customer.clone();
                agenda.untold.push(Decision { handler, customer, place, at: now, created, is_turned });
            }
        }
    }

    /// A delivery says what is the latest fact about a customer.
    pub(crate) fn delivery_says(&self, event: &str, customer: String, place: usize, is_named: bool) {
        self.agenda.borrow_mut().delivered.insert(event.to_owned(), Delivery { customer, place, is_named });
    }

    /// A delivery calls `onEvent`.
    pub(crate) fn delivery_tells(&self, caller: Caller, event: &str) {
        let mut agenda = self.agenda.borrow_mut();
        if let Some(about) = agenda.delivered.get(event).cloned() {
            let telling = Telling { handler: caller.handler, event: event.to_owned(), about };
            agenda.telling.entry(caller.request).or_default().push(telling);
        }
    }

    /// Whether a run has told what a delivery says, so that it need not be told again.
    pub(super) fn was_told_by_run(&self, handler: &'static str, event: &str) -> bool {
        let agenda = self.agenda.borrow();
        let Some(about) = agenda.delivered.get(event) else { return false };
        agenda.by_runs.get(&(handler, about.customer.clone())).is_some_and(|place| *place >= about.place)
    }

    /// A run calls `onEvent`.
    pub(crate) fn run_tells(&self, world: &Parts, caller: Caller, event: &str, customer: &str, status: &str) {
        world.count(|counts| counts.told += 1);
        self.is_remembered(world, caller, customer);
        let mut agenda = self.agenda.borrow_mut();
        if !agenda.made.contains(&(caller.handler, customer.to_owned())) {
            let id = short(customer);
            world.violated("agenda maker", format!("{} tells of customer {id} of another handler", caller.handler));
        }
        // It has told the same in vain.
        let is_false = world.agenda.as_ref().is_some_and(Runs::is_false);
        let is_same = |one: &Telling| (one.handler, one.event.as_str()) == (caller.handler, event);
        let is_running = agenda.telling.values().flatten().any(is_same);
        if !is_false && (is_running || agenda.done.contains(&(caller.handler, event.to_owned()))) {
            world.violated("agenda once", format!("a run tells {status} of customer {} again", short(customer)));
        }
        let history = world
            .providers()
            .find_map(|provider| provider.read(provider.find(customer)?, |customer| customer.history.clone()));
        let place = history.unwrap_or_default().iter().rposition(|known| *known == status);
        let Some(place) = place else {
            world.violated("agenda change", format!("customer {} never was {status}", short(customer)));
            return;
        };
        // What was told of somebody whom support forgets at this moment may be forgotten already.
        if !is_false
            && !self.is_being_forgotten(customer, caller.began)
            && place <= agenda.told_before(caller.handler, customer, caller.began)
        {
            world.violated("agenda change", format!("a run tells {status} of customer {}: no news", short(customer)));
        }
        agenda.by_runs.insert((caller.handler, customer.to_owned()), place);
        let about = Delivery { customer: customer.to_owned(), place, is_named: true };
        let telling = Telling { handler: caller.handler, event: event.to_owned(), about };
        agenda.telling.entry(caller.request).or_default().push(telling);
    }

    /// `onEvent` has returned or thrown.
    pub(crate) fn telling_ends(&self, request: u64, event: &str, is_ok: bool) {
        let mut agenda = self.agenda.borrow_mut();
        let Some(all) = agenda.telling.get_mut(&request) else { return };
        if !is_ok {
            all.retain(|one| one.event != event);
        } else if let Some(one) = all.iter().find(|one| one.event == event) {
            let (handler, about) = (one.handler, one.about.clone());
            agenda.succeeded(handler, &about.customer, about.place);
        }
    }

    /// A request that may have called `onEvent` has a response.
    pub(super) fn tellings_are_recorded(&self, world: &Parts, handler: &'static str, request: u64, reply: &Reply) {
        let mut agenda = self.agenda.borrow_mut();
        let all = agenda.telling.remove(&request).unwrap_or_default();
        for Telling { event, about: Delivery { customer, place, is_named }, .. } in
            all.into_iter().filter(|_| reply.status == 200)
        {
            if event.starts_with("refresh/") {
                agenda.done.insert((handler, event));
            }
            if is_named {
                agenda.told.entry((handler, customer)).or_default().push((place, world.clock.now()));
            }
        }
    }

    /// A request is over without a response.
    pub(super) fn tellings_are_over(&self, request: u64) {
        self.agenda.borrow_mut().telling.remove(&request);
    }

    /// Checks that no decision waits for longer than the interval of its customer and that of the runs.
    pub(crate) fn decisions_are_told(&self, world: &Parts) {
        let (now, Some(runs)) = (world.clock.now(), &world.agenda) else { return };
        let Some(calm) = world.weather.calm_since(now) else { return };
        let mut agenda = self.agenda.borrow_mut();
        // A link is not enough where its customer, who has the products, cannot be read.
        let bridge = world.provider("bridge");
        let of_link = |at| bridge.read(at, |customer| customer.link.as_ref().map(|link| link.customer_id.clone()))?;
        let fails = |id: &str| runs.fails(id) || bridge.find(id).and_then(of_link).is_some_and(|id| runs.fails(&id));
        agenda.untold.retain(|one| !self.may_be_forgotten(&one.customer) && !fails(&one.customer));
        if runs.is_false() {
            agenda.untold.clear();
        }
        let wait = |one: &Decision| {
            let since = one.at.max(calm).max(runs.killed_at()).max(runs.sound_since());
            let interval = if one.is_turned { 7 * DAY } else { interval(since - one.created) };
            now - since - interval - run_interval(now)
        };
        if let Some(late) = agenda.untold.iter().find(|one| wait(one) > SLACK) {
            let (id, waits) = (short(&late.customer), (now - late.at) / MINUTE);
            world
                .violated("agenda told", format!("the decision about customer {id} is not told after {waits} minutes"));
        }
    }

    /// Whether every decision was told.
    pub(crate) fn no_decision_waits(&self) -> bool {
        self.agenda.borrow().untold.is_empty()
    }
}

/// Returns the longest time between two requests about a customer of this age.
fn interval(age: i64) -> i64 {
    match age {
        age if age <= 50 * MINUTE => 5 * MINUTE,
        age if age <= 23 * HOUR => HOUR,
        _ => DAY,
    }
}
