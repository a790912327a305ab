//! Flows of several requests: [`onboard`] leads from an applicant to a link, [`reconcile`] finds the customer that a
//! create has made if its response was lost. Both are flows without I/O; [`replay`] explains how they work.

pub(crate) mod applicant;
pub(crate) mod flow_call;
pub(crate) mod newest_first;
pub mod onboard;
pub(crate) mod outcome;
pub(crate) mod received;
pub mod reconcile;
pub(crate) mod replay;
mod search;
pub(crate) mod step;
mod usable_link;
