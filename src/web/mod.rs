//! The boundary for Rust callers on wasm32 (Leptos, Yew, workers-rs): the host's fetch.

mod fetch;

pub use fetch::{SendError, send};
