//! The rules of single fields.

pub(crate) mod conformance;
mod malformed;
mod phone;
