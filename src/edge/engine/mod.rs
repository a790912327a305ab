//! The replay of a request: the effects that it asks its host for, and what they ended with.

pub(crate) mod ahead;
pub(crate) mod effect;
pub(crate) mod effect_name;
pub(crate) mod exchange;
pub(crate) mod memory;
pub(crate) mod outcome;
pub(crate) mod outcome_reader;
pub(crate) mod run;
