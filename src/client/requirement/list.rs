//! Collects requirements from what a provider says.

use super::{NextAction, Requirement};
use crate::value::time::{DAY_MS, day_of};

/// Returns the beginning of a day in milliseconds since 1970-01-01 UTC.
pub(super) fn moment_ms(text: &str) -> Option<i64> {
    Some(day_of(text)? * DAY_MS)
}

/// Returns a provider's word if it is written like `terms_of_service_v1`. Anything else may be a person's data.
pub(crate) fn word(text: &str) -> Option<String> {
    let is_part = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    (text.len() <= MAX_WORD_LENGTH && text.split('_').all(is_part)).then(|| text.to_owned())
}

/// No word in the documents is longer.
const MAX_WORD_LENGTH: usize = 64;

/// Returns a provider's date if it is one.
pub(crate) fn date(text: Option<&str>) -> Option<String> {
    text.filter(|text| moment_ms(text).is_some()).map(str::to_owned)
}

/// Collects the requirements of a customer, each once.
#[derive(Default)]
pub(crate) struct Requirements(Vec<Requirement>);

/// No customer needs more; a response that says so must not take the time of a server.
const MAX: usize = 200;

impl Requirements {
    /// Adds a requirement, or what it is needed for to the one that asks for the same. What is due now has no date.
    pub(crate) fn add(&mut self, requirement: Requirement) {
        if let Some(known) = self.0.iter_mut().find(|known| known.is_like(&requirement)) {
            for name in requirement.of {
                if !known.of.contains(&name) {
                    known.of.push(name);
                }
            }
            let is_earlier = requirement.due_by.as_deref().and_then(moment_ms) < known.due_by_ms();
            if is_earlier {
                known.due_by = requirement.due_by;
            }
        } else if self.0.len() < MAX {
            self.0.push(requirement);
        }
    }

    /// Adds a requirement that only a customer without any of its kind has.
    pub(crate) fn add_unless_listed(&mut self, requirement: Requirement) {
        if !self.0.iter().any(|known| known.kind == requirement.kind && known.due_by.is_none()) {
            self.add(requirement);
        }
    }

    /// Leaves no requirement that leads to the hosted page.
    pub(crate) fn withhold_links(&mut self) {
        fn withhold(all: &mut [Requirement]) {
            for one in all {
                if matches!(one.next_action, NextAction::OpenLink | NextAction::TryAgain) {
                    one.next_action = NextAction::ContactSupport;
                }
                withhold(&mut one.any_of);
            }
        }
        withhold(&mut self.0);
    }

    /// Whether nothing is needed now.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.iter().all(|requirement| requirement.due_by.is_some())
    }

    pub(crate) fn has(&self, is_wanted: impl Fn(&Requirement) -> bool) -> bool {
        self.0.iter().any(is_wanted)
    }
}

impl From<Requirements> for Vec<Requirement> {
    fn from(requirements: Requirements) -> Self {
        requirements.0
    }
}
