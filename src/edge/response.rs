//! Responses: what a client gets, and what it never learns about our own credentials and calls.

use super::json_fields::JsonFields;
use crate::client::error::ErrorCode;
use crate::client::retry_after;
use crate::value::json::{Json, decimal};

/// A response to a request. It may hold a person's data, so it has no `Debug`.
///
/// ```
/// use kyclink::UntrustedValue;
/// use kyclink::edge::{Response, Step, step};
/// # let config = UntrustedValue::from_json(r#"{"basePath": "/kyc", "provider": "grid"}"#).expect("JSON");
/// let request = r#"{"method": "GET", "path": "/kyc/links", "headers": {}, "at": 1790000000000}"#;
/// let request = UntrustedValue::from_json(request).expect("JSON");
/// let Step::Respond(response) = step(&config, &request, &[]) else { panic!("no effect is needed") };
/// let response: Response = response;
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
    /// What the handler's owner should check. It may be why the request was refused: `allowedOrigins`, `basePath`, or
    /// `webhooks` for the keys of a provider's webhooks. `idempotencyKey` means that the page's key looks guessable.
    /// Clients never learn it.
    pub advice: Option<&'static str>,
}

/// The body of a response.
///
/// ```
/// use kyclink::edge::{Content, public_code};
/// /// The body to send, for a host without messages of its own.
/// fn body(content: Content) -> String {
///     match content {
///         Content::Empty | Content::FromHook => String::new(),
///         Content::Json(text) => text,
///         Content::Refused(code) => format!(r#"{{"code":"{code}"}}"#),
///         Content::Failed(code) => format!(r#"{{"code":"{}"}}"#, public_code(code).as_str()),
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
    /// An error about the applicant, or a failed operation. The host has the whole error and shows a client no more of it
    /// than [`public_code`] allows.
    Failed(ErrorCode),
    /// The `authorize` hook's own response.
    FromHook,
}

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
    Form,
    /// The page on which a person confirms an e-mail address or a phone number.
    VerifyContact,
    /// The status of the verification.
    Status,
    /// A problem that the form cannot solve.
    Error,
    /// A link to another device, or the form to which it leads. Only a handler with a `page` has it.
    Handoff,
}

impl View {
    /// Returns the name that the `render` hook gets.
    ///
    /// ```
    /// assert_eq!(kyclink::edge::View::Form.as_str(), "form");
    /// ```
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Form => "form",
            Self::VerifyContact => "verify_contact",
            Self::Status => "status",
            Self::Error => "error",
            Self::Handoff => "handoff",
        }
    }
}

/// Returns the code that a client sees in place of an error's own code. Which of our credentials or requests a provider
/// refuses is hidden: every code with status 502 becomes `unexpected_response`.
///
/// ```
/// use kyclink::{ErrorCode, edge::public_code};
/// assert_eq!(public_code(ErrorCode::RateLimited), ErrorCode::RateLimited);
/// assert_eq!(public_code(ErrorCode::Unauthorized), ErrorCode::UnexpectedResponse, "our key is our own affair");
/// ```
pub fn public_code(code: ErrorCode) -> ErrorCode {
    if code.http_status() == 502 { ErrorCode::UnexpectedResponse } else { code }
}

/// A problem with the request itself: status and public code. The host has the messages.
#[derive(Clone, Copy)]
pub(super) struct Refusal(u16, &'static str);

impl Refusal {
    pub(super) const MALFORMED: Self = Self(400, "malformed");
    pub(super) const MALFORMED_KEY: Self = Self(400, "idempotency_key_malformed");
    pub(super) const NO_SESSION: Self = Self(401, "no_session");
    pub(super) const NOT_ALLOWED: Self = Self(403, "not_allowed");
    pub(super) const NO_ROUTE: Self = Self(404, "no_route");
    pub(super) const METHOD_NOT_ALLOWED: Self = Self(405, "method_not_allowed");
    pub(super) const REQUEST_TIMEOUT: Self = Self(408, "request_timeout");
    pub(super) const CONTACT_LOCKED: Self = Self(409, "contact_locked");
    pub(super) const STILL_RUNNING: Self = Self(409, "still_running");
    pub(super) const HANDOFF_EXPIRED: Self = Self(410, "handoff_expired");
    pub(super) const PAYLOAD_TOO_LARGE: Self = Self(413, "payload_too_large");
    pub(super) const UNSUPPORTED_MEDIA_TYPE: Self = Self(415, "unsupported_media_type");
    pub(super) const KEY_REUSED: Self = Self(422, "idempotency_key_reused");
    pub(super) const TOO_MANY_REQUESTS: Self = Self(429, "too_many_requests");
    pub(super) const NOT_NOW: Self = Self(503, "not_now");
}

/// How long after a create with an unknown outcome the provider may still create the customer. A client that waits this
/// long before its next request may learn the outcome.
pub(super) const UNKNOWN_OUTCOME_MS: i64 = 5_000;

impl Response {
    pub(super) fn new(status: u16, content: Content, view: Option<View>) -> Self {
        Self { status, headers: vec![], content, view, advice: None }
    }

    pub(super) fn json(status: u16, fields: &JsonFields, view: View) -> Self {
        Self::new(status, Content::Json(fields.to_json()), Some(view))
    }

    pub(super) fn refusal(Refusal(status, code): Refusal) -> Self {
        Self::new(status, Content::Refused(code), Some(View::Error))
    }

    /// Returns the response to a failure. A person whose data is refused gets the form back.
    pub(super) fn failure(code: ErrorCode) -> Self {
        let status = code.http_status();
        Self::new(status, Content::Failed(code), Some(if status == 422 { View::Form } else { View::Error }))
    }

    pub(super) fn with_header(mut self, name: &'static str, value: String) -> Self {
        self.headers.push((name, value));
        self
    }

    /// Adds `Retry-After`, which counts whole seconds and at least one (RFC 9110 section 10.2.3).
    pub(super) fn with_retry_after(self, wait_ms: i64) -> Self {
        self.with_header("retry-after", decimal(retry_after::seconds(wait_ms)))
    }
}
