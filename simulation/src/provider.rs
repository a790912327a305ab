//! What the models of the providers share: an account with customers, their statuses, links and codes. The models are
//! written from the providers' documents and share no code with the library.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use kyclink::{HttpRequest, HttpResponse};

use crate::clock::{DAY, MINUTE};
use crate::invariants::Tag;
use crate::weather::Fault;
use crate::world::World;
use crate::{bridge, deliveries, grid, spherepay};

/// An account at a provider.
pub(crate) struct Provider {
    pub(crate) name: &'static str,
    /// How far its clock is ahead of the true time, in milliseconds.
    pub(crate) skew: i64,
    /// Whether contacts must be confirmed before a link (Grid).
    pub(crate) wants_contacts: bool,
    /// Whether its lists begin with the newest customer.
    pub(crate) is_newest_first: bool,
    pub(crate) customers: RefCell<Vec<Customer>>,
    /// Which customer a hosted link belongs to.
    links: RefCell<HashMap<String, usize>>,
    /// The first responses by idempotency key (Bridge).
    pub(crate) replies: RefCell<bridge::Replies>,
}

/// A customer.
pub(crate) struct Customer {
    pub(crate) id: String,
    pub(crate) kind: String,
    pub(crate) email: String,
    pub(crate) phone: String,
    pub(crate) reference: Option<String>,
    /// By the provider's clock.
    pub(crate) created_at: i64,
    /// Every status that it had, by the model's own name, the latest last.
    pub(crate) history: Vec<&'static str>,
    /// Whether a review has begun.
    pub(crate) is_reviewed: bool,
    /// The true time of the latest change (Bridge).
    pub(crate) changed_at: i64,
    /// The true time of the first change of the status.
    pub(crate) submitted_at: Option<i64>,
    pub(crate) contacts: [Contact; 2],
    /// The other parts of a link (Bridge).
    pub(crate) link: Option<bridge::KycLink>,
}

impl Customer {
    /// Returns a new customer without any data.
    pub(crate) fn new(id: String, created_at: i64) -> Self {
        Self {
            id,
            kind: String::new(),
            email: String::new(),
            phone: String::new(),
            reference: None,
            created_at,
            history: vec!["incomplete"],
            is_reviewed: false,
            changed_at: 0,
            submitted_at: None,
            contacts: [Contact::default(), Contact::default()],
            link: None,
        }
    }

    /// Returns the latest status, by the model's own name.
    pub(crate) fn status(&self) -> &'static str {
        self.history.last().copied().unwrap_or_default()
    }

    /// Returns an email address or a phone number.
    pub(crate) fn contact(&self, channel: usize) -> &str {
        if channel == 0 { &self.email } else { &self.phone }
    }

    /// Whether a contact may not change any more, for a request that began at this time.
    pub(crate) fn contact_is_final(&self, channel: usize, began: i64) -> bool {
        let verified_at = self.contacts.get(channel).and_then(|contact| contact.verified_at);
        [self.submitted_at, verified_at].into_iter().flatten().any(|at| at < began)
    }
}

/// An email address or a phone number that may have to be confirmed.
#[derive(Clone, Default)]
pub(crate) struct Contact {
    pub(crate) is_required: bool,
    /// The true time at which it was confirmed.
    pub(crate) verified_at: Option<i64>,
    /// The code that was sent last, as the person reads it.
    pub(crate) code: Option<String>,
}

impl Contact {
    /// Whether the provider wants a code for it.
    pub(crate) fn is_open(&self) -> bool {
        self.is_required && self.verified_at.is_none()
    }
}

/// A response of a provider.
pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) body: String,
    pub(crate) retry_after: Option<i64>,
}

impl Response {
    pub(crate) fn new(status: u16, body: impl Into<String>) -> Self {
        Self { status, body: body.into(), retry_after: None }
    }

    pub(crate) fn response(&self) -> HttpResponse<'static> {
        let wait = self.retry_after.map(|seconds| seconds.to_string());
        let headers = wait.as_deref().map(|wait| ("retry-after", wait));
        HttpResponse::new(self.status, headers, self.body.as_bytes())
    }
}

