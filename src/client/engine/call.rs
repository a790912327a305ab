//! Calls: a request, all attempts to send it, and what its response says.

use super::once::make_once;
use super::{Effect, OrSuspended, Performed, Replay};
use crate::client::call::{build_template, parse_response};
use crate::client::connection::Connection;
use crate::client::connection::call_options::CallOptions;
use crate::client::endpoint::{Endpoint, Output};
use crate::client::error::{Error, ErrorCode};
use crate::client::exchange::retry::{Attempts, Limits};
use crate::client::exchange::{AfterAttempt, Exchange, Moment};
use crate::client::http::{HttpRequest, HttpResponse};
use crate::value::untrusted::UntrustedValue;

/// What the requests of a call, or of a flow of several, have in common.
#[derive(Clone, Copy)]
pub(crate) struct Caller<'c> {
    pub(crate) connection: &'c Connection,
    /// They have passed [`Connection::check_call`].
    pub(crate) options: &'c CallOptions,
    /// Whether the idempotency key of the options is for the request that creates a customer, and for no other.
    pub(crate) is_key_for_create: bool,
    pub(crate) clock: Clock,
}

impl<'c> Caller<'c> {
    /// A flow on its own, whose deadline begins with it.
    pub(crate) fn alone(connection: &'c Connection, options: &'c CallOptions, limits: Limits) -> Self {
        Self { connection, options, is_key_for_create: true, clock: Clock { limits, timeout_ms: None, began_ms: 0 } }
    }
}

/// The time that requests have.
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
    caller: Caller,
) -> OrSuspended<Performed<'a, &'a Output>> {
    make_once(run, |run| output_of(run, endpoint, input, caller))
}

/// Calls an operation, and returns an output that is not kept. The request is built once.
pub(crate) fn output_of(
    run: &mut dyn Replay<'_>,
    endpoint: &'static Endpoint,
    input: &UntrustedValue,
    Caller { connection, options, is_key_for_create, clock }: Caller,
) -> OrSuspended<Result<Output, Error>> {
    let now = run.state().place.now;
    let request = make_once(run, |_| {
        let template = build_template(endpoint, input.clone(), connection.policy, now);
        Ok(template.and_then(|mut template| {
            template.takes_key &= !is_key_for_create || endpoint.creates_customer();
            connection.complete(endpoint, template, options)
        }))
    })?;
    let (response, attempts) = match request {
        Ok(request) => match send(run, (endpoint, request), clock)? {
            Ok(received) => received,
            Err(error) => return Ok(Err(error)),
        },
        Err(failed) => return Ok(Err(failed.error().clone())),
    };
    let parse = connection.parse_options_of(options, run.state().place.now);
    let output = parse_response(endpoint, response, Some(input), &parse);
    Ok(output.map_err(|error| attempts.conclude(endpoint, error)))
}

/// Sends a request, again where that is safe and may help, and returns the last response, with the attempts before it.
pub(crate) fn send<'a>(
    run: &mut dyn Replay<'a>,
    (endpoint, request): (&'static Endpoint, &HttpRequest),
    Clock { limits, timeout_ms, began_ms }: Clock,
) -> OrSuspended<Result<(&'a HttpResponse<'a>, Attempts), Error>> {
    let (url, attempts) = (request.url.as_str(), Attempts::of(request));
    let mut exchange = Exchange { endpoint, url, limits, timeout_ms, attempts };
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
            Err(error) => Err(error.clone()),
        };
        let state = run.state();
        let elapsed_ms = state.place.elapsed_ms.saturating_sub(began_ms);
        let moment = || Moment { elapsed_ms, now: state.place.now, random: state.random };
        match exchange.after_attempt(result, moment) {
            Ok(AfterAttempt::Wait { ms }) => {
                let _ = run.ask(&|| Effect::Wait { ms })?;
            }
            Ok(AfterAttempt::Respond(response)) => return Ok(Ok((response, exchange.attempts))),
            Err(error) => return Ok(Err(error)),
        }
    }
}
