//! What concerns several floors: the vectors, generated inputs and responses, and what must not be shown.

pub(crate) mod inputs;
mod people;
mod properties;
pub(crate) mod responses;
mod secrets;
pub(crate) mod vectors;
