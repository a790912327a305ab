//! What an input must satisfy.

pub(crate) mod field;
mod form;
mod shape;
