//! The calls that build requests, parse responses, onboard applicants and verify webhooks.

use super::{edge, write_error};
use crate::client::call as client_call;
use crate::client::connection::Connection;
use crate::client::endpoint::Endpoint;
use crate::client::error::Error;
use crate::client::link::{self, KycUrl, LinkRules};
use crate::client::onboarding::onboard;
use crate::client::onboarding::reconcile::{self, Window};
use crate::client::parse_options::ParseOptions;
use crate::client::retry::{self, FailedAttempt, Limits, Progress};
use crate::client::webhook::{self, MaxAge};
use crate::js::calls::Call;
use crate::js::unpack::Arguments;
use crate::provider::{self, Provider};
use crate::value::json::{Json, Writer};
use crate::value::untrusted::{Object, UntrustedValue};

/// Runs a call of this file or of [`super::edge`]; `None` if neither has the call.
pub(super) fn dispatch(call: Call, arguments: &Arguments, out: &mut Writer) -> Option<Result<(), Error>> {
    Some(match call {
        Call::BuildRequest => build_request(arguments, out),
        Call::ParseResponse => parse_response(arguments, out),
        Call::CheckConfig => check_config(arguments, out),
        Call::NoResponse => no_response(arguments, out),
        Call::WaitMs => wait_ms(arguments, out),
        Call::Onboard => onboard(arguments, out),
        Call::Reconcile => reconcile(arguments, out),
        Call::ToInput => to_input(arguments, out),
        Call::SafeKycUrl => safe_kyc_url(arguments, out),
        Call::MsUntilExpiry => ms_until_expiry(arguments, out),
        Call::IsExpired => is_expired(arguments, out),
        Call::CheckWebhook => check_webhook(arguments, out),
        Call::ReadWebhook => read_webhook(arguments, out),
        Call::CheckEdge => edge::check(arguments, out),
        Call::Edge => edge::step(arguments, out),
        _ => return None,
    })
}

/// `build_request(operation, input, config, now)`
fn build_request(arguments: &Arguments, out: &mut Writer) -> Result<(), Error> {
    let endpoint = endpoint_arg(arguments, 0)?;
    let connection = Connection::open(endpoint.service, arguments.get(2))?;
    let mut request = client_call::build_request(endpoint, arguments.get(1), &connection, arguments.integer(3)?)?;
    let body = request.body.take();
    request.write(out);
    // The body is already JSON: `lib/request.js` reads it after the line break.
    if let Some(body) = &body {
        out.parts(&["\n", body]);
    }
    Ok(())
}

/// `parse_response(operation, response, input, options)`
fn parse_response(arguments: &Arguments, out: &mut Writer) -> Result<(), Error> {
    let input = Some(arguments.get(2)).filter(|input| !input.is_absent());
    let options = ParseOptions::parse(arguments.get(3).object().unwrap_or(&Object::new()))?;
    client_call::parse_response(endpoint_arg(arguments, 0)?, &arguments.response(1)?, input, &options)?.write(out);
    Ok(())
}

/// `check_config(provider, config)`: validates the configuration of a client
fn check_config(arguments: &Arguments, out: &mut Writer) -> Result<(), Error> {
    Connection::open(provider_arg(arguments.text(0))?.service, arguments.get(1))?.links.allow_loopback.write(out);
    Ok(())
}

/// `no_response(operation, code, was_sent, customer_id?)`: the error for a request without a response
fn no_response(arguments: &Arguments, out: &mut Writer) -> Result<(), Error> {
    let was_sent = arguments.get(2).is_true();
    let error = client_call::no_response(endpoint_arg(arguments, 0)?, arguments.error_code(1)?, was_sent);
    let error = match arguments.get(3).text() {
        Some(id) => error.with_existing_customer(id),
        None => error,
    };
    write_error(&error, out);
    Ok(())
}

/// `wait_ms(operation, response_or_code, { maxRetries, deadlineMs?, attempts, elapsedMs, now, random, isKeyed })`; without
/// a response, the second argument is the error code of the failed attempt.
fn wait_ms(arguments: &Arguments, out: &mut Writer) -> Result<(), Error> {
    let response;
    let failure = match arguments.get(1) {
        UntrustedValue::Text(_) => FailedAttempt::NoResponse(arguments.error_code(1)?),
        _ => {
            response = arguments.response(1)?;
            FailedAttempt::Response(&response)
        }
    };
    let state = arguments.get(2);
    let limits = Limits {
        max_retries: integer_field(state, "maxRetries")?,
        deadline_ms: state.field("deadlineMs").and_then(UntrustedValue::integer),
    };
    let progress = Progress {
        attempts: integer_field(state, "attempts")?,
        elapsed_ms: integer_field(state, "elapsedMs")?,
        now: integer_field(state, "now")?,
        random: u32::try_from(integer_field(state, "random")?).unwrap_or_default(),
        is_keyed: state.field("isKeyed").is_some_and(UntrustedValue::is_true),
    };
    retry::wait_ms(endpoint_arg(arguments, 0)?, &failure, limits, progress).write(out);
    Ok(())
}

