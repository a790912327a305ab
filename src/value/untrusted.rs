//! Untrusted input as a small tree.
//!
//! Everything that comes from outside (a form, a JSON body, a provider's answer) becomes a [`UntrustedValue`] first, so that the
//! rules see one kind of value whether it came from JavaScript, from JSON or from a test. A draft promises nothing.

mod deserialize;
mod number;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::ops::Deref;

use crate::value::json::{Json, Writer};

pub use number::Number;

/// How many lists and objects may stand in each other. Whatever makes a draft keeps to it: a text of any depth can be
/// read, and what is made of it can be written, compared, cloned and dropped on a stack of any thread.
pub const MAX_DEPTH: u8 = 64;

/// A value nobody has checked yet.
#[derive(Clone, PartialEq, Eq)]
pub enum UntrustedValue<'a> {
    /// `null` or `undefined`: nothing was given.
    Null,
    /// A boolean.
    Bool(bool),
    /// A number, kept as its JSON text so that it passes through unchanged.
    Number(Number<'a>),
    /// A string of Unicode scalar values.
    Text(Cow<'a, str>),
    /// A string that holds a lone surrogate: no UTF-8 can carry it, and no field accepts it.
    Malformed,
    /// An array.
    List(List<'a>),
    /// An object's own fields, in the order given.
    Object(Object<'a>),
    /// Something no field accepts: a function, a symbol, a number that is not finite, a getter that threw, a tree too
    /// large, a list or an object within [`MAX_DEPTH`] others.
    Opaque,
}

/// The items of an array. A list or an object that would make it deeper than [`MAX_DEPTH`] is [`UntrustedValue::Opaque`] in it.
#[derive(Clone, Default)]
pub struct List<'a> {
    items: Vec<UntrustedValue<'a>>,
    depth: Depth,
}

/// An object's fields in the order given, each name once. A list or an object that would make it deeper than
/// [`MAX_DEPTH`] is [`UntrustedValue::Opaque`] in it.
#[derive(Clone, Default)]
pub struct Object<'a> {
    fields: Vec<(Cow<'a, str>, UntrustedValue<'a>)>,
    depth: Depth,
}

/// How many lists and objects stand in each other here, at most: taking something out does not make it less.
#[derive(Clone, Copy)]
struct Depth(u8);

impl Default for Depth {
    fn default() -> Self {
        Self(1)
    }
}

impl Depth {
    /// Gives back a value that becomes a part of this one, or what stands for it where it is too deep.
    fn admit<'a>(&mut self, value: UntrustedValue<'a>) -> UntrustedValue<'a> {
        let depth = value.depth();
        if depth >= MAX_DEPTH {
            return UntrustedValue::Opaque;
        }
        self.0 = self.0.max(depth + 1);
        value
    }
}

