//! A way of several calls, as a machine without I/O.
//!
//! A provider writes its way as straight-line code over `Run::call`. The machine replays it: each step runs the code
//! from the start with the answers had so far, until a call has no answer yet and is handed out to be sent. So the
//! state is the list of answers, plain data that survives whatever carries it.

use crate::applicant::name_of;
use crate::connection::Connection;
use crate::draft::{Draft, Object};
use crate::error::{Error, ErrorCode};
use crate::http::{HttpRequest, HttpResponse};
use crate::issue::Segment;
use crate::json::{Json, Writer};
use crate::link::KycLink;
use crate::operation::{Operation, Output, Repeat, Valid, build_request, parse_response};
use crate::provider::Provider;

/// What to do next.
pub enum Step<T> {
    /// Send this request and come back with the answer added to the list.
    Send {
        /// The operation it belongs to.
        operation: &'static Operation,
        /// The request.
        request: HttpRequest,
        /// The customer that exists by now. Whoever gets no response to the request says so, with [`Error::of_customer`].
        customer_id: Option<String>,
    },
    /// Finished.
    Done(T),
}

/// Why a run stops before its end.
pub enum Pause {
    /// A call is waiting for its answer.
    Send(&'static Operation, HttpRequest),
    /// The run has failed.
    Failed(Error),
}

/// One replay.
pub struct Run<'a> {
    /// The applicant, checked, in the provider's country form.
    pub(crate) applicant: Valid<'a>,
    provider: &'static Provider,
    connection: &'a Connection,
    answers: std::slice::Iter<'a, HttpResponse<'a>>,
    now: i64,
    /// The customer that the run has created or found.
    customer_id: Option<String>,
}

impl<'a> Run<'a> {
    /// Replays a provider's way for an applicant, as far as the answers reach.
    pub(crate) fn replay<T>(
        provider: &'static Provider,
        applicant: &Draft<'a>,
        connection: &'a Connection,
        answers: &'a [HttpResponse<'a>],
        now: i64,
        way: impl FnOnce(&mut Self) -> Result<T, Pause>,
    ) -> Result<Step<T>, Error> {
        let composite = provider.operations.iter().copied().find(|operation| operation.exchange.is_none());
        let operation = composite.ok_or_else(|| Error::new(ErrorCode::Internal).of_provider(provider.name))?;
        let applicant = operation.admit(applicant, connection, now)?;
        let mut run = Run { applicant, provider, connection, answers: answers.iter(), now, customer_id: None };
        match way(&mut run) {
            Ok(end) => Ok(Step::Done(end)),
            Err(Pause::Send(operation, request)) => Ok(Step::Send { operation, request, customer_id: run.customer_id }),
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

    /// The answer to a call, or a pause until it is there.
    pub(crate) fn call(&mut self, operation: &'static Operation, input: Object) -> Result<Output, Pause> {
        let input = Draft::from(input);
        if let Some(answer) = self.answers.next() {
            let reading = self.connection.reading(self.now);
            return parse_response(operation, answer, Some(&input), &reading).map_err(Pause::Failed);
        }
        let mut request = build_request(operation, &input, self.connection, self.now).map_err(Pause::Failed)?;
        // A key stands for one request, and that is the one that creates: a provider that answers a known key with its
        // first answer would for ever refuse a link that it has refused once.
        let creates = operation.exchange.as_ref().is_some_and(|exchange| exchange.repeat == Repeat::Creates);
        request.headers.retain(|(name, _)| creates || !name.eq_ignore_ascii_case("idempotency-key"));
        Err(Pause::Send(operation, request))
    }

    /// The link that `making` made for a customer, or a second one where the first cannot be used: it is missing or refused,
    /// or has expired. `renewal` makes links for a customer that exists; `input` is its input, but for the customer. Where
    /// there is no second one either, the error is about the first.
    pub(crate) fn link(
        &mut self,
        making: &'static Operation,
        made: Result<Output, Pause>,
        renewal: &'static Operation,
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

    /// The applicant as that operation's input.
    pub(crate) fn input(&self, operation: &Operation) -> Object<'a> {
        (self.provider.to_input)(self.applicant.object(), operation).unwrap_or_default()
    }

    /// The caller knows the applicant's fields, not those of the call that failed.
    fn in_applicants_words(&self, mut error: Error) -> Error {
        for issue in &mut error.issues {
            let own_name = match issue.path.first() {
                Some(Segment::Key(name)) => name_of(name, self.provider.names),
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
fn usable(making: &Operation, made: Result<Output, Pause>, now: i64) -> Result<Box<KycLink>, Pause> {
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
            Self::Send { operation, request, customer_id } => {
                fields.text("operation", operation.name);
                fields.field("request", request);
                fields.optional("customerId", customer_id.as_ref());
            }
            Self::Done(end) => fields.field("outcome", end),
        });
    }
}
