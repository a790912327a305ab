//! Several calls, as a machine without I/O.
//!
//! A provider writes its calls as straight-line code over `Run::call`. The machine replays that code: each step runs it
//! from the start with the responses received so far, until a call has no response yet and is handed out to be sent. So
//! the state is the list of responses: plain data that survives whatever carries it.

use crate::client::call::{admit, build_request, parse_response};
use crate::client::connection::Connection;
use crate::client::endpoint::{Endpoint, Output};
use crate::client::error::{Error, ErrorCode};
use crate::client::http::{HttpRequest, HttpResponse};
use crate::client::link::KycLink;
use crate::client::onboarding::field_names::{FieldNames, name_of};
use crate::client::onboarding::outcome::Onboarding;
use crate::client::service::Service;
use crate::rules::issue::Segment;
use crate::rules::operation::{Operation, Valid};
use crate::value::json::{Json, Writer};
use crate::value::untrusted::{Object, UntrustedValue};

/// How a provider onboards an applicant. Each has one, as a `static`.
pub struct Journey {
    /// Whose API it uses.
    pub service: &'static Service,
    /// The composite operation: its shape is that of an applicant.
    pub operation: &'static Operation,
    /// The fields of its operations that an applicant fills.
    pub(crate) field_names: FieldNames,
    /// Maps an applicant to the input of an operation; `None` if the operation takes nothing of an applicant.
    pub(crate) to_input: for<'a> fn(&Object<'a>, &Operation) -> Option<Object<'a>>,
    /// The list that holds an applicant's customer, and the query that narrows it down.
    pub(crate) list: for<'a> fn(&Object<'a>) -> Result<(&'static Endpoint, Object<'a>), Error>,
    /// The calls from an applicant to a link.
    pub(crate) run: fn(&mut Run<'_>) -> Result<Onboarding, Pause>,
}

/// What to do next.
pub enum Step<T> {
    /// Send this request and come back with the answer added to the list.
    Send {
        /// The endpoint it is for.
        endpoint: &'static Endpoint,
        /// The request.
        request: HttpRequest,
        /// The customer that exists by now. Whoever gets no response to the request says so, with [`Error::of_customer`].
        customer_id: Option<String>,
    },
    /// Finished.
    Done(T),
}

/// Why a run stops before its end.
pub(crate) enum Pause {
    /// A call is waiting for its answer.
    Send(&'static Endpoint, HttpRequest),
    /// The run has failed.
    Failed(Error),
}

/// One replay.
pub(crate) struct Run<'a> {
    /// The applicant, checked, in the provider's country form.
    pub(crate) applicant: Valid<'a>,
    journey: &'static Journey,
    connection: &'a Connection,
    responses: std::slice::Iter<'a, HttpResponse<'a>>,
    now: i64,
    /// The customer that the run has created or found.
    customer_id: Option<String>,
}

impl<'a> Run<'a> {
    /// Replays a provider's way for an applicant, as far as the responses reach.
    pub(crate) fn replay<T>(
        journey: &'static Journey,
        applicant: &UntrustedValue<'a>,
        connection: &'a Connection,
        responses: &'a [HttpResponse<'a>],
        now: i64,
        way: impl FnOnce(&mut Self) -> Result<T, Pause>,
    ) -> Result<Step<T>, Error> {
        let applicant = admit(journey.operation, applicant, connection, now)?;
        let mut run = Run { applicant, journey, connection, responses: responses.iter(), now, customer_id: None };
        match way(&mut run) {
            Ok(end) => Ok(Step::Done(end)),
            Err(Pause::Send(endpoint, request)) => Ok(Step::Send { endpoint, request, customer_id: run.customer_id }),
            Err(Pause::Failed(error)) => {
                let error = run.in_applicants_words(error);
                Err(match &run.customer_id {
                    Some(id) => error.of_customer(id),
                    None => error,
                })
            }
        }
    }

    /// Says that the customer exists: whatever fails from here on must not lose it.
    pub(crate) fn has_customer(&mut self, id: &str) {
        self.customer_id = Some(id.to_owned());
    }

    /// Returns the output of a call, or pauses until its response is there.
    pub(crate) fn call(&mut self, endpoint: &'static Endpoint, input: Object) -> Result<Output, Pause> {
        let input = UntrustedValue::from(input);
        if let Some(response) = self.responses.next() {
            let options = self.connection.parse_options(self.now);
            return parse_response(endpoint, response, Some(&input), &options).map_err(Pause::Failed);
        }
        let mut request = build_request(endpoint, &input, self.connection, self.now).map_err(Pause::Failed)?;
        // An idempotency key stands for one request, the one that creates: a provider that replays its first response to a
        // known key would refuse a link for ever that it has refused once.
        if !endpoint.creates_customer() {
            request.headers.retain(|(name, _)| !name.eq_ignore_ascii_case("idempotency-key"));
        }
        Err(Pause::Send(endpoint, request))
    }

    /// The link that `making` made for a customer, or a second one where the first cannot be used: it is missing or refused,
    /// or has expired. `renewal` makes links for a customer that exists; `input` is its input, but for the customer. Where
    /// there is no second one either, the error is about the first.
    pub(crate) fn link(
        &mut self,
        making: &'static Endpoint,
        made: Result<Output, Pause>,
        renewal: &'static Endpoint,
        mut input: Object,
    ) -> Result<Box<KycLink>, Pause> {
        let error = match usable(making, made, self.now) {
            Err(Pause::Failed(error)) if error.code == ErrorCode::UnexpectedResponse => error,
            made => return made,
        };
        let Some(customer_id) = error.customer_id.clone() else { return Err(error.into()) };
        self.has_customer(&customer_id);
        input.set("customerId", customer_id.into());
        match usable(renewal, self.call(renewal, input), self.now) {
            Err(Pause::Failed(_)) => Err(error.into()),
            renewed => renewed,
        }
    }

    /// The applicant as the input of that endpoint's operation.
    pub(crate) fn input(&self, endpoint: &Endpoint) -> Object<'a> {
        (self.journey.to_input)(self.applicant.object(), endpoint.operation).unwrap_or_default()
    }

    /// The caller knows the applicant's fields, not those of the call that failed.
    fn in_applicants_words(&self, mut error: Error) -> Error {
        for issue in &mut error.issues {
            let own_name = match issue.path.first() {
                Some(Segment::Key(name)) => name_of(name, self.journey.field_names),
                _ => None,
            };
            match (own_name, issue.path.first_mut()) {
                (Some(own_name), Some(first)) => *first = own_name.into(),
                (_, None) => {}
                // No field of the applicant, so it stays the provider's word.
                _ => {
                    issue.provider_pointer = Some(issue.pointer());
                    issue.path.clear();
                }
            }
        }
        error
    }
}

/// The link of a response, where a person can still use it.
fn usable(making: &Endpoint, made: Result<Output, Pause>, now: i64) -> Result<Box<KycLink>, Pause> {
    match made? {
        Output::KycLink(link) if link.is_past(now) => {
            let error = Error::unexpected("The link has expired already.").about_customer(&link.customer_id);
            Err(making.attribute(error).into())
        }
        Output::KycLink(link) => Ok(Box::new(link)),
        _ => Err(Error::new(ErrorCode::Internal).into()),
    }
}

impl From<Error> for Pause {
    fn from(error: Error) -> Self {
        Self::Failed(error)
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
            Self::Done(end) => fields.field("outcome", end),
        });
    }
}
