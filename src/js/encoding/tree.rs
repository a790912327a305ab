//! The tree of an input that has arrived as an encoded input.

use crate::rules::shape::{Kind, Shape};
use crate::value::input::{Input, Members};
use crate::value::json_reader;
use crate::value::untrusted::{Number, Object, UntrustedValue};

/// Returns the tree of a value of this shape, without the members that no request has.
pub(crate) fn tree<'a>(shape: &'static Shape, value: Input<'a>) -> UntrustedValue<'a> {
    let Input::Object(Members::Encoded(encoded)) = value else { return scalar(value) };
    let mut object = Object::with_capacity(shape.fields.len());
    for (position, field) in shape.fields.iter().enumerate() {
        match part(&field.kind, encoded.field(position)) {
            UntrustedValue::Null => {}
            value => object.push(field.name, value),
        }
    }
    if let UntrustedValue::Object(mut rest) = json_reader::read(encoded.rest()) {
        rest.iter_mut().for_each(|(name, value)| object.push(name.clone(), value.take()));
    }
    object.into()
}

fn part<'a>(kind: &'static Kind, value: Input<'a>) -> UntrustedValue<'a> {
    match (kind, value) {
        (Kind::Object(shape), _) => tree(shape, value),
        (Kind::List(kind), Input::List(items)) => items.map(|item| part(kind, item)).collect::<Vec<_>>().into(),
        _ => scalar(value),
    }
}

/// Returns a value that is no list or object of a shape.
fn scalar(value: Input<'_>) -> UntrustedValue<'_> {
    match value {
        Input::Null => UntrustedValue::Null,
        Input::Bool(value) => UntrustedValue::Bool(value),
        Input::Number(number) => {
            Number::from_host(number.into()).map_or(UntrustedValue::Opaque, UntrustedValue::Number)
        }
        Input::Text(text) => text.into(),
        Input::Malformed => UntrustedValue::Malformed,
        Input::Json(json) => json_reader::read(json),
        // Whatever is read as a tree is written as a whole.
        Input::List(_) | Input::Object(_) | Input::Opaque | Input::NeedsNoCheck | Input::Word(_) => {
            UntrustedValue::Opaque
        }
    }
}
