//! One replay of a request, and what it hands out to be done.

use super::answer::{Answer, Map, NOT_NOW};
use crate::provider::{self, Provider};
use crate::value::json::{Json, Writer};
use crate::value::untrusted::UntrustedValue;

/// What to do next.
pub enum Step {
    /// Do this with these values: a list in JSON.
    Do(&'static str, String),
    /// Finished.
    Answer(Answer),
}

/// What a part of the way comes to; nothing where the run has stopped in it, for the step that it now has.
pub(super) type Way<T> = Option<T>;

/// What came of something: a value, or an error as `{ code, retryAfterMs, operation }`.
pub(super) type Outcome<'a> = Result<&'a UntrustedValue<'a>, &'a UntrustedValue<'a>>;

/// One replay.
pub(super) struct Run<'a> {
    pub(super) config: &'a UntrustedValue<'a>,
    pub(super) request: &'a UntrustedValue<'a>,
    outcomes: std::slice::Iter<'a, UntrustedValue<'a>>,
    /// When the last thing happened, in milliseconds since 1970-01-01 UTC.
    pub(super) now: i64,
    /// Why it has stopped.
    pub(super) step: Option<Step>,
}

/// A record as it was found: nothing, or `raw`, as the store has it, and `value`, unless it no longer opens.
pub(super) struct Kept<'a>(&'a UntrustedValue<'a>);

/// What a record means that opens under none of the secrets.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Sealed {
    /// It protects a customer, so the request fails: nobody can say whose the customer is.
    FailsClosed,
    /// It counts as absent: it can be learned again.
    CountsAsAbsent,
}

impl<'a> Kept<'a> {
    pub(super) fn raw(&self) -> &'a UntrustedValue<'a> {
        self.0.field("raw").unwrap_or(&UntrustedValue::Null)
    }

    /// Whether the store has it, readable or not.
    pub(super) fn is_there(&self) -> bool {
        !matches!(self.raw(), UntrustedValue::Null)
    }

    pub(super) fn field(&self, name: &str) -> &'a UntrustedValue<'a> {
        self.0.field("value").and_then(|value| value.field(name)).unwrap_or(&UntrustedValue::Null)
    }

    pub(super) fn text(&self, name: &str) -> Option<&'a str> {
        self.field(name).text().filter(|text| !text.is_empty())
    }

    pub(super) fn number(&self, name: &str) -> Option<i64> {
        self.field(name).integer()
    }
}

impl<'a> Run<'a> {
    pub(super) fn new(
        config: &'a UntrustedValue<'a>,
        request: &'a UntrustedValue<'a>,
        outcomes: &'a [UntrustedValue<'a>],
    ) -> Self {
        let now = number(request, "at").unwrap_or_default();
        Self { config, request, outcomes: outcomes.iter(), now, step: None }
    }

    /// A header of the request.
    pub(super) fn given(&self, name: &str) -> Option<&'a str> {
        self.request.field("headers")?.field(name)?.text()
    }

    /// Whether the configuration has a hook of that name.
    pub(super) fn has(&self, hook: &str) -> bool {
        self.config.field(hook).is_some_and(|hook| matches!(hook, UntrustedValue::Opaque))
    }

    /// Has something done, and says what came of it: `{ at, value }`, or `{ at, error }`.
    pub(super) fn ask(&mut self, effect: &'static str, with: &[&dyn Json]) -> Way<Outcome<'a>> {
        let Some(outcome) = self.outcomes.next() else {
            let mut out = Writer::default();
            out.items(with.iter(), |value, out| value.write(out));
            self.step = Some(Step::Do(effect, out.into()));
            return None;
        };
        self.now = number(outcome, "at").unwrap_or_default();
        match outcome.field("error") {
            None => Some(Ok(outcome.field("value").unwrap_or(&UntrustedValue::Null))),
            // The request's time is over: nothing that is asked from here on would be done.
            Some(error) if error.field("isLate").is_some_and(UntrustedValue::is_true) => self.refuse_for(&NOT_NOW, 1),
            Some(error) => Some(Err(error)),
        }
    }

    /// The same, of what only our own side can fail at.
    pub(super) fn get(&mut self, effect: &'static str, with: &[&dyn Json]) -> Way<&'a UntrustedValue<'a>> {
        match self.ask(effect, with)? {
            Ok(value) => Some(value),
            Err(_) => self.refuse_for(&NOT_NOW, 1),
        }
    }

    /// A text that only the shell can make.
    pub(super) fn get_text(&mut self, effect: &'static str, with: &[&dyn Json]) -> Way<&'a str> {
        Some(self.get(effect, with)?.text().unwrap_or_default())
    }

    /// The record of that name.
    pub(super) fn load(&mut self, name: &[&str], sealed: Sealed) -> Way<Kept<'a>> {
        self.get("load", &[&name, &(sealed == Sealed::FailsClosed)]).map(Kept)
    }

    /// Puts `value` in the place of the record as it was found, and gives back how the store has it; nothing where the
    /// record is not that one any more.
    pub(super) fn swap(
        &mut self,
        name: &[&str],
        found: &UntrustedValue<'a>,
        value: &dyn Json,
        lasts_ms: i64,
    ) -> Way<Option<&'a UntrustedValue<'a>>> {
        Some(self.get("swap", &[&name, found, value, &lasts_ms])?.field("raw"))
    }

    /// Makes a call about a customer, with these fields in an applicant's words. It is retried where that is safe.
    pub(super) fn call(&mut self, about: Customer, verb: &str, fields: &dyn Json) -> Way<Outcome<'a>> {
        self.ask("call", &[&about.provider.name(), &verb, &about.id, fields])
    }

    /// Reads a customer from the provider with a single request.
    pub(super) fn read_once(&mut self, about: Customer) -> Way<Outcome<'a>> {
        self.ask("call", &[&about.provider.name(), &"getCustomer", &about.id, &Map("", &[]), &0_i64])
    }

    /// How long a request may wait for hooks, the store and the provider altogether, in milliseconds.
    pub(super) fn timeout(&self) -> i64 {
        number(self.config, "timeout").unwrap_or_default()
    }

    /// A provider's part of the configuration; nothing where it is not configured.
    pub(super) fn provider(&self, name: &str) -> Option<(&'static Provider, &'a UntrustedValue<'a>)> {
        Some((provider::provider(name)?, self.config.field("connections")?.field(name)?))
    }
}

/// A customer of a provider.
#[derive(Clone, Copy)]
pub(super) struct Customer<'a> {
    pub(super) provider: &'static Provider,
    pub(super) id: &'a str,
}

impl Customer<'_> {
    /// The name of a record about it.
    pub(super) fn record(&self, what: &'static str) -> [&str; 3] {
        [what, self.provider.name(), self.id]
    }
}

/// A text of an object; nothing where it is empty.
pub(super) fn text<'a>(object: &'a UntrustedValue<'a>, name: &str) -> Option<&'a str> {
    object.text_of(name)
}

pub(super) fn number(object: &UntrustedValue, name: &str) -> Option<i64> {
    object.field(name)?.integer()
}
