//! Untrusted values, JSON, time, URLs, secrets, and the host platform's functions. Imports nothing else of the crate.

pub(crate) mod host;
pub(crate) mod input;
pub mod json;
pub(crate) mod json_reader;
pub(crate) mod secret;
pub(crate) mod serialize;
pub(crate) mod text;
pub(crate) mod time;
mod typed;
pub(crate) mod untrusted;
pub(crate) mod url;
pub(crate) mod url_fast_path;
pub(crate) mod word_enum;
