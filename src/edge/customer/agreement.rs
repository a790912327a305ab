//! The agreements that a handler asks for, and which of them a customer has not accepted yet.

use crate::client::customer::Status;
use crate::client::requirement::{NextAction, Party, Remedy, Requirement, RequirementKind};
use crate::edge::customer::found::FoundCustomer;
use crate::edge::customer::requirement::OpenRequirement;
use crate::edge::engine::run::HandlerRun;
use crate::edge::response::json_fields::JsonFields;
use crate::provider::{PROVIDERS, Provider};
use crate::value::json::{Json, Writer};
use crate::value::untrusted::UntrustedValue;

/// The option with the types, the member of a body with the versions that the person has accepted, and the route.
pub(crate) const AGREEMENTS: &str = "agreements";

/// An agreement as a page shows it.
#[derive(Clone, Copy)]
pub(crate) struct Document<'a> {
    pub(crate) kind: &'a str,
    pub(crate) title: &'a str,
    pub(crate) version: &'a str,
    pub(crate) url: &'a str,
}

impl<'a> Document<'a> {
    /// Reads what was stored; `None` if it is none.
    pub(crate) fn read(stored: &'a UntrustedValue<'a>) -> Option<Self> {
        let text = |name| stored.text_of(name);
        Some(Self { kind: text("type")?, title: text("title")?, version: text("version")?, url: text("url")? })
    }
}

impl Json for Document<'_> {
    fn write(&self, out: &mut Writer) {
        let Self { kind, title, version, url } = self;
        JsonFields(&[("type", kind), ("title", title), ("version", version), ("url", url)]).write(out);
    }
}

impl<'a> HandlerRun<'a> {
    /// Returns the types of the agreements that the configuration asks for at a provider, each once.
    pub(crate) fn wanted_agreements(&self, provider: &'static Provider) -> Vec<&'a str> {
        let given = provider.agreements.and_then(|_| self.option_of(provider, AGREEMENTS));
        let mut wanted = Vec::new();
        for kind in given.and_then(UntrustedValue::texts).unwrap_or_default() {
            if !wanted.contains(&kind) {
                wanted.push(kind);
            }
        }
        wanted
    }

    pub(crate) fn wants_agreements(&self) -> bool {
        self.possible_providers().any(|provider| !self.wanted_agreements(provider).is_empty())
    }

    /// Returns the providers that the handler may choose.
    pub(crate) fn possible_providers(&self) -> impl Iterator<Item = &'static Provider> + use<'a> {
        let chosen = self.config.text_of("provider");
        PROVIDERS.iter().copied().filter(move |one| chosen.is_none_or(|chosen| chosen == one.name()))
    }

    /// Returns the types of the wanted agreements that a customer has not accepted. An earlier version counts: no
    /// document says that a new one has to be accepted again.
    pub(crate) fn open_agreements(&self, provider: &'static Provider, found: &FoundCustomer) -> Vec<&'a str> {
        let wanted = self.wanted_agreements(provider).into_iter();
        wanted.filter(|kind| !found.agreements.iter().any(|accepted| accepted == kind)).collect()
    }

    /// Whether a customer has yet to accept agreements. One that is refused needs none.
    pub(crate) fn has_open_agreements(&self, provider: &'static Provider, found: &FoundCustomer) -> bool {
        found.status != Status::Rejected && !self.open_agreements(provider, found).is_empty()
    }

    /// Returns what a customer needs: the agreements first, and what the provider says.
    pub(crate) fn requirements_of(&self, provider: &'static Provider, found: &FoundCustomer) -> Vec<Requirement> {
        let mut all = found.requirements.to_vec();
        if self.has_open_agreements(provider, found) {
            let who = found.customer_type.map_or(Party::Person, Party::from);
            let terms = Requirement::new(RequirementKind::Terms, who, Remedy::Act, NextAction::AcceptTerms);
            all.insert(0, terms);
        }
        all
    }
}

/// Whether a stored requirement is about agreements that the page of the handler shows.
pub(crate) fn is_agreement(provider: &Provider, one: &OpenRequirement) -> bool {
    provider.agreements.is_some() && one.kind == RequirementKind::Terms && one.due_by.is_none()
}
