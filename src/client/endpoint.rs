//! An endpoint: what only an operation's own file knows of its request and its response.

use crate::client::customer::Customer;
use crate::client::customer_page::CustomerPage;
use crate::client::error::{Error, ErrorCode};
use crate::client::link::{KycLink, TosLink};
use crate::client::parse_options::ParseOptions;
use crate::client::request_template::RequestTemplate;
use crate::client::service::Service;
use crate::rules::operation::{Operation, validate};
use crate::rules::options::{Options, Policy};
use crate::value::json::{Json, Writer};
use crate::value::untrusted::{Object, UntrustedValue};

/// The request and the response of an operation. Each has one, as a `static` in the operation's file; a composite has
/// none.
pub struct Endpoint {
    /// Its name and the shape of its input.
    pub operation: &'static Operation,
    /// Whose API it belongs to.
    pub service: &'static Service,
    /// Builds the request, without base URL and credentials, from an input that satisfies the shape.
    pub(crate) request: fn(&Object) -> Option<RequestTemplate>,
    /// Reads the output from the body of a 2xx.
    pub(crate) response: fn(&ResponseContext<'_>) -> Result<Output, Error>,
    /// Whether it may be sent again.
    pub(crate) retry: RetrySafety,
    /// What a 409 means.
    pub(crate) conflict: ErrorCode,
    /// The field of the input that becomes the body, if the body is not the whole input.
    pub(crate) body_field: Option<&'static str>,
}

/// What happens when a request is sent a second time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RetrySafety {
    /// Nothing worse than another link: it may be retried.
    Retryable,
    /// It creates a second customer.
    CreatesCustomer,
    /// The person gets another message, or a wrong code counts against them twice.
    NeverRetry,
}

impl Endpoint {
    /// The operation's name.
    pub fn name(&self) -> &'static str {
        self.operation.name
    }

    /// Whether the request creates a customer.
    pub(crate) fn creates_customer(&self) -> bool {
        self.retry == RetrySafety::CreatesCustomer
    }

    /// Names the provider and the operation in an error.
    pub(crate) fn attribute(&self, error: Error) -> Error {
        error.of_operation(self.operation.name, self.service.name)
    }
}

/// The body of a 2xx, and what its reader needs beside it.
pub(crate) struct ResponseContext<'a> {
    pub(crate) endpoint: &'static Endpoint,
    pub(crate) body: &'a UntrustedValue<'a>,
    pub(crate) input: Option<&'a UntrustedValue<'a>>,
    pub(crate) options: &'a ParseOptions,
}

impl ResponseContext<'_> {
    /// A string of the body; `None` if it is absent, empty or not a string.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.body.text_of(name)
    }

    /// A field of the input that was sent. It is validated again: the caller of `parse` may have passed anything.
    pub(crate) fn sent(&self, name: &str) -> Option<&str> {
        let text = self.input?.field(name)?.text()?;
        self.endpoint.operation.shape.field(name)?.kind.accepts(text).then_some(text)
    }

    /// The id of the customer that the request was about, for a response that does not repeat it.
    pub(crate) fn sent_customer_id(&self) -> Result<String, Error> {
        self.sent("customerId")
            .map(str::to_owned)
            .ok_or_else(|| Error::config("The response does not name its customer: give the input that was sent."))
    }

    /// The valid part of the input that was sent: what the request for the next page is made of.
    pub(crate) fn sent_fields(&self) -> Object<'static> {
        let options = Options { policy: Policy::Schema, normalize: false, now: self.options.now };
        let operation = self.endpoint.operation;
        let sent = self.input.and_then(|input| validate(operation, input.clone(), &options).result.ok());
        match sent.map(|valid| valid.value().to_static()) {
            Some(UntrustedValue::Object(fields)) => fields,
            _ => Object::new(),
        }
    }
}

/// What an operation returns.
#[non_exhaustive]
pub enum Output {
    /// A hosted KYC link.
    KycLink(KycLink),
    /// A customer.
    Customer(Box<Customer>),
    /// A page of customers.
    Page(CustomerPage),
    /// A link to the terms of service.
    TosLink(TosLink),
    /// An object of the provider's own, with the response as it came in `raw`.
    Data(UntrustedValue<'static>),
    /// The operation succeeded and returns nothing.
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
