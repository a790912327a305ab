//! The border of the npm package: arguments come packed into bytes, answers go out as JSON text.
//!
//! Both lie in buffers that an instance keeps, so that nothing but numbers crosses: one call costs a fraction of
//! converting object by object, and leaves nothing behind that a replaced instance could orphan (DESIGN.md, "How do
//! values cross the border?"). No rule lives here.

mod answer;
#[cfg(feature = "client")]
mod client;
#[cfg(feature = "client")]
mod edge;
mod form;
mod unpack;

use std::cell::RefCell;

use wasm_bindgen::prelude::wasm_bindgen;

use crate::arena::release;
use crate::calls::Call;
use crate::json::Writer;
use crate::{Error, Operation};
use unpack::Arguments;

/// Memory is only ever taken: no call leaves anything behind in an instance, and the shell replaces one that has grown.
/// That makes every allocation an addition, and all code that gives memory back disappears.
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
#[global_allocator]
static MEMORY: mini_alloc::MiniAlloc = mini_alloc::MiniAlloc::INIT;

thread_local! {
    static GIVEN: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    static ANSWER: RefCell<Writer> = const { RefCell::new(Writer::new()) };
}

/// Where the shell writes the packed arguments of the next call: room for so many bytes.
#[wasm_bindgen]
pub fn room(bytes: usize) -> *const u8 {
    GIVEN.with_borrow_mut(|given| {
        if given.len() < bytes {
            given.resize(bytes, 0);
        }
        given.as_ptr()
    })
}

/// Makes the call of that number with the arguments, of which so many bytes were written. Answers how many bytes the answer
/// has: as they are for a value, negative for an error, 0 for an input that is to be sent as it was given.
#[wasm_bindgen]
pub fn call(number: usize, bytes: usize) -> isize {
    GIVEN.with_borrow(|given| {
        let mut arguments = Arguments::unpack(given.get(..bytes).unwrap_or_default());
        ANSWER.with_borrow_mut(|out| {
            out.clear();
            let done = Call::ALL.get(number).and_then(|call| match form::call(*call, &mut arguments, out) {
                #[cfg(feature = "client")]
                None => client::call(*call, &arguments, out),
                done => done,
            });
            let done = done.unwrap_or_else(|| Err(Error::config("There is no such function.")));
            release(arguments);
            match done {
                Ok(()) => out.len() as isize,
                Err(error) => {
                    out.clear();
                    answer::error(&error, out);
                    release(error);
                    -(out.len() as isize)
                }
            }
        })
    })
}

/// Where the answer of the last call is.
#[wasm_bindgen]
pub fn answer() -> *const u8 {
    ANSWER.with_borrow(Writer::as_ptr)
}

/// The operation that an argument names, or the caller's mistake.
fn found(arguments: &Arguments, at: usize) -> Result<&'static Operation, Error> {
    crate::operation(arguments.text(at))
        .ok_or_else(|| Error::config("There is no such operation: operations() lists them."))
}
