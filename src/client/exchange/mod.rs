//! One request and all attempts to send it. The handler, the transports and the JavaScript client send, wait and read
//! their clocks; what comes next is decided here.
//!
//! ```text
//! before_attempt ──▶ send within this time ──▶ after_attempt ──▶ the response, or the error of the call
//!        ▲                                          │
//!        └────────────── wait this long ◀───────────┘
//! ```

pub(crate) mod attempts;
pub(crate) mod effect_error;
pub(crate) mod no_response;
pub mod retry;

use std::borrow::Borrow;

use crate::client::endpoint::Endpoint;
use crate::client::endpoint::error_response::with_create_advice;
use crate::client::error::{Error, ErrorCode};
use crate::client::exchange::attempts::Attempts;
use crate::client::exchange::effect_error::EffectError;
use crate::client::exchange::no_response::no_response;
use crate::client::exchange::retry::{FailedAttempt, Limits, Progress, may_have_created, wait_ms};
use crate::client::http::{HttpResponse, SUCCESS};
use crate::value::url::{host_of, is_loopback_url};

/// What is known of a request's attempts.
pub(crate) struct Exchange<'r> {
    pub(crate) endpoint: &'static Endpoint,
    pub(crate) url: &'r str,
    pub(crate) limits: Limits,
    /// The longest that one attempt may take, in milliseconds.
    pub(crate) timeout_ms: Option<i64>,
    /// The attempts before the last one.
    pub(crate) attempts: Attempts,
}

/// The codes of the failures of an attempt that a client has made. Any other failure is a mistake of its caller: nothing
/// was sent, and there is nothing to repeat.
#[doc(hidden)]
pub static UNANSWERED: [ErrorCode; 4] =
    [ErrorCode::Network, ErrorCode::Timeout, ErrorCode::Aborted, ErrorCode::UnexpectedResponse];

/// When an attempt ended.
#[derive(Clone, Copy)]
pub(crate) struct Moment {
    /// Milliseconds since the deadline began to run.
    pub(crate) elapsed_ms: i64,
    /// Milliseconds since 1970-01-01 UTC.
    pub(crate) now: i64,
    /// A random number, uniform over all values.
    pub(crate) random: u32,
}

/// What follows an attempt.
pub(crate) enum AfterAttempt<R> {
    /// Another attempt, after this wait.
    Wait { ms: i64 },
    /// This response is the last.
    Respond(R),
}

impl Exchange<'_> {
    /// Returns how long the next attempt may take in milliseconds, if there is a limit.
    ///
    /// # Errors
    ///
    /// The error of the call, if the deadline has passed: a request that cannot be waited for is not sent.
    pub(crate) fn before_attempt(&self, elapsed_ms: i64) -> Result<Option<i64>, Error> {
        let left_ms = self.limits.deadline_ms.map(|deadline| deadline.saturating_sub(elapsed_ms));
        match (self.timeout_ms, left_ms) {
            (_, Some(left_ms)) if left_ms <= 0 => {
                Err(self.error(EffectError { was_not_sent: true, ..EffectError::new(ErrorCode::Timeout) }))
            }
            (Some(timeout_ms), Some(left_ms)) => Ok(Some(timeout_ms.min(left_ms))),
            (timeout_ms, left_ms) => Ok(timeout_ms.or(left_ms)),
        }
    }

    /// Decides what follows an attempt. `moment` is read only if it has failed.
    ///
    /// # Errors
    ///
    /// The error of the call, if the last attempt has no response.
    pub(crate) fn after_attempt<'a, R: Borrow<HttpResponse<'a>>>(
        &mut self,
        result: Result<R, EffectError>,
        moment: impl FnOnce() -> Moment,
    ) -> Result<AfterAttempt<R>, Error> {
        let result = match result {
            Ok(response) if response.borrow().is_success() => return Ok(AfterAttempt::Respond(response)),
            result => result,
        };
        let failure = match &result {
            Ok(response) => FailedAttempt::Response(response.borrow()),
            Err(reason) => FailedAttempt::NoResponse(reason.code),
        };
        let Moment { elapsed_ms, now, random } = moment();
        let (attempts, is_keyed) = (self.attempts.next_number(), self.attempts.is_keyed());
        let progress = Progress { attempts, elapsed_ms, now, random, is_keyed };
        match wait_ms(self.endpoint, &failure, self.limits, progress) {
            Some(ms) => {
                // A create may be sent several times with one key. It may have been carried out by any that was not refused.
                self.attempts.add_failed(match &result {
                    Ok(response) => may_have_created(self.endpoint, response.borrow(), now),
                    Err(reason) => !reason.was_not_sent,
                });
                Ok(AfterAttempt::Wait { ms })
            }
            None => result.map(AfterAttempt::Respond).map_err(|reason| self.error(reason)),
        }
    }

    /// Returns the error of the call, whose last attempt has no usable response.
    fn error(&self, EffectError { code, was_not_sent, status, hint }: EffectError) -> Error {
        let mut error = match code {
            ErrorCode::Network | ErrorCode::Timeout | ErrorCode::Aborted => {
                no_response(self.endpoint, code, !was_not_sent)
            }
            _ => self.endpoint.attribute(Error::new(code)),
        };
        error.details.status = status;
        let is_unreached = code == ErrorCode::Network && was_not_sent;
        if let Some(hint) = hint.or_else(|| is_unreached.then(|| unreached(self.url))) {
            error = error.with_hint(hint);
        }
        if code == ErrorCode::UnexpectedResponse && status.is_some_and(|status| SUCCESS.contains(&status)) {
            error = with_create_advice(self.endpoint, error);
        }
        self.attempts.conclude(self.endpoint, error)
    }
}

