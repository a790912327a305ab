//! An operation: one call of a provider's API, from checked input to typed answer.
//!
//! ```text
//! draft → Valid │ issues → HttpRequest → (any transport) → HttpResponse → Output │ Error
//! ```
//!
//! Each arrow is one function of this module. An operation itself is a `static` in its provider's folder: a name, a
//! shape, and two functions for what only it knows.

use crate::arena::release;
use crate::check::{Check, Options};
use crate::draft::Draft;
#[cfg(feature = "client")]
use crate::draft::Object;
use crate::issue::Issue;
use crate::json::{Json, Writer};
use crate::provider::Provider;
use crate::shape::Shape;
#[cfg(feature = "client")]
pub use exchange::*;

/// One operation.
pub struct Operation {
    /// `<provider>.<verb>`.
    pub name: &'static str,
    /// Whose it is.
    pub provider: &'static Provider,
    /// What it takes.
    pub shape: &'static Shape,
    /// The call it makes; a composite makes none of its own.
    #[cfg(feature = "client")]
    pub exchange: Option<Exchange>,
}

/// An input that satisfies its operation. Only [`validate`] makes one.
#[derive(Clone)]
pub struct Valid<'a> {
    #[cfg(feature = "client")]
    operation: &'static Operation,
    value: Draft<'a>,
}

/// What validation found.
pub struct Verdict<'a> {
    /// The input as it is to be sent, or everything that is wrong with it.
    pub result: Result<Valid<'a>, Vec<Issue>>,
    /// What is unusual and no reason to refuse.
    pub warnings: Vec<Issue>,
    /// Whether the input is to be sent exactly as it was given.
    pub as_given: bool,
}

/// Checks an input and finds everything that is wrong with it.
///
/// ```
/// use kyclink::{Draft, Options, Policy, operation, validate};
/// let operation = operation("grid.createKycLink").expect("it exists");
/// let options = Options { policy: Policy::Postal, normalize: false, now: 0 };
/// let verdict = validate(operation, Draft::from_json("{}").expect("JSON"), &options);
/// let issues = verdict.result.err().expect("customerId is missing");
/// assert_eq!(issues[0].code.as_str(), "required");
/// assert_eq!(issues[0].pointer(), "/customerId");
/// ```
pub fn validate<'a>(operation: &'static Operation, mut input: Draft<'a>, options: &Options) -> Verdict<'a> {
    let mut check = Check::new(options);
    if options.normalize {
        check.as_given = false;
        operation.shape.normalize(&mut input);
    }
    operation.shape.check(&mut input, &mut check);
    let (issues, warnings, as_given) = check.end();
    let result = if issues.is_empty() {
        release(issues);
        Ok(Valid {
            #[cfg(feature = "client")]
            operation,
            value: input,
        })
    } else {
        release(input);
        Err(issues)
    };
    Verdict { result, warnings, as_given }
}

/// Trims texts and drops bidirectional characters in them, puts a phone number that starts with `+` into the form of
/// E.164, drops empty optional texts. Nothing is checked.
pub fn normalize<'a>(operation: &Operation, mut input: Draft<'a>) -> Draft<'a> {
    operation.shape.normalize(&mut input);
    input
}

impl Json for Verdict<'_> {
    fn write(&self, out: &mut Writer) {
        out.object(|fields| {
            fields.field("ok", &self.result.is_ok());
            match &self.result {
                Ok(valid) => fields.field("value", &valid.value),
                Err(issues) => fields.field("issues", issues),
            }
            fields.field("warnings", &self.warnings);
        });
    }
}

impl<'a> Valid<'a> {
    /// The input as it is to be sent.
    pub fn value(&self) -> &Draft<'a> {
        &self.value
    }

    #[cfg(feature = "client")]
    pub(crate) fn object(&self) -> &Object<'a> {
        static NONE: Object = Object::new();
        self.value.object().unwrap_or(&NONE)
    }
}

#[cfg(feature = "client")]
mod exchange {
    use super::{Operation, Options, Valid, validate};
    use crate::check::Policy;
    use crate::connection::Connection;
    use crate::customer::Customer;
    use crate::draft::{Draft, Object};
    use crate::error::{Error, ErrorCode};
    use crate::http::{Body, HttpRequest, HttpResponse};
    use crate::json::{Json, Writer};
    use crate::link::{KycLink, TosLink};
    pub use crate::outline::Outline;
    use crate::page::Page;
    use crate::provider::failure;
    use crate::reading::Reading;

    /// What only the operation knows of its call.
    pub struct Exchange {
        /// The request, without base URL and credentials.
        pub(crate) request: fn(&Object) -> Outline,
        /// The output, from the body of a 2xx.
        pub(crate) read: fn(&Reply<'_>) -> Result<Output, Error>,
        /// What happens when it is sent twice.
        pub(crate) repeat: Repeat,
        /// What a 409 means.
        pub(crate) conflict: ErrorCode,
        /// The field of the input that the body is made of, where it is not the whole input.
        pub(crate) body_field: Option<&'static str>,
    }

    /// What happens when a call is sent twice.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Repeat {
        /// Nothing worse than another link.
        Safe,
        /// A second customer.
        Creates,
        /// Another message to the person, or a guess that counts against them.
        Once,
    }

