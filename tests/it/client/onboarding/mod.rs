//! From an applicant to a link, and the search for a customer whose create got no response.

mod applicant;
pub(crate) mod onboard;
mod reconcile;
