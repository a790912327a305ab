//! An input as the rules read it: a tree, or a record in which the JavaScript wrapper has put the fields by position.
//!
//! A record has no names, so nothing is compared, and its strings stay where they are, so nothing is allocated. The wrapper
//! (`pkg-template/lib/record.js`) writes it into the memory of the wasm instance:
//!
//! ```text
//! object  = the names of the members that are no fields of the shape: a count, then a text for each;
//!           then a value per field of the shape, without those at the end that are NULL
//! value   = text | one of the tags below
//! text    = the number of bytes, less than the tags, then UTF-8
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

/// The items of a list that are left.
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
            Self::Record(record) if record.rest.is_empty() => None,
            Self::Record(record) => Some((record.reader.value)(record)),
        }
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
#[derive(Clone, Copy)]
pub(crate) struct Record<'a> {
    rest: &'a [u8],
    reader: &'static Reader,
}

/// The functions that read a record. A record refers to them, so that the form module, which has trees only, goes without
/// their code.
struct Reader {
    names: for<'a> fn(Record<'a>, &mut dyn FnMut(&'a str)),
    fields: for<'a> fn(Record<'a>, &mut [Input<'a>]),
    value: for<'a> fn(&mut Record<'a>) -> Input<'a>,
}

impl<'a> From<&'a [u8]> for Record<'a> {
    fn from(bytes: &'a [u8]) -> Self {
        static READER: Reader = Reader {
            names: |mut record, each| record.names().for_each(each),
            fields: |record, values| record.read_fields(values),
            value: |record| record.value(),
        };
        Self { rest: bytes, reader: &READER }
    }
}

impl<'a> Record<'a> {
    /// Calls a function with the name of each member that is no field of the shape.
    pub(crate) fn for_each_name(self, each: &mut dyn FnMut(&'a str)) {
        (self.reader.names)(self, each);
    }

    /// Reads the fields of the shape. Those that the record does not have stay as they are.
    pub(crate) fn fields(self, values: &mut [Input<'a>]) {
        (self.reader.fields)(self, values);
    }

    fn read_fields(mut self, values: &mut [Input<'a>]) {
        self.names().for_each(drop);
        for value in values {
            if self.rest.is_empty() {
                break;
            }
            *value = self.value();
        }
    }

    /// Reads a value. A record that ends too early, which the wrapper never writes, ends with empty texts.
    #[inline]
    fn value(&mut self) -> Input<'a> {
        match self.count() {
            NULL => Input::Null,
            BOOL => Input::Bool,
            NUMBER => self.text().map_or(Input::Opaque, Input::Number),
            OBJECT => Input::Object(Members::Record(self.part())),
            LIST => {
                let mut items = self.part();
                // The size says where the list ends, too.
                items.count();
                Input::List(Items::Record(items))
            }
            count => text(self.take(count)).map_or(Input::Malformed, Input::Text),
        }
    }

    /// Reads the names of the members that are no fields of the shape, which come first.
    fn names(&mut self) -> impl Iterator<Item = &'a str> {
        (0..self.count()).map_while(move |_| self.text())
    }

    fn text(&mut self) -> Option<&'a str> {
        let count = self.count();
        text(self.take(count))
    }

    /// Takes an object or a list, which starts with its size.
    fn part(&mut self) -> Self {
        let size = self.count();
        Self { rest: self.take(size), ..*self }
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

/// Decodes a string. This is faster than [`decode`](crate::value::text::decode), which is smaller.
fn text(bytes: &[u8]) -> Option<&str> {
    std::str::from_utf8(bytes).ok()
}
