//! Calls and flows that the wrapper drives: it performs what they ask for. One stays in the instance in which it began.

use std::cell::Cell;

use super::http::{field, integer, part, provider, response};
use super::write_error;
use crate::client::connection::Connection;
use crate::client::connection::call_options::CallOptions;
use crate::client::endpoint::Endpoint;
use crate::client::engine::call::{Caller, Clock, send};
use crate::client::engine::outcome::Outcome;
use crate::client::engine::running::{Ended, Next, Running};
use crate::client::engine::{Effect, OrSuspended, Replay};
use crate::client::error::{Error, ErrorCode};
use crate::client::exchange::attempts::Attempts;
use crate::client::exchange::effect_error::EffectError;
use crate::client::exchange::retry::Limits;
use crate::client::http::headers::IDEMPOTENCY_KEY;
use crate::client::http::{HttpRequest, Method};
use crate::client::onboarding::flow::{OnboardingFlow, require_applicant, run_flow};
use crate::client::onboarding::reconcile::{Window, candidates};
use crate::js::arguments::Arguments;
use crate::provider::{self, own};
use crate::value::json::{Fields, Json, Writer};
use crate::value::untrusted::{Object, UntrustedValue};

thread_local! {
    /// What has begun in this instance and not ended, by the numbers that the wrapper has given. What the wrapper gives up
    /// stays until it drops the instance, which is when its memory is full. A call takes it out and puts it back: a
    /// `RefCell` would bring the formatting of its panics along.
    static RUNNING: Cell<Vec<(i64, Written)>> = const { Cell::new(vec![]) };
}

/// Its result is JSON.
type Written = Running<'static, String>;

/// `send_request(number, ended?, begin?)`: `{ effect, ... }`, `{ outcome }` or `{ error }`. `ended` is what the last effect
/// ended with, `[at, elapsed_ms, result]`. `begin` begins it: `{ operation, definition?, url, key?, timeout, maxRetries,
/// deadline?, now, random }`. The wrapper has the request. The outcome is what is known of the attempts before the last one.
pub(super) fn send_request(arguments: &Arguments, out: &mut Writer) -> Result<(), Error> {
    proceed(arguments, out, |given| {
        let endpoint = endpoint(given.text_of("operation").unwrap_or_default(), field(given, "definition"))?;
        let key = given.owned_text_of("key").map(|key| (IDEMPOTENCY_KEY.to_owned(), key));
        let url = given.owned_text_of("url").unwrap_or_default();
        let request = HttpRequest { method: Method::Post, url, headers: key.into_iter().collect(), body: None };
        let clock = clock(given)?;
        Ok(Running::new(begun(given)?, move |run| {
            let sent = send(run, (endpoint, &request), clock)?;
            Ok(sent.map(|(_, attempts)| Packed(&attempts).to_json()))
        }))
    })
}

/// `onboard(number, ended?, begin?)`: the same for `{ provider, config, options, applicant, timeout, maxRetries, deadline?,
/// now, random }`
pub(super) fn onboard(arguments: &Arguments, out: &mut Writer) -> Result<(), Error> {
    proceed(arguments, out, |given| {
        flow(given, |run, flow, applicant, caller| {
            let outcome = run_flow(run, flow, require_applicant(flow, applicant.clone()), caller, flow.run)?;
            Ok(outcome.map(|outcome| outcome.to_json()))
        })
    })
}

/// `reconcile(number, ended?, begin?)`: the same for every customer that may be the one. `begin` has `sentAt` and
/// `answeredBy`, too.
pub(super) fn reconcile(arguments: &Arguments, out: &mut Writer) -> Result<(), Error> {
    proceed(arguments, out, |given| {
        let window =
            Window { sent_at: integer(field(given, "sentAt"))?, ended_at: integer(field(given, "answeredBy"))? };
        flow(given, move |run, flow, applicant, caller| {
            let found = candidates(run, flow, require_applicant(flow, applicant.clone()), caller, window)?;
            Ok(found.map(|found| found.to_json()))
        })
    })
}