/// One step of `onboard(applicant, config, responses, { provider, now })`
fn onboard(arguments: &Arguments, out: &mut Writer) -> Result<(), Error> {
    let flow = arguments.get(3);
    let provider = provider_field(flow)?;
    let connection = Connection::open(provider.service, arguments.get(1))?;
    let responses = arguments.responses(2)?;
    let now = integer_field(flow, "now")?;
    onboard::step(provider.onboarding, arguments.get(0), &connection, &responses, now)?.write(out);
    Ok(())
}

/// One step of `reconcile(applicant, config, responses, { provider, now, sentAt, answeredBy })`: every customer that may be
/// the one
fn reconcile(arguments: &Arguments, out: &mut Writer) -> Result<(), Error> {
    let flow = arguments.get(3);
    let provider = provider_field(flow)?;
    let connection = Connection::open(provider.service, arguments.get(1))?;
    let responses = arguments.responses(2)?;
    let window = Window { sent_at: integer_field(flow, "sentAt")?, ended_at: integer_field(flow, "answeredBy")? };
    let now = integer_field(flow, "now")?;
    reconcile::matching_customers(provider.onboarding, arguments.get(0), &connection, window, &responses, now)?
        .write(out);
    Ok(())
}

/// `to_input(applicant, operation)`
fn to_input(arguments: &Arguments, out: &mut Writer) -> Result<(), Error> {
    provider::to_input(arguments.get(0), provider::find_operation(arguments.text(1))?)
        .ok_or_else(|| Error::config("An applicant is an object, and this operation takes none."))?
        .write(out);
    Ok(())
}

/// `safe_kyc_url(url, options)`
fn safe_kyc_url(arguments: &Arguments, out: &mut Writer) -> Result<(), Error> {
    KycUrl::parse(arguments.text(0), &link_rules(arguments, 1)?)?.as_str().write(out);
    Ok(())
}

/// `ms_until_expiry(link, now)`
fn ms_until_expiry(arguments: &Arguments, out: &mut Writer) -> Result<(), Error> {
    link::ms_until_expiry(arguments.expiry(0)?, arguments.integer(1)?).write(out);
    Ok(())
}

/// `is_expired(link, now, skew_ms)`
fn is_expired(arguments: &Arguments, out: &mut Writer) -> Result<(), Error> {
    link::is_expired(arguments.expiry(0)?, arguments.integer(1)?, arguments.integer(2)?).write(out);
    Ok(())
}

/// `check_webhook(provider, headers, keys)`: what has to be verified for a delivery
fn check_webhook(arguments: &Arguments, out: &mut Writer) -> Result<(), Error> {
    webhook::signature_check(provider_arg(arguments.text(0))?.webhook, arguments.get(1), arguments.get(2))?.write(out);
    Ok(())
}

/// `read_webhook(provider, body, max_age_ms, now)`
fn read_webhook(arguments: &Arguments, out: &mut Writer) -> Result<(), Error> {
    let max_age = match arguments.get(2) {
        UntrustedValue::Null => None,
        _ => Some(MaxAge { ms: arguments.integer(2)?, now: arguments.integer(3)? }),
    };
    webhook::parse_event(provider_arg(arguments.text(0))?.webhook, arguments.get(1), max_age)?.write(out);
    Ok(())
}

fn link_rules(arguments: &Arguments, at: usize) -> Result<LinkRules, Error> {
    LinkRules::parse(arguments.get(at).object().unwrap_or(&Object::new()))
}

/// Returns the provider with this name.
fn provider_arg(name: &str) -> Result<&'static Provider, Error> {
    provider::provider(name).ok_or_else(|| Error::config("There is no such provider."))
}

/// The provider that a record names.
fn provider_field(record: &UntrustedValue) -> Result<&'static Provider, Error> {
    provider_arg(record.field("provider").and_then(UntrustedValue::text).unwrap_or_default())
}

/// A whole number in a record.
fn integer_field(record: &UntrustedValue, name: &str) -> Result<i64, Error> {
    let number = record.field(name).and_then(UntrustedValue::integer);
    number.ok_or_else(|| Error::config("A time is a number of milliseconds."))
}

/// The endpoint of the operation that an argument names.
fn endpoint_arg(arguments: &Arguments, at: usize) -> Result<&'static Endpoint, Error> {
    provider::find_endpoint(arguments.text(at))
}
