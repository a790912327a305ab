//! Records of the store: sealed values, replaced only if they have not changed since they were loaded.

use super::outcome::{Record, Swap, Value};
use super::response::{Refusal, Response};
use super::run::{Flow, HandlerRun, value};
use super::step::Effect;
use crate::value::json::{Json, Writer};
use crate::value::untrusted::UntrustedValue;

/// A stored record as it was loaded.
pub(super) struct StoredRecord<'a>(&'a Record<'a>);

/// How to treat a record that none of the secrets can open.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum IfUnreadable {
    /// The request fails: the record protects a customer, and its owner cannot be read.
    Fail,
    /// The record counts as absent: its content can be learned again.
    TreatAsAbsent,
}

impl<'a> StoredRecord<'a> {
    /// Returns the sealed form, or `None` if the record does not exist.
    pub(super) fn sealed(&self) -> Option<&'a str> {
        self.0.sealed.as_deref()
    }

    /// Whether the store has the record, readable or not.
    pub(super) fn exists(&self) -> bool {
        self.0.sealed.is_some()
    }

    /// Returns the value; null if the record does not exist or does not open.
    pub(super) fn value(&self) -> &'a UntrustedValue<'a> {
        self.0.value.as_ref().unwrap_or(&UntrustedValue::Null)
    }

    pub(super) fn field(&self, name: &str) -> &'a UntrustedValue<'a> {
        self.value().field(name).unwrap_or(&UntrustedValue::Null)
    }

    /// Returns a string field; `None` where it is empty.
    pub(super) fn text(&self, name: &str) -> Option<&'a str> {
        self.field(name).text().filter(|text| !text.is_empty())
    }

    pub(super) fn integer(&self, name: &str) -> Option<i64> {
        self.field(name).integer()
    }
}

impl<'a> HandlerRun<'a> {
    /// Loads the record of this name.
    pub(super) fn load(&mut self, name: &[&str], if_unreadable: IfUnreadable) -> Flow<StoredRecord<'a>> {
        let record = self.require(|| Effect::LoadRecord { name: owned(name) }, value!(Record(record) => record))?;
        if record.sealed.is_some() && record.value.is_none() && if_unreadable == IfUnreadable::Fail {
            let refusal = Response::refusal(Refusal::NOT_NOW).with_retry_after(1);
            return self.respond(Response { advice: Some("cookieSecret"), ..refusal });
        }
        Ok(StoredRecord(record))
    }

    /// Whether the store still has the record as it was loaded.
    pub(super) fn is_unchanged(&mut self, name: &[&str], stored: &StoredRecord<'a>) -> Flow<bool> {
        let expected = stored.sealed().map(str::to_owned);
        self.require(|| Effect::CheckRecord { name: owned(name), expected }, value!(Checked(is_same) => *is_same))
    }

    /// Replaces a record if the store still has `expected`, and returns the new sealed form; `None` where the record
    /// has changed. An `expected` of `None` means that there must be no record.
    pub(super) fn swap(
        &mut self,
        name: &[&str],
        expected: Option<&str>,
        value: &dyn Json,
        lifetime_ms: i64,
    ) -> Flow<Option<&'a str>> {
        let effect = || replacement(name, expected, Some(value), lifetime_ms);
        self.require(effect, |value| match value {
            Value::Swap(Swap::Written(sealed)) => Some(Some(sealed.as_str())),
            Value::Swap(Swap::Changed) => Some(None),
            _ => None,
        })
    }

    /// Removes a record if the store still has `expected`, and returns whether it had.
    pub(super) fn remove(&mut self, name: &[&str], expected: Option<&str>) -> Flow<bool> {
        self.require(
            || replacement(name, expected, None, 0),
            |value| match value {
                Value::Swap(Swap::Removed) => Some(true),
                Value::Swap(Swap::Changed) => Some(false),
                _ => None,
            },
        )
    }
}

fn replacement(name: &[&str], expected: Option<&str>, value: Option<&dyn Json>, lifetime_ms: i64) -> Effect {
    let (name, expected) = (owned(name), expected.map(str::to_owned));
    Effect::SwapRecord { name, expected, value: value.map(to_json), lifetime_ms }
}

fn owned(name: &[&str]) -> Vec<String> {
    name.iter().map(|part| (*part).to_owned()).collect()
}

fn to_json(value: &dyn Json) -> String {
    let mut out = Writer::default();
    value.write(&mut out);
    out.into()
}
