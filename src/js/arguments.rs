//! The arguments of a call: JSON that the wrapper has written (`module/wasm/json.ts`), and perhaps an encoded input.

use crate::value::input::{EncodedInput, Input, Memory};
use crate::value::json_reader;
use crate::value::untrusted::UntrustedValue;

pub(super) struct Arguments<'a> {
    values: Vec<UntrustedValue<'a>>,
    memory: &'a Memory<'a>,
}

impl<'a> Arguments<'a> {
    pub(super) fn read(json: &'a str, memory: &'a Memory<'a>) -> Self {
        Self { values: json_reader::read_items(json), memory }
    }

    pub(super) fn get(&self, at: usize) -> &UntrustedValue<'a> {
        self.values.get(at).unwrap_or(&UntrustedValue::Null)
    }

    /// Returns an argument that is not null.
    pub(super) fn given(&self, at: usize) -> Option<&UntrustedValue<'a>> {
        Some(self.get(at)).filter(|value| !matches!(value, UntrustedValue::Null))
    }

    pub(super) fn text(&self, at: usize) -> &str {
        self.get(at).text().unwrap_or_default()
    }

    /// Returns the input that the wrapper has written as an encoded input.
    pub(super) fn encoded(&self) -> Input<'a> {
        EncodedInput::input(self.memory)
    }
}
