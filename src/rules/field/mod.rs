//! The rules of single fields, one file each. A rule takes the given value and returns what is sent, or what is wrong.

pub mod choice;
pub mod country;
pub mod customer_id;
pub(crate) mod dash;
pub mod date;
pub mod email;
pub(crate) mod extra;
pub(crate) mod flag;
pub mod integer;
pub(crate) mod latin;
pub mod open;
pub mod pattern;
pub mod person_name;
pub mod phone;
pub mod postal_code;
mod sent;
pub mod subdivision;
pub mod text;
pub mod url;

pub(crate) use sent::Sent;
