//! The error of a failed call.
//!
//! No message contains a credential, a link or a person's data. A provider's own message may, so it is kept apart in
//! [`Error::provider_message`].

pub(crate) mod code;
mod details;
pub(crate) mod echo;
pub(crate) mod problem;
pub(crate) mod prose;

use std::borrow::Cow;
use std::fmt;

pub use crate::client::error::code::ErrorCode;
use crate::rules::issue::Issue;
use crate::rules::operation::Operation;
use crate::value::json::{Json, Writer, decimal};

/// A failed call: what went wrong, and what is known about it. It is one pointer, which keeps every `Result` small.
///
/// ```
/// use kyclink::{Error, ErrorCode, HttpResponse, grid};
///
/// let client = grid::Client::new(grid::Credentials::sandbox("id", "secret_x"))?;
/// let call = client.get_customer(&grid::GetCustomer::new("Customer:1"));
/// let body = br#"{"status": 429, "code": "RATE_LIMITED", "message": "Slow down."}"#;
/// let error: Error = call.read(&HttpResponse::new(429, [("Retry-After", "2")], body)).err().expect("a refusal");
///
/// assert_eq!((error.code(), error.is_retryable()), (ErrorCode::RateLimited, true));
/// assert_eq!(error.message(), "The provider is limiting the number of requests: try again later.");
/// assert_eq!(error.retry_after(), Some(std::time::Duration::from_secs(2)));
/// assert_eq!((error.provider(), error.operation()), (Some("grid"), Some("grid.getCustomer")));
/// assert_eq!((error.status(), error.provider_code(), error.correlation_id()), (Some(429), Some("RATE_LIMITED"), None));
/// // This may repeat a person's data: the error's JSON does not have it.
/// assert_eq!(error.provider_message(), Some("Slow down."));
/// assert_eq!((error.hint(), error.customer_id()), (None, None));
///
/// let error = client.create_kyc_link(&grid::CreateKycLink::new("../admin")).request().expect_err("not an id");
/// assert_eq!(error.issues()[0].pointer(), "/customerId");
/// # Ok::<(), Error>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Error {
    /// Boxed as a whole: with the code beside it, the wasm modules are two percent larger.
    pub(crate) details: Box<Details>,
}

/// What is known about a failed call. The methods of [`Error`] describe it.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Details {
    pub(crate) code: ErrorCode,
    pub(crate) issues: Vec<Issue>,
    pub(crate) retryable: bool,
    pub(crate) hint: Option<Cow<'static, str>>,
    pub(crate) status: Option<u16>,
    pub(crate) provider: Option<&'static str>,
    pub(crate) operation: Option<&'static str>,
    pub(crate) provider_code: Option<String>,
    pub(crate) correlation_id: Option<String>,
    pub(crate) customer_id: Option<String>,
    /// A secret: no message, log or problem has it.
    pub(crate) idempotency_key: Option<String>,
    pub(crate) provider_message: Option<String>,
    pub(crate) retry_after_ms: Option<i64>,
}

impl Details {
    pub(crate) fn new(code: ErrorCode) -> Self {
        Self {
            code,
            issues: vec![],
            retryable: code.is_retryable(),
            hint: None,
            status: None,
            provider: None,
            operation: None,
            provider_code: None,
            correlation_id: None,
            customer_id: None,
            idempotency_key: None,
            provider_message: None,
            retry_after_ms: None,
        }
    }
}

impl From<Details> for Error {
    fn from(details: Details) -> Self {
        Self { details: Box::new(details) }
    }
}

impl Error {
    pub(crate) fn new(code: ErrorCode) -> Self {
        Details::new(code).into()
    }

    /// An `invalid_config` error. The hint says what to change.
    pub(crate) fn config(hint: impl Into<Cow<'static, str>>) -> Self {
        Details { hint: Some(hint.into()), ..Details::new(ErrorCode::InvalidConfig) }.into()
    }

    /// An `unexpected_response` error. The hint says what is wrong with the response.
    pub(crate) fn unexpected(hint: &'static str) -> Self {
        Details { hint: Some(hint.into()), ..Details::new(ErrorCode::UnexpectedResponse) }.into()
    }

    pub(crate) fn invalid(issues: Vec<Issue>) -> Self {
        Details { issues, ..Details::new(ErrorCode::InvalidRequest) }.into()
    }

    /// Sets the sentence that says what to change.
    pub(crate) fn with_hint(mut self, hint: impl Into<Cow<'static, str>>) -> Self {
        self.details.hint = Some(hint.into());
        self
    }

    /// Adds the id of the customer that the error is about, unless it has one.
    pub(crate) fn with_customer_id(mut self, id: &str) -> Self {
        self.details.customer_id.get_or_insert_with(|| id.to_owned());
        self
    }

