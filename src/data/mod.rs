//! Facts about the world, as generated tables and their lookups. `data/SOURCES.md` names the source of each.

pub(crate) mod address;
mod address_table;
pub(crate) mod country;
mod country_table;
pub(crate) mod dialling;
mod dialling_table;
mod mask;
pub(crate) mod phone;
mod phone_table;
pub(crate) mod postal_code;
mod postal_code_table;
pub(crate) mod subdivision;
mod subdivision_table;
