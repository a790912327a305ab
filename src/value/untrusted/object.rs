//! The members of an object, in their order.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use super::{Depth, Object, UntrustedValue};
use crate::value::json::{Json, Writer};

impl<'a> Object<'a> {
    /// Creates an object without fields.
    ///
    /// ```
    /// use kyclink::{Object, json::Json};
    /// assert_eq!(Object::new().to_json(), "{}");
    /// ```
    pub const fn new() -> Self {
        Self { fields: Vec::new(), depth: Depth(1) }
    }

    /// Returns the field with this name.
    ///
    /// ```
    /// use kyclink::{Object, UntrustedValue};
    /// let object = Object::from_iter([("consent", UntrustedValue::Bool(true))]);
    /// assert_eq!(object.get("consent"), Some(&UntrustedValue::Bool(true)));
    /// assert_eq!(object.get("email"), None);
    /// ```
    pub fn get(&self, name: &str) -> Option<&UntrustedValue<'a>> {
        self.fields.iter().find(|(key, _)| key == name).map(|(_, value)| value)
    }

    /// Returns the index and the value of the field with this name. The index is probably `likely`.
    pub(crate) fn find(&self, name: &str, likely: usize) -> Option<(usize, &UntrustedValue<'a>)> {
        let index = match self.fields.get(likely) {
            Some((key, _)) if key == name => likely,
            _ => self.fields.iter().position(|(key, _)| key == name)?,
        };
        self.fields.get(index).map(|(_, value)| (index, value))
    }

    /// Returns the value of a field. The caller must not replace it with a deeper one.
    pub(crate) fn get_mut(&mut self, name: &str) -> Option<&mut UntrustedValue<'a>> {
        self.fields.iter_mut().find(|(key, _)| key == name).map(|(_, value)| value)
    }

    /// Returns the string of the field with this name.
    ///
    /// ```
    /// use kyclink::{Object, UntrustedValue};
    /// let object = Object::from_iter([("email", "jane@example.com".into()), ("consent", UntrustedValue::Bool(true))]);
    /// assert_eq!(object.text("email"), Some("jane@example.com"));
    /// assert_eq!(object.text("consent"), None, "it is not a string");
    /// ```
    pub fn text(&self, name: &str) -> Option<&str> {
        self.get(name)?.text()
    }

    /// Sets a field. An existing field keeps its position.
    ///
    /// ```
    /// use kyclink::{Object, json::Json};
    /// let mut object = Object::from_iter([("email", "jane@example".into()), ("phone", "+14155550123".into())]);
    /// object.set("email", "jane@example.com".into());
    /// assert_eq!(object.to_json(), r#"{"email":"jane@example.com","phone":"+14155550123"}"#);
    /// ```
    pub fn set(&mut self, name: &'static str, value: UntrustedValue<'a>) {
        match self.fields.iter_mut().find(|(key, _)| key == name) {
            Some((_, old)) => *old = self.depth.admit(value),
            None => self.push(name, value),
        }
    }

    pub(crate) fn with_capacity(fields: usize) -> Self {
        Self { fields: Vec::with_capacity(fields), depth: Depth(1) }
    }

    /// Creates an object from fields with different names. `from_iter` looks for names that occur twice, which is 1 KB of
    /// the wasm module.
    pub(crate) fn of_unique<Name: Into<Cow<'a, str>>>(
        fields: impl IntoIterator<Item = (Name, UntrustedValue<'a>)>,
    ) -> Self {
        let mut object = Self::new();
        fields.into_iter().for_each(|(name, value)| object.push(name, value));
        object
    }

    /// Adds a field that the object does not have.
    pub(crate) fn push(&mut self, name: impl Into<Cow<'a, str>>, value: UntrustedValue<'a>) {
        self.fields.push((name.into(), self.depth.admit(value)));
    }

    pub(crate) fn len(&self) -> usize {
        self.fields.len()
    }

    /// Iterates over the fields, in order. The caller must not replace a value with a deeper one.
    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = (&Cow<'a, str>, &mut UntrustedValue<'a>)> {
        self.fields.iter_mut().map(|(name, value)| (&*name, value))
    }

    /// Removes a field and returns its value.
    ///
    /// ```
    /// use kyclink::Object;
    /// let mut object = Object::from_iter([("email", "jane@example.com".into())]);
    /// assert_eq!(object.remove("email"), Some("jane@example.com".into()));
    /// assert_eq!(object.remove("email"), None);
    /// ```
    pub fn remove(&mut self, name: &str) -> Option<UntrustedValue<'a>> {
        // `Vec::remove` can panic with a formatted message.
        self.fields.extract_if(.., |(key, _)| key == name).next().map(|(_, value)| value)
    }

    /// Iterates over the fields, in order.
    ///
    /// ```
    /// use kyclink::Object;
    /// let object = Object::from_iter([("email", "jane@example.com".into()), ("phone", "+14155550123".into())]);
    /// let names: Vec<_> = object.iter().map(|(name, _)| name).collect();
    /// assert_eq!(names, ["email", "phone"]);
    /// ```
    pub fn iter(&self) -> impl Iterator<Item = (&str, &UntrustedValue<'a>)> {
        self.fields.iter().map(|(name, value)| (name.as_ref(), value))
    }

    /// Returns whether the object has no fields.
    ///
    /// ```
    /// use kyclink::Object;
    /// assert!(Object::new().is_empty());
    /// assert!(!Object::from_iter([("email", "jane@example.com".into())]).is_empty());
    /// ```
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }
}

/// If a name occurs twice, the last value takes the position of the first, as in `JSON.parse`.
impl<'a, Name: Into<Cow<'a, str>>> FromIterator<(Name, UntrustedValue<'a>)> for Object<'a> {
    fn from_iter<I: IntoIterator<Item = (Name, UntrustedValue<'a>)>>(given: I) -> Self {
        let mut object = Self::new();
        let mut indexes = BTreeMap::new();
        for (name, value) in given {
            let name = name.into();
            match indexes.get(&name).and_then(|at: &usize| object.fields.get_mut(*at)) {
                Some((_, old)) => *old = object.depth.admit(value),
                None => {
                    indexes.insert(name.clone(), object.len());
                    object.push(name, value);
                }
            }
        }
        object
    }
}

impl PartialEq for Object<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.fields == other.fields
    }
}

impl Eq for Object<'_> {}

impl Json for Object<'_> {
    fn write(&self, out: &mut Writer) {
        out.object(|fields| {
            for (name, value) in self.iter() {
                fields.any(name, value);
            }
        });
    }
}

/// Prints the type only, because the content may be personal data.
impl fmt::Debug for Object<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("object")
    }
}
