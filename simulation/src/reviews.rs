//! Reviews: a person does the steps of the hosted flow, and the provider decides.

use std::rc::Rc;

use crate::agenda::Agenda;
use crate::clock::{DAY, MINUTE};
use crate::provider::Provider;
use crate::world::World;
use crate::{bridge, deliveries};

/// Begins the review of a customer who has finished the hosted flow: the status changes twice, later.
pub(crate) fn begin(world: &Rc<World>, provider: &Provider, id: &str) {
    let Some(at) = provider.find(id) else { return };
    let mut is_first = false;
    provider.change(at, |customer| is_first = !std::mem::replace(&mut customer.is_reviewed, true));
    if !is_first {
        return;
    }
    if provider.name == "bridge" {
        review_link(world, at);
        return;
    }
    let (world, name) = (world.clone(), provider.name);
    let decision = if world.one_in(4) { "rejected" } else { "approved" };
    let waits = [100 + world.below(MINUTE), 100 + world.below(if world.one_in(3) { MINUTE / 2 } else { slow(&world) })];
    reviews_begin(&world);
    world.clone().spawn(async move {
        for (status, wait) in ["pending", decision].into_iter().zip(waits) {
            world.clock.sleep(wait).await;
            world.provider(name).change(at, |customer| {
                customer.history.push(status);
                customer.changed_at = world.clock.now();
                customer.submitted_at.get_or_insert(customer.changed_at);
            });
            world.checks.status_changed(&world, name, at);
            deliveries::announce(&world, name, at, status);
        }
        reviews_end(&world);
    });
}

/// The person does both steps, in any order, and Bridge decides.
fn review_link(world: &Rc<World>, at: usize) {
    let decision = if world.one_in(4) { "rejected" } else { "approved" };
    let mut steps = vec!["incomplete", "under_review", decision];
    let place = if world.one_in(4) { 1 + world.below(3) } else { 0 };
    steps.insert(usize::try_from(place).unwrap_or_default(), bridge::ACCEPT);
    let world = world.clone();
    reviews_begin(&world);
    world.clone().spawn(async move {
        for (number, step) in steps.into_iter().enumerate() {
            let longest = if number > 1 && !world.one_in(3) { slow(&world) } else { MINUTE / 2 };
            world.clock.sleep(100 + world.below(longest)).await;
            do_step(&world, at, step);
        }
        // An approval may turn: somebody is found on a list.
        if world.agenda.as_ref().is_some_and(|agenda| agenda.is_long) && world.one_in(2) {
            world.clock.sleep(DAY + world.below(9 * DAY)).await;
            do_step(&world, at, "rejected");
        }
        reviews_end(&world);
    });
}

/// The person accepts the terms.
pub(crate) fn accept_terms(world: &Rc<World>, id: &str) {
    if let Some(at) = world.bridge.find(id) {
        do_step(world, at, bridge::ACCEPT);
    }
}

fn do_step(world: &Rc<World>, at: usize, step: &'static str) {
    world.bridge.change(at, |customer| bridge::advance(customer, step, world.clock.now()));
    world.checks.status_changed(world, "bridge", at);
    deliveries::announce(world, "bridge", at, step);
}

/// How long a decision may take: days where runs of `refresh` learn it.
fn slow(world: &World) -> i64 {
    if world.agenda.is_some() { 3 * DAY } else { DAY }
}

fn reviews_begin(world: &World) {
    world.agenda.iter().for_each(Agenda::review_begins);
}

fn reviews_end(world: &World) {
    world.agenda.iter().for_each(Agenda::review_ends);
}
