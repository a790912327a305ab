//! A link that a person can open, as a part of a flow.

use crate::client::endpoint::{Endpoint, Output};
use crate::client::error::{Error, ErrorCode};
use crate::client::link::KycLink;
use crate::client::onboarding::replay::{Replay, Stop};
use crate::value::untrusted::Object;

impl Replay<'_> {
    /// Returns the link that `first` created, or sends a request for a second one if the first is missing, refused or
    /// expired. If the second one fails as well, returns the error of the first.
    ///
    /// `renewal` creates links for an existing customer; `input` is its input without the customer's id.
    pub(crate) fn usable_link(
        &mut self,
        endpoint: &'static Endpoint,
        first: Result<Output, Stop>,
        renewal: &'static Endpoint,
        mut input: Object,
    ) -> Result<Box<KycLink>, Stop> {
        let error = match require_unexpired(endpoint, first, self.options.now) {
            Err(Stop::Failed(error)) if error.code() == ErrorCode::UnexpectedResponse => error,
            link => return link,
        };
        let Some(customer_id) = error.details.customer_id.clone() else { return Err(error.into()) };
        self.customer_exists(&customer_id);
        input.set("customerId", customer_id.into());
        match require_unexpired(renewal, self.send(renewal, input), self.options.now) {
            Err(Stop::Failed(_)) => Err(error.into()),
            link => link,
        }
    }
}

/// Returns the link of an output; a link that has expired is an error.
fn require_unexpired(endpoint: &Endpoint, output: Result<Output, Stop>, now: i64) -> Result<Box<KycLink>, Stop> {
    match output? {
        Output::KycLink(link) if link.has_expired(now) => {
            let error = Error::unexpected("The link has expired already.");
            let error = link.customer_id.iter().fold(error, |error, id| error.with_customer_id(id));
            Err(endpoint.attribute(error).into())
        }
        Output::KycLink(link) => Ok(Box::new(link)),
        _ => Err(Error::new(ErrorCode::Internal).into()),
    }
}
