//! An input as the rules read it: a tree, or a record in which the JavaScript wrapper has put the fields by position.
//!
//! A record has no names, so nothing is compared, and its strings stay where they are, so nothing is allocated. The wrapper
//! (`pkg-template/lib/record.js`) writes it into the memory of the wasm instance:
//!
//! ```text
//! object  = the names of the members that are no fields of the shape: a count, then a text for each;
//!           then a value per field of the shape, without those at the end that are NULL
//! value   = text | one of the tags below
//! text    = the number of bytes, at most 0xFFEF, then UTF-8
//! NULL and BOOL are complete; NUMBER is followed by a text, OBJECT by a size and an object,
//! LIST by a size, a count and a value for each item
//! ```
//!
//! Numbers of bytes and items, sizes and tags are 16 bits, little-endian.

use crate::value::untrusted::{Object, UntrustedValue, integer};

const NULL: usize = 0xFFFF;
const BOOL: usize = 0xFFFE;
const NUMBER: usize = 0xFFFD;
const OBJECT: usize = 0xFFFC;
const LIST: usize = 0xFFFB;

/// One value of an input. Each variant means the same as that of [`UntrustedValue`]; no rule asks whether a flag is set.
#[derive(Clone, Copy)]
pub(crate) enum Input<'a> {
    Null,
    Bool,
    Number(&'a str),
    Text(&'a str),
    Malformed,
    List(Items<'a>),
    Object(Members<'a>),
    Opaque,
}

/// The members of an object.
#[derive(Clone, Copy)]
pub(crate) enum Members<'a> {
    Tree(&'a Object<'a>),
    Record(Record<'a>),
}

/// The items of a list.
#[derive(Clone, Copy)]
pub(crate) enum Items<'a> {
    Tree(&'a [UntrustedValue<'a>]),
    Record(Record<'a>),
}

impl<'a> Input<'a> {
    /// Returns whether the value is `null`, `undefined` or the empty string.
    #[inline]
    pub(crate) fn is_absent(self) -> bool {
        matches!(self, Self::Null | Self::Text(""))
    }

    pub(crate) fn text(self) -> Option<&'a str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Returns the number, if the value is an integer.
    pub(crate) fn integer(self) -> Option<i64> {
        match self {
            Self::Number(number) => integer(number),
            _ => None,
        }
    }

    /// Returns the items, if the value is a list.
    pub(crate) fn items(self) -> Option<impl Iterator<Item = Input<'a>>> {
        let Self::List(items) = self else { return None };
        let (mut tree, mut record) = match items {
            Items::Tree(items) => (items.iter(), Record::default()),
            Items::Record(record) => ([].iter(), record),
        };
        let mut left = record.count();
        Some(std::iter::from_fn(move || {
            if let Some(item) = tree.next() {
                return Some(item.into());
            }
            left = left.checked_sub(1)?;
            Some(record.value())
        }))
    }
}

impl<'a> From<&'a UntrustedValue<'a>> for Input<'a> {
    fn from(value: &'a UntrustedValue<'a>) -> Self {
        match value {
            UntrustedValue::Null => Self::Null,
            UntrustedValue::Bool(_) => Self::Bool,
            UntrustedValue::Number(number) => Self::Number(number.as_str()),
            UntrustedValue::Text(text) => Self::Text(text),
            UntrustedValue::Malformed => Self::Malformed,
            UntrustedValue::List(items) => Self::List(Items::Tree(items)),
            UntrustedValue::Object(object) => Self::Object(Members::Tree(object)),
            UntrustedValue::Opaque => Self::Opaque,
        }
    }
}

/// The rest of a record.
#[derive(Clone, Copy, Default)]
pub(crate) struct Record<'a> {
    rest: &'a [u8],
}

impl<'a> From<&'a [u8]> for Record<'a> {
    fn from(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }
}

impl<'a> Record<'a> {
    pub(crate) fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// Reads a value. A record that ends too early, which the wrapper never writes, ends with empty texts.
    #[inline]
    pub(crate) fn value(&mut self) -> Input<'a> {
        match self.count() {
            NULL => Input::Null,
            BOOL => Input::Bool,
            NUMBER => self.text().map_or(Input::Opaque, Input::Number),
            OBJECT => Input::Object(Members::Record(self.part())),
            LIST => Input::List(Items::Record(self.part())),
            count => text(self.take(count)).map_or(Input::Malformed, Input::Text),
        }
    }

    /// Reads the names of the members that are no fields of the shape, which come first.
    pub(crate) fn names(&mut self) -> impl Iterator<Item = &'a str> {
        (0..self.count()).map_while(move |_| self.text())
    }

    fn text(&mut self) -> Option<&'a str> {
        let count = self.count();
        text(self.take(count))
    }

    /// Takes an object or a list, which starts with its size.
    fn part(&mut self) -> Self {
        let size = self.count();
        Self { rest: self.take(size) }
    }

    /// Reads a number.
    #[inline]
    fn count(&mut self) -> usize {
        match self.take(2) {
            [low, high] => usize::from(*low) | usize::from(*high) << 8,
            _ => 0,
        }
    }

    /// Takes this many bytes, or none if there are fewer.
    #[inline]
    fn take(&mut self, count: usize) -> &'a [u8] {
        let (taken, rest) = self.rest.split_at_checked(count).unwrap_or_default();
        self.rest = rest;
        taken
    }
}

fn text(bytes: &[u8]) -> Option<&str> {
    std::str::from_utf8(bytes).ok()
}
