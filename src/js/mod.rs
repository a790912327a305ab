//! Floor 7: the boundary of the npm package. Arguments arrive packed into bytes, results leave as JSON.
//!
//! Both are in buffers of the wasm instance, so only numbers cross the boundary. That is much faster than converting object by
//! object, and no object depends on an instance that the wrapper may replace (DESIGN.md, "How do values cross the boundary?").

#[doc(hidden)]
pub mod calls;
#[cfg(feature = "__npm")]
mod exports;
#[cfg(feature = "__npm")]
mod findings;
#[cfg(feature = "__npm")]
mod form;
#[cfg(all(feature = "__npm", not(feature = "__form")))]
mod full;
#[cfg(all(feature = "__npm", not(feature = "__form"), not(target_arch = "wasm32")))]
#[doc(hidden)]
pub mod native;
#[cfg(all(feature = "__npm", not(feature = "__form")))]
mod record;
#[cfg(feature = "__npm")]
mod unpack;

// For tests/wasm.rs, which calls the exports like the JavaScript wrapper.
#[cfg(feature = "__npm")]
#[doc(hidden)]
pub use exports::{alloc_input, call, output_ptr};
#[cfg(all(feature = "__npm", not(feature = "__form")))]
#[doc(hidden)]
pub use record::{record_ptr, validate_record};
