//! What a customer still needs, as the handler stores it and as a page is told it: without the provider's words, and
//! without ids.

use crate::client::requirement::{NextAction, Party, Remedy, Requirement, RequirementKind};
use crate::edge::response::json_fields::JsonFields;
use crate::value::json::{Json, Writer};
use crate::value::untrusted::UntrustedValue;

/// How many requirements are stored: a person reads no longer list.
const MAX: usize = 20;

#[derive(Clone, PartialEq, Eq)]
pub(crate) struct OpenRequirement {
    pub(crate) kind: RequirementKind,
    pub(crate) who: Party,
    pub(crate) can: Remedy,
    /// The day until which it has to be met, `YYYY-MM-DD`; `None` if it is due now.
    pub(crate) due_by: Option<String>,
    pub(crate) next_action: NextAction,
}

impl OpenRequirement {
    /// Returns what is missing, each once. What belongs to a refusal that is final is left out: it would not help.
    pub(crate) fn all_of(requirements: &[Requirement]) -> Vec<Self> {
        let finals = || requirements.iter().filter(|one| one.can == Remedy::Final);
        let is_moot = |one: &Requirement| {
            one.can != Remedy::Final
                && match &one.of[..] {
                    [] => finals().any(|end| end.of.is_empty()),
                    names => names.iter().all(|name| finals().any(|end| end.of.contains(name))),
                }
        };
        let mut all = Vec::new();
        for requirement in requirements.iter().filter(|one| !is_moot(one)) {
            let Requirement { kind, who, can, ref due_by, next_action, .. } = *requirement;
            let open = Self { kind, who, can, due_by: due_by.clone(), next_action };
            if !all.contains(&open) && all.len() < MAX {
                all.push(open);
            }
        }
        all
    }

    /// Whether a page may be told it: what the operator has to do is none of a person's business.
    pub(crate) fn is_public(&self) -> bool {
        self.who != Party::Operator
    }

    /// Whether the provider or the operator has to do it, neither of whom is in front of the page.
    pub(crate) fn is_task_of_others(&self) -> bool {
        self.can == Remedy::Act && matches!(self.who, Party::Provider | Party::Operator)
    }

    /// Orders requirements by which one is next: what somebody in front of the page can do comes first, and then what
    /// the hosted page may ask for.
    pub(crate) fn rank(&self) -> (u8, u8) {
        match (self.can, self.next_action) {
            (Remedy::Unknown, NextAction::OpenLink) => (Remedy::Act.rank(), 1),
            _ if self.is_task_of_others() => (Remedy::Wait.rank(), u8::from(self.who == Party::Operator)),
            _ => (self.can.rank(), if self.who == Party::Owner { 2 } else { 0 }),
        }
    }

    /// Reads what was stored; `None` if it is none.
    pub(crate) fn read(stored: &UntrustedValue) -> Option<Self> {
        Some(Self {
            kind: RequirementKind::parse(stored.text_of("kind")?)?,
            who: Party::parse(stored.text_of("who")?)?,
            can: Remedy::parse(stored.text_of("can")?)?,
            due_by: stored.owned_text_of("dueBy"),
            next_action: NextAction::parse(stored.text_of("nextAction")?)?,
        })
    }
}

impl Json for OpenRequirement {
    fn write(&self, out: &mut Writer) {
        let (kind, who, can, next_action) =
            (self.kind.as_str(), self.who.as_str(), self.can.as_str(), self.next_action.as_str());
        let mut fields: Vec<(_, &dyn Json)> =
            vec![("kind", &kind), ("who", &who), ("can", &can), ("nextAction", &next_action)];
        if self.due_by.is_some() {
            fields.push(("dueBy", &self.due_by));
        }
        JsonFields(&fields).write(out);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twenty_are_kept_each_once() {
        let due = |day: usize| Requirement { due_by: Some(format!("2027-01-{day:02}")), ..Requirement::review() };
        for (given, expected) in [(0, 0), (1, 1), (20, 20), (21, 20), (28, 20)] {
            let twice: Vec<_> = (1..=given).flat_map(|day| [due(day), due(day)]).collect();
            let kept = OpenRequirement::all_of(&twice);
            let days: Vec<_> = kept.iter().map(|open| open.due_by.clone()).collect();
            let first: Vec<_> = (1..=expected).map(|day| due(day).due_by).collect();
            assert_eq!(days, first, "{given}");
        }
    }
}
