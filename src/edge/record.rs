//! Records of the store: sealed values, replaced only if they have not changed since they were loaded.

use super::run::{Flow, HandlerRun};
use super::step::Effect;
use crate::value::json::{Json, Writer};
use crate::value::untrusted::UntrustedValue;

/// A stored record as it was loaded: `{ raw, value }`.
pub(super) struct StoredRecord<'a>(&'a UntrustedValue<'a>);

/// How to treat a record that none of the secrets can open.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum IfUnreadable {
    /// The request fails: the record protects a customer, and its owner cannot be read.
    Fail,
    /// The record counts as absent: its content can be learned again.
    TreatAsAbsent,
}

impl<'a> StoredRecord<'a> {
    /// Returns the sealed form, or null if the record does not exist.
    pub(super) fn raw(&self) -> &'a UntrustedValue<'a> {
        self.0.field("raw").unwrap_or(&UntrustedValue::Null)
    }

    /// Whether the store has the record, readable or not.
    pub(super) fn exists(&self) -> bool {
        !matches!(self.raw(), UntrustedValue::Null)
    }

    /// Returns the value; null if the record does not exist or does not open.
    pub(super) fn value(&self) -> &'a UntrustedValue<'a> {
        self.0.field("value").unwrap_or(&UntrustedValue::Null)
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
        let must_open = if_unreadable == IfUnreadable::Fail;
        self.require(|| Effect::LoadRecord { name: owned(name), must_open }).map(StoredRecord)
    }

    /// Replaces a record if the store still has `expected`, and returns the new sealed form; `None` where the record
    /// has changed. An `expected` of null means that there must be no record.
    pub(super) fn swap(
        &mut self,
        name: &[&str],
        expected: &UntrustedValue<'a>,
        value: &dyn Json,
        lifetime_ms: i64,
    ) -> Flow<Option<&'a UntrustedValue<'a>>> {
        self.replace(name, expected, Some(value), lifetime_ms)
    }

    /// Removes a record if the store still has `expected`, and returns whether it had.
    pub(super) fn remove(&mut self, name: &[&str], expected: &UntrustedValue<'a>) -> Flow<bool> {
        Ok(self.replace(name, expected, None, 0)?.is_some())
    }

    fn replace(
        &mut self,
        name: &[&str],
        expected: &UntrustedValue<'a>,
        value: Option<&dyn Json>,
        lifetime_ms: i64,
    ) -> Flow<Option<&'a UntrustedValue<'a>>> {
        let written = self.require(|| Effect::SwapRecord {
            name: owned(name),
            expected: expected.to_static(),
            value: value.map(to_json),
            lifetime_ms,
        })?;
        Ok(written.field("raw"))
    }
}

fn owned(name: &[&str]) -> Vec<String> {
    name.iter().map(|part| (*part).to_owned()).collect()
}

fn to_json(value: &dyn Json) -> String {
    let mut out = Writer::default();
    value.write(&mut out);
    out.into()
}
