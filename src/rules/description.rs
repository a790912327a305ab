//! What the wrapper must know of a shape to write an input as an encoded input (`module/encoding/shape.ts`), as JSON.
//!
//! A shape is the list of its fields, and `null` at the end if it is open. A field is its name, or a list of its name,
//! its kind and what the wrapper needs to know besides. With [`OF_ONE_VARIANT`], only one variant has the field.

use crate::rules::shape::{Field, Kind, Shape};
use crate::value::json::{Json, Writer};

/// Free text, and the most characters that it may have.
const TEXT: usize = 1;
const EMAIL: usize = 2;
const DATE: usize = 3;
/// A word of a short list, and the list.
const WORD: usize = 4;
/// An object whose members no shape describes.
const OPEN: usize = 5;
/// An object, and its fields.
const OBJECT: usize = 6;
/// A list, and the fields of its items, if they are objects.
const LIST: usize = 7;
const OF_ONE_VARIANT: usize = 8;

/// The longest list of words that the wrapper compares. Beyond this, it is faster if the crate looks the word up.
const MAX_WORDS: usize = 4;

impl Shape {
    /// Returns the description of the shape.
    #[doc(hidden)]
    pub fn description(&self) -> String {
        let mut out = Writer::default();
        write_shape(self, &mut out);
        out.into()
    }
}

pub(crate) fn write_shape(shape: &Shape, out: &mut Writer) {
    let end = shape.is_open().then_some(None);
    out.items(shape.fields.iter().map(Some).chain(end), |field, out| match field {
        Some(field) => write_field(field, out),
        None => out.null(),
    });
}

fn write_field(field: &Field, out: &mut Writer) {
    let kind = kind(field);
    let of_one = if field.when.is_some() { OF_ONE_VARIANT } else { 0 };
    if kind + of_one == 0 {
        return field.name.write(out);
    }
    out.raw("[");
    field.name.write(out);
    out.raw(",");
    (kind + of_one).write(out);
    let with = &field.kind;
    match (kind, with) {
        (TEXT, Kind::Text { max: Some(max) }) => {
            out.raw(",");
            usize::from(*max).write(out);
        }
        (WORD, Kind::Choice(words)) => {
            out.raw(",");
            words.write(out);
        }
        (_, Kind::Object(shape) | Kind::List(Kind::Object(shape))) => {
            out.raw(",");
            write_shape(shape, out);
        }
        _ => {}
    }
    out.raw("]");
}

fn kind(field: &Field) -> usize {
    match &field.kind {
        Kind::Text { .. } if !field.is_read_by_rule => TEXT,
        Kind::Email if !field.is_read_by_rule => EMAIL,
        Kind::PastDate { .. } => DATE,
        Kind::Choice(words) if words.iter().count() <= MAX_WORDS => WORD,
        Kind::Open(_) => OPEN,
        Kind::Object(_) => OBJECT,
        Kind::List(_) => LIST,
        _ => 0,
    }
}
