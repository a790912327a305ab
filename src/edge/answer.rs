//! What is answered, and what an answer never says: whose fault it was beyond its status.

use super::run::{Run, Step, Way, number, text};
use crate::client::error::ErrorCode;
use crate::client::retry_after;
use crate::value::json::{Json, Writer, decimal};
use crate::value::untrusted::UntrustedValue;

/// An answer to a request.
pub struct Answer {
    /// The status.
    pub status: u16,
    /// Its own headers, beside those that every answer has.
    pub headers: Vec<(&'static str, String)>,
    /// What it says.
    pub content: Content,
    /// What a person is shown in its place; nothing where nobody is looking, or there are no pages.
    pub view: &'static str,
}

/// What an answer says.
pub enum Content {
    /// Nothing.
    Empty,
    /// This JSON.
    Json(String),
    /// What is wrong with the request itself, as a code.
    Refused(&'static str),
    /// What is wrong with the applicant, or has failed: the error's code. Whoever carries the run has the whole error.
    Failed(ErrorCode),
    /// What the hook said in place of an answer.
    OfHook,
}

/// What is wrong with a request, whatever it asks for: status and code. The sentences are the shell's.
pub(super) struct Refusal(u16, &'static str);

pub(super) static MALFORMED: Refusal = Refusal(400, "malformed");
pub(super) static BAD_KEY: Refusal = Refusal(400, "idempotency_key_malformed");
pub(super) static NO_SESSION: Refusal = Refusal(401, "no_session");
pub(super) static REFUSED: Refusal = Refusal(403, "not_allowed");
pub(super) static NO_ROUTE: Refusal = Refusal(404, "no_route");
pub(super) static BAD_METHOD: Refusal = Refusal(405, "method_not_allowed");
pub(super) static SLOW: Refusal = Refusal(408, "request_timeout");
pub(super) static RUNNING: Refusal = Refusal(409, "still_running");
pub(super) static TOO_LARGE: Refusal = Refusal(413, "payload_too_large");
pub(super) static BAD_TYPE: Refusal = Refusal(415, "unsupported_media_type");
pub(super) static KEY_REUSED: Refusal = Refusal(422, "idempotency_key_reused");
pub(super) static TOO_MANY: Refusal = Refusal(429, "too_many_requests");
pub(super) static NOT_NOW: Refusal = Refusal(503, "not_now");

/// A bug of ours: a way that came to no end.
pub(super) const FAULT: Answer =
    Answer { status: 500, headers: vec![], content: Content::Refused("internal"), view: "error" };

/// How long after an attempt with an unknown outcome the provider is asked whether there is a customer at all.
pub(super) const PATIENCE_MS: i64 = 5_000;

/// Each ends the run.
impl Run<'_> {
    pub(super) fn answer<T>(&mut self, status: u16, content: Content, view: &'static str) -> Way<T> {
        self.end(status, content, view);
        None
    }

    fn end(&mut self, status: u16, content: Content, view: &'static str) {
        self.step = Some(Step::Answer(Answer { status, headers: vec![], content, view }));
    }

    pub(super) fn refuse<T>(&mut self, refusal: &'static Refusal) -> Way<T> {
        self.turn_away(refusal);
        None
    }

    fn turn_away(&mut self, Refusal(status, code): &'static Refusal) {
        self.end(*status, Content::Refused(code), "error");
    }

    /// Refuses for so long.
    pub(super) fn refuse_for<T>(&mut self, refusal: &'static Refusal, wait_ms: i64) -> Way<T> {
        self.turn_away(refusal);
        self.after(wait_ms);
        None
    }

    /// Ends with what has failed: `{ code, retryAfterMs }`.
    pub(super) fn fail<T>(&mut self, error: &UntrustedValue) -> Way<T> {
        self.tell_of_error(error);
        None
    }

    fn tell_of_error(&mut self, error: &UntrustedValue) {
        let code = code_of(error);
        self.tell_of(code);
        if let Some(wait_ms) = number(error, "retryAfterMs") {
            self.after(wait_ms);
        } else if code == ErrorCode::OutcomeUnknown {
            self.after(PATIENCE_MS);
        }
    }

    /// Ends with a failure of ours.
    pub(super) fn fail_with<T>(&mut self, code: ErrorCode) -> Way<T> {
        self.tell_of(code);
        None
    }

    /// Ends where nobody knows whether there is a customer: whoever asks again in a while may learn it.
    pub(super) fn fail_unknown<T>(&mut self) -> Way<T> {
        self.tell_of(ErrorCode::OutcomeUnknown);
        self.after(PATIENCE_MS);
        None
    }

    /// A person whose details need another look gets the form back.
    fn tell_of(&mut self, code: ErrorCode) {
        let status = code.http_status();
        self.end(status, Content::Failed(code), if status == 422 { "form" } else { "error" });
    }

    /// Adds a header to the answer.
    pub(super) fn header(&mut self, name: &'static str, value: &str) {
        if let Some(Step::Answer(answer)) = &mut self.step {
            answer.headers.push((name, value.to_owned()));
        }
    }

    /// Asks for patience, in whole seconds and never in none (RFC 9110 section 10.2.3).
    fn after(&mut self, wait_ms: i64) {
        self.header("retry-after", &decimal(retry_after::seconds(wait_ms)));
    }
}

/// The code that a page is told: which of our credentials or calls a provider refuses is nobody's business there.
pub fn told(code: ErrorCode) -> ErrorCode {
    if code.http_status() == 502 { ErrorCode::UnexpectedResponse } else { code }
}

/// The code of an error.
pub(super) fn code_of(error: &UntrustedValue) -> ErrorCode {
    let code = ErrorCode::ALL.iter().find(|code| text(error, "code") == Some(code.as_str()));
    code.copied().unwrap_or(ErrorCode::Internal)
}

/// An object: the names of its fields, with a space between them, and their values.
pub(super) struct Map<'a>(pub(super) &'static str, pub(super) &'a [&'a dyn Json]);

impl Map<'_> {
    /// As what an answer says.
    pub(super) fn content(&self) -> Content {
        Content::Json(self.to_json())
    }
}

impl Json for Map<'_> {
    fn write(&self, out: &mut Writer) {
        out.object(|fields| self.0.split(' ').zip(self.1).for_each(|(name, value)| fields.any(name, *value)));
    }
}
