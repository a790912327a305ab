//! Floor 1: what everything else is written in. It imports nothing of ours.

pub(crate) mod host;
pub mod json;
pub(crate) mod secret;
pub(crate) mod serialize;
pub(crate) mod time;
pub(crate) mod untrusted;
pub(crate) mod url;
#[cfg(any(test, all(feature = "__npm", not(feature = "web"), target_arch = "wasm32", target_os = "unknown")))]
pub(crate) mod url_fast_path;
