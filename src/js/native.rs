//! The boundary in a native program: `fuzz/` calls the functions of the wasm module with bytes that no wrapper writes.

use super::arguments::Arguments;
use super::buffers::Buffers;
use super::calls::WasmCall;
use super::encoding::find;
use super::exports::dispatch;
use crate::rules::options::{Options, Policy};
use crate::value::json::Writer;

/// An encoded input: its words and its strings.
pub struct EncodedBytes<'a> {
    /// The entries, two words each.
    pub words: &'a [u32],
    /// The strings, one after the other.
    pub strings: &'a str,
}

/// What was found in an encoded input (`found.rs` describes it).
#[derive(Default)]
pub struct FoundBytes {
    /// The words.
    pub words: Vec<u32>,
    /// The strings.
    pub texts: String,
}

/// Runs the call with this number. Returns its value or its error, and what was found in the encoded input.
pub fn run_call(number: usize, arguments: &str, encoded: &EncodedBytes) -> (Result<String, String>, FoundBytes) {
    let mut buffers = Buffers::of(arguments, encoded.words, encoded.strings);
    let (json, memory, _, mut found) = buffers.split(arguments.len(), encoded.strings.len());
    let mut out = Writer::default();
    let arguments = Arguments::read(json, &memory);
    let is_value = WasmCall::ALL.get(number).is_some_and(|call| dispatch(*call, &arguments, &mut found, &mut out));
    found.end();
    (if is_value { Ok(out.into()) } else { Err(out.into()) }, buffers.into())
}

/// Validates an encoded input. Returns what is found; `None` if there is no such operation or policy.
pub fn check_encoded(operation: usize, encoded: &EncodedBytes, policy: usize, now: i64) -> Option<FoundBytes> {
    let mut buffers = Buffers::of("", encoded.words, encoded.strings);
    let options = Options { policy: *Policy::ALL.get(policy)?, now, ..Options::default() };
    find(&mut buffers, operation, encoded.strings.len(), false, &options)?;
    Some(buffers.into())
}

impl From<Buffers> for FoundBytes {
    fn from(buffers: Buffers) -> Self {
        let (words, texts) = buffers.into_found();
        Self { words, texts }
    }
}
