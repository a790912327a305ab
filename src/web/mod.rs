//! What a JavaScript host offers to Rust on wasm32: its URL and JSON parsers, and, with the feature `web`, its fetch.

#[cfg(feature = "web")]
mod fetch;
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
pub(crate) mod host;

#[cfg(feature = "web")]
pub use fetch::{SendError, send};
