//! Runs a world from its beginning to its end.

use std::rc::Rc;

use futures::executor::LocalPool;

use crate::clock::{DAY, START};
use crate::parts::Outcome;
use crate::person::{Person, Role};
use crate::world::World;
use crate::{attackers, own_providers, people, runners, setup, tenants};

/// No delivery or visit takes longer.
const LONGEST: i64 = 12 * DAY;
/// The same for a decision that runs of `refresh` learn.
const LONGEST_AGENDA: i64 = 60 * DAY;

/// Runs the world of a seed until everybody in it is done, or an invariant breaks.
pub(crate) fn run(seed: u64, is_traced: bool) -> Outcome {
    let mut pool = LocalPool::new();
    let (world, people) = setup::world(seed, pool.spawner(), is_traced);
    arrive(&world, people);
    if let Some(runs) = &world.agenda {
        runners::begin(&world);
        (0..runs.runners).for_each(|_| world.spawn(runners::run_at_intervals(world.clone())));
    }
    let longest = if world.agenda.is_some() { LONGEST_AGENDA } else { LONGEST };
    while !world.is_violated() {
        pool.run_until_stalled();
        let is_over = world.people_are_done() && world.checks.events_are_settled() && runners::are_settled(&world);
        if is_over || world.clock.now() > START + longest || !world.clock.advance() {
            world.checks.end(&world);
            break;
        }
    }
    world.outcome()
}

/// Starts a task for each person, which waits until they arrive.
fn arrive(world: &Rc<World>, people: Vec<Person>) {
    let all: Rc<[Rc<Person>]> = people.into_iter().map(Rc::new).collect();
    let (other, victims) = (world.clone(), all.clone());
    world.spawn(async move { tenants::act(&other, &victims).await });
    for person in all.iter() {
        world.count(|counts| {
            counts.onboardings += 1;
            counts.own += u64::from(own_providers::is_own(person.provider(world)));
        });
        let (world, person, all) = (world.clone(), person.clone(), all.clone());
        world.clone().spawn(async move {
            world.clock.sleep_until(person.arrives).await;
            match person.role {
                Role::Honest => people::live(&world, &person).await,
                _ => attackers::attack(&world, &person, &all).await,
            }
            world.person_is_done();
        });
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
        for word in ["canary", "mail.example", "+350", "b41d9e00", "secret"] {
            assert!(!trace.contains(word), "{word}");
        }
        // Ids of customers are hexadecimal after this; a record has a `customer_type`.
        let is_id = |rest: &str| rest.bytes().take(8).filter(u8::is_ascii_hexdigit).count() == 8;
        assert!(!trace.split("customer_").skip(1).any(is_id), "an id of a customer");
    }
}
