//! A person, and what everybody does: post the form.

use std::cell::RefCell;
use std::rc::Rc;

use futures::future::join_all;
use kyclink::UntrustedValue;

use crate::accounts::provider_for;
use crate::browser::Browser;
use crate::clock::SECOND;
use crate::own_providers;
use crate::server::Reply;
use crate::values::{object, text};
use crate::world::World;

/// A person, as the seed makes them.
pub(crate) struct Person {
    pub(crate) browser: Browser,
    pub(crate) role: Role,
    /// What the person types.
    pub(crate) email: String,
    pub(crate) phone: String,
    pub(crate) key: RefCell<Option<String>>,
    pub(crate) arrives: i64,
    /// Whether somebody else uses the same data or the same key, so that the key need not settle.
    pub(crate) is_disputed: bool,
    /// Whether somebody has codes sent to the same email or phone.
    pub(crate) is_flooded: bool,
    pub(crate) returns_after: Option<i64>,
    /// The latest link for another device, as a path.
    pub(crate) handover: RefCell<Option<String>>,
}

/// How a person behaves.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    Honest,
    /// Posts the victim's email and phone with a key of their own, at the same time as the victim.
    Twin,
    /// Uses the victim's key: with other data, or, with a login of their own, with the victim's.
    KeyThief(usize),
    /// Uses the victim's cookie and link for another device: with a login of their own, or at another handler.
    CookieThief(usize),
    /// Delivers recorded webhooks again, and changed ones.
    Replayer,
    /// Plants cookies in the victim's browser, from a sibling domain, and sends the victim a link to the attacker's own
    /// onboarding.
    Planter(usize),
    /// Has codes sent to the victim's email or phone.
    Flooder(usize),
}

impl Person {
    /// Posts the form, several times if the person double-clicks, and returns a success, or else the last response.
    pub(crate) async fn post(&self, world: &Rc<World>, email: &str, clicks: i64) -> Option<Reply> {
        let replies = join_all((0..clicks).map(async |click| {
            // Two tabs that were open when the connection came back post at the same moment.
            world.clock.sleep(click * world.below(if world.one_in(2) { 5 } else { 800 })).await;
            let body = applicant(email, &self.phone);
            let key = self.key.borrow().clone();
            self.browser.send(world, "POST", "links", key.as_deref(), body).await
        }))
        .await;
        let is_success = |reply: &&Reply| reply.status < 400;
        let all: Vec<Reply> = replies.into_iter().flatten().collect();
        all.iter().find(is_success).or(all.last()).cloned()
    }

    /// Whether the application knows the person, and the provider has one customer for each address: then any key leads
    /// to the same customer.
    pub(crate) fn has_one_customer(&self, world: &World) -> bool {
        let is_such = |provider: &str| provider == "bridge" || own_providers::has_one_customer(provider);
        self.browser.login.is_some() && self.key.borrow().is_some() && self.only_provider(world).is_some_and(is_such)
    }

    /// Returns the provider of the person's handler, if it has one for everybody.
    fn only_provider<'a>(&self, world: &'a World) -> Option<&'a str> {
        world.handlers.get(self.browser.handler)?.config.object()?.text("provider")
    }

    /// Returns the person's provider.
    pub(crate) fn provider<'a>(&self, world: &'a World) -> &'a str {
        let chosen = || world.handlers.get(self.browser.handler).map(|handler| provider_for(handler, &self.phone));
        self.only_provider(world).or_else(chosen).unwrap_or_default()
    }

    /// Some people mistype their address in a way that only the provider, or not even the handler, accepts.
    pub(crate) fn first_email(&self, world: &World) -> String {
        match world.below(12) {
            0 => format!("refused.{}", self.email),
            1 => format!("not an address {}", self.email),
            _ => self.email.clone(),
        }
    }
}

/// The body of the form. The fields that only a server may set are an attack that everybody tries.
pub(crate) fn applicant(email: &str, phone: &str) -> UntrustedValue<'static> {
    let address = object([
        ("line1", text("1 Canary Street")),
        ("city", text("Gibraltar")),
        ("postalCode", text("GX11 1AA")),
        ("country", text("GI")),
    ]);
    object([
        ("type", text("individual")),
        ("email", text(email)),
        ("phone", text(phone)),
        ("address", address),
        ("firstName", text("Canary")),
        ("lastName", text("Per\u{161}on")),
        ("transliteratedFirstName", text("Canary")),
        ("transliteratedLastName", text("Person")),
        ("reference", text("reference of somebody else")),
    ])
}

/// Sends the same request many times at once.
pub(crate) async fn flood(world: &Rc<World>, person: &Person, path: &str, times: i64, body: &UntrustedValue<'static>) {
    join_all((0..times).map(async |_| {
        world.clock.sleep(world.below(20 * SECOND)).await;
        person.browser.send(world, "POST", path, None, body.to_static()).await
    }))
    .await;
}
