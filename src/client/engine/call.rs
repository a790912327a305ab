//! Calls: a request, all attempts to send it, and what its response says.

use super::once::make_once;
use super::outcome::EffectError;
use super::{Effect, OrSuspended, Performed, Replay};
use crate::client::call::{build_request_with, parse_response};
use crate::client::connection::Connection;
use crate::client::connection::call_options::CallOptions;
use crate::client::endpoint::{Endpoint, Output};
use crate::client::error::{Error, ErrorCode};
use crate::client::exchange::retry::{Attempts, Limits};
use crate::client::exchange::{Exchange, Moment, Next, Unanswered};
use crate::client::http::{HttpRequest, HttpResponse};
use crate::value::untrusted::UntrustedValue;

/// The time of a call, or of a flow of several.
#[derive(Clone, Copy)]
pub(crate) struct Clock {
    pub(crate) limits: Limits,
    /// The longest that one attempt may take, in milliseconds.
    pub(crate) timeout_ms: Option<i64>,
    /// When the deadline began to run, in milliseconds from the beginning of the code.
    pub(crate) began_ms: i64,
}

/// Calls an operation once.
pub(crate) fn call<'a>(
    run: &mut dyn Replay<'a>,
    endpoint: &'static Endpoint,
    input: &UntrustedValue,
    (connection, options): (&Connection, &CallOptions),
    clock: Clock,
) -> OrSuspended<Performed<'a, &'a Output>> {
    make_once(run, |run| {
        let now = run.state().place.now;
        let request = make_once(run, |_| Ok(build_request_with(endpoint, input, connection, options, now)))?;
        let request: &HttpRequest = match request {
            Ok(request) => request,
            Err(failed) => return Ok(Err(failed.error().clone())),
        };
        let (response, attempts) = match send(run, (endpoint, request, None), clock)? {
            Ok(received) => received,
            Err(error) => return Ok(Err(error)),
        };
        let parse = connection.parse_options_of(options, run.state().place.now);
        let output = parse_response(endpoint, response, Some(input), &parse);
        Ok(output.map_err(|error| attempts.conclude(endpoint, error)))
    })
}

/// Sends a request, again where that is safe and may help, and returns the last response, with the attempts before it.
/// Every error has the `customer_id`.
pub(crate) fn send<'a>(
    run: &mut dyn Replay<'a>,
    (endpoint, request, customer_id): (&'static Endpoint, &HttpRequest, Option<&str>),
    Clock { limits, timeout_ms, began_ms }: Clock,
) -> OrSuspended<Result<(&'a HttpResponse<'a>, Attempts), Error>> {
    let (url, attempts) = (request.url.as_str(), Attempts::of(request));
    let mut exchange = Exchange { endpoint, url, limits, timeout_ms, customer_id, attempts };
    loop {
        let elapsed_ms = run.state().place.elapsed_ms.saturating_sub(began_ms);
        let timeout_ms = match exchange.before_attempt(elapsed_ms) {
            Ok(timeout_ms) => timeout_ms,
            Err(error) => return Ok(Err(error)),
        };
        let attempt = exchange.attempts.next_number();
        let result = match run.ask(&|| Effect::Request { endpoint, request: request.clone(), attempt, timeout_ms })? {
            Ok(Some(response)) => Ok(response),
            Ok(None) => return Ok(Err(endpoint.attribute(Error::new(ErrorCode::Internal)))),
            Err(error) => Err(Unanswered::from(error)),
        };
        let state = run.state();
        let elapsed_ms = state.place.elapsed_ms.saturating_sub(began_ms);
        let moment = || Moment { elapsed_ms, now: state.place.now, random: state.jitter() };
        match exchange.after_attempt(result, moment) {
            Ok(Next::Wait { ms }) => {
                let _ = run.ask(&|| Effect::Wait { ms })?;
            }
            Ok(Next::Respond(response)) => return Ok(Ok((response, exchange.attempts))),
            Err(error) => return Ok(Err(error)),
        }
    }
}

impl From<&EffectError> for Unanswered {
    fn from(error: &EffectError) -> Self {
        let EffectError { code, was_not_sent, status, hint } = error.clone();
        Self { code, was_sent: !was_not_sent, status, hint }
    }
}
