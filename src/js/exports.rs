//! The calls with JSON as arguments.

use wasm_bindgen::prelude::wasm_bindgen;

use super::arguments::Arguments;
use super::buffers::with_buffers;
use super::calls::WasmCall;
use super::encoding::found::FoundWriter;
use super::form::{self, Misuse};
#[cfg(not(feature = "__form"))]
use super::full as others;
use crate::value::json::Writer;

/// Runs the call with this number. `arguments` is the length of its arguments in bytes, and `strings` that of a
/// encoded input's strings, if there is an encoded input. Returns the length of the output: positive for a value,
/// negative for an error, 0 for no value.
#[wasm_bindgen]
pub fn call(number: usize, arguments: usize, strings: usize) -> isize {
    with_buffers(|buffers| {
        let (json, memory, output, mut found) = buffers.split(arguments, strings);
        output.clear();
        let mut out = Writer::from(std::mem::take(output));
        let arguments = Arguments::read(json, &memory);
        let is_value = match others::CALLS.get(number) {
            Some(call) => dispatch(*call, &arguments, &mut found, &mut out),
            None => refuse(&mut out),
        };
        found.end();
        *output = String::from(out);
        let length = output.len() as isize;
        if is_value { length } else { -length }
    })
}

/// Runs a call and writes its value, or its error; returns whether it is a value.
pub(super) fn dispatch(call: WasmCall, arguments: &Arguments, found: &mut FoundWriter, out: &mut Writer) -> bool {
    let result = form::dispatch(call, arguments, found, out).or_else(|| others::dispatch(call, arguments, out));
    result.unwrap_or_else(|| refuse(out))
}

/// Writes the error of a call that the module does not have.
fn refuse(out: &mut Writer) -> bool {
    Misuse("There is no such function.").write(out);
    false
}

/// The form module has no other calls.
#[cfg(feature = "__form")]
mod others {
    use crate::js::arguments::Arguments;
    use crate::js::calls::WasmCall;
    use crate::value::json::Writer;

    pub(super) const CALLS: &[WasmCall] = WasmCall::OF_FORM;

    /// Runs nothing.
    pub(super) fn dispatch(_: WasmCall, _: &Arguments, _: &mut Writer) -> Option<bool> {
        None
    }
}
