//! The functions that a wasm instance exports, and the buffers behind them.

use std::cell::Cell;

use wasm_bindgen::prelude::wasm_bindgen;

use super::calls::Call;
use super::form::{self, Misuse};
#[cfg(not(feature = "__form"))]
use super::full::dispatch as dispatch_others;
use super::unpack::Arguments;
use crate::value::json::Writer;

/// Never frees memory, which makes an allocation as cheap as an addition. The JavaScript wrapper replaces an instance whose
/// memory has grown, and nothing outlives a call.
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
#[global_allocator]
static MEMORY: mini_alloc::MiniAlloc = mini_alloc::MiniAlloc::INIT;

// A call takes a buffer out and puts it back: the memory stays where it is. A `RefCell` would bring the formatting of its
// panics along, which weighs as much as several fields.
thread_local! {
    static INPUT: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
    static OUTPUT: Cell<String> = const { Cell::new(String::new()) };
}

/// Allocates the buffer for the packed arguments of the next call, and returns its address.
#[wasm_bindgen]
pub fn alloc_input(bytes: usize) -> *const u8 {
    let mut input = INPUT.take();
    if input.len() < bytes {
        input.resize(bytes, 0);
    }
    let start = input.as_ptr();
    INPUT.set(input);
    start
}

/// Runs the call with this number on the first `bytes` bytes of the input. Returns the length of the output: positive for a
/// value, negative for an error, 0 for an input that is sent exactly as given.
#[wasm_bindgen]
pub fn call(number: usize, bytes: usize) -> isize {
    let input = INPUT.take();
    let mut output = OUTPUT.take();
    output.clear();
    let mut out = Writer::from(output);
    let mut arguments = Arguments::unpack(input.get(..bytes).unwrap_or_default());
    let is_value = Call::ALL.get(number).is_some_and(|call| dispatch(*call, &mut arguments, &mut out));
    let output = String::from(out);
    let length = output.len() as isize;
    OUTPUT.set(output);
    INPUT.set(input);
    if is_value { length } else { -length }
}

/// Returns the address of the output of the last call.
#[wasm_bindgen]
pub fn output_ptr() -> *const u8 {
    let output = OUTPUT.take();
    let start = output.as_ptr();
    OUTPUT.set(output);
    start
}

/// Runs a call and writes its value, or its error; returns whether it is a value.
pub(super) fn dispatch(call: Call, arguments: &mut Arguments, out: &mut Writer) -> bool {
    form::dispatch(call, arguments, out).or_else(|| dispatch_others(call, arguments, out)).unwrap_or_else(|| {
        Misuse("There is no such function.").write(out);
        false
    })
}

/// Runs nothing: the form module has no other calls.
#[cfg(feature = "__form")]
fn dispatch_others(_: Call, _: &Arguments, _: &mut Writer) -> Option<bool> {
    None
}
