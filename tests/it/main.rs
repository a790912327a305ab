//! One binary for everything that is tested from outside the crate.

mod borders;
mod tables;
mod vectors;
