//! The calls that build requests, parse responses, onboard applicants and verify webhooks.

use super::http::{endpoint, field, integer, parse_options, write_request};
use super::{edge, flows, write_error};
use crate::client::call as client_call;
use crate::client::call_options::CallOptions;
use crate::client::connection::Connection;
use crate::client::endpoint::{Endpoint, Output};
use crate::client::error::Error;
use crate::client::link::{self, KycLink, KycUrl, LinkRules};
use crate::client::retry::{self, FailedAttempt, Limits, Progress};
use crate::client::webhook::{self, MaxAge};
use crate::js::calls::Call;
use crate::js::unpack::Arguments;
use crate::provider;
use crate::value::json::{Json, Writer};
use crate::value::secret::Secret;
use crate::value::untrusted::{Object, UntrustedValue};

/// Runs a call of this file or of [`super::edge`]; `None` if neither has the call.
pub(super) fn dispatch(call: Call, arguments: &mut Arguments, out: &mut Writer) -> Option<Result<(), Error>> {
    Some(match call {
        Call::BuildRequest => build_request(arguments, out),
        Call::ParseResponse => parse_response(arguments, out),
        Call::CheckConfig => check_config(arguments, out),
        Call::NoResponse => no_response(arguments, out),
        Call::WaitMs => wait_ms(arguments, out),
        Call::Onboard => flows::onboard(arguments, out),
        Call::Reconcile => flows::reconcile(arguments, out),
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
    let policy = arguments.policy(2)?;
    let now = arguments.integer(3)?;
    let input = arguments.take(1);
    write_request(&client_call::build_template(endpoint_arg(arguments, 0)?, input, policy, now)?, out);
    Ok(())
}

/// `parse_response(response, input, [allow_hosts, allow_loopback], profiles, now?, credentials?)`: only an error has a date to
/// compare with the current time, and strings that may repeat a credential.
fn parse_response(arguments: &Arguments, out: &mut Writer) -> Result<(), Error> {
    let input = Some(arguments.get(1)).filter(|input| !input.is_absent());
    let now = arguments.get(4).integer().unwrap_or(i64::MAX);
    let options = parse_options(arguments.get(2), arguments.get(3), arguments.get(5), now)?;
    match client_call::parse_response(endpoint(arguments.get(0))?, &arguments.response(0)?, input, &options)? {
        Output::KycLink(link) if write_lines(&link, out) => {}
        output => output.write(out),
    }
    Ok(())
}

/// Writes a link as lines, unless a value has several: lines take half as long as JSON to write and to read.
fn write_lines(link: &KycLink, out: &mut Writer) -> bool {
    let (provider, id, url) = (link.provider, &link.customer_id, link.kyc_url.as_str());
    let expires_at = link.expiry.as_ref().map_or("", |expiry| &expiry.text);
    let verification_provider = link.verification_provider.as_deref().unwrap_or_default();
    let token = link.token.as_ref().map(Secret::expose).unwrap_or_default();
    if [id, verification_provider, token].iter().any(|value| value.contains('\n')) {
        return false;
    }
    out.parts(&[provider, "\n", id, "\n", url, "\n", expires_at, "\n"]);
    if let Some(expiry) = &link.expiry {
        expiry.ms.write(out);
    }
    out.parts(&["\n", verification_provider, "\n", token, "\n"]);
    true
}

/// `check_config(provider, config, { idempotencyKey?, headers? }?)`, where the last are the options of a call. The lines are:
/// the base URL; whether links may be on loopback; the headers of a request without the idempotency key and with it, as JSON and
/// with an empty media type.
fn check_config(arguments: &Arguments, out: &mut Writer) -> Result<(), Error> {
    let service = arguments.provider(0)?.service;
    let connection = Connection::open_known(service, arguments.get(1))?;
    let call = arguments.get(2).object().map_or(Ok(CallOptions::default()), CallOptions::parse);
    let call = call.map_err(|error| error.with_provider(service.name))?;
    out.parts(&[&connection.base_url, if connection.links.allow_loopback { "\n1" } else { "\n" }]);
    for takes_key in [false, true] {
        out.raw("\n");
        out.object(|fields| {
            for (name, value) in connection.headers(&call, takes_key, Some("")) {
                fields.any(name, &value);
            }
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

/// `wait_ms(operation, response_or_code, { maxRetries, deadlineMs?, attempts, elapsedMs, now, random, isKeyed })`; without a
/// response, the second argument is the error code of the failed attempt.
fn wait_ms(arguments: &Arguments, out: &mut Writer) -> Result<(), Error> {
    let response;
    let failure = match arguments.get(1) {
        UntrustedValue::Text(_) => FailedAttempt::NoResponse(arguments.error_code(1)?),
        _ => {
            response = arguments.response(1)?;
            FailedAttempt::Response(&response)
        }
    };
    let given = |name| field(arguments.get(2), name);
    let limits = Limits { max_retries: integer(given("maxRetries"))?, deadline_ms: given("deadlineMs").integer() };
    let progress = Progress {
        attempts: integer(given("attempts"))?,
        elapsed_ms: integer(given("elapsedMs"))?,
        now: integer(given("now"))?,
        random: u32::try_from(integer(given("random"))?).unwrap_or_default(),
        is_keyed: given("isKeyed").is_true(),
    };
    retry::wait_ms(endpoint_arg(arguments, 0)?, &failure, limits, progress).write(out);
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
    webhook::signature_check(arguments.provider(0)?.webhook, arguments.get(1), arguments.get(2))?.write(out);
    Ok(())
}

/// `read_webhook(provider, body, max_age_ms, now)`
fn read_webhook(arguments: &Arguments, out: &mut Writer) -> Result<(), Error> {
    let max_age = match arguments.get(2) {
        UntrustedValue::Null => None,
        _ => Some(MaxAge { ms: arguments.integer(2)?, now: arguments.integer(3)? }),
    };
    webhook::parse_event(arguments.provider(0)?.webhook, arguments.get(1), max_age)?.write(out);
    Ok(())
}

fn link_rules(arguments: &Arguments, at: usize) -> Result<LinkRules, Error> {
    LinkRules::parse(arguments.get(at).object().unwrap_or(&Object::new()))
}

/// The endpoint of the operation that an argument names.
fn endpoint_arg(arguments: &Arguments, at: usize) -> Result<&'static Endpoint, Error> {
    provider::find_endpoint(arguments.text(at))
}
