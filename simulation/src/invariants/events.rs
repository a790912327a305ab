//! Every verified event reaches `onEvent` at least once, unless a run has told what it says, and twice only when a process
//! died, the store failed or the hook itself failed in between.

use std::collections::HashMap;

use crate::parts::Parts;
use crate::provider::short;
use crate::server::{Reply, Request};

#[derive(Default)]
pub(super) struct Events {
    /// By handler and id.
    known: HashMap<(&'static str, String), Event>,
    /// The requests whose hook has not thrown and that have no response yet, and for which event.
    calling: HashMap<u64, (&'static str, String)>,
    pub(super) deliveries: Vec<Request>,
}

#[derive(Default)]
struct Event {
    /// How often the hook has succeeded.
    successes: usize,
    /// How many requests are between the start of a hook that has not thrown and their response.
    running: usize,
    /// Whether a request that has called the hook got status 200.
    is_done: bool,
    /// Whether a delivery got status 200.
    is_accepted: bool,
    /// Whether a run has told what it says.
    was_told: bool,
}

impl Events {
    pub(super) fn sent(&mut self, handler: &'static str, id: &str) {
        self.known.insert((handler, id.to_owned()), Event::default());
    }

    pub(super) fn hook_begins(&mut self, world: &Parts, handler: &'static str, request: u64, id: &str) {
        let key = (handler, id.to_owned());
        let Some(event) = self.known.get_mut(&key) else {
            world.violated("onEvent", "onEvent gets an event that no provider has sent");
            return;
        };
        world.count(|counts| counts.hooks += 1);
        if event.is_done || event.running > 0 {
            let when = if event.is_done { "after it was handled" } else { "while it is being handled" };
            world.violated("onEvent", format!("event {} reaches onEvent again {when}", short(&key.1)));
        }
        event.running += 1;
        self.calling.insert(request, key);
    }

    /// The hook has returned or thrown. A request whose hook threw no longer handles the event: another delivery may
    /// call the hook before that request has its response.
    pub(super) fn hook_ends(&mut self, handler: &'static str, request: u64, id: &str, is_ok: bool) {
        if !is_ok {
            self.ended(request);
        } else if let Some(event) = self.known.get_mut(&(handler, id.to_owned())) {
            event.successes += 1;
        }
    }

    /// A request has ended, with or without a response.
    pub(super) fn ended(&mut self, request: u64) {
        if let Some(event) = self.calling.remove(&request).and_then(|key| self.known.get_mut(&key)) {
            event.running -= 1;
        }
    }

    pub(super) fn replied(
        &mut self,
        world: &Parts,
        handler: &'static str,
        request: u64,
        reply: &Reply,
        (id, was_told): (Option<&str>, bool),
    ) {
        let has_called = self.calling.contains_key(&request);
        self.ended(request);
        let id = id.unwrap_or_default().to_owned();
        let Some(event) = self.known.get_mut(&(handler, id)).filter(|_| reply.status == 200) else { return };
        event.is_accepted = true;
        event.is_done |= has_called;
        event.was_told |= was_told;
        if event.successes == 0 && !was_told {
            world.violated("onEvent", "an event is accepted although onEvent has not had it");
        }
    }

    /// Returns the id of the event of a delivery.
    pub(super) fn id_in(&self, handler: &'static str, bytes: &str) -> Option<String> {
        self.known.keys().find(|(known, id)| *known == handler && bytes.contains(id)).map(|(_, id)| id.clone())
    }

    pub(super) fn are_settled(&self) -> bool {
        self.known.values().all(|event| event.is_accepted)
    }

    pub(super) fn end(&self, world: &Parts) {
        let lost = self.known.values().filter(|event| event.successes == 0 && !event.was_told).count();
        if lost > 0 {
            world.violated("onEvent", format!("{lost} events have never reached onEvent"));
        }
    }
}