impl Provider {
    pub(crate) fn new(name: &'static str, skew: i64, wants_contacts: bool, is_newest_first: bool) -> Self {
        let (customers, links, replies) = Default::default();
        Self { name, skew, wants_contacts, is_newest_first, customers, links, replies }
    }

    pub(crate) fn now(&self, world: &World) -> i64 {
        world.clock.now() + self.skew
    }

    /// Adds a customer, and returns its place.
    pub(crate) fn add(&self, world: &World, tag: &Tag, customer: Customer) -> usize {
        world.note(|| format!("{} creates customer {} for person {:?}", self.name, short(&customer.id), tag.person));
        world.count(|counts| counts.customers += 1);
        world.checks.customer_created(world, self.name, &customer.id, tag);
        self.customers.borrow_mut().push(customer);
        self.customers.borrow().len() - 1
    }

    pub(crate) fn find(&self, id: &str) -> Option<usize> {
        self.customers.borrow().iter().position(|customer| customer.id == id)
    }

    /// Returns a fact about a customer.
    pub(crate) fn read<T>(&self, at: usize, fact: impl FnOnce(&Customer) -> T) -> Option<T> {
        self.customers.borrow().get(at).map(fact)
    }

    /// Changes a customer.
    pub(crate) fn change(&self, at: usize, change: impl FnOnce(&mut Customer)) {
        self.customers.borrow_mut().get_mut(at).map(change);
    }

    /// Makes a hosted link: its address and when it expires. Some live for days, some for minutes.
    pub(crate) fn new_link(&self, world: &World, at: usize) -> (String, i64) {
        let address = format!("https://verify.example/flow/{:016x}", world.word());
        self.lead_to(address.clone(), at);
        let lifetime = if world.one_in(3) { 2 * MINUTE + world.below(20 * MINUTE) } else { 7 * DAY };
        let expired = world.strikes(Fault::ProviderLinkBroken);
        (address, if expired { self.now(world) - 1 } else { self.now(world) + lifetime })
    }

    /// Makes an address lead to a customer.
    pub(crate) fn lead_to(&self, address: String, at: usize) {
        self.links.borrow_mut().insert(address, at);
    }

    /// Returns the customer of a hosted link.
    pub(crate) fn customer_of_link(&self, address: &str) -> Option<String> {
        let at = *self.links.borrow().get(address)?;
        self.read(at, |customer| customer.id.clone())
    }

    /// Begins the review of a customer who has finished the hosted flow: the status changes twice, later.
    pub(crate) fn review(&self, world: &Rc<World>, id: &str) {
        let Some(at) = self.find(id) else { return };
        let mut is_first = false;
        self.change(at, |customer| is_first = !std::mem::replace(&mut customer.is_reviewed, true));
        if !is_first {
            return;
        }
        if self.name == "bridge" {
            bridge::review(world, at);
            return;
        }
        let (world, name) = (world.clone(), self.name);
        let decision = if world.one_in(4) { "rejected" } else { "approved" };
        let waits = [100 + world.below(MINUTE), 100 + world.below(if world.one_in(3) { MINUTE / 2 } else { DAY })];
        world.clone().spawn(async move {
            for (status, wait) in ["pending", decision].into_iter().zip(waits) {
                world.clock.sleep(wait).await;
                world.provider(name).change(at, |customer| {
                    customer.history.push(status);
                    customer.submitted_at.get_or_insert(world.clock.now());
                });
                deliveries::announce(&world, name, at, status);
            }
        });
    }
}

/// Responds to a request.
pub(crate) fn respond(
    world: &Rc<World>,
    name: &'static str,
    operation: &str,
    request: &HttpRequest,
    tag: &Tag,
) -> Response {
    let provider = world.provider(name);
    let reply = match name {
        "grid" => grid::respond(provider, world, request, tag),
        "bridge" => bridge::respond(provider, world, request, tag),
        _ => spherepay::respond(provider, world, request, tag),
    };
    world.note(|| format!("{operation} gets {}", reply.status));
    reply
}

/// The end of an id, for a trace.
pub(crate) fn short(id: &str) -> &str {
    id.get(id.len().saturating_sub(6)..).unwrap_or_default()
}

#[cfg(test)]
mod tests;