impl<'a> UntrustedValue<'a> {
    /// Reads JSON text; `None` where the text is not JSON.
    ///
    /// ```
    /// use kyclink::UntrustedValue;
    /// let draft = UntrustedValue::from_json(r#"{"type":"individual"}"#).expect("this is JSON");
    /// assert_eq!(draft.field("type").and_then(UntrustedValue::text), Some("individual"));
    /// assert!(UntrustedValue::from_json("<html>").is_none());
    /// ```
    pub fn from_json(text: &str) -> Option<UntrustedValue<'static>> {
        crate::value::host::parse_json(text)
    }

    /// A copy that borrows nothing.
    pub fn to_static(&self) -> UntrustedValue<'static> {
        let owned = |text: &Cow<'_, str>| Cow::Owned(text.as_ref().to_owned());
        match self {
            Self::Null => UntrustedValue::Null,
            Self::Bool(value) => UntrustedValue::Bool(*value),
            Self::Number(number) => UntrustedValue::Number(number.to_static()),
            Self::Text(text) => UntrustedValue::Text(owned(text)),
            Self::Malformed => UntrustedValue::Malformed,
            Self::List(list) => UntrustedValue::List(List {
                items: list.items.iter().map(Self::to_static).collect(),
                depth: list.depth,
            }),
            Self::Object(object) => UntrustedValue::Object(Object {
                fields: object.fields.iter().map(|(name, value)| (owned(name), value.to_static())).collect(),
                depth: object.depth,
            }),
            Self::Opaque => UntrustedValue::Opaque,
        }
    }

    /// Nothing was given: `null`, `undefined` or the empty string.
    pub fn is_absent(&self) -> bool {
        match self {
            Self::Null => true,
            Self::Text(text) => text.is_empty(),
            _ => false,
        }
    }

    /// `true` itself.
    pub fn is_true(&self) -> bool {
        matches!(self, Self::Bool(true))
    }

    /// The string, where this is one.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The object, where this is one.
    pub fn object(&self) -> Option<&Object<'a>> {
        match self {
            Self::Object(object) => Some(object),
            _ => None,
        }
    }

    /// The items, where this is a list.
    pub fn list(&self) -> Option<&[UntrustedValue<'a>]> {
        match self {
            Self::List(list) => Some(&list.items),
            _ => None,
        }
    }

    /// How many lists and objects stand in each other, this one included.
    const fn depth(&self) -> u8 {
        match self {
            Self::List(list) => list.depth.0,
            Self::Object(object) => object.depth.0,
            _ => 0,
        }
    }

    /// The text of the field of that name; `None` where it is absent, empty or no text.
    pub(crate) fn text_of(&self, name: &str) -> Option<&str> {
        self.field(name)?.text().filter(|text| !text.is_empty())
    }

    /// A copy of the same.
    pub(crate) fn owned_text_of(&self, name: &str) -> Option<String> {
        self.text_of(name).map(str::to_owned)
    }

    /// The texts, where this is a list of nothing else.
    pub(crate) fn texts(&self) -> Option<Vec<&str>> {
        let mut texts = Vec::new();
        for item in self.list()? {
            texts.push(item.text()?);
        }
        Some(texts)
    }

    /// Name and value, where this is a list of those two texts.
    pub(crate) fn pair(&self) -> Option<(&str, &str)> {
        match self.list()? {
            [name, value] => Some((name.text()?, value.text()?)),
            _ => None,
        }
    }

    /// The number, where this is a whole one.
    pub fn integer(&self) -> Option<i64> {
        match self {
            Self::Number(number) => integer(number.as_str()),
            _ => None,
        }
    }

    /// The value, which leaves nothing behind.
    pub(crate) fn take(&mut self) -> Self {
        std::mem::replace(self, Self::Null)
    }

    /// The field of that name, where this is an object that has it.
    pub fn field(&self, name: &str) -> Option<&UntrustedValue<'a>> {
        self.object()?.get(name)
    }
}

/// A whole number in decimal digits; unlike `str::parse`, without a leading `+`.
pub(crate) fn integer(text: &str) -> Option<i64> {
    if text.starts_with('+') { None } else { text.parse().ok() }
}

impl<'a> Object<'a> {
    /// An object without fields.
    pub const fn new() -> Self {
        Self { fields: Vec::new(), depth: Depth(1) }
    }

    /// The field of that name.
    pub fn get(&self, name: &str) -> Option<&UntrustedValue<'a>> {
        self.fields.iter().find(|(key, _)| key == name).map(|(_, value)| value)
    }

    /// The place of a field that is likely to be at that place.
    pub(crate) fn place(&self, name: &str, likely: usize) -> Option<usize> {
        match self.fields.get(likely) {
            Some((key, _)) if key == name => Some(likely),
            _ => self.fields.iter().position(|(key, _)| key == name),
        }
    }

    /// The value at a place, to be changed into one that is not deeper.
    pub(crate) fn value_mut(&mut self, place: usize) -> Option<&mut UntrustedValue<'a>> {
        self.fields.get_mut(place).map(|(_, value)| value)
    }

    /// The text of the field of that name.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.get(name)?.text()
    }

    /// Sets a field; one that is there keeps its place.
    pub fn set(&mut self, name: &'static str, value: UntrustedValue<'a>) {
        match self.fields.iter_mut().find(|(key, _)| key == name) {
            Some((_, old)) => *old = self.depth.admit(value),
            None => self.push(name, value),
        }
    }

    /// An object that has room for so many fields.
    pub(crate) fn with_capacity(fields: usize) -> Self {
        Self { fields: Vec::with_capacity(fields), depth: Depth(1) }
    }

    /// Adds a field that is not there.
    pub(crate) fn push(&mut self, name: impl Into<Cow<'a, str>>, value: UntrustedValue<'a>) {
        self.fields.push((name.into(), self.depth.admit(value)));
    }

    /// How many fields there are.
    pub(crate) fn len(&self) -> usize {
        self.fields.len()
    }

    /// Changes each value, and leaves out those of which `change` says so.
    pub(crate) fn sift(&mut self, change: impl Fn(&str, &mut UntrustedValue<'a>) -> bool) {
        let mut kept = Self::with_capacity(self.len());
        for (name, value) in &mut self.fields {
            if change(name, value) {
                kept.push(std::mem::take(name), value.take());
            }
        }
        *self = kept;
    }

    /// Moves the fields of another object, which has none of these names, behind those of this one.
    pub(crate) fn append(&mut self, other: &mut Self) {
        self.fields.append(&mut other.fields);
        self.depth.0 = self.depth.0.max(other.depth.0);
    }

    /// Takes a field out.
    pub fn remove(&mut self, name: &str) -> Option<UntrustedValue<'a>> {
        let at = self.fields.iter().position(|(key, _)| key == name)?;
        Some(self.fields.remove(at).1)
    }

    /// The fields, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &UntrustedValue<'a>)> {
        self.fields.iter().map(|(name, value)| (name.as_ref(), value))
    }

    /// Whether there is no field.
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }
}

