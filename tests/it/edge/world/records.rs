//! The store of a world, whose records are sealed, and how it fails.

use kyclink::edge::Effect;
use serde_json::{Value, json};

use super::{World, parse};

/// How a single operation of the store fails.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum StoreFailure {
    /// It does nothing.
    Before,
    /// It does what it is asked for, and then fails.
    After,
    /// It does nothing, and the deadline of the request passes.
    Late,
    /// It does what it is asked for, and the deadline of the request passes.
    LateAfter,
    /// It does what it is asked for and fails, as every operation does from then on.
    AfterThenDown,
}

#[derive(Clone)]
pub(super) struct Stored {
    pub(super) raw: String,
    expires: i64,
    lifetime_ms: i64,
}

impl World {
    /// Returns the names of the records that have not ended.
    pub(crate) fn names(&self) -> Vec<Value> {
        self.records.iter().filter(|(_, stored)| self.now < stored.expires).map(|(name, _)| parse(name)).collect()
    }

    /// Counts the records of a kind.
    pub(crate) fn count(&self, kind: &str) -> usize {
        let start = start_of(kind);
        self.records.iter().filter(|(name, stored)| name.starts_with(&start) && self.now < stored.expires).count()
    }

    /// Returns the longest lifetime of the stored records of a kind.
    pub(crate) fn longest_lifetime(&self, kind: &str) -> i64 {
        let of_kind = self.records.iter().filter(|(name, _)| name.starts_with(&start_of(kind)));
        of_kind.map(|(_, stored)| stored.lifetime_ms).max().unwrap_or_default()
    }

    /// Returns the same world without the records of a kind.
    pub(crate) fn without(&self, kind: &str) -> Self {
        let mut world = self.clone();
        world.remove_records(kind);
        world
    }

    /// Returns the same world with records of a kind that open under none of the secrets.
    pub(crate) fn unreadable(&self, kind: &str) -> Self {
        let mut world = self.clone();
        for (_, stored) in world.records.iter_mut().filter(|(name, _)| name.starts_with(&start_of(kind))) {
            stored.raw.push_str("of another secret");
        }
        world
    }

    /// Returns, for each field that is empty in a record of a kind, its name and the same world without it.
    pub(crate) fn without_empty_fields(&self, kind: &str) -> Vec<(String, Self)> {
        let mut worlds = vec![];
        for (name, stored) in self.records.iter().filter(|(name, _)| name.starts_with(&start_of(kind))) {
            let fields = self.open(&stored.raw, name).and_then(|value| value.as_object().cloned()).unwrap_or_default();
            let empty = [json!(null), json!(""), json!(0), json!(false), json!([])];
            for (field, _) in fields.iter().filter(|(_, value)| empty.contains(value)) {
                let (mut world, mut less) = (self.clone(), fields.clone());
                less.remove(field);
                world.records.get_mut(name).unwrap().raw = self.seal(&Value::Object(less), name);
                worlds.push((field.clone(), world));
            }
        }
        worlds
    }

    pub(crate) fn remove_records(&mut self, kind: &str) {
        let start = start_of(kind);
        self.records.retain(|name, _| !name.starts_with(&start));
    }

    /// Returns everything that the store can see: the names of records are hashes for it.
    pub(crate) fn raw_records(&self) -> Vec<&str> {
        self.records.values().map(|stored| stored.raw.as_str()).collect()
    }

    /// Returns the sealed form of some record.
    pub(crate) fn any_raw_record(&self) -> String {
        self.records.values().next().unwrap().raw.clone()
    }

    /// Returns, for each field of the browser's cookie, its name and the cookie without it.
    pub(crate) fn cookies_with_less(&self) -> Vec<(String, String)> {
        let (name, value) = self.cookie.as_ref().unwrap().split_once('=').unwrap();
        let fields = self.open(value, "cookie").unwrap().as_object().unwrap().clone();
        let without = |field: &String| {
            let mut less = fields.clone();
            less.remove(field);
            (field.clone(), format!("{name}={}", self.seal(&Value::Object(less), "cookie")))
        };
        fields.keys().map(without).collect()
    }

    /// Returns how this effect fails, if it is the operation of the store that is to fail.
    pub(super) fn next_failure(&mut self, effect: &Effect) -> Option<StoreFailure> {
        let is_of_store =
            matches!(effect, Effect::LoadRecord { .. } | Effect::CheckRecord { .. } | Effect::SwapRecord { .. });
        let (left, failure) = self.store_fails.filter(|_| is_of_store)?;
        self.store_fails = left.checked_sub(1).map(|left| (left, failure));
        (left == 0).then_some(failure)
    }

    /// Writes a record as the handler does.
    pub(crate) fn put(&mut self, name: &[&str], value: &Value) {
        self.swap(&json!(name).to_string(), None, Some(value), 40 * super::DAY);
    }

    pub(super) fn stored(&self, name: &str) -> Option<&Stored> {
        self.records.get(name).filter(|stored| self.store_forgets_nothing || self.now < stored.expires)
    }

    /// Loads a record. One that opens under none of the secrets has no value.
    pub(super) fn load(&self, name: &str) -> Value {
        match self.stored(name) {
            Some(stored) => json!({ "raw": stored.raw, "value": self.open(&stored.raw, name) }),
            None => json!({}),
        }
    }

    pub(super) fn swap(
        &mut self,
        name: &str,
        expected: Option<&str>,
        value: Option<&Value>,
        lifetime_ms: i64,
    ) -> Value {
        let found = self.stored(name);
        if self.store_is_contended || found.map(|stored| stored.raw.as_str()) != expected {
            return json!(false);
        }
        if self.store_lies {
            return json!({ "raw": value.map(|value| self.seal(value, name)) });
        }
        let Some(value) = value else {
            self.records.remove(name);
            return json!({ "raw": null });
        };
        self.count += 1;
        let raw = self.seal(value, name);
        self.records.insert(name.to_owned(), Stored { raw: raw.clone(), expires: self.now + lifetime_ms, lifetime_ms });
        json!({ "raw": raw })
    }

    /// Seals a value so that it opens under the same secret and for the same purpose only.
    pub(super) fn seal(&self, value: &Value, purpose: &str) -> String {
        let sealed = json!([self.secrets[0], purpose, self.count, value]).to_string();
        sealed.bytes().map(|byte| format!("{byte:02x}")).collect()
    }

    pub(super) fn open(&self, text: &str, purpose: &str) -> Option<Value> {
        let pairs = text.as_bytes().chunks(2).map(|pair| u8::from_str_radix(str::from_utf8(pair).ok()?, 16).ok());
        let sealed: Value = serde_json::from_slice(&pairs.collect::<Option<Vec<u8>>>()?).ok()?;
        let is_ours = self.secrets.iter().any(|secret| sealed[0] == *secret) && sealed[1] == purpose;
        is_ours.then(|| sealed[3].clone())
    }
}

/// Whether a record is one of these, by its kind and the end of its name.
pub(super) fn is_of(records: Option<(&str, &str)>, name: &[String]) -> bool {
    let ends_with = |end: &str| name.last().is_some_and(|last| last.ends_with(end));
    records.is_some_and(|(kind, end)| name[0] == kind && ends_with(end))
}

/// The start of the names of all records of a kind.
fn start_of(kind: &str) -> String {
    format!("[\"{kind}\"")
}
