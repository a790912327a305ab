//! What can go wrong with a call: the closed list of codes, and one error.
//!
//! Each code, the status that tells a browser of it, whether the same call may be repeated and its sentence stand in
//! one row. No sentence holds a credential, a link or a person's data; a provider's own words may, and are kept apart in
//! [`Details::provider_message`].

use std::fmt;
use std::ops::{Deref, DerefMut};

use crate::rules::issue::Issue;
use crate::value::json::{Fields, Json, Writer, decimal};

macro_rules! error_codes {
    ($($(#[doc = $doc:literal])* $variant:ident $code:literal $status:literal $retryable:literal $message:literal)*) => {
        /// What went wrong, as a stable code.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum ErrorCode { $($(#[doc = $doc])* $variant,)* }

        impl ErrorCode {
            /// Every code, in the order of the table.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The code as it stands in results.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $code,)* }
            }

            /// When it is given, for the documentation.
            pub const fn meaning(self) -> &'static str {
                match self { $(Self::$variant => concat!($($doc),*).trim_ascii(),)* }
            }

            /// The English sentence.
            pub const fn message(self) -> &'static str {
                match self { $(Self::$variant => $message,)* }
            }

            /// The HTTP status of an answer of yours that tells about it.
            pub const fn http_status(self) -> u16 {
                match self { $(Self::$variant => $status,)* }
            }

            /// Whether the same call may succeed when it is repeated, unless the provider says otherwise.
            pub const fn is_retryable(self) -> bool {
                match self { $(Self::$variant => $retryable,)* }
            }
        }
    };
}

error_codes! {
    /// Validation failed before anything was sent: see the issues.
    InvalidRequest "invalid_request" 422 false "The input is not valid; nothing was sent."
    /// The caller's set-up is wrong.
    InvalidConfig "invalid_config" 500 false "The configuration is not valid."
    /// A client with credentials was made in a web page.
    SecretInBrowser "secret_in_browser" 500 false "A client holds credentials and must not run in a web page: create the link in a server or edge function."
    /// The slim entry was used before its `init`.
    NotInitialized "not_initialized" 500 false "kyclink/slim is not ready: await init(url) or call initSync(module) first."
    /// The provider does not know the credentials.
    Unauthorized "unauthorized" 502 false "The provider refused the credentials: check the key and its environment."
    /// The credentials may not do this.
    Forbidden "forbidden" 502 false "The provider does not allow this call with these credentials."
    /// There is no such customer; for a call about no customer, such as a create, no such endpoint.
    NotFound "not_found" 502 false "Not found at the provider."
    /// The request contradicts what the provider has.
    Conflict "conflict" 502 false "The provider already has something that contradicts this request."
    /// The provider or environment does not offer this.
    NotSupported "not_supported" 502 false "The provider does not support this operation here."
    /// The customer's e-mail or phone must be confirmed before a link can be made.
    ContactNotVerified "contact_not_verified" 409 false "The customer's e-mail and phone must be confirmed at the provider before a link can be made."
    /// The provider refused the data: see the issues.
    ProviderRejected "provider_rejected" 422 false "The provider refused the request."
    /// Too many requests.
    RateLimited "rate_limited" 503 true "The provider is limiting the number of requests: try again later."
    /// The provider is out of order.
    Unavailable "unavailable" 503 true "The provider is not available: try again later."
    /// No connection.
    Network "network" 502 true "The provider could not be reached."
    /// No answer in time.
    Timeout "timeout" 504 true "The provider did not answer in time."
    /// The caller's signal ended the call.
    Aborted "aborted" 503 false "The call was aborted by its signal."
    /// A create that may or may not have happened.
    OutcomeUnknown "outcome_unknown" 503 false "The provider may or may not have created the customer: look before creating another."
    /// An answer that keeps no promise of the operation.
    UnexpectedResponse "unexpected_response" 502 false "The provider's answer is not what this operation promises."
    /// A webhook whose signature is missing, cannot be read, or is nobody's whose key was given.
    WebhookSignature "webhook_signature" 401 false "The webhook's signature is not the provider's, or the body is not the one that was signed."
    /// A webhook that is signed and no event.
    WebhookMalformed "webhook_malformed" 400 false "The webhook is signed by the provider but is no event."
    /// A webhook older than the limit you set, or of unknown age.
    WebhookStale "webhook_stale" 401 false "The webhook is older than maxAgeMs, or does not say when it occurred."
    /// A bug of ours.
    Internal "internal" 500 false "kyclink failed inside: please report this."
}

