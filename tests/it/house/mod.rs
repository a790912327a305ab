//! The source itself: who imports whom, what each file contains, and which test belongs to it.

mod examples;
pub(crate) mod field_coverage;
mod layers;
mod mirror;
mod operation_files;
mod tables;
