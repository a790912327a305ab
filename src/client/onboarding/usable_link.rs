//! A link that a person can open, as a part of a flow.

use crate::client::endpoint::{Endpoint, Output};
use crate::client::engine::OrSuspended;
use crate::client::error::{Error, ErrorCode};
use crate::client::link::KycLink;
use crate::client::onboarding::flow::FlowRun;
use crate::value::untrusted::Object;

impl<'a> FlowRun<'_, 'a> {
    /// Returns the link that `first` created, or sends a request for a second one if the first is missing, refused or
    /// expired. If the second one fails as well, returns the error of the first.
    ///
    /// `renewal` creates links for an existing customer; `input` is its input without the customer's id.
    pub(crate) fn usable_link(
        &mut self,
        endpoint: &'static Endpoint,
        first: Result<&Output, Error>,
        renewal: &'static Endpoint,
        mut input: Object<'a>,
    ) -> OrSuspended<Result<Box<KycLink>, Error>> {
        let error = match require_unexpired(endpoint, first, self.now()) {
            Err(error) if error.code() == ErrorCode::UnexpectedResponse => error,
            link => return Ok(link),
        };
        let Some(customer_id) = error.details.customer_id.clone() else { return Ok(Err(error)) };
        self.customer_exists(&customer_id);
        input.set("customerId", customer_id.into());
        let second = self.send(renewal, input)?;
        Ok(require_unexpired(renewal, second, self.now()).map_err(|_| error))
    }
}

/// Returns the link of an output; a link that has expired is an error.
fn require_unexpired(endpoint: &Endpoint, output: Result<&Output, Error>, now: i64) -> Result<Box<KycLink>, Error> {
    match output? {
        Output::KycLink(link) if link.has_expired(now) => {
            let error = Error::unexpected("The link has expired already.");
            let error = link.customer_id.iter().fold(error, |error, id| error.with_customer_id(id));
            Err(endpoint.attribute(error))
        }
        Output::KycLink(link) => Ok(Box::new(link.clone())),
        _ => Err(Error::new(ErrorCode::Internal)),
    }
}
