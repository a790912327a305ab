//! Whose turn it is. A person is not told that there is nothing to do while the provider waits for them, nor that a
//! refusal is final where the provider lets them try again.

use std::collections::HashMap;

use crate::clock::MINUTE;
use crate::parts::Parts;
use crate::provider::{Customer, short};
use crate::server::Reply;

/// By how much clocks differ, and more: what was asked later knows what happened before.
const SETTLED: i64 = 10 * MINUTE;

/// When each request began to ask the provider for a status, if that succeeded.
#[derive(Default)]
pub(super) struct Turns(HashMap<u64, i64>);

impl Turns {
    /// A page's request has asked the provider for the status.
    pub(super) fn poll_ended(&mut self, request: u64, asked: i64) {
        self.0.entry(request).or_insert(asked);
    }

    /// A response to a request for the status leaves.
    pub(super) fn replied(&mut self, world: &Parts, request: u64, reply: &Reply, customer: Option<&str>) {
        let asked = self.0.remove(&request);
        let (Some(status), Some(id), 200) = (reply.field("status"), customer, reply.status) else { return };
        let action = reply.field("nextAction").unwrap_or_default();
        let tell = |what: &str| world.violated("turns", format!("customer {}, {status}: {what}", short(id)));
        let is_incomplete = || {
            let here = world.providers().find_map(|provider| provider.read(provider.find(id)?, Customer::status));
            here.is_none_or(|status| status == "incomplete")
        };
        match status.as_str() {
            // Each provider then waits for the person: for the check, for its terms or for a contact. A page that asks in
            // two requests may learn the status from the first, and from the second that a review has begun meanwhile.
            "incomplete"
                if is_incomplete() && !["open_link", "accept_terms", "verify_contact"].contains(&action.as_str()) =>
            {
                tell(&format!("the person could act, and the page says {action}"));
            }
            "pending" | "rejected" | "expired" if action == "none" => tell("the page says that there is nothing to do"),
            "rejected" => {
                let refusal = world.bridge.find(id).and_then(|at| world.bridge.read(at, Customer::refusal)?);
                let Some((true, changed_at)) = refusal else { return };
                if reply.body.contains(r#""can":"final""#) {
                    tell("the page calls a refusal final that is not");
                }
                // An event says nothing about a second attempt; a response after the refusal does.
                if asked.is_some_and(|asked| asked > changed_at + SETTLED) {
                    world.count(|counts| counts.second_chances += 1);
                    if action != "try_again" {
                        tell(&format!("the person may try again, and the page says {action}"));
                    }
                }
            }
            _ => {}
        }
    }
}
