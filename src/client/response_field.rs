//! Which fields of a response an operation reads. Of a 2xx, only these cross the boundary of the npm package.

use crate::value::untrusted::{Object, UntrustedValue};

/// A field of a 2xx response that an operation reads. [`Endpoint::reads`](crate::Endpoint::reads) lists them.
///
/// ```
/// use kyclink::{ResponseField, endpoint};
/// let fields = endpoint("grid.createKycLink").expect("registered").reads;
/// assert!(fields.contains(&ResponseField::Value("kycUrl")));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResponseField {
    /// The object itself, which the output has as `raw`.
    Raw,
    /// A field with its whole value.
    Value(&'static str),
    /// A field with these fields of its object.
    Object(&'static str, &'static [ResponseField]),
    /// A field with these fields of each object in its list.
    List(&'static str, &'static [ResponseField]),
}

/// The name of the reference that the npm package passes instead of [`ResponseField::Raw`].
pub(crate) const RAW: &str = "raw";

/// Returns the object whose values are listed in the order of `fields`. A value of another type than declared is null: no
/// parser tells the two apart.
pub(crate) fn to_object<'a>(values: &UntrustedValue<'a>, fields: &[ResponseField]) -> UntrustedValue<'a> {
    let Some(values) = values.list() else { return UntrustedValue::Null };
    let mut object = Object::with_capacity(fields.len());
    for (field, value) in fields.iter().zip(values) {
        match field {
            ResponseField::Raw => object.push(RAW, value.clone()),
            ResponseField::Value(name) => object.push(*name, value.clone()),
            ResponseField::Object(name, fields) => object.push(*name, to_object(value, fields)),
            ResponseField::List(name, fields) => object.push(*name, to_objects(value, fields)),
        }
    }
    object.into()
}

fn to_objects<'a>(values: &UntrustedValue<'a>, fields: &[ResponseField]) -> UntrustedValue<'a> {
    match values.list() {
        Some(items) => UntrustedValue::List(items.iter().map(|item| to_object(item, fields)).collect()),
        None => UntrustedValue::Null,
    }
}
