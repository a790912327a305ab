//! What the models of the providers do alike: they add a customer and make a hosted link.

use crate::clock::{DAY, MINUTE};
use crate::invariants::Tag;
use crate::provider::{Customer, Provider, short};
use crate::weather::Fault;
use crate::world::World;

impl Provider {
    /// Adds a customer, and returns its place.
    pub(crate) fn add(&self, world: &World, tag: &Tag, customer: Customer) -> usize {
        world.note(|| format!("{} creates customer {} for person {:?}", self.name, short(&customer.id), tag.person));
        world.count(|counts| counts.customers += 1);
        world.checks.customer_created(world, self.name, &customer.id, tag);
        self.customers.borrow_mut().push(customer);
        self.customers.borrow().len() - 1
    }

    /// Makes a hosted link: its address and when it expires. Some live for days, some for minutes.
    pub(crate) fn new_link(&self, world: &World, at: usize) -> (String, i64) {
        let address = format!("https://verify.example/flow/{:016x}", world.word());
        self.lead_to(address.clone(), at);
        let lifetime = if world.one_in(3) { 2 * MINUTE + world.below(20 * MINUTE) } else { 7 * DAY };
        let expired = world.strikes(Fault::ProviderLinkBroken);
        (address, if expired { self.now(&world.clock) - 1 } else { self.now(&world.clock) + lifetime })
    }
}
