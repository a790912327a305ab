//! What is answered, and what an answer never says: whose fault it was beyond its status.

use super::run::{Step, Way};
use crate::error::{Error, ErrorCode};
use crate::json::{Json, Writer, decimal};

/// An answer to a request.
pub struct Answer {
    /// The status.
    pub status: u16,
    /// Its headers.
    pub headers: Vec<(&'static str, String)>,
    /// What it says.
    pub content: Content,
    /// What a person is shown in its place, where there are pages.
    pub view: &'static str,
}

/// What an answer says.
pub enum Content {
    /// Nothing.
    Empty,
    /// This JSON.
    Json(String),
    /// What is wrong with the request itself: a code and its sentence.
    Refused(&'static str, &'static str),
    /// What is wrong with the applicant, or has failed: the whole error, of which only the code that may be told is.
    Failed(Error),
    /// What the hook said in place of an answer.
    OfHook,
}

/// What is wrong with a request, whatever it asks for.
pub(super) struct Refusal(u16, pub(super) &'static str, &'static str);

pub(super) static MALFORMED: Refusal = Refusal(400, "malformed", "What was sent cannot be read.");
pub(super) static BAD_KEY: Refusal =
    Refusal(400, "idempotency_key_malformed", "An idempotency key is 22 to 255 visible ASCII characters.");
pub(super) static NO_SESSION: Refusal = Refusal(401, "no_session", "There is no onboarding in this browser.");
pub(super) static REFUSED: Refusal = Refusal(403, "not_allowed", "This is not allowed from here.");
pub(super) static NO_ROUTE: Refusal = Refusal(404, "no_route", "There is nothing at this address.");
pub(super) static BAD_METHOD: Refusal =
    Refusal(405, "method_not_allowed", "This address does not take this method.");
pub(super) static SLOW: Refusal = Refusal(408, "request_timeout", "The body took too long to arrive.");
pub(super) static RUNNING: Refusal =
    Refusal(409, "still_running", "This is being done already: ask again in a moment.");
pub(super) static TOO_LARGE: Refusal = Refusal(413, "payload_too_large", "The body is too large.");
pub(super) static BAD_TYPE: Refusal = Refusal(415, "unsupported_media_type", "Send JSON or a form.");
pub(super) static KEY_REUSED: Refusal =
    Refusal(422, "idempotency_key_reused", "This idempotency key belongs to other data: take a new one.");
pub(super) static TOO_MANY: Refusal = Refusal(429, "too_many_requests", "Too many requests: wait a while.");
pub(super) static NOT_NOW: Refusal = Refusal(503, "not_now", "This could not be done now: ask again in a moment.");

/// How long after an attempt with an unknown outcome the provider is asked whether there is a customer at all.
pub(super) const PATIENCE_MS: i64 = 5_000;

impl Answer {
    pub(super) fn new(status: u16, content: Content, view: &'static str) -> Self {
        Self { status, headers: vec![], content, view }
    }

    pub(super) fn empty(status: u16) -> Self {
        Self::new(status, Content::Empty, "")
    }

    pub(super) fn json(status: u16, fields: &[(&'static str, &dyn Json)], view: &'static str) -> Self {
        Self::new(status, Content::Json(Map(fields).to_json()), view)
    }

    pub(super) fn header(&mut self, name: &'static str, value: &str) {
        self.headers.push((name, value.to_owned()));
    }

    /// Ends the run with this; asks for patience where there is a wait, in whole seconds and never in none
    /// (RFC 9110 section 10.2.3).
    fn end<'a, T>(mut self, wait_ms: Option<i64>) -> Way<'a, T> {
        if let Some(wait_ms) = wait_ms {
            self.header("retry-after", &decimal((wait_ms.max(1) as u64).div_ceil(1000) as usize));
        }
        Err(Box::new(Step::Answer(self)))
    }
}

/// Ends the run with a refusal.
pub(super) fn refuse<'a, T>(refusal: &'static Refusal) -> Way<'a, T> {
    refused(refusal).end(None)
}

/// The same, with a time after which to come again.
pub(super) fn refuse_for<'a, T>(refusal: &'static Refusal, wait_ms: i64) -> Way<'a, T> {
    refused(refusal).end(Some(wait_ms))
}

pub(super) fn refused(Refusal(status, code, sentence): &'static Refusal) -> Answer {
    Answer::new(*status, Content::Refused(code, sentence), "error")
}

/// Ends the run with what has failed. A person whose details need another look gets the form back.
pub(super) fn fail<'a, T>(error: Error) -> Way<'a, T> {
    let is_unknown = error.code == ErrorCode::OutcomeUnknown;
    let wait_ms = error.retry_after_ms.or(is_unknown.then_some(PATIENCE_MS));
    let status = error.code.http_status();
    Answer::new(status, Content::Failed(error), if status == 422 { "form" } else { "error" }).end(wait_ms)
}

/// The same, of an error that has nothing to say but its code.
pub(super) fn fail_with<'a, T>(code: ErrorCode) -> Way<'a, T> {
    fail(Error::new(code))
}

/// The code that a page is told: which of our credentials or calls a provider refuses is nobody's business there.
pub fn told(code: ErrorCode) -> ErrorCode {
    if code.http_status() == 502 { ErrorCode::UnexpectedResponse } else { code }
}

/// An object of these fields.
pub(super) struct Map<'a>(pub(super) &'a [(&'static str, &'a dyn Json)]);

impl Json for Map<'_> {
    fn write(&self, out: &mut Writer) {
        out.object(|fields| self.0.iter().for_each(|(name, value)| fields.any(name, *value)));
    }
}
