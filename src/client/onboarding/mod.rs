//! Flows of several requests: [`onboard`] leads from an applicant to a link, [`reconcile`] finds the customer that a
//! create has made if its response was lost. Both are flows without I/O; [`engine`](crate::client::engine) explains how
//! they work.

pub(crate) mod applicant;
pub(crate) mod flow;
pub(crate) mod flow_call;
pub(crate) mod newest_first;
pub mod onboard;
pub(crate) mod outcome;
pub mod reconcile;
mod search;
mod usable_link;
