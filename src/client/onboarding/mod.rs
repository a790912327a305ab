//! Several calls: from an applicant to a link, and to the customer of a create whose response was lost.

pub(crate) mod field_names;
pub mod onboard;
pub(crate) mod outcome;
pub mod reconcile;
pub(crate) mod replay;
