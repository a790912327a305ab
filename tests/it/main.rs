//! Tests of the crate's public interface, in one binary because that links faster than many.
//!
//! The tests of `src/<path>.rs` are in `tests/it/<path>.rs`, or in a folder of that name, one file for each topic. What is
//! about more than one floor is in `whole`, and what is about the source itself in `house`, where `mirror.rs` checks this.

#[cfg(test)]
mod client;
#[cfg(test)]
mod edge;
#[cfg(test)]
mod house;
#[cfg(test)]
mod rules;
#[cfg(test)]
mod transport;
#[cfg(test)]
mod value;
#[cfg(test)]
mod verify;
#[cfg(test)]
mod whole;
