//! One step of a flow, as the caller takes it.

use crate::client::connection::Connection;
use crate::client::connection::call_options::CallOptions;
use crate::client::endpoint::Endpoint;
use crate::client::endpoint::request_template::RequestTemplate;
use crate::client::error::Error;
use crate::client::http::HttpRequest;
use crate::value::json::{Json, Writer};

/// One step of a flow: the next request, or the end.
///
/// ```
/// use kyclink::{Onboarding, Step};
/// /// What to do next, for a log. It says nothing about the person.
/// fn describe(step: &Step<Onboarding>) -> String {
///     match step {
///         Step::Send { endpoint, .. } => format!("send {}", endpoint.name()),
///         Step::Done(_) => "done".to_owned(),
///     }
/// }
/// assert_eq!(describe(&Step::Done(Onboarding::Approved { customer_id: "Customer:1".into() })), "done");
/// ```
pub enum Step<T, Request = HttpRequest> {
    /// Send this request, add its response to what is received, and take the next step.
    Send {
        /// The endpoint of the request.
        endpoint: &'static Endpoint,
        /// The request.
        request: Request,
        /// The id of the customer that exists by now. If the request gets no response, add it to the error with
        /// [`Error::with_existing_customer`].
        customer_id: Option<String>,
    },
    /// The flow has ended with this outcome.
    Done(T),
}

impl<T> Step<T, RequestTemplate> {
    /// Completes the request.
    pub(crate) fn complete(self, connection: &Connection, options: &CallOptions) -> Result<Step<T>, Error> {
        Ok(match self {
            Self::Send { endpoint, request, customer_id } => {
                Step::Send { endpoint, request: connection.complete(endpoint, request, options)?, customer_id }
            }
            Self::Done(outcome) => Step::Done(outcome),
        })
    }
}

impl<T: Json> Json for Step<T> {
    fn write(&self, out: &mut Writer) {
        out.object(|fields| match self {
            Self::Send { endpoint, request, customer_id } => {
                fields.text("operation", endpoint.name());
                fields.field("request", request);
                fields.optional("customerId", customer_id.as_ref());
            }
            Self::Done(outcome) => fields.field("outcome", outcome),
        });
    }
}