    /// A 2xx, and what its reader needs beside it.
    pub struct Reply<'a> {
        pub(crate) operation: &'static Operation,
        pub(crate) body: &'a Draft<'a>,
        pub(crate) input: Option<&'a Draft<'a>>,
        pub(crate) reading: &'a Reading,
    }

    impl Reply<'_> {
        /// Whether the request has created a customer.
        pub(crate) fn creates(&self) -> bool {
            self.operation.exchange.as_ref().is_some_and(|exchange| exchange.repeat == Repeat::Creates)
        }

        /// A text of the body; `None` where it is absent or no text.
        pub(crate) fn text(&self, name: &str) -> Option<&str> {
            self.body.text_of(name)
        }

        /// A field of the input that was sent, checked again: the caller of `parse` may have passed anything.
        pub(crate) fn sent(&self, name: &str) -> Option<&str> {
            let text = self.input?.field(name)?.text()?;
            self.operation.shape.field(name)?.kind.accepts(text).then_some(text)
        }

        /// The id of the customer that the request was about, for an answer that does not repeat it.
        pub(crate) fn sent_id(&self) -> Result<String, Error> {
            self.sent("customerId")
                .map(str::to_owned)
                .ok_or_else(|| Error::config("The answer does not name its customer: give the input that was sent."))
        }

        /// The input that was sent, as far as it passes: what a next call is made of.
        pub(crate) fn sent_fields(&self) -> Object<'static> {
            let options = Options { policy: Policy::Schema, normalize: false, now: self.reading.now };
            let sent = self.input.and_then(|input| validate(self.operation, input.clone(), &options).result.ok());
            match sent.map(|valid| valid.value.to_static()) {
                Some(Draft::Object(fields)) => fields,
                _ => Object::new(),
            }
        }
    }

    /// What an operation gives back.
    pub enum Output {
        /// A hosted link.
        KycLink(KycLink),
        /// A customer.
        Customer(Box<Customer>),
        /// A page of customers.
        Page(Page),
        /// A link to the terms of service.
        TosLink(TosLink),
        /// An object of the provider's own, with the response as it came in `raw`.
        Data(Draft<'static>),
        /// It was done, and there is no more to say.
        Nothing,
    }

    impl Json for Output {
        fn write(&self, out: &mut Writer) {
            match self {
                Self::KycLink(link) => link.write(out),
                Self::Customer(customer) => customer.write(out),
                Self::Page(page) => page.write(out),
                Self::TosLink(link) => link.write(out),
                Self::Data(data) => data.write(out),
                Self::Nothing => out.null(),
            }
        }
    }

    impl Operation {
        pub(crate) fn exchange(&self) -> Result<&Exchange, Error> {
            self.exchange.as_ref().ok_or_else(|| {
                self.attribute(Error::config(
                    "This operation is a composite: it is onboard's, and makes no request of its own.",
                ))
            })
        }

        /// The input, checked as strictly as the connection asks; its issues are an error.
        pub(crate) fn admit<'a>(
            &'static self,
            input: &Draft<'a>,
            connection: &Connection,
            now: i64,
        ) -> Result<Valid<'a>, Error> {
            let options = Options { policy: connection.policy, normalize: false, now };
            validate(self, input.clone(), &options).result.map_err(|issues| self.attribute(Error::invalid(issues)))
        }

        pub(crate) fn attribute(&self, mut error: Error) -> Error {
            error.operation = Some(self.name);
            error.of_provider(self.provider.name)
        }
    }

    /// Checks the input and builds the request, without sending it.
    pub fn build_request(
        operation: &'static Operation,
        input: &Draft,
        connection: &Connection,
        now: i64,
    ) -> Result<HttpRequest, Error> {
        operation.exchange()?;
        request(&operation.admit(input, connection, now)?, connection)
    }

    /// Builds the request of a checked input.
    pub fn request(valid: &Valid, connection: &Connection) -> Result<HttpRequest, Error> {
        let exchange = valid.operation.exchange()?;
        connection.complete((exchange.request)(valid.object())).map_err(|error| valid.operation.attribute(error))
    }

    /// What it means that a request had no answer: `code` is `network`, `timeout` or `aborted`.
    ///
    /// Once a create was sent, nobody can tell whether it happened; whatever else was not answered may be sent again.
    pub fn no_answer(operation: &Operation, code: ErrorCode, was_sent: bool) -> Error {
        let repeat = operation.exchange.as_ref().map(|exchange| exchange.repeat);
        let creates = repeat == Some(Repeat::Creates);
        let mut error = Error::new(if creates && was_sent { ErrorCode::OutcomeUnknown } else { code });
        error.retryable &= !was_sent || repeat == Some(Repeat::Safe);
        operation.attribute(error)
    }

    /// Reads an answer: the output of any 2xx, an error of everything else.
    ///
    /// `input` is what was sent, for what an answer leaves out.
    pub fn parse_response(
        operation: &'static Operation,
        response: &HttpResponse<'_>,
        input: Option<&Draft<'_>>,
        reading: &Reading,
    ) -> Result<Output, Error> {
        let exchange = operation.exchange()?;
        // The status of fetch's `Response.error()`: nobody has responded.
        if response.is_none() {
            return Err(no_answer(operation, ErrorCode::Network, true));
        }
        if !(200..300).contains(&response.status) {
            return Err(failure::read(operation, exchange, response, input, reading.now));
        }
        let reply = Reply { operation, body: response.body.json(), input, reading };
        // A gateway's page with status 200 is nobody's success, whatever was asked for.
        let read = match response.body {
            Body::Other => Err(Error::unexpected("The body is not JSON.")),
            _ => (exchange.read)(&reply),
        };
        read.map_err(|mut error| {
            error.status = Some(response.status);
            operation.attribute(error)
        })
    }
}
