//! Reads packed arguments, which the wrapper's `lib/pack.js` writes: a byte for the type, then lengths as four little-endian
//! bytes, then UTF-8.

use crate::value::text::decode;
use crate::value::untrusted::{MAX_DEPTH, Number, Object, UntrustedValue};

/// The arguments of a call.
pub(super) struct Arguments<'a>(Vec<UntrustedValue<'a>>);

impl<'a> Arguments<'a> {
    /// Reads packed arguments. Malformed bytes, which `lib/pack.js` never writes, become values that no field accepts.
    pub(super) fn unpack(packed: &'a [u8]) -> Self {
        let mut reader = Reader { rest: packed };
        let count = if reader.take(1) == b"[" { reader.items() } else { 0 };
        let mut values = Vec::with_capacity(count);
        for _ in 0..count {
            values.push(reader.value(1));
        }
        Self(values)
    }

    pub(super) fn get(&self, at: usize) -> &UntrustedValue<'a> {
        self.0.get(at).unwrap_or(&UntrustedValue::Null)
    }

    pub(super) fn take(&mut self, at: usize) -> UntrustedValue<'a> {
        match self.0.get_mut(at) {
            Some(value) => value.take(),
            None => UntrustedValue::Null,
        }
    }

    pub(super) fn text(&self, at: usize) -> &str {
        self.get(at).text().unwrap_or_default()
    }
}

struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    /// Reads a value. A list or an object is at this depth.
    fn value(&mut self, depth: u8) -> UntrustedValue<'a> {
        match self.take(1) {
            // `lib/pack.js` has the same limit, so neither these bytes nor the following ones come from it.
            b"[" | b"{" if depth > MAX_DEPTH => {
                self.rest = &[];
                UntrustedValue::Opaque
            }
            b"0" => UntrustedValue::Null,
            b"f" => UntrustedValue::Bool(false),
            b"t" => UntrustedValue::Bool(true),
            b"n" => Number::from_host(self.text().into()).map_or(UntrustedValue::Opaque, UntrustedValue::Number),
            b"s" => UntrustedValue::Text(self.text().into()),
            b"m" => UntrustedValue::Malformed,
            b"[" => {
                let count = self.items();
                let mut items = Vec::with_capacity(count);
                for _ in 0..count {
                    items.push(self.value(depth + 1));
                }
                items.into()
            }
            b"{" => {
                let count = self.items();
                let mut object = Object::with_capacity(count);
                for _ in 0..count {
                    object.push(self.text(), self.value(depth + 1));
                }
                object.into()
            }
            _ => UntrustedValue::Opaque,
        }
    }

    /// Reads a string. `lib/pack.js` never writes malformed ones.
    fn text(&mut self) -> &'a str {
        let count = self.count();
        decode(self.take(count))
    }

    /// Reads a number of values. Each takes at least one byte, which limits the number.
    fn items(&mut self) -> usize {
        self.count().min(self.rest.len())
    }

    /// Reads a number of four bytes.
    fn count(&mut self) -> usize {
        self.take(4).iter().rev().fold(0, |count, byte| count << 8 | usize::from(*byte))
    }

    /// Takes this many bytes, or none if there are fewer.
    fn take(&mut self, count: usize) -> &'a [u8] {
        let (taken, rest) = self.rest.split_at_checked(count).unwrap_or_default();
        self.rest = rest;
        taken
    }
}