/// Of a name that occurs twice the last value counts, at the first one's place, as in `JSON.parse`.
impl<'a, Name: Into<Cow<'a, str>>> FromIterator<(Name, UntrustedValue<'a>)> for Object<'a> {
    fn from_iter<I: IntoIterator<Item = (Name, UntrustedValue<'a>)>>(given: I) -> Self {
        let mut object = Self::new();
        let mut places = BTreeMap::new();
        for (name, value) in given {
            let name = name.into();
            match places.get(&name).and_then(|at: &usize| object.fields.get_mut(*at)) {
                Some((_, old)) => *old = object.depth.admit(value),
                None => {
                    places.insert(name.clone(), object.len());
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

impl<'a> List<'a> {
    /// The items, each to be changed into one that is not deeper.
    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = &mut UntrustedValue<'a>> {
        self.items.iter_mut()
    }
}

impl<'a> Deref for List<'a> {
    type Target = [UntrustedValue<'a>];

    fn deref(&self) -> &[UntrustedValue<'a>] {
        &self.items
    }
}

impl<'a> FromIterator<UntrustedValue<'a>> for List<'a> {
    fn from_iter<I: IntoIterator<Item = UntrustedValue<'a>>>(given: I) -> Self {
        let mut depth = Depth::default();
        Self { items: given.into_iter().map(|item| depth.admit(item)).collect(), depth }
    }
}

impl PartialEq for List<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.items == other.items
    }
}

impl Eq for List<'_> {}

impl<'a> From<Vec<UntrustedValue<'a>>> for UntrustedValue<'a> {
    fn from(items: Vec<UntrustedValue<'a>>) -> Self {
        Self::List(items.into_iter().collect())
    }
}

impl<'a> From<&'a str> for UntrustedValue<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text.into())
    }
}

impl From<String> for UntrustedValue<'_> {
    fn from(text: String) -> Self {
        Self::Text(text.into())
    }
}

impl<'a> From<Object<'a>> for UntrustedValue<'a> {
    fn from(object: Object<'a>) -> Self {
        Self::Object(object)
    }
}

impl Json for UntrustedValue<'_> {
    fn write(&self, out: &mut Writer) {
        match self {
            Self::Null | Self::Malformed | Self::Opaque => out.null(),
            Self::Bool(value) => out.bool(*value),
            Self::Number(number) => out.raw(number.as_str()),
            Self::Text(text) => out.text(text),
            Self::List(list) => list.write(out),
            Self::Object(object) => object.write(out),
        }
    }
}

impl Json for List<'_> {
    fn write(&self, out: &mut Writer) {
        out.list(&self.items);
    }
}

impl Json for Object<'_> {
    fn write(&self, out: &mut Writer) {
        out.object(|fields| {
            for (name, value) in self.iter() {
                fields.any(name, value);
            }
        });
    }
}

/// A draft holds a person's data: its kind may be printed, its content never.
impl fmt::Debug for UntrustedValue<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Null => "null",
            Self::Bool(_) => "boolean",
            Self::Number(_) => "number",
            Self::Text(_) => "text",
            Self::Malformed => "malformed text",
            Self::List(_) => "list",
            Self::Object(_) => "object",
            Self::Opaque => "opaque",
        })
    }
}

impl fmt::Debug for List<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("list")
    }
}

impl fmt::Debug for Object<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("object")
    }
}
