//! An input as the rules read it: a tree, or an encoded input in which the JavaScript wrapper has put the fields by
//! position.
//!
//! An encoded input has no names, so nothing is compared, and its strings stay where they are, so nothing is allocated.
//! The wrapper (`module/encoding`) writes it into the memory of the wasm instance in two parts: all strings, one after
//! the other, and entries of two words of 32 bits:
//!
//! ```text
//! entry  = a kind in the lowest 4 bits and above it a count, then a start
//! TEXT, NUMBER and JSON are as many bytes of the strings; MALFORMED is a string that UTF-8 cannot represent
//! OBJECT is an object of the field's shape, whose first entry is at the start: an entry for the members that are not
//!        fields (a LIST of names, or JSON in an open object); two words with a bit for each field, whether it is given
//!        and whether it needs no check; then an entry for each field, which is written if it is given and needs a check
//! LIST   is as many entries from the start
//! WORD is the word with this number in the field's list
//! BOOL counts 1 if it is true; NULL and OPAQUE say no more; nor do OBJECT and LIST where the shape has neither
//! ```

use std::fmt;

use crate::value::untrusted::{Object, UntrustedValue, integer};

const BOOL: u32 = 1;
const NUMBER: u32 = 2;
const TEXT: u32 = 3;
const MALFORMED: u32 = 4;
const LIST: u32 = 5;
const OBJECT: u32 = 6;
const JSON: u32 = 7;
const OPAQUE: u32 = 8;
const WORD: u32 = 9;

/// One value of an input. Each variant means the same as that of [`UntrustedValue`].
#[derive(Clone, Copy)]
pub(crate) enum Input<'a> {
    Null,
    Bool(bool),
    Number(&'a str),
    Text(&'a str),
    Malformed,
    List(Items<'a>),
    Object(Members<'a>),
    /// An object that no shape describes, as JSON that the wrapper has written.
    Json(&'a str),
    Opaque,
    /// A string about which validation has nothing to report, so that it is not passed (`NEEDS_NO_CHECK` in
    /// `rules::field::text` and in others).
    NeedsNoCheck,
    /// The word with this number in the field's list.
    Word(usize),
}

/// The members of an object.
#[derive(Clone, Copy)]
pub(crate) enum Members<'a> {
    Tree(&'a Object<'a>),
    Encoded(EncodedInput<'a>),
}

/// The items of a list that are left.
#[derive(Clone, Copy)]
pub(crate) enum Items<'a> {
    Tree(&'a [UntrustedValue<'a>]),
    /// The first of them is at the start of the encoded input.
    Encoded(EncodedInput<'a>, u32),
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

    pub(crate) fn integer(self) -> Option<i64> {
        match self {
            Self::Number(number) => integer(number),
            _ => None,
        }
    }

    pub(crate) fn items(self) -> Option<Items<'a>> {
        match self {
            Self::List(items) => Some(items),
            _ => None,
        }
    }
}

impl<'a> Iterator for Items<'a> {
    type Item = Input<'a>;

    fn next(&mut self) -> Option<Input<'a>> {
        match self {
            Self::Tree(items) => {
                let (first, rest) = items.split_first()?;
                *items = rest;
                Some(first.into())
            }
            Self::Encoded(encoded, left) => {
                *left = left.checked_sub(1)?;
                let item = encoded.value(0)?;
                encoded.first += 1;
                Some(item)
            }
        }
    }
}

impl<'a> From<&'a UntrustedValue<'a>> for Input<'a> {
    fn from(value: &'a UntrustedValue<'a>) -> Self {
        match value {
            UntrustedValue::Null => Self::Null,
            UntrustedValue::Bool(value) => Self::Bool(*value),
            UntrustedValue::Number(number) => Self::Number(number.as_str()),
            UntrustedValue::Text(text) => Self::Text(text),
            UntrustedValue::Malformed => Self::Malformed,
            UntrustedValue::List(items) => Self::List(Items::Tree(items)),
            UntrustedValue::Object(object) => Self::Object(Members::Tree(object)),
            UntrustedValue::Opaque => Self::Opaque,
        }
    }
}

/// The memory that an encoded input is in.
#[derive(Clone, Copy)]
pub(crate) struct Memory<'a> {
    pub(crate) entries: &'a [Entry],
    pub(crate) strings: &'a str,
}

/// The two words of an entry.
pub(crate) type Entry = [u32; 2];

impl<'a> Memory<'a> {
    /// Reads an entry. What the wrapper never writes is null.
    #[inline(always)]
    pub(crate) fn value(&'a self, [head, start]: Entry) -> Input<'a> {
        let count = head >> 4;
        let text =
            || self.strings.get(start as usize..(start as usize).wrapping_add(count as usize)).unwrap_or_default();
        let part = EncodedInput { memory: self, first: start };
        match head & 15 {
            TEXT => Input::Text(text()),
            BOOL => Input::Bool(count == 1),
            NUMBER => Input::Number(text()),
            MALFORMED => Input::Malformed,
            LIST => Input::List(Items::Encoded(part, count)),
            OBJECT => Input::Object(Members::Encoded(part)),
            JSON => Input::Json(text()),
            OPAQUE => Input::Opaque,
            WORD => Input::Word(count as usize),
            _ => Input::Null,
        }
    }
}

/// A part of an encoded input.
#[derive(Clone, Copy)]
pub(crate) struct EncodedInput<'a> {
    pub(crate) memory: &'a Memory<'a>,
    /// The number of its first entry.
    first: u32,
}

impl<'a> EncodedInput<'a> {
    /// Returns the value that an encoded input represents.
    pub(crate) fn input(memory: &'a Memory<'a>) -> Input<'a> {
        Self { memory, first: 0 }.value(0).unwrap_or(Input::Null)
    }

    /// Returns the names of the members that are not fields of the shape, and if it has variants those of their fields,
    /// in the order of the input.
    pub(crate) fn names(self) -> impl Iterator<Item = &'a str> {
        let names = self.value(0).and_then(Input::items);
        names.into_iter().flatten().filter_map(Input::text)
    }

    /// Returns the members of an open object that are not fields of its shape, as JSON.
    pub(crate) fn rest(self) -> &'a str {
        match self.value(0) {
            Some(Input::Json(json)) => json,
            _ => "",
        }
    }

    /// Returns which fields are given and which need no check: a bit for each, the lowest for the first.
    #[inline]
    pub(crate) fn marks(self) -> Entry {
        self.entry(1).unwrap_or_default()
    }

    /// Returns the value of the field at this position in the shape.
    #[inline(always)]
    pub(crate) fn field(self, position: usize) -> Input<'a> {
        let [given, unchecked] = self.marks();
        match position as u32 {
            at if given >> at & 1 == 0 => Input::Null,
            at if unchecked >> at & 1 == 1 => Input::NeedsNoCheck,
            at => self.entry(2 + at).map_or(Input::Null, |entry| self.memory.value(entry)),
        }
    }

    fn value(self, at: u32) -> Option<Input<'a>> {
        self.entry(at).map(|entry| self.memory.value(entry))
    }

    #[inline(always)]
    fn entry(self, at: u32) -> Option<Entry> {
        self.memory.entries.get(self.first.wrapping_add(at) as usize).copied()
    }
}

impl fmt::Debug for EncodedInput<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("encoded input")
    }
}
