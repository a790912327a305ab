//! Flows of several requests: [`onboard`] leads from an applicant to a link, [`reconcile`] finds the customer of a create
//! whose response was lost. Both are machines without I/O; [`replay`] says how they work.

pub(crate) mod field_names;
pub mod onboard;
pub(crate) mod outcome;
pub mod reconcile;
pub(crate) mod replay;
