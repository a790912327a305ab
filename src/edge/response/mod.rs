//! Responses: what a client gets, and what it never learns about our own credentials and calls.

mod agenda_place;
pub(crate) mod json_fields;
pub(crate) mod refusal;

pub use agenda_place::AgendaPlace;

use crate::client::error::{Error, ErrorCode};
use crate::client::http::retry_after;
use crate::edge::milestone::Milestone;
use crate::edge::response::json_fields::JsonFields;
pub(crate) use crate::edge::response::refusal::Refusal;
use crate::provider::provider;
use crate::rules::issue::{Issue, Segment};
use crate::value::json::{Json, decimal};
use crate::value::word_enum::word_enum;

/// A response to a request. It may hold a person's data, so it has no `Debug`.
///
/// ```
/// use kyclink::UntrustedValue;
/// use kyclink::edge::{Handling, Response};
/// # let config = UntrustedValue::from_json(r#"{"basePath": "/kyc", "provider": "grid"}"#).expect("JSON");
/// let request = r#"{"method": "GET", "path": "/kyc/links", "headers": {}, "at": 1790000000000}"#;
/// let request = UntrustedValue::from_json(request).expect("JSON");
/// let response: Response = Handling::of_request(config.into(), request).proceed(vec![]).expect("it needs no effect");
/// assert_eq!((response.status, response.headers), (405, vec![("allow", "POST".to_owned())]));
/// ```
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// The headers that this response needs. The host adds those that every response has.
    pub headers: Vec<(&'static str, String)>,
    /// The body.
    pub content: Content,
    /// The page that a person sees instead of the body. `None` where a program reads the response, or where the handler
    /// has no `render` hook.
    pub view: Option<View>,
    /// What the handler's owner should check. It may be why the request was refused: `allowedOrigins`, `basePath`,
    /// `cookieSecret` for a record that none of the secrets opens, or `webhooks` for the keys of a provider's webhooks.
    /// `idempotencyKey` means that the page's key looks guessable, `publicOrigin` that the origin of a link is a guess,
    /// and `store` that it has lost a record, or that another process has one of its own.
    /// Clients never learn it. All but `cookieSecret` and `store` can be caused by a stranger: the host reports those as
    /// [`ErrorCode::Advice`], and each at most once an hour.
    pub advice: Option<&'static str>,
    /// Whether the handler gave up because too little of its time was left. The host passes this to `onError` as it
    /// does for an effect that the deadline has ended.
    pub is_late: bool,
    /// What the person has done with this request.
    pub milestones: Vec<Milestone>,
    /// Where the request has written to the agenda, for the next request of this process.
    pub agenda_place: Option<AgendaPlace>,
}

/// The body of a response.
///
/// ```
/// use kyclink::edge::Content;
/// /// The body to send, for a host without messages of its own.
/// fn body(content: Content) -> String {
///     match content {
///         Content::Empty | Content::FromHook => String::new(),
///         Content::Json(text) => text,
///         Content::Refused(code) => format!(r#"{{"code":"{code}"}}"#),
///         Content::Failed(problem) => format!(r#"{{"code":"{}"}}"#, problem.public_code().as_str()),
///     }
/// }
/// assert_eq!(body(Content::Refused("no_session")), r#"{"code":"no_session"}"#);
/// ```
pub enum Content {
    /// No body.
    Empty,
    /// JSON text.
    Json(String),
    /// A problem with the request itself, as its public code.
    Refused(&'static str),
    /// An error about the applicant, or a failed operation.
    Failed(Problem),
    /// The `authorize` hook's own response.
    FromHook,
}

/// An error, and what a client sees of it.
///
/// ```
/// use kyclink::edge::Problem;
/// use kyclink::{Error, ErrorCode};
/// let problem = Problem::from(Error::from(ErrorCode::Unauthorized));
/// assert_eq!(problem.public_code(), ErrorCode::UnexpectedResponse, "our key is our own affair");
/// assert!(problem.is_reported(), "the owner of the handler learns the code");
/// ```
#[derive(Clone, Debug)]
pub struct Problem {
    /// The code that decides about the response: that of the error, unless the client should try again later.
    pub code: ErrorCode,
    /// The whole error, for `onError`.
    pub error: Error,
    /// Which of its issues the client sees.
    pub issues: ShownIssues,
    /// How many more codes may be tried, if the provider has refused one.
    pub attempts_left: Option<i64>,
}

impl From<Error> for Problem {
    /// A provider's refusal of the owner's settings is `invalid_config` for the owner. A person could not change them, and
    /// sees `unavailable`.
    fn from(mut error: Error) -> Self {
        if refuses_settings(&error) {
            error.details.code = ErrorCode::InvalidConfig;
            return Self { code: ErrorCode::Unavailable, error, issues: ShownIssues::NONE, attempts_left: None };
        }
        Self { code: error.code(), error, issues: ShownIssues::ALL, attempts_left: None }
    }
}

/// The fields of an applicant that the program sets.
const OF_PROGRAM: [&str; 2] = ["reference", "redirectUri"];

/// Whether a provider has refused the owner's settings: it says so, or every field that it names is one of them.
fn refuses_settings(error: &Error) -> bool {
    let settings = error.provider().and_then(provider).map_or(&[][..], |provider| provider.customers.settings);
    let is_setting = |issue: &Issue| {
        matches!(issue.path.first(), Some(Segment::Key(name))
            if OF_PROGRAM.contains(&name.as_ref()) || settings.contains(&name.as_ref()))
    };
    match error.code() {
        ErrorCode::InvalidConfig => error.status().is_some_and(|status| (400..500).contains(&status)),
        ErrorCode::ProviderRejected => !error.issues().is_empty() && error.issues().iter().all(is_setting),
        _ => false,
    }
}

impl Problem {
    /// Returns it with these issues, unless they are not the client's affair.
    pub(crate) fn showing(self, issues: ShownIssues) -> Self {
        if self.issues == ShownIssues::NONE { self } else { Self { issues, ..self } }
    }

