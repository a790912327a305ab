//! The calls that build requests, parse responses, onboard applicants and verify webhooks.

use super::{edge, write_error};
use crate::client::call as client_call;
use crate::client::connection::Connection;
use crate::client::endpoint::Endpoint;
use crate::client::error::Error;
use crate::client::link::{self, KycUrl, LinkRules};
use crate::client::onboarding::reconcile::{Window, matching_customers};
use crate::client::onboarding::replay::{Replay, Step};
use crate::client::parse_options::ParseOptions;
use crate::client::request_template::RequestTemplate;
use crate::client::retry::{self, FailedAttempt, Limits, Progress};
use crate::client::webhook::{self, MaxAge};
use crate::js::calls::Call;
use crate::js::unpack::Arguments;
use crate::provider::{self, Provider};
use crate::rules::options::Policy;
use crate::value::json::{Json, Writer};
use crate::value::untrusted::{Object, UntrustedValue};

/// Runs a call of this file or of [`super::edge`]; `None` if neither has the call.
pub(super) fn dispatch(call: Call, arguments: &mut Arguments, out: &mut Writer) -> Option<Result<(), Error>> {
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

/// `build_request(operation, input, policy, now)`
fn build_request(arguments: &mut Arguments, out: &mut Writer) -> Result<(), Error> {
    let policy = policy(arguments.get(2))?;
    let now = arguments.integer(3)?;
    let input = arguments.take(1);
    write_request(&client_call::build_template(endpoint_arg(arguments, 0)?, input, policy, now)?, out);
    Ok(())
}

/// Writes a request for `lib/request.js`, which adds what a connection has. The lines are: whether it takes the idempotency
/// key, method and media type; path; body. Without quotes there is nothing to escape and to parse.
fn write_request(request: &RequestTemplate, out: &mut Writer) {
    out.raw(if request.takes_key { "1 " } else { "0 " });
    out.parts(&[request.method.as_str(), " ", request.content_type().unwrap_or_default(), "\n", &request.path, "\n"]);
    out.raw(request.body.as_deref().unwrap_or_default());
}

/// `parse_response(operation, response, input, options)`
fn parse_response(arguments: &Arguments, out: &mut Writer) -> Result<(), Error> {
    let input = Some(arguments.get(2)).filter(|input| !input.is_absent());
    let options = parse_options(arguments.get(3))?;
    client_call::parse_response(endpoint_arg(arguments, 0)?, &arguments.response(1)?, input, &options)?.write(out);
    Ok(())
}

/// `check_config(provider, config)`. The lines are: the base URL; whether links may be on loopback; the headers of a request
/// without the idempotency key and with it, as JSON and with an empty media type.
fn check_config(arguments: &Arguments, out: &mut Writer) -> Result<(), Error> {
    let connection = Connection::open(provider_arg(arguments.text(0))?.service, arguments.get(1))?;
    out.parts(&[&connection.base_url, if connection.links.allow_loopback { "\n1" } else { "\n" }]);
    for takes_key in [false, true] {
        out.raw("\n");
        out.object(|fields| {
            connection.headers(takes_key, Some("")).for_each(|(name, value)| fields.any(name, &value));
        });
    }
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

/// One step of `onboard(applicant, rules, responses, { provider, now })`
fn onboard(arguments: &mut Arguments, out: &mut Writer) -> Result<(), Error> {
    let applicant = arguments.take(0);
    let provider = provider_field(arguments.get(3))?;
    let (policy, options) = flow_rules(arguments)?;
    let responses = arguments.responses(2)?;
    let flow = provider.onboarding;
    write_step(&Replay::next_step(flow, applicant, policy, options, &responses, flow.run)?, out);
    Ok(())
}

/// One step of `reconcile(applicant, rules, responses, { provider, now, sentAt, answeredBy })`: every customer that may be
/// the one
fn reconcile(arguments: &mut Arguments, out: &mut Writer) -> Result<(), Error> {
    let applicant = arguments.take(0);
    let provider = provider_field(arguments.get(3))?;
    let (policy, options) = flow_rules(arguments)?;
    let responses = arguments.responses(2)?;
    let time = |name| integer_field(arguments.get(3), name);
    let window = Window { sent_at: time("sentAt")?, ended_at: time("answeredBy")? };
    let step = matching_customers(provider.onboarding, applicant, policy, options, window, &responses)?;
    write_step(&step, out);
    Ok(())
}

/// The rules of a flow's connection, `{ policy, allowHosts, allowLoopback, profiles }`, at the time of a step.
fn flow_rules(arguments: &Arguments) -> Result<(Policy, ParseOptions), Error> {
    let rules = arguments.get(1);
    let policy = policy(rules.field("policy").unwrap_or(&UntrustedValue::Null))?;
    let now = integer_field(arguments.get(3), "now")?;
    Ok((policy, ParseOptions { now, ..parse_options(rules)? }))
}

/// Writes a step for `lib/onboard.js`: `{ outcome }`, or `{ operation, customerId }` and then, in lines of its own, the request.
fn write_step<T: Json>(step: &Step<T, RequestTemplate>, out: &mut Writer) {
    match step {
        Step::Done(outcome) => out.object(|fields| fields.field("outcome", outcome)),
        Step::Send { endpoint, request, customer_id } => {
            out.object(|fields| {
                fields.text("operation", endpoint.name());
                fields.optional("customerId", customer_id.as_ref());
            });
            out.raw("\n");
            write_request(request, out);
        }
    }
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

fn parse_options(options: &UntrustedValue) -> Result<ParseOptions, Error> {
    ParseOptions::parse(options.object().unwrap_or(&Object::new()))
}

fn policy(name: &UntrustedValue) -> Result<Policy, Error> {
    Policy::parse(name).map_err(Error::config)
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
