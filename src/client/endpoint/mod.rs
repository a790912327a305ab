//! An endpoint: how an operation's request is built and its response is parsed.

mod constraint;
pub(crate) mod error_response;
pub(crate) mod parse_options;
pub(crate) mod request_template;
pub(crate) mod response_field;
pub(crate) mod service;

use crate::client::customer::Customer;
use crate::client::endpoint::parse_options::ParseOptions;
use crate::client::endpoint::request_template::RequestTemplate;
use crate::client::endpoint::response_field::{RAW, ResponseField};
use crate::client::endpoint::service::{Idempotency, Service};
use crate::client::error::{Error, ErrorCode};
use crate::client::link::page::{CustomerPage, KycLinkPage};
use crate::client::link::sdk_token::SdkToken;
use crate::client::link::{KycLink, KycUrl, LinkProgress, TosLink, parse_expiry};
use crate::rules::operation::{Operation, validate};
use crate::rules::options::{Options, Policy};
use crate::value::json::{Json, Writer};
use crate::value::secret::Secret;
use crate::value::untrusted::{Object, UntrustedValue};

/// The request and the response of an operation: a `static` in the operation's file. A composite operation has none.
///
/// ```
/// let endpoint = kyclink::endpoint("grid.getCustomer").expect("registered");
/// assert_eq!((endpoint.name(), endpoint.service.name), ("grid.getCustomer", "grid"));
/// ```
pub struct Endpoint {
    /// The operation: its name and the shape of its input.
    pub operation: &'static Operation,
    /// The API that it belongs to.
    pub service: &'static Service,
    /// The fields of a 2xx that its parser reads.
    pub reads: &'static [ResponseField],
    /// Whether the request may be sent again.
    pub(crate) retry: RetrySafety,
    /// The request, without base URL and credentials.
    pub(crate) request: Request,
    /// Parses the body of a 2xx.
    pub(crate) response: ResponseParser,
    /// The error code of a 409.
    pub(crate) conflict: ErrorCode,
    /// The field of the input that becomes the body, if the body is not the whole input.
    pub(crate) body_field: Option<&'static str>,
}

/// How a valid input becomes a request.
pub(crate) enum Request {
    /// A POST of the whole input to this path.
    Post(&'static str),
    Build(RequestBuilder),
}

/// Builds a request from a valid input; `None` if a field that the path needs is missing.
type RequestBuilder = fn(&Object) -> Option<RequestTemplate>;

/// Parses the body of a 2xx.
type ResponseParser = fn(&ResponseContext<'_>) -> Result<Output, Error>;

/// What a request does when it is sent a second time.
///
/// ```
/// use kyclink::{ErrorCode, RetrySafety, endpoint, no_response};
/// let safety = |name| {
///     let error = no_response(endpoint(name).expect("registered"), ErrorCode::Timeout, true);
///     match error.code() {
///         ErrorCode::OutcomeUnknown => RetrySafety::CreatesCustomer,
///         _ if error.is_retryable() => RetrySafety::Retryable,
///         _ => RetrySafety::NeverRetry,
///     }
/// };
/// assert_eq!(safety("grid.getCustomer"), RetrySafety::Retryable);
/// assert_eq!(safety("grid.createCustomer"), RetrySafety::CreatesCustomer);
/// assert_eq!(safety("grid.sendEmailCode"), RetrySafety::NeverRetry);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RetrySafety {
    /// It only reads, or creates another link: it may be retried.
    Retryable,
    /// It may create a second customer.
    CreatesCustomer,
    /// It creates a customer once for each idempotency key: with the same key and the same body, it may be sent again
    /// within 24 hours.
    CreatesOncePerKey,
    /// It has another effect that must not happen twice, such as a message to the person.
    NeverRetry,
}

impl Endpoint {
    /// An endpoint whose body is the whole input, whose parser reads nothing and whose 409 is a `conflict`.
    pub(crate) const fn new(
        operation: &'static Operation,
        service: &'static Service,
        retry: RetrySafety,
        request: RequestBuilder,
        response: ResponseParser,
    ) -> Self {
        Self {
            operation,
            service,
            reads: &[],
            retry,
            request: Request::Build(request),
            response,
            conflict: ErrorCode::Conflict,
            body_field: None,
        }
    }

