//! The whole way from an applicant to a hosted link, as a machine without I/O.
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
use crate::operation::{Operation, Output, Valid, build_request, parse_response};
use crate::provider::Provider;

/// What onboarding came to.
pub enum Outcome {
    /// Send the person to this link.
    Link(Box<KycLink>),
    /// The provider wants these contacts confirmed before it makes a link.
    VerifyContact {
        /// The customer that was created.
        customer_id: String,
        /// `email`, `phone` or both.
        channels: Vec<&'static str>,
    },
    /// The customer is verified already: there is nothing to do.
    Approved {
        /// The customer.
        customer_id: String,
    },
}

/// What to do next.
pub enum Step {
    /// Send this request and come back with the answer added to the list.
    Send {
        /// The operation it belongs to.
        operation: &'static Operation,
        /// The request.
        request: HttpRequest,
    },
    /// Finished.
    Done(Outcome),
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
}

/// Takes the next step.
///
/// `answers` holds the answer to each request handed out before, in order.
pub fn step<'a>(
    provider: &'static Provider,
    applicant: &Draft<'a>,
    connection: &'a Connection,
    answers: &'a [HttpResponse<'a>],
    now: i64,
) -> Result<Step, Error> {
    let operation = composite(provider).ok_or_else(|| Error::new(ErrorCode::Internal).of_provider(provider.name))?;
    let applicant = operation.admit(applicant, connection, now)?;
    let mut run = Run { applicant, provider, connection, answers: answers.iter(), now };
    match (provider.onboard)(&mut run) {
        Ok(outcome) => Ok(Step::Done(outcome)),
        Err(Pause::Send(operation, request)) => Ok(Step::Send { operation, request }),
        Err(Pause::Failed(error)) => Err(run.in_applicants_words(error)),
    }
}

/// Maps an applicant to the input of one operation; `None` where the operation is none of this.
pub fn to_input<'a>(applicant: &Draft<'a>, operation: &'static Operation) -> Option<Draft<'a>> {
    (operation.provider.to_input)(applicant.object()?, operation).map(Draft::from)
}

fn composite(provider: &Provider) -> Option<&'static Operation> {
    provider.operations.iter().copied().find(|operation| operation.exchange.is_none())
}

impl<'a> Run<'a> {
    /// The answer to a call, or a pause until it is there.
    pub(crate) fn call(&mut self, operation: &'static Operation, input: Object) -> Result<Output, Pause> {
        let input = Draft::from(input);
        match self.answers.next() {
            Some(answer) => {
                let reading = self.connection.reading(self.now);
                parse_response(operation, answer, Some(&input), &reading).map_err(Pause::Failed)
            }
            None => match build_request(operation, &input, self.connection, self.now) {
                Ok(request) => Err(Pause::Send(operation, request)),
                Err(error) => Err(Pause::Failed(error)),
            },
        }
    }

    /// The applicant as that operation's input.
    pub(crate) fn input(&self, operation: &Operation) -> Object<'a> {
        (self.provider.to_input)(self.applicant.object(), operation).unwrap_or_default()
    }

    /// The caller knows the applicant's fields, not those of the call that failed.
    fn in_applicants_words(&self, mut error: Error) -> Error {
        for issue in &mut error.issues {
            match issue.path.first_mut() {
                Some(Segment::Key(name)) => match name_of(name, self.provider.names) {
                    Some(ours) => *name = ours.into(),
                    None => issue.path.clear(),
                },
                _ => issue.path.clear(),
            }
        }
        error
    }
}

impl Json for Step {
    fn write(&self, out: &mut Writer) {
        out.object(|fields| match self {
            Self::Send { operation, request } => {
                fields.text("operation", operation.name);
                fields.field("request", request);
            }
            Self::Done(outcome) => fields.field("outcome", outcome),
        });
    }
}

impl Json for Outcome {
    fn write(&self, out: &mut Writer) {
        out.object(|fields| match self {
            Self::Link(link) => {
                fields.text("kind", "link");
                fields.field("link", link.as_ref());
            }
            Self::VerifyContact { customer_id, channels } => {
                fields.text("kind", "verify_contact");
                fields.field("customerId", customer_id);
                fields.field("channels", channels);
            }
            Self::Approved { customer_id } => {
                fields.text("kind", "approved");
                fields.field("customerId", customer_id);
            }
        });
    }
}
