//! The limits of a customer hold in every window: codes sent, wrong codes, renewals, links for other devices.

use std::collections::HashMap;

use super::window::Window;
use crate::clock::{DAY, HOUR};
use crate::parts::Parts;
use crate::provider::short;

/// Each limit: the record that counts, the verbs that it limits, how often, and its window.
const LIMITS: [(&str, &[&str], usize, i64); 4] = [
    ("sent", &["sendEmailCode", "sendPhoneCode"], 5, HOUR),
    // Each of its five may be a code that was lost on the way and is tried again.
    ("tried", &["confirmEmail", "confirmPhone"], usize::MAX, DAY),
    ("renewed", &["createKycLink"], 11, HOUR),
    // A route of the handler itself.
    ("handedOver", &["handoff"], 10, HOUR),
];
/// The most wrong codes that the handler knows of, and the most in all: up to five responses may have been lost.
const REJECTED: usize = 5;
const WRONG: usize = 10;

#[derive(Default)]
pub(super) struct Limits(HashMap<(String, &'static str), Limit>);

#[derive(Default)]
struct Limit {
    window: Window,
    calls: usize,
    rejected: usize,
    wrong: usize,
}

impl Limits {
    /// The store has a new count.
    pub(super) fn counted(&mut self, now: i64, name: &[String]) {
        let [kind, _, _, id] = name else { return };
        let Some((kind, .., length)) = LIMITS.iter().find(|(record, ..)| record == kind) else { return };
        let limit = self.0.entry((id.clone(), kind)).or_default();
        if limit.window.count(now, *length) {
            (limit.calls, limit.rejected, limit.wrong) = (0, 0, 0);
        }
    }

    /// The handler calls an operation that a limit concerns.
    pub(super) fn used(&mut self, world: &Parts, provider: &str, verb: &str, id: &str) {
        let Some((kind, _, most, length)) = LIMITS.iter().find(|(_, verbs, ..)| verbs.contains(&verb)) else { return };
        let now = world.clock.now();
        let limit = self.0.entry((id.to_owned(), kind)).or_default();
        if !limit.window.is_current(now, *length) {
            // The link of an adopted customer is part of the onboarding, and not counted.
            return;
        }
        limit.calls += 1;
        if limit.calls > *most {
            let calls = limit.calls;
            world.violated(
                "limits",
                format!("{calls} calls of {verb} at {provider} in one window for customer {}", short(id)),
            );
        }
    }

    /// The handler has made a link for another device.
    pub(super) fn handed_over(&mut self, world: &Parts, id: &str) {
        if !self.0.contains_key(&(id.to_owned(), "handedOver")) {
            world.violated("limits", format!("a link for another device was not counted for customer {}", short(id)));
        }
        self.used(world, "the handler", "handoff", id);
    }

    /// The handler has received the response that a code is wrong.
    pub(super) fn rejected_code(&mut self, world: &Parts, id: &str) {
        self.count(world, id, |limit| &mut limit.rejected, REJECTED, "wrong codes were reported to the handler");
    }

    /// A provider has seen a wrong code.
    pub(super) fn wrong_code(&mut self, world: &Parts, id: &str) {
        self.count(world, id, |limit| &mut limit.wrong, WRONG, "wrong codes were tried");
    }

    fn count(&mut self, world: &Parts, id: &str, field: fn(&mut Limit) -> &mut usize, most: usize, what: &str) {
        let limit = self.0.entry((id.to_owned(), "tried")).or_default();
        if !limit.window.is_known() {
            world.violated("limits", format!("a code of customer {} was tried without being counted", short(id)));
        }
        if !limit.window.is_current(world.clock.now(), DAY) {
            return;
        }
        let count = field(limit);
        *count += 1;
        if *count > most {
            world.violated("limits", format!("{count} {what} in one window for customer {}", short(id)));
        }
    }
}
