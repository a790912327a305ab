//! Facts about the world: generated tables and their lookups. `data/SOURCES.md` says where each comes from.

pub(crate) mod address;
mod address_table;
pub(crate) mod country;
mod country_table;
