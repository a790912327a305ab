//! The status of a customer never goes back to an older fact. While one request asks the provider, no other one does,
//! and after a failure none does for a while.

use std::collections::HashMap;

use crate::clock::SECOND;
use crate::parts::Parts;
use crate::provider::short;
use crate::server::Reply;

/// How long no request asks the provider after a failure.
const PAUSE: i64 = 5 * SECOND;

#[derive(Default)]
pub(super) struct Statuses(HashMap<String, Known>);

#[derive(Default)]
struct Known {
    /// The statuses that pages showed, as their place in the customer's history, and when.
    shown: Vec<(i64, usize)>,
    /// The calls that are going on.
    calls: Vec<u64>,
    /// No call may begin before this time.
    paused_until: i64,
}

impl Statuses {
    pub(super) fn replied(&mut self, world: &Parts, reply: &Reply, customer: Option<String>, began: i64) {
        let (Some(status), Some(id), 200) = (reply.field("status"), customer, reply.status) else { return };
        if status == "none" {
            return;
        }
        let history = world.providers().find_map(|provider| {
            let at = provider.find(&id)?;
            provider.read(at, |customer| customer.history.clone())
        });
        let history = history.unwrap_or_default();
        let place_from = |from: usize| {
            let mut facts = history.iter().enumerate().skip(from);
            facts.find(|(_, known)| **known == status).map(|(place, _)| place)
        };
        let Some(first) = place_from(0) else {
            world.violated("status", format!("customer {} never had the status {status}", short(&id)));
            return;
        };
        let known = self.0.entry(id.clone()).or_default();
        // A request must know as much as another one only if it began after the other's response. A status may come
        // twice in the history.
        let newest =
            known.shown.iter().filter(|(at, _)| *at < began).map(|(_, place)| *place).max().unwrap_or_default();
        let place = place_from(newest).unwrap_or_else(|| {
            world.violated("status", format!("customer {} goes back from fact {newest} to {first}", short(&id)));
            first
        });
        if known.shown.last().is_none_or(|(_, last)| *last < place) {
            known.shown.push((world.clock.now(), place));
        }
    }

    /// A page's request asks the provider for the status.
    pub(super) fn poll_begins(&mut self, world: &Parts, id: &str, call: u64) {
        let known = self.0.entry(id.to_owned()).or_default();
        if !known.calls.is_empty() {
            world.violated("limits", format!("two requests at once ask for the status of customer {}", short(id)));
        }
        if world.clock.now() < known.paused_until {
            world
                .violated("limits", format!("the status of customer {} is asked for right after a failure", short(id)));
        }
        known.calls.push(call);
    }

    pub(super) fn poll_ended(&mut self, world: &Parts, id: &str, has_failed: bool) {
        let known = self.0.entry(id.to_owned()).or_default();
        known.paused_until = if has_failed { world.clock.now() + PAUSE } else { 0 };
    }

    pub(super) fn poll_is_over(&mut self, id: &str, call: u64) {
        if let Some(known) = self.0.get_mut(id) {
            known.calls.retain(|known| *known != call);
        }
    }
}