    /// An endpoint that takes a POST of the whole input at this path, like [`Endpoint::new`] otherwise.
    pub(crate) const fn posting(
        operation: &'static Operation,
        service: &'static Service,
        retry: RetrySafety,
        path: &'static str,
        response: ResponseParser,
    ) -> Self {
        let endpoint = Self::new(operation, service, retry, |_| None, response);
        Self { request: Request::Post(path), ..endpoint }
    }

    /// Sets the fields of a 2xx that the parser reads. In the npm package, it gets no others.
    pub(crate) const fn reads(mut self, fields: &'static [ResponseField]) -> Self {
        self.reads = fields;
        self
    }

    /// Sets the error code of a 409.
    pub(crate) const fn conflict_means(mut self, code: ErrorCode) -> Self {
        self.conflict = code;
        self
    }

    /// Sets the field of the input that becomes the body.
    pub(crate) const fn with_body_field(mut self, name: &'static str) -> Self {
        self.body_field = Some(name);
        self
    }

    /// The operation's name, such as `grid.getCustomer`.
    pub fn name(&self) -> &'static str {
        self.operation.name
    }

    /// The path, if the request is a POST of the whole input.
    #[doc(hidden)]
    pub fn posts_to(&self) -> Option<&'static str> {
        match self.request {
            Request::Post(path) => Some(path),
            Request::Build(_) => None,
        }
    }

    /// Whether the request creates a customer. The response to one has everything that the output needs.
    ///
    /// ```
    /// assert!(kyclink::endpoint("grid.createCustomer").is_some_and(|endpoint| endpoint.creates_customer()));
    /// ```
    pub fn creates_customer(&self) -> bool {
        matches!(self.retry, RetrySafety::CreatesCustomer | RetrySafety::CreatesOncePerKey)
    }

    /// Whether a request may be sent again as it is. `is_keyed` says whether it carries an idempotency key.
    pub(crate) fn may_be_sent_again(&self, is_keyed: bool) -> bool {
        match self.retry {
            // A provider that refuses a known key would refuse every further attempt, which would hide why the first
            // one failed.
            RetrySafety::Retryable => !is_keyed || self.service.idempotency != Idempotency::RefusesKnownKeys,
            RetrySafety::CreatesOncePerKey => is_keyed,
            RetrySafety::CreatesCustomer | RetrySafety::NeverRetry => false,
        }
    }

    /// Whether the request needs an idempotency key: then it may be sent again with the same key.
    ///
    /// ```
    /// assert!(kyclink::endpoint("grid.createCustomer").is_some_and(|endpoint| !endpoint.requires_key()));
    /// ```
    pub fn requires_key(&self) -> bool {
        self.retry == RetrySafety::CreatesOncePerKey
    }

    /// Adds the operation and the provider to an error.
    pub(crate) fn attribute(&self, error: Error) -> Error {
        error.with_operation(self.operation.name, self.service.name)
    }
}

/// The body of a 2xx, and whatever else its parser needs.
pub(crate) struct ResponseContext<'a> {
    pub(crate) endpoint: &'static Endpoint,
    pub(crate) body: &'a UntrustedValue<'a>,
    /// Whether it is the whole body, and not only the fields that the endpoint reads.
    pub(crate) is_whole: bool,
    /// The input of the request, if the caller gave it.
    pub(crate) input: Option<&'a UntrustedValue<'a>>,
    pub(crate) options: &'a ParseOptions,
}

