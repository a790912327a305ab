//! Many open customers: a budget for a few of them is enough, if there is time.

use std::collections::BTreeMap;

use futures::executor::LocalPool;

use super::*;
use crate::clock::MINUTE;
use crate::invariants::Tag;
use crate::provider::Customer;
use crate::{setup, tenants};

const CUSTOMERS: usize = 10_000;
const BUDGET: i64 = 100;
/// How many runs the budget of one is enough for all.
const ROUND: usize = CUSTOMERS / BUDGET as usize;

/// A world without faults whose other tenant has an account and an agenda at SpherePay.
fn world(pool: &LocalPool) -> Rc<World> {
    let worlds = (0..10_000).map(|seed| setup::world(seed, pool.spawner(), false).0);
    let is_wanted = |world: &Rc<World>| {
        let theirs = &world.theirs;
        world.agenda.is_some() && theirs.id == THEIRS && theirs.has("spherepay") && !theirs.has_logins
    };
    worlds.into_iter().find(is_wanted).expect("one of many")
}

fn customers(world: &World) -> Vec<String> {
    let tag = Tag { person: None, unit: String::new(), member: None, data: String::new() };
    let ids: Vec<_> = (0..CUSTOMERS).map(|number| format!("customer_{number:032x}")).collect();
    for id in &ids {
        world.spherepay.add(world, &tag, Customer::new(id.clone(), START));
    }
    ids
}

/// Takes the steps of a run. Returns whom it asked about, and how many changes it told. The provider refuses what comes
/// after so many requests.
fn run_within(world: &World, refused_after: usize) -> (Vec<String>, i64) {
    let refused = &world.agenda.as_ref().expect("an agenda").is_refused;
    refused.set(false);
    let (mut asked, mut told, mut from) = (vec![], 0, 0);
    loop {
        refused.set(asked.len() >= refused_after);
        let left = BUDGET - i64::try_from(asked.len()).expect("a few");
        let step = tenants::refresh(world, "spherepay", from, left).expect("a step responds");
        asked.extend(world.checks.take_asked());
        assert!(asked.len() <= 100, "{} requests", asked.len());
        let step = json(&step);
        let number = |name| step.object().and_then(|step| step.get(name)).and_then(UntrustedValue::integer);
        told += number("changed").unwrap_or_default();
        from = number("from").unwrap_or_default();
        if step.object().and_then(|step| step.get("isOver")).is_some_and(is_true) {
            return (asked, told);
        }
    }
}

#[test]
fn ten_thousand_open_customers_have_their_turn_within_a_budget_of_a_hundred() {
    let mut pool = LocalPool::new();
    let world = world(&pool);
    begin(&world);
    let ids = customers(&world);
    ids.iter().for_each(|id| tenants::look(&world, "spherepay", id));
    world.checks.take_asked();
    let inner = world.clone();
    world.spawn(async move {
        let world = inner;
        let (mut times, mut told) = (BTreeMap::<String, usize>::new(), 0);
        for number in 0..ROUND + 2 {
            world.clock.sleep(5 * MINUTE).await;
            // In one of them, the provider has enough in the middle.
            let (asked, changed) = run_within(&world, if number == 9 { 50 } else { usize::MAX });
            told += changed;
            asked.into_iter().for_each(|id| *times.entry(id).or_default() += 1);
        }
        assert_eq!(times.len(), CUSTOMERS, "everybody had a turn");
        assert!(times.values().all(|times| *times <= 2), "and nobody three before that");
        assert_eq!(told, 0, "nothing has changed");
        // Every hundredth is decided about.
        for at in (0..CUSTOMERS).step_by(100) {
            world.spherepay.change(at, |customer| customer.history.push("approved"));
        }
        for _ in 0..ROUND + 4 {
            world.clock.sleep(5 * MINUTE).await;
            told += run_within(&world, usize::MAX).1;
        }
        assert_eq!(told, 100, "each decision is told once");
        world.person_is_done();
    });
    let people = world.people_left();
    while world.people_left() == people {
        pool.run_until_stalled();
        assert!(world.clock.advance() || world.people_left() < people);
    }
    assert!(!world.is_violated());
}
