//! The border of the npm package: one function, which takes its arguments packed into bytes and answers JSON text.
//!
//! One buffer in and one text out cost a fraction of converting object by object, and leave nothing behind that a
//! replaced instance could orphan (DESIGN.md, "How do values cross the border?"). No rule lives here.

#[cfg(feature = "client")]
mod client;
mod form;
mod unpack;

use wasm_bindgen::prelude::wasm_bindgen;

use crate::json::Writer;
use crate::{Error, Operation};
use unpack::Arguments;

/// Memory is only ever taken: no call leaves anything behind in an instance, and the shell replaces one that has grown.
/// That makes every allocation an addition, and all code that gives memory back disappears.
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
#[global_allocator]
static MEMORY: mini_alloc::MiniAlloc = mini_alloc::MiniAlloc::INIT;

/// Calls what the first argument names with the others, and answers `{"value": …}` or `{"error": …}`.
#[wasm_bindgen]
pub fn call(packed: &[u8]) -> String {
    let arguments = Arguments::unpack(packed);
    // What goes out is about as long as what came in: an arena wants its sizes known in advance.
    let mut out = Writer::with_capacity(packed.len() + 64);
    out.raw("{\"value\":");
    let done = match form::call(&arguments, &mut out) {
        #[cfg(feature = "client")]
        None => client::call(&arguments, &mut out),
        done => done,
    };
    match done.unwrap_or_else(|| Err(Error::config("There is no such function."))) {
        Ok(()) => out.raw("}"),
        Err(error) => {
            out = Writer::default();
            out.object(|fields| fields.field("error", &error));
        }
    }
    out.into()
}

/// The operation of that name, or the caller's mistake.
fn found(name: &str) -> Result<&'static Operation, Error> {
    crate::operation(name).ok_or_else(|| Error::config("There is no such operation: operations() lists them."))
}
