//! What is answered, and what an answer never says: whose fault it was beyond its status.

use super::run::{Step, Way};
use crate::draft::{Draft, Object};
use crate::error::{Error, ErrorCode};

/// An answer to a request.
pub struct Answer {
    /// The status.
    pub status: u16,
    /// Headers that not every answer has.
    pub headers: Vec<(&'static str, String)>,
    /// What it says.
    pub content: Content,
    /// What a person is shown in its place, where there are pages.
    pub view: &'static str,
}

/// An answer on the heap: every step may end in one and few do.
pub(super) type Answered = Box<Answer>;

/// What an answer says.
pub enum Content {
    /// Nothing.
    Empty,
    /// This.
    Json(Object<'static>),
    /// What is wrong with the request itself: a code and its sentence.
    Refused(&'static str, &'static str),
    /// What is wrong with the applicant, or has failed: the whole error, of which only the code that may be told is.
    Failed(Error),
    /// What the hook said in place of an answer.
    OfHook,
}

/// What is wrong with a request, whatever it asks for.
pub(super) type Refusal = (u16, &'static str, &'static str);

pub(super) const MALFORMED: Refusal = (400, "malformed", "What was sent cannot be read.");
pub(super) const BAD_KEY: Refusal =
    (400, "idempotency_key_malformed", "An idempotency key is 22 to 255 visible ASCII characters.");
pub(super) const NO_SESSION: Refusal = (401, "no_session", "There is no onboarding in this browser.");
pub(super) const REFUSED: Refusal = (403, "not_allowed", "This is not allowed from here.");
pub(super) const NO_ROUTE: Refusal = (404, "no_route", "There is nothing at this address.");
pub(super) const BAD_METHOD: Refusal = (405, "method_not_allowed", "This address does not take this method.");
pub(super) const SLOW: Refusal = (408, "request_timeout", "The body took too long to arrive.");
pub(super) const RUNNING: Refusal = (409, "still_running", "This is being done already: ask again in a moment.");
pub(super) const TOO_LARGE: Refusal = (413, "payload_too_large", "The body is too large.");
pub(super) const BAD_TYPE: Refusal = (415, "unsupported_media_type", "Send JSON or a form.");
pub(super) const KEY_REUSED: Refusal =
    (422, "idempotency_key_reused", "This idempotency key belongs to other data: take a new one.");
pub(super) const TOO_MANY: Refusal = (429, "too_many_requests", "Too many requests: wait a while.");
pub(super) const NOT_NOW: Refusal = (503, "not_now", "This could not be done now: ask again in a moment.");

impl Answer {
    pub(super) fn new(status: u16, content: Content) -> Answered {
        Box::new(Self { status, headers: vec![], content, view: "error" })
    }

    pub(super) fn json(status: u16, fields: Object<'static>, view: &'static str) -> Answered {
        Box::new(Self { status, headers: vec![], content: Content::Json(fields), view })
    }

    pub(super) fn header(mut self: Box<Self>, name: &'static str, value: impl Into<String>) -> Answered {
        self.headers.push((name, value.into()));
        self
    }

    /// Asks for patience, in whole seconds and never in none (RFC 9110 section 10.2.3).
    pub(super) fn after_ms(self: Box<Self>, ms: i64) -> Answered {
        let seconds = (ms.max(1) as u64).div_ceil(1000);
        self.header("retry-after", crate::json::decimal(seconds as usize))
    }

    /// What is said of an error: its status, its issues, and how long to wait. A person whose details need another look gets
    /// the form back.
    pub(super) fn failed(error: Error) -> Answered {
        let wait_ms = match error.code {
            ErrorCode::OutcomeUnknown => Some(error.retry_after_ms.unwrap_or(PATIENCE_MS)),
            _ => error.retry_after_ms,
        };
        let is_about_fields = error.code.http_status() == 422;
        let mut answer = Self::new(error.code.http_status(), Content::Failed(error));
        if is_about_fields {
            answer.view = "form";
        }
        match wait_ms {
            Some(wait_ms) => answer.after_ms(wait_ms),
            None => answer,
        }
    }
}

/// How long after an attempt with an unknown outcome the provider is asked whether there is a customer at all.
pub(super) const PATIENCE_MS: i64 = 5_000;

/// Ends the run with a refusal.
pub(super) fn refuse<'a, T>((status, code, sentence): Refusal) -> Way<'a, T> {
    end(Answer::new(status, Content::Refused(code, sentence)))
}

/// The same, with a time after which to come again.
pub(super) fn refuse_for<'a, T>((status, code, sentence): Refusal, wait_ms: i64) -> Way<'a, T> {
    end(Answer::new(status, Content::Refused(code, sentence)).after_ms(wait_ms))
}

/// Ends the run with what has failed.
pub(super) fn fail<'a, T>(error: Error) -> Way<'a, T> {
    end(Answer::failed(error))
}

pub(super) fn end<'a, T>(answer: Answered) -> Way<'a, T> {
    Err(Step::Answer(answer))
}

/// The code that a page is told: which of our credentials or calls a provider refuses is nobody's business there.
pub fn told(code: ErrorCode) -> ErrorCode {
    if code.http_status() == 502 { ErrorCode::UnexpectedResponse } else { code }
}

/// An object of these fields.
pub(super) fn object<'a, const N: usize>(fields: [(&'static str, Draft<'a>); N]) -> Object<'a> {
    fields.into_iter().collect()
}

/// A number as data.
pub(super) fn number<'a>(value: i64) -> Draft<'a> {
    use crate::json::Json;
    Draft::Number(value.to_json().into())
}
