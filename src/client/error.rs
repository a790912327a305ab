//! The error of a failed call.
//!
//! No message contains a credential, a link or a person's data. A provider's own message may, so it is kept apart in
//! [`ErrorDetails::provider_message`].

use std::borrow::Cow;
use std::fmt;
use std::ops::{Deref, DerefMut};

pub use crate::client::error_code::ErrorCode;
use crate::rules::issue::Issue;
use crate::value::json::{Fields, Json, Writer, decimal};

/// A failed call. It dereferences to its [`ErrorDetails`]; the box keeps every `Result` small.
///
/// ```
/// use kyclink::{ErrorCode, provider::find_endpoint};
/// let error = find_endpoint("grid.unknown").err().expect("there is no such operation");
/// assert_eq!(error.code, ErrorCode::InvalidConfig);
/// assert!(error.message().starts_with("The configuration is not valid."));
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Error(Box<ErrorDetails>);

/// What is known about a failed call.
///
/// ```
/// use kyclink::{Error, ErrorCode, ErrorDetails, endpoint, no_response};
/// let get = endpoint("grid.getCustomer").expect("registered");
/// let error: Error = no_response(get, ErrorCode::Timeout, true);
/// let details: &ErrorDetails = &error;
/// assert_eq!((details.code, details.retryable), (ErrorCode::Timeout, true));
/// assert_eq!((details.operation, details.status), (Some("grid.getCustomer"), None));
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct ErrorDetails {
    /// What went wrong.
    pub code: ErrorCode,
    /// A sentence that says more than the code's message, such as what to change. It never contains a given value.
    pub hint: Option<Cow<'static, str>>,
    /// The HTTP status of the provider's response, if there was one.
    pub status: Option<u16>,
    /// The provider's name.
    pub provider: Option<&'static str>,
    /// The operation's name.
    pub operation: Option<&'static str>,
    /// The provider's own error code: an open set.
    pub provider_code: Option<String>,
    /// The provider's id of this request, for its support.
    pub correlation_id: Option<String>,
    /// The customer that this call, or an earlier one of the same onboarding, created or was about.
    pub customer_id: Option<String>,
    /// The provider's own message. It may repeat a person's data: do not log it.
    pub provider_message: Option<String>,
    /// What is wrong with which field of the input.
    pub issues: Vec<Issue>,
    /// How long the provider asks to wait before a retry, in milliseconds.
    pub retry_after_ms: Option<i64>,
    /// Whether the same call may be retried: it may succeed, and it has no effect that must not happen twice.
    pub retryable: bool,
}

impl ErrorDetails {
    pub(crate) fn new(code: ErrorCode) -> Self {
        Self {
            code,
            hint: None,
            status: None,
            provider: None,
            operation: None,
            provider_code: None,
            correlation_id: None,
            customer_id: None,
            provider_message: None,
            issues: vec![],
            retry_after_ms: None,
            retryable: code.is_retryable(),
        }
    }
}

impl Error {
    /// An error that has only a code.
    pub(crate) fn new(code: ErrorCode) -> Self {
        ErrorDetails::new(code).into()
    }

    /// An `invalid_config` error. The hint says what to change.
    pub(crate) fn config(hint: impl Into<Cow<'static, str>>) -> Self {
        ErrorDetails { hint: Some(hint.into()), ..ErrorDetails::new(ErrorCode::InvalidConfig) }.into()
    }

    /// An `unexpected_response` error. The hint says what is wrong with the response.
    pub(crate) fn unexpected(hint: &'static str) -> Self {
        ErrorDetails { hint: Some(hint.into()), ..ErrorDetails::new(ErrorCode::UnexpectedResponse) }.into()
    }

    /// An `invalid_request` error with these issues.
    pub(crate) fn invalid(issues: Vec<Issue>) -> Self {
        ErrorDetails { issues, ..ErrorDetails::new(ErrorCode::InvalidRequest) }.into()
    }

    /// Adds the id of the customer that the error is about, unless it has one.
    pub(crate) fn with_customer_id(mut self, id: &str) -> Self {
        self.0.customer_id.get_or_insert_with(|| id.to_owned());
        self
    }

    /// Marks an error of an onboarding whose customer exists already: adds the customer's id, and makes the error not
    /// retryable, because a second onboarding may create another customer.
    ///
    /// ```
    /// # use kyclink::{ErrorCode, endpoint, no_response};
    /// let get = endpoint("grid.getCustomer").expect("registered");
    /// let error = no_response(get, ErrorCode::Timeout, true).with_existing_customer("Customer:1");
    /// assert_eq!((error.customer_id.as_deref(), error.retryable), (Some("Customer:1"), false));
    /// ```
    pub fn with_existing_customer(mut self, id: &str) -> Self {
        self.0.retryable = false;
        self.with_customer_id(id)
    }

    /// Adds the provider's name.
    pub(crate) fn with_provider(mut self, provider: &'static str) -> Self {
        self.0.provider = Some(provider);
        self
    }

    /// Adds the operation and the provider.
    pub(crate) fn with_operation(mut self, operation: &'static str, provider: &'static str) -> Self {
        self.0.operation = Some(operation);
        self.with_provider(provider)
    }

    /// The English message: what happened, where, and what to do. It contains codes and fields, never a given value.
    ///
    /// ```
    /// # use kyclink::{ErrorCode, endpoint, no_response};
    /// # let get = endpoint("grid.getCustomer").expect("registered");
    /// let error = no_response(get, ErrorCode::Timeout, true);
    /// assert!(error.message().starts_with(ErrorCode::Timeout.message()));
    /// ```
    pub fn message(&self) -> String {
        match self.details_sentence() {
            Some(details) => [self.code.message(), " ", &details].concat(),
            None => self.code.message().to_owned(),
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
        self.hint.as_deref().into_iter().for_each(&mut add);
        if !self.issues.is_empty() {
            add(&first_issues(&self.issues));
        }
        if self.customer_id.is_some() {
            add("The customer exists: continue with its customerId (createKycLink), and do not create it again.");
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

impl From<ErrorDetails> for Error {
    fn from(details: ErrorDetails) -> Self {
        Self(Box::new(details))
    }
}

impl Deref for Error {
    type Target = ErrorDetails;

    fn deref(&self) -> &ErrorDetails {
        &self.0
    }
}

impl DerefMut for Error {
    fn deref_mut(&mut self) -> &mut ErrorDetails {
        &mut self.0
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
        write!(f, "{}: {}", self.code.as_str(), self.message())
    }
}

impl std::error::Error for Error {}

impl Json for Error {
    fn write(&self, out: &mut Writer) {
        out.object(|fields| {
            fields.text("code", self.code.as_str());
            fields.optional("hint", self.hint.as_deref().as_ref());
            self.describe_call(fields);
            fields.field("issues", &self.issues);
        });
    }
}

impl Error {
    /// Writes what is known about the call, without the code, the hint and the issues.
    pub(crate) fn describe_call(&self, fields: &mut Fields) {
        fields.optional("status", self.status.map(i64::from).as_ref());
        fields.optional("provider", self.provider.as_ref());
        fields.optional("operation", self.operation.as_ref());
        fields.optional("providerCode", self.provider_code.as_ref());
        fields.optional("correlationId", self.correlation_id.as_ref());
        fields.optional("customerId", self.customer_id.as_ref());
        fields.optional("providerMessage", self.provider_message.as_ref());
        fields.optional("retryAfterMs", self.retry_after_ms.as_ref());
        fields.field("retryable", &self.retryable);
    }
}
