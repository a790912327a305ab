//! Conversions into an untrusted value, and how it is written as JSON and by `Debug`.

use std::fmt;

use super::{Object, UntrustedValue};
use crate::value::json::{Json, Writer};

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

/// Prints the type of the value only, because the content may be personal data.
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
