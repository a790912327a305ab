//! Records of the store: sealed values, replaced only if they have not changed since they were loaded.

pub(crate) mod agenda;
pub(crate) mod claim;
pub(crate) mod content;
mod contents;
pub(crate) mod holder;
mod kinds;
pub(crate) mod lifetime;
pub(crate) mod limit;

pub(crate) use content::{RecordContent, content};
pub(crate) use contents::*;
use kinds::Scope;
pub(crate) use kinds::*;
pub use kinds::{IfUnreadable, RECORDS, RecordKind};
pub(crate) use lifetime::Lifetime;

use crate::edge::engine::effect::Effect;
use crate::edge::engine::outcome::{LoadedRecord, Swap, Value};
use crate::edge::engine::run::{HandlerRun, OrSuspended, value};
use crate::edge::response::{Refusal, Response};
use crate::value::json::{Json, Writer};
use crate::value::untrusted::UntrustedValue;

/// A record as it was loaded.
pub(crate) struct Loaded<'a, T> {
    /// The sealed form; `None` if the record does not exist.
    pub(crate) sealed: Option<&'a str>,
    /// What it says; `None` if it does not exist, or cannot be opened.
    pub(crate) content: Option<T>,
}

impl<'a> HandlerRun<'a> {
    /// Loads a record. `name` has the parts of its name after the kind and its scope. If none of the secrets can open it, the kind
    /// says whether the request fails.
    pub(crate) fn load<T: RecordContent<'a>>(&mut self, kind: &Kind, name: &[&str]) -> OrSuspended<Loaded<'a, T>> {
        let loaded = self.load_even_if_unreadable(kind, name)?;
        if loaded.sealed.is_some() && loaded.content.is_none() && kind.if_unreadable == IfUnreadable::Fail {
            let refusal = Response::refusal(Refusal::NOT_NOW).with_retry_after(1);
            return self.respond(Response { advice: Some("cookieSecret"), ..refusal });
        }
        Ok(loaded)
    }

    /// Loads a record for a request that can go on without its content.
    pub(crate) fn load_even_if_unreadable<T: RecordContent<'a>>(
        &mut self,
        kind: &Kind,
        name: &[&str],
    ) -> OrSuspended<Loaded<'a, T>> {
        let record = self.load_record(kind, name)?;
        Ok(Loaded { sealed: record.sealed.as_deref(), content: record.value.as_ref().and_then(T::read) })
    }

    /// Whether a record exists, readable or not.
    pub(crate) fn has_record(&mut self, kind: &Kind, name: &[&str]) -> OrSuspended<bool> {
        Ok(self.load_sealed(kind, name)?.is_some())
    }

    /// Loads the sealed form of a record, readable or not.
    pub(crate) fn load_sealed(&mut self, kind: &Kind, name: &[&str]) -> OrSuspended<Option<&'a str>> {
        Ok(self.load_record(kind, name)?.sealed.as_deref())
    }

    /// Loads what a record contains; `None` if there is none, or if none of the secrets can open it.
    pub(crate) fn load_value(&mut self, kind: &Kind, name: &[&str]) -> OrSuspended<Option<&'a UntrustedValue<'a>>> {
        Ok(self.load_record(kind, name)?.value.as_ref())
    }

    fn load_record(&mut self, kind: &Kind, name: &[&str]) -> OrSuspended<&'a LoadedRecord<'a>> {
        let scope = self.scope(kind, name);
        self.require(|| Effect::LoadRecord { name: whole_name(kind, scope, name) }, value!(Record(record) => record))
    }

    /// Whether the store still has the record as it was loaded.
    pub(crate) fn is_unchanged(&mut self, kind: &Kind, name: &[&str], sealed: Option<&str>) -> OrSuspended<bool> {
        let scope = self.scope(kind, name);
        let effect =
            || Effect::CheckRecord { name: whole_name(kind, scope, name), expected: sealed.map(str::to_owned) };
        self.require(effect, value!(Checked(is_same) => *is_same))
    }

    /// Replaces a record if the store still has `expected`, and returns the new sealed form; `None` where the record
    /// has changed. An `expected` of `None` means that there must be no record.
    pub(crate) fn swap(
        &mut self,
        kind: &Kind,
        name: &[&str],
        expected: Option<&str>,
        content: &dyn Json,
        lifetime_ms: i64,
    ) -> OrSuspended<Option<&'a str>> {
        let scope = self.scope(kind, name);
        let effect = || replacement(whole_name(kind, scope, name), expected, Some(content), lifetime_ms);
        self.require(effect, |value| match value {
            Value::Swap(Swap::Written(sealed)) => Some(Some(sealed.as_str())),
            Value::Swap(Swap::Changed) => Some(None),
            _ => None,
        })
    }

    /// Takes a lock, and returns its sealed form; `None` if another request has it.
    pub(crate) fn lock(&mut self, kind: &Kind, name: &[&str], lifetime_ms: i64) -> OrSuspended<Option<&'a str>> {
        self.swap(kind, name, None, &Lock {}, lifetime_ms)
    }

    /// Removes a record if the store still has `expected`, and returns whether it had.
    pub(crate) fn remove(&mut self, kind: &Kind, name: &[&str], expected: Option<&str>) -> OrSuspended<bool> {
        let scope = self.scope(kind, name);
        self.require(
            || replacement(whole_name(kind, scope, name), expected, None, 0),
            |value| match value {
                Value::Swap(Swap::Removed) => Some(true),
                Value::Swap(Swap::Changed) => Some(false),
                _ => None,
            },
        )
    }

    /// Returns whose records a name is among: no other function says it.
    fn scope(&self, kind: &Kind, name: &[&str]) -> (&'a str, Option<&'a str>) {
        let provider = name.first().copied().unwrap_or_default();
        match kind.scope {
            Scope::Handler => (self.handler_id(), None),
            Scope::HandlerSettings => (self.handler_id(), Some(self.all_settings())),
            Scope::HandlerAtProvider => (self.handler_id(), Some(self.settings_with_api_of(provider))),
            Scope::Tenant => (self.tenant(provider), None),
            Scope::TenantSettings => (self.tenant(provider), Some(self.settings_with_api_of(provider))),
        }
    }
}

fn whole_name(kind: &Kind, (owner, settings): (&str, Option<&str>), name: &[&str]) -> Vec<String> {
    let parts = [kind.name, owner].into_iter().chain(settings).chain(name.iter().copied());
    parts.map(str::to_owned).collect()
}

fn replacement(name: Vec<String>, expected: Option<&str>, content: Option<&dyn Json>, lifetime_ms: i64) -> Effect {
    let expected = expected.map(str::to_owned);
    Effect::SwapRecord { name, expected, value: content.map(to_json), lifetime_ms }
}

fn to_json(content: &dyn Json) -> String {
    let mut out = Writer::default();
    content.write(&mut out);
    out.into()
}