impl ResponseContext<'_> {
    /// A string of the body; `None` if it is missing, empty or not a string.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.body.text_of(name)
    }

    /// The `raw` of an output: a copy of an object of the body, or the npm package's reference to it.
    pub(crate) fn raw(&self, object: &UntrustedValue) -> UntrustedValue<'static> {
        if self.is_whole { Some(object) } else { object.field(RAW) }
            .map_or(UntrustedValue::Null, UntrustedValue::to_static)
    }

    /// A field of the request's input. It is validated, because a caller of [`parse_response`] may pass any input.
    ///
    /// [`parse_response`]: crate::client::call::parse_response
    pub(crate) fn sent(&self, name: &str) -> Option<&str> {
        let text = self.input?.field(name)?.text()?;
        self.endpoint.operation.shape.field(name)?.kind.accepts(text).then_some(text)
    }

    /// Parses the link of a customer, which the body has beside `expiresAt` and `token`.
    pub(crate) fn link(&self, customer_id: &str, url: &str, expires: bool) -> Result<KycLink, Error> {
        Ok(KycLink {
            customer_id: Some(customer_id.to_owned()),
            expiry: if expires { Some(parse_expiry(self.text("expiresAt"))?) } else { None },
            token: self.text("token").map(Secret::new),
            ..KycLink::new(self.endpoint.service.name, KycUrl::parse(url, &self.options.links)?)
        })
    }

    /// The customer id of the request, for a response that does not contain it.
    pub(crate) fn sent_customer_id(&self) -> Result<String, Error> {
        self.sent("customerId").map(str::to_owned).ok_or_else(|| {
            Error::config("The response does not contain the customer's id: pass the request's input to parseResponse.")
        })
    }

    /// The request's input if it is valid, otherwise an empty object: the base of the input for the next page.
    pub(crate) fn sent_input(&self) -> Object<'static> {
        let options = Options { policy: Policy::Schema, now: self.options.now, ..Options::default() };
        let operation = self.endpoint.operation;
        let sent = self.input.and_then(|input| validate(operation, input.clone(), &options).result.ok());
        match sent.map(|valid| valid.value().to_static()) {
            Some(UntrustedValue::Object(fields)) => fields,
            _ => Object::new(),
        }
    }
}

/// What an operation returns. [`Json`] writes the object of the npm package; [`Output::Nothing`] is `null`.
///
/// ```
/// use kyclink::{HttpResponse, Output, ParseOptions, endpoint, parse_response};
/// let endpoint = endpoint("grid.getCustomer").expect("registered");
/// let response = HttpResponse::new(200, [], br#"{"id": "Customer:1", "customerType": "INDIVIDUAL"}"#);
/// let options = ParseOptions::new(1_790_000_000_000);
/// match parse_response(endpoint, &response, None, &options)? {
///     Output::Customer(customer) => assert_eq!(customer.id, "Customer:1"),
///     _ => unreachable!("this operation returns a customer"),
/// }
/// # Ok::<(), kyclink::Error>(())
/// ```
#[non_exhaustive]
pub enum Output {
    /// A hosted KYC link.
    KycLink(KycLink),
    /// A hosted KYC link that was created earlier, with its progress.
    LinkProgress(Box<LinkProgress>),
    /// A customer.
    Customer(Box<Customer>),
    /// A page of customers.
    Page(CustomerPage),
    /// A page of links.
    KycLinkPage(KycLinkPage),
    /// A link to the terms of service.
    TosLink(TosLink),
    /// A token for the provider's SDK.
    SdkToken(SdkToken),
    /// An object of the provider's own, with the unchanged response in `raw` unless the provider forbids to show a part
    /// of it.
    Data(UntrustedValue<'static>),
    /// Nothing: the response has no body.
    Nothing,
}

impl Json for Output {
    fn write(&self, out: &mut Writer) {
        match self {
            Self::KycLink(link) => link.write(out),
            Self::LinkProgress(link) => link.write(out),
            Self::Customer(customer) => customer.write(out),
            Self::Page(page) => page.write(out),
            Self::KycLinkPage(page) => page.write(out),
            Self::TosLink(link) => link.write(out),
            Self::SdkToken(token) => token.write(out),
            Self::Data(data) => data.write(out),
            Self::Nothing => out.null(),
        }
    }
}