/// Takes a step of what has this number, or begins it.
fn proceed(
    arguments: &Arguments,
    out: &mut Writer,
    begin: impl FnOnce(&UntrustedValue) -> Result<Written, Error>,
) -> Result<(), Error> {
    let number = arguments.integer(0)?;
    let begun = arguments.given(2).map(begin).transpose()?;
    let ended = arguments.given(1).map(ended).transpose()?;
    let mut all = RUNNING.take();
    let known = all.iter().position(|(known, _)| *known == number).map(|at| all.swap_remove(at).1);
    let next = match begun.or(known) {
        Some(mut running) => running.proceed(ended).map(|next| (next, running)),
        None => Err(ErrorCode::Internal.into()),
    };
    out.object(|fields| match next {
        Ok((Next::Done(outcome), _)) => fields.member("outcome").raw(&outcome),
        Ok((Next::Perform(effect), running)) => {
            write_effect(&effect, fields);
            all.push((number, running));
        }
        Err(error) => write_error(&error, fields.member("error")),
    });
    RUNNING.set(all);
    Ok(())
}

/// Begins a flow with this code.
fn flow(
    given: &UntrustedValue,
    code: impl Fn(
        &mut dyn Replay,
        &'static OnboardingFlow,
        &UntrustedValue<'static>,
        Caller,
    ) -> OrSuspended<Result<String, Error>>
    + Send
    + 'static,
) -> Result<Written, Error> {
    let provider = provider(field(given, "provider"))?;
    let connection = Connection::open_known(provider.service, field(given, "config"))?;
    let options = CallOptions::parse(field(given, "options").object().unwrap_or(&Object::new()))?;
    let (clock, applicant) = (clock(given)?, field(given, "applicant").to_static());
    Ok(Running::new(begun(given)?, move |run| {
        let caller = Caller { connection: &connection, options: &options, is_key_for_create: true, clock };
        code(run, provider.onboarding, &applicant, caller)
    }))
}

/// Reads `{ now, random }`.
fn begun(given: &UntrustedValue) -> Result<(i64, u32), Error> {
    let random = u32::try_from(integer(field(given, "random"))?).unwrap_or_default();
    Ok((integer(field(given, "now"))?, random))
}

/// Reads `{ timeout?, maxRetries, deadline? }`.
fn clock(given: &UntrustedValue) -> Result<Clock, Error> {
    let deadline_ms = field(given, "deadline").integer();
    let limits = Limits { max_retries: integer(field(given, "maxRetries"))?, deadline_ms };
    Ok(Clock { limits, timeout_ms: field(given, "timeout").integer(), began_ms: 0 })
}

/// Finds the endpoint of an operation, at the provider with this definition if there is one.
fn endpoint(operation: &str, definition: &UntrustedValue) -> Result<&'static Endpoint, Error> {
    let Some(own) = definition.text().and_then(own::define) else { return provider::find_endpoint(operation) };
    let found = own.endpoints.iter().find(|endpoint| endpoint.name() == operation);
    found.copied().ok_or_else(|| ErrorCode::Internal.into())
}

/// Reads `[at, elapsed_ms, result]`: a response, `{ code, wasSent, status?, hint? }`, or null after a wait.
fn ended(given: &UntrustedValue) -> Result<Ended, Error> {
    let result = part(given, 2);
    let result = match result {
        UntrustedValue::Null => Ok(None),
        UntrustedValue::Object(_) => Err(failure(result)?),
        _ => Ok(Some(response(&result.to_static())?)),
    };
    Ok(Outcome { at: integer(part(given, 0))?, elapsed_ms: integer(part(given, 1))?, result })
}

/// Reads `{ code, wasSent, status?, hint? }`.
fn failure(given: &UntrustedValue) -> Result<EffectError, Error> {
    Ok(EffectError {
        status: field(given, "status").integer().and_then(|status| u16::try_from(status).ok()),
        hint: given.owned_text_of("hint"),
        was_not_sent: !field(given, "wasSent").is_true(),
        ..EffectError::unanswered(given.text_of("code").unwrap_or_default())?
    })
}

/// Writes `{ effect: "request", operation, request, timeoutMs? }` or `{ effect: "wait", ms }`.
fn write_effect(effect: &Effect, fields: &mut Fields) {
    match effect {
        Effect::Request { endpoint, request, timeout_ms, .. } => {
            fields.text("effect", "request");
            fields.text("operation", endpoint.name());
            fields.field("request", request);
            fields.optional("timeoutMs", timeout_ms.as_ref());
        }
        Effect::Wait { ms } => {
            fields.text("effect", "wait");
            fields.field("ms", ms);
        }
    }
}

/// What is known of attempts, as the wrapper passes it on with the last response.
struct Packed<'a>(&'a Attempts);

impl Json for Packed<'_> {
    fn write(&self, out: &mut Writer) {
        out.object(|fields| {
            fields.optional("idempotencyKey", self.0.idempotency_key.as_ref());
            fields.field("mayHaveArrived", &self.0.may_have_arrived);
        });
    }
}