/// Says where no connection could be made to.
fn unreached(url: &str) -> String {
    let is_https_here = url.starts_with("https:") && is_loopback_url(url);
    let advice = if is_https_here { " with https: a sandbox on this machine has http://" } else { "" };
    ["No connection could be made to ", host_of(url), advice, "."].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::endpoint::RetrySafety;
    use crate::provider::endpoints;

    const MOMENT: Moment = Moment { elapsed_ms: 0, now: 0, random: 0 };

    /// A request that may be repeated.
    fn exchange(limits: Limits, timeout_ms: Option<i64>) -> Exchange<'static> {
        Exchange {
            endpoint: endpoints().find(|endpoint| endpoint.retry == RetrySafety::Retryable).unwrap(),
            url: "https://localhost:4010/x",
            limits,
            timeout_ms,
            attempts: Attempts::default(),
        }
    }

    fn lost(exchange: &mut Exchange, was_sent: bool) -> Result<AfterAttempt<HttpResponse<'static>>, Error> {
        let failure = EffectError { was_not_sent: !was_sent, ..EffectError::new(ErrorCode::Network) };
        exchange.after_attempt(Err(failure), || MOMENT)
    }

    #[test]
    fn an_attempt_ends_with_its_own_time_or_the_deadline() {
        let mut limits = Limits::new();
        assert_eq!(exchange(limits, None).before_attempt(0).ok(), Some(None));
        assert_eq!(exchange(limits, Some(30)).before_attempt(99).ok(), Some(Some(30)));
        limits.deadline_ms = Some(100);
        for (timeout_ms, elapsed_ms, expected) in [
            (Some(30), 0, Some(Some(30))),
            (Some(30), 80, Some(Some(20))),
            (None, 99, Some(Some(1))),
            (None, 100, None),
        ] {
            let found = exchange(limits, timeout_ms).before_attempt(elapsed_ms);
            assert_eq!(found.as_ref().ok().copied(), expected, "{timeout_ms:?} after {elapsed_ms}");
            let Err(error) = found else { continue };
            assert_eq!((error.code(), error.is_retryable(), error.hint()), (ErrorCode::Timeout, true, None));
        }
    }

    #[test]
    fn a_create_that_may_have_arrived_is_not_known_to_be_missing_at_the_deadline() {
        let mut create = exchange(Limits::new(), None);
        create.endpoint = endpoints().find(|endpoint| endpoint.requires_key()).unwrap();
        create.attempts.idempotency_key = Some("k-1".to_owned());
        assert!(matches!(lost(&mut create, true), Ok(AfterAttempt::Wait { ms: 0 })));
        create.limits.deadline_ms = Some(1);
        let error = create.before_attempt(1).unwrap_err();
        assert_eq!((error.code(), error.idempotency_key()), (ErrorCode::OutcomeUnknown, Some("k-1")));
    }

    #[test]
    fn an_error_without_a_connection_says_to_where() {
        for (url, host) in [
            ("http://localhost:4010/x", "localhost:4010"),
            ("https://kyc.example/x", "kyc.example"),
            ("https://localhost:4010/x", "localhost:4010 with https: a sandbox on this machine has http://"),
        ] {
            let mut exchange = exchange(Limits::new().max_retries(0), None);
            exchange.url = url;
            let error = lost(&mut exchange, false).err().unwrap();
            assert_eq!(error.hint(), Some(format!("No connection could be made to {host}.").as_str()));
        }
    }

    #[test]
    fn the_error_of_a_call_says_why_it_has_no_response() {
        for code in UNANSWERED {
            let mut exchange = exchange(Limits::new().max_retries(0), None);
            let failure = EffectError { was_not_sent: true, ..EffectError::new(code) };
            let error = exchange.after_attempt::<HttpResponse>(Err(failure), || MOMENT).err().unwrap();
            assert_eq!(error.code(), code, "the error of the call says why");
        }
    }

    #[test]
    fn only_a_success_is_final_without_a_decision() {
        for (status, is_final) in [(199, false), (200, true), (299, true), (300, false), (503, false)] {
            let response = HttpResponse::new(status, [], b"{}");
            let mut moments = 0;
            let next = exchange(Limits::new(), None).after_attempt(Ok(response), || {
                moments += 1;
                MOMENT
            });
            assert!(next.is_ok());
            assert_eq!(moments == 0, is_final, "{status}");
        }
    }

    #[test]
    fn a_response_that_cannot_be_used_is_final() {
        let mut get = exchange(Limits::new(), None);
        let unusable = EffectError { status: Some(200), ..EffectError::new(ErrorCode::UnexpectedResponse) };
        let error = get.after_attempt::<HttpResponse>(Err(unusable), || MOMENT).err().unwrap();
        assert_eq!((error.code(), error.status()), (ErrorCode::UnexpectedResponse, Some(200)));
        assert_eq!(error.operation(), Some(get.endpoint.name()));
    }

    #[test]
    fn a_create_whose_success_cannot_be_used_says_how_to_go_on() {
        const REASON: &str = "It is too large.";
        const ADVICE: &str = "It is too large. Look for the customer before you create another.";
        let hint_after = |may_have_arrived, endpoint, status| {
            let attempts = Attempts { may_have_arrived, ..Attempts::default() };
            let exchange = Exchange { endpoint, attempts, ..exchange(Limits::new(), None) };
            let failure = EffectError::new(ErrorCode::UnexpectedResponse);
            exchange.error(EffectError { status, hint: Some(REASON.to_owned()), ..failure }).hint().map(str::to_owned)
        };
        let hint = |endpoint, status| hint_after(false, endpoint, status);
        let create = endpoints().find(|endpoint| endpoint.creates_customer() && !endpoint.requires_key()).unwrap();
        let read = endpoints().find(|endpoint| endpoint.retry == RetrySafety::Retryable).unwrap();
        assert_eq!(hint(create, Some(201)).as_deref(), Some(ADVICE));
        let keyed = endpoints().find(|endpoint| endpoint.requires_key()).unwrap();
        for (may_have_arrived, status) in [(true, None), (true, Some(302)), (false, Some(201)), (true, Some(201))] {
            let hint = hint_after(may_have_arrived, keyed, status).unwrap();
            assert_eq!(hint.matches("Repeat the create").count(), 1, "{may_have_arrived}, {status:?}: {hint}");
        }
        assert_eq!(hint(create, Some(302)).as_deref(), Some(REASON));
        assert_eq!(hint(create, None).as_deref(), Some(REASON));
        assert_eq!(hint(read, Some(200)).as_deref(), Some(REASON));
    }
}