/// A failed call: a thin handle on its [`Details`], because every step of every call may return one and few do.
#[derive(Clone, PartialEq, Eq)]
pub struct Error(Box<Details>);

/// Everything that is known of a failed call.
#[derive(Clone, PartialEq, Eq)]
pub struct Details {
    /// What went wrong.
    pub code: ErrorCode,
    /// More than the code's own sentence, where there is more to say. Never holds a value that was given.
    pub hint: Option<&'static str>,
    /// The HTTP status, where there was an answer.
    pub status: Option<u16>,
    /// The provider.
    pub provider: Option<&'static str>,
    /// The operation.
    pub operation: Option<&'static str>,
    /// The provider's own code: an open set.
    pub provider_code: Option<String>,
    /// The provider's id of this exchange, for its support.
    pub correlation_id: Option<String>,
    /// The customer, where the call or an earlier one of the same onboarding has created it or was about it.
    pub customer_id: Option<String>,
    /// The provider's own words. They may echo a person's data: not for logs.
    pub provider_message: Option<String>,
    /// What is wrong with which field.
    pub issues: Vec<Issue>,
    /// How long the provider asks to wait, in milliseconds.
    pub retry_after_ms: Option<i64>,
    /// Whether the same call may succeed when it is repeated.
    pub retryable: bool,
}

impl Details {
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
    pub(crate) fn new(code: ErrorCode) -> Self {
        Details::new(code).into()
    }

    /// An error of the caller's set-up, with a sentence that says what to do.
    pub(crate) fn config(hint: &'static str) -> Self {
        Details { hint: Some(hint), ..Details::new(ErrorCode::InvalidConfig) }.into()
    }

    /// An answer that keeps no promise, with a sentence that says which.
    pub(crate) fn unexpected(hint: &'static str) -> Self {
        Details { hint: Some(hint), ..Details::new(ErrorCode::UnexpectedResponse) }.into()
    }

    /// The input's own faults.
    pub(crate) fn invalid(issues: Vec<Issue>) -> Self {
        Details { issues, ..Details::new(ErrorCode::InvalidRequest) }.into()
    }

    /// The same error, known to be about a customer that exists.
    pub(crate) fn about_customer(mut self, id: &str) -> Self {
        self.0.customer_id.get_or_insert_with(|| id.to_owned());
        self
    }

    /// The error of an onboarding whose customer exists: it is not retryable, because the same onboarding once more may
    /// create another customer.
    pub fn of_customer(mut self, id: &str) -> Self {
        self.0.retryable = false;
        self.about_customer(id)
    }

    /// The same error, known to be this provider's.
    pub(crate) fn of_provider(mut self, provider: &'static str) -> Self {
        self.0.provider = Some(provider);
        self
    }

    /// Names the operation, and the provider, that the error is about.
    pub(crate) fn of_operation(mut self, operation: &'static str, provider: &'static str) -> Self {
        self.0.operation = Some(operation);
        self.of_provider(provider)
    }

    /// The English message: what happened, where, and what to do. It names codes and fields, never a value.
    pub fn message(&self) -> String {
        match self.details_sentence() {
            Some(details) => [self.code.message(), " ", &details].concat(),
            None => self.code.message().to_owned(),
        }
    }

    /// What the message says beyond the code's own sentence: the hint, the first issues, that the customer exists.
    pub(crate) fn details_sentence(&self) -> Option<String> {
        let mut details = String::new();
        let mut add = |text: &str| {
            if !details.is_empty() {
                details.push(' ');
            }
            details.push_str(text);
        };
        self.hint.into_iter().for_each(&mut add);
        if !self.issues.is_empty() {
            add(&first_issues(&self.issues));
        }
        if self.customer_id.is_some() {
            add("The customer exists: go on with customerId (createKycLink), and do not create it again.");
        }
        (!details.is_empty()).then_some(details)
    }
}

/// Code and place of the first three issues. A place ends before the first name that is not one of our own fields: a name
/// that somebody made up may be a person's data.
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

impl From<Details> for Error {
    fn from(details: Details) -> Self {
        Self(Box::new(details))
    }
}

impl Deref for Error {
    type Target = Details;

    fn deref(&self) -> &Details {
        &self.0
    }
}

impl DerefMut for Error {
    fn deref_mut(&mut self) -> &mut Details {
        &mut self.0
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message())
    }
}

/// Like `Display`, with the code: never the provider's words.
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
            fields.optional("hint", self.hint.as_ref());
            self.describe_call(fields);
            fields.field("issues", &self.issues);
        });
    }
}

impl Error {
    /// What is known of the call.
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
