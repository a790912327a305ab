//! The functions that a wasm instance exports, and the buffers behind them.

use std::cell::RefCell;

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

thread_local! {
    static INPUT: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    static OUTPUT: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Allocates the buffer for the packed arguments of the next call, and returns its address.
#[wasm_bindgen]
pub fn alloc_input(bytes: usize) -> *const u8 {
    INPUT.with_borrow_mut(|input| {
        if input.len() < bytes {
            input.resize(bytes, 0);
        }
        input.as_ptr()
    })
}

/// Runs the call with this number on the first `bytes` bytes of the input. Returns the length of the output: positive for a
/// value, negative for an error, 0 for an input that is sent exactly as given.
#[wasm_bindgen]
pub fn call(number: usize, bytes: usize) -> isize {
    INPUT.with_borrow(|input| {
        let mut arguments = Arguments::unpack(input.get(..bytes).unwrap_or_default());
        OUTPUT.with_borrow_mut(|output| {
            let call = Call::ALL.get(number).copied();
            let is_value = dispatch(call, &mut arguments, output);
            let length = output.len() as isize;
            if is_value { length } else { -length }
        })
    })
}

/// Returns the address of the output of the last call.
#[wasm_bindgen]
pub fn output_ptr() -> *const u8 {
    OUTPUT.with_borrow(|output| output.as_ptr())
}

/// Runs a call and writes its value or its error. Returns whether it is a value.
fn dispatch(call: Option<Call>, arguments: &mut Arguments, output: &mut String) -> bool {
    output.clear();
    let mut out = Writer::from(std::mem::take(output));
    let run = |call| form::dispatch(call, arguments, &mut out).or_else(|| dispatch_others(call, arguments, &mut out));
    let is_value = match call.and_then(run) {
        Some(is_value) => is_value,
        None => {
            Misuse("There is no such function.").write(&mut out);
            false
        }
    };
    *output = out.into();
    is_value
}

/// Runs nothing: the form module has no other calls.
#[cfg(feature = "__form")]
fn dispatch_others(_: Call, _: &Arguments, _: &mut Writer) -> Option<bool> {
    None
}