    /// The code that the client sees.
    pub fn public_code(&self) -> ErrorCode {
        if self.code.http_status() == 502 { ErrorCode::UnexpectedResponse } else { self.code }
    }

    /// Whether the host passes the error to `onError`. What a person typed is not an error of the handler.
    pub fn is_reported(&self) -> bool {
        self.code != ErrorCode::InvalidRequest
    }
}

/// Which issues of an error a client sees.
///
/// ```
/// use kyclink::edge::ShownIssues;
/// let (all, code) = (ShownIssues::ALL, ShownIssues::wrong_code("code"));
/// assert!(all.field.is_none() && all.max > code.max);
/// assert_eq!((code.field, code.is_never_empty), (Some("code"), true));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShownIssues {
    /// The field that every issue is about; `None` if each has its own.
    pub field: Option<&'static str>,
    /// How many at most.
    pub max: usize,
    /// Whether the client sees the issue of a wrong code if the error has none.
    pub is_never_empty: bool,
}

impl ShownIssues {
    /// The issues as they are.
    ///
    /// ```
    /// assert_eq!(kyclink::edge::ShownIssues::ALL.max, 50);
    /// ```
    pub const ALL: Self = Self { field: None, max: 50, is_never_empty: false };

    /// None of them.
    const NONE: Self = Self { max: 0, ..Self::ALL };

    /// Returns the issues of a request whose page has sent only this field.
    ///
    /// ```
    /// use kyclink::edge::ShownIssues;
    /// assert_eq!(ShownIssues::of_field("value").field, Some("value"));
    /// ```
    pub const fn of_field(name: &'static str) -> Self {
        Self { field: Some(name), ..Self::ALL }
    }

    /// Returns the one issue of a request that contained only a code, in this field: the code is wrong, whatever the
    /// provider said.
    pub const fn wrong_code(name: &'static str) -> Self {
        Self { field: Some(name), max: 1, is_never_empty: true }
    }
}

word_enum! {
    /// A page that the `render` hook makes for a person.
    ///
    /// ```
    /// use kyclink::edge::View;
    /// let template = |view: View| format!("templates/{}.html", view.as_str());
    /// assert_eq!(template(View::VerifyContact), "templates/verify_contact.html");
    /// ```
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum View {
        /// The onboarding form, with the issues that the person should correct.
        Form = "form",
        /// The page on which a person confirms an email address or a phone number.
        VerifyContact = "verify_contact",
        /// The status of the verification.
        Status = "status",
        /// A problem that the form cannot solve.
        Error = "error",
        /// A link to another device, or the form to which it leads. Only a handler with a `page` has it.
        Handoff = "handoff",
        /// The link or the terms in a frame, or as a link where they may not be framed. Only a handler with a `page` has
        /// it.
        Frame = "frame",
        /// The agreements that a customer has not accepted yet. Only a handler with a `page` has it.
        Agreements = "agreements",
    }
}

/// How long after a create with an unknown outcome the provider may still create the customer. A client that waits this
/// long before its next request may learn the outcome.
pub(crate) const UNKNOWN_OUTCOME_MS: i64 = 5_000;

impl Response {
    pub(crate) fn new(status: u16, content: Content, view: Option<View>) -> Self {
        Self {
            status,
            headers: vec![],
            content,
            view,
            advice: None,
            is_late: false,
            milestones: vec![],
            agenda_place: None,
        }
    }

    pub(crate) fn json(status: u16, fields: &JsonFields, view: View) -> Self {
        Self::new(status, Content::Json(fields.to_json()), Some(view))
    }

    pub(crate) fn refusal(Refusal(status, code): Refusal) -> Self {
        Self::new(status, Content::Refused(code), Some(View::Error))
    }

    /// Returns the response to a failure. A person whose data is refused gets the form back.
    pub(crate) fn failure(problem: Problem) -> Self {
        // If the outcome of a create is unknown, a later request may find it out.
        let is_unknown = problem.code == ErrorCode::OutcomeUnknown;
        match problem.error.details.retry_after_ms.or(is_unknown.then_some(UNKNOWN_OUTCOME_MS)) {
            Some(wait_ms) => Self::failure_after(problem, wait_ms),
            None => Self::failed(problem),
        }
    }

    /// Returns the response to a failure that may be over after this time, unless the error names another one.
    pub(crate) fn failure_after(problem: Problem, wait_ms: i64) -> Self {
        let wait_ms = problem.error.details.retry_after_ms.unwrap_or(wait_ms);
        Self::failed(problem).with_retry_after(wait_ms)
    }

    fn failed(problem: Problem) -> Self {
        let status = problem.code.http_status();
        let view = if status == 422 { View::Form } else { View::Error };
        Self::new(status, Content::Failed(problem), Some(view))
    }

    pub(crate) fn with_header(mut self, name: &'static str, value: String) -> Self {
        self.headers.push((name, value));
        self
    }

    /// Adds `Retry-After`, which counts whole seconds and at least one (RFC 9110 section 10.2.3).
    pub(crate) fn with_retry_after(self, wait_ms: i64) -> Self {
        self.with_header("retry-after", decimal(retry_after::seconds(wait_ms)))
    }
}
