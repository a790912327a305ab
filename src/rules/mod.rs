//! What an input must satisfy.
//!
//! A [`Shape`](shape::Shape) describes an input as data, [`walk`] validates an input against its shape, each file of
//! [`field`] has the rule of one kind of field, and an [`Issue`](issue::Issue) is one thing that is wrong.

mod arrange;
pub(crate) mod description;
pub mod field;
mod fields;
pub(crate) mod findings;
pub mod form;
pub(crate) mod issue;
mod issue_code;
pub mod json_schema;
mod normalize;
pub(crate) mod operation;
pub(crate) mod option_names;
pub(crate) mod option_table;
pub(crate) mod options;
pub(crate) mod person_fields;
mod serialize;
pub(crate) mod shape;
mod shortcut;
mod walk;
pub(crate) mod words;