    /// Marks an error of an onboarding whose customer exists already: adds the customer's id, and makes the error not
    /// retryable, because a second onboarding may create another customer.
    ///
    /// ```
    /// # use kyclink::{ErrorCode, endpoint, no_response};
    /// let get = endpoint("grid.getCustomer").expect("registered");
    /// let error = no_response(get, ErrorCode::Timeout, true).with_existing_customer("Customer:1");
    /// assert_eq!((error.customer_id(), error.is_retryable()), (Some("Customer:1"), false));
    /// ```
    #[must_use]
    pub fn with_existing_customer(mut self, id: &str) -> Self {
        self.details.retryable = false;
        self.with_customer_id(id)
    }

    /// Adds the provider's name.
    ///
    /// ```
    /// use kyclink::{Error, ErrorCode};
    /// assert_eq!(Error::from(ErrorCode::Internal).with_provider("grid").provider(), Some("grid"));
    /// ```
    #[must_use]
    pub fn with_provider(mut self, provider: &'static str) -> Self {
        self.details.provider = Some(provider);
        self
    }

    pub(crate) fn with_operation(mut self, operation: &'static str, provider: &'static str) -> Self {
        self.details.operation = Some(operation);
        self.with_provider(provider)
    }

    /// Adds the operation and, from its name, the provider.
    pub(crate) fn of(mut self, operation: &'static Operation) -> Self {
        self.details.operation = Some(operation.name);
        self.details.provider = operation.name.split_once('.').map(|(provider, _)| provider);
        self
    }

    /// The English message: what happened, where, and what to do. It contains codes and fields, never a given value.
    #[must_use]
    pub fn message(&self) -> String {
        match self.details_sentence() {
            Some(details) => [self.code().message(), " ", &details].concat(),
            None => self.code().message().to_owned(),
        }
    }

    /// What the message adds to the code's own: the hint, the first issues, and that the customer exists.
    pub(crate) fn details_sentence(&self) -> Option<String> {
        let mut details = String::new();
        let mut add = |text: &str| {
            if !details.is_empty() {
                details.push(' ');
            }
            details.push_str(text);
        };
        self.hint().into_iter().for_each(&mut add);
        if !self.details.issues.is_empty() {
            add(&first_issues(&self.details.issues));
        }
        if self.customer_id().is_some() {
            add("The customer exists: continue with its customerId, and do not create it again.");
        }
        (!details.is_empty()).then_some(details)
    }
}

/// Codes and places of the first three issues. A place ends before the first name that is not a field of an operation,
/// because a name that the caller made up may be a person's data.
fn first_issues(issues: &[Issue]) -> String {
    const SHOWN: usize = 3;
    let mut text = String::new();
    for (at, issue) in issues.iter().take(SHOWN).enumerate() {
        text.push_str(if at == 0 { "Issues: " } else { ", " });
        text.push_str(issue.code.as_str());
        let place = issue.known_pointer();
        if !place.is_empty() {
            text.push_str(" at ");
            text.push_str(&place);
        }
    }
    if issues.len() > SHOWN {
        text.push_str(", and ");
        text.push_str(&decimal(issues.len() - SHOWN));
        text.push_str(" more");
    }
    text.push('.');
    text
}

/// An error that has only a code, for a host or a transport of your own.
///
/// ```
/// use kyclink::{Error, ErrorCode};
/// let error = Error::from(ErrorCode::Unavailable);
/// assert!(error.is_retryable() && error.issues().is_empty());
/// ```
impl From<ErrorCode> for Error {
    fn from(code: ErrorCode) -> Self {
        Self::new(code)
    }
}

/// An `invalid_request` error with these issues.
///
/// ```
/// use kyclink::{Error, Options, UntrustedValue, operation, validate};
/// let create = operation("grid.createKycLink").expect("registered");
/// let issues = validate(create, UntrustedValue::Null, &Options::default()).result.err().expect("not an object");
/// assert_eq!(Error::from(issues).code().as_str(), "invalid_request");
/// ```
impl From<Vec<Issue>> for Error {
    fn from(issues: Vec<Issue>) -> Self {
        Self::invalid(issues)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message())
    }
}

/// Like `Display`, with the code. It never shows the provider's message.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code().as_str(), self.message())
    }
}

impl std::error::Error for Error {}

/// Contains neither the provider's own strings nor the idempotency key.
impl Json for Error {
    fn write(&self, out: &mut Writer) {
        out.object(|fields| {
            fields.text("code", self.code().as_str());
            fields.optional("hint", self.hint().as_ref());
            self.describe_call(fields);
            fields.field("issues", &self.details.issues);
        });
    }
}
