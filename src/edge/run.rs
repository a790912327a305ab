//! One replay of a request: the effects that it performs, and the response that it ends with.

use std::convert::Infallible;

use super::response::{Refusal, Response, UNKNOWN_OUTCOME_MS};
use super::step::{Effect, Step};
use crate::client::customer::Status;
use crate::client::error::ErrorCode;
use crate::provider::{self, Provider};
use crate::value::untrusted::UntrustedValue;

/// The result of a part of a request, unless the replay stopped in it.
pub(super) type Flow<T> = Result<T, Stop>;

/// The result of a part of a request that always ends the replay. A handler of a route that forgets to respond does not
/// compile.
pub(super) type End = Flow<Infallible>;

/// Where a replay stops: at an effect without an outcome, or at the response.
pub(super) struct Stop(pub(super) Box<Step>);

/// The outcome of an effect: a value, or an error as `{ code, retryAfterMs, operation, customerId }`.
pub(super) type Outcome<'a> = Result<&'a UntrustedValue<'a>, &'a UntrustedValue<'a>>;

/// One replay of a request.
pub(super) struct HandlerRun<'a> {
    pub(super) config: &'a UntrustedValue<'a>,
    pub(super) request: &'a UntrustedValue<'a>,
    outcomes: std::slice::Iter<'a, UntrustedValue<'a>>,
    /// The time of the latest outcome, in milliseconds since 1970-01-01 UTC.
    pub(super) now: i64,
    /// Whether the route is one that only people visit, so that every response is a page.
    pub(super) is_for_people: bool,
    /// What the handler's owner should check, although the request was not refused for it.
    pub(super) advice: Option<&'static str>,
}

impl<'a> HandlerRun<'a> {
    pub(super) fn new(
        config: &'a UntrustedValue<'a>,
        request: &'a UntrustedValue<'a>,
        outcomes: &'a [UntrustedValue<'a>],
    ) -> Self {
        let now = integer(request, "at").unwrap_or_default();
        Self { config, request, outcomes: outcomes.iter(), now, is_for_people: false, advice: None }
    }

    /// Returns the method of the request.
    pub(super) fn method(&self) -> &'a str {
        self.request.text_of("method").unwrap_or_default()
    }

    /// Returns a header of the request.
    pub(super) fn header(&self, name: &str) -> Option<&'a str> {
        self.request.field("headers")?.field(name)?.text()
    }

    /// Whether the configuration has this hook.
    pub(super) fn has_hook(&self, name: &str) -> bool {
        self.config.field(name).is_some_and(|hook| matches!(hook, UntrustedValue::Opaque))
    }

    /// Returns how long a request may wait for hooks, the store and the provider altogether, in milliseconds.
    pub(super) fn timeout(&self) -> i64 {
        integer(self.config, "timeout").unwrap_or_default()
    }

    /// Returns the path of the handler's routes.
    pub(super) fn base_path(&self) -> &'a str {
        self.config.text_of("basePath").unwrap_or_default()
    }

    /// Returns the id that tells this handler apart from others over the same store.
    pub(super) fn handler_id(&self) -> &'a str {
        self.config.text_of("id").unwrap_or_default()
    }

    /// Returns a provider and its part of the configuration; `None` where it is not configured.
    pub(super) fn configured_provider(&self, name: &str) -> Option<(&'static Provider, &'a UntrustedValue<'a>)> {
        Some((provider::provider(name)?, self.config.field("connections")?.field(name)?))
    }

    /// Returns the outcome of an effect, or stops until it has one.
    pub(super) fn perform(&mut self, effect: impl FnOnce() -> Effect) -> Flow<Outcome<'a>> {
        match self.outcomes.next() {
            Some(outcome) => self.accept(outcome),
            None => Err(Stop(Box::new(Step::Do(effect())))),
        }
    }

    fn accept(&mut self, outcome: &'a UntrustedValue<'a>) -> Flow<Outcome<'a>> {
        self.now = integer(outcome, "at").unwrap_or_default();
        match outcome.field("error") {
            None => Ok(Ok(outcome.field("value").unwrap_or(&UntrustedValue::Null))),
            // The deadline of the request has passed: the host performs nothing more.
            Some(error) if error.field("isLate").is_some_and(UntrustedValue::is_true) => {
                self.refuse_for(Refusal::NOT_NOW, 1)
            }
            Some(error) => Ok(Err(error)),
        }
    }

    /// Performs an effect that can fail only on our own side. A client does not get the details, because it could not
    /// act on them.
    pub(super) fn require(&mut self, effect: impl FnOnce() -> Effect) -> Flow<&'a UntrustedValue<'a>> {
        match self.perform(effect)? {
            Ok(value) => Ok(value),
            Err(_) => self.refuse_for(Refusal::NOT_NOW, 1),
        }
    }

    /// Performs such an effect whose value is a string.
    pub(super) fn require_text(&mut self, effect: impl FnOnce() -> Effect) -> Flow<&'a str> {
        Ok(self.require(effect)?.text().unwrap_or_default())
    }

    /// Ends the request with a response.
    pub(super) fn respond<T>(&mut self, response: Response) -> Flow<T> {
        Err(Stop(Box::new(Step::Respond(response))))
    }

    pub(super) fn refuse<T>(&mut self, refusal: Refusal) -> Flow<T> {
        self.respond(Response::refusal(refusal))
    }

    /// Refuses the request and names the time after which the client may try again.
    pub(super) fn refuse_for<T>(&mut self, refusal: Refusal, wait_ms: i64) -> Flow<T> {
        self.respond(Response::refusal(refusal).with_retry_after(wait_ms))
    }

    /// Ends the request with the error of an effect.
    pub(super) fn fail<T>(&mut self, error: &UntrustedValue) -> Flow<T> {
        let code = error_code(error);
        match integer(error, "retryAfterMs") {
            Some(wait_ms) => self.respond(Response::failure(code).with_retry_after(wait_ms)),
            None => self.fail_with(code),
        }
    }

    /// Ends the request with this error. If the outcome of a create is unknown, a later request may find it out.
    pub(super) fn fail_with<T>(&mut self, code: ErrorCode) -> Flow<T> {
        let response = Response::failure(code);
        self.respond(match code {
            ErrorCode::OutcomeUnknown => response.with_retry_after(UNKNOWN_OUTCOME_MS),
            _ => response,
        })
    }
}

/// Returns the code of an effect's error.
pub(super) fn error_code(error: &UntrustedValue) -> ErrorCode {
    let code = ErrorCode::ALL.iter().find(|code| error.text_of("code") == Some(code.as_str()));
    code.copied().unwrap_or(ErrorCode::Internal)
}

/// Returns the status that a customer or a record has.
pub(super) fn status_field(object: &UntrustedValue) -> Option<Status> {
    object.text_of("status").and_then(Status::parse)
}

/// Returns an integer field of an object.
pub(super) fn integer(object: &UntrustedValue, name: &str) -> Option<i64> {
    object.field(name)?.integer()
}
