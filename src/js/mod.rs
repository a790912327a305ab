//! Floor 7: the boundary of the npm package. What rules and parsers read arrives as an encoded input by position,
//! everything else as JSON; results leave as JSON, and what was found in an encoded input as numbers.
//!
//! All of it is in buffers of the wasm instance, so only numbers cross the boundary. That is much faster than
//! converting object by object, and no object depends on an instance that the wrapper may replace (DESIGN.md, "How do
//! values cross?").

mod arguments;
mod buffers;
pub mod calls;
mod encoding;
mod exports;
mod form;
#[cfg(not(feature = "__form"))]
mod full;
#[cfg(not(any(feature = "__form", target_arch = "wasm32")))]
#[doc(hidden)]
pub mod native;

// The functions that the wasm module exports.
#[doc(hidden)]
pub use buffers::{arguments_ptr, found_ptr, output_ptr, strings_ptr, texts_ptr, words_ptr};
#[doc(hidden)]
pub use encoding::validate;
#[doc(hidden)]
pub use exports::call;
