//! The calls that build requests, parse responses, onboard applicants and verify webhooks.

use super::http::{attempts, endpoint, integer, parse_options, part, write_request};
use super::running;
use crate::client::call as client_call;
use crate::client::connection::Connection;
use crate::client::connection::call_options::CallOptions;
use crate::client::endpoint::Endpoint;
use crate::client::error::Error;
use crate::client::link::rules::LinkRules;
use crate::client::link::{self, KycUrl};
use crate::client::presentation::{PresentableLink, PresentationOptions, Token};
use crate::client::webhook::{self, parse_signed_event};
use crate::js::arguments::Arguments;
use crate::js::calls::WasmCall;
use crate::js::encoding::tree::tree;
use crate::provider;
use crate::value::json::{Json, Writer};
use crate::value::untrusted::Object;

/// Runs a call of this file; `None` if it does not have the call.
pub(super) fn dispatch(call: WasmCall, arguments: &Arguments, out: &mut Writer) -> Option<Result<(), Error>> {
    // A function of its own for each call: an engine compiles a function when it is first called.
    let run: fn(&Arguments, &mut Writer) -> Result<(), Error> = match call {
        WasmCall::BuildRequest => build_request,
        WasmCall::ParseResponse => parse_response,
        WasmCall::CheckConfig => check_config,
        WasmCall::SendRequest => running::send_request,
        WasmCall::Onboard => running::onboard,
        WasmCall::Reconcile => running::reconcile,
        WasmCall::ToInput => to_input,
        WasmCall::SafeKycUrl => safe_kyc_url,
        WasmCall::Presentation => presentation,
        WasmCall::Preparation => preparation,
        WasmCall::MsUntilExpiry => ms_until_expiry,
        WasmCall::IsExpired => is_expired,
        WasmCall::CheckWebhook => check_webhook,
        WasmCall::ReadWebhook => read_webhook,
        _ => return None,
    };
    Some(run(arguments, out))
}

/// `build_request(operation, policy, now)` and an encoded input of the input
fn build_request(arguments: &Arguments, out: &mut Writer) -> Result<(), Error> {
    let endpoint = endpoint_arg(arguments, 0)?;
    let input = tree(endpoint.operation.shape, arguments.encoded());
    let template = client_call::build_template(endpoint, input, arguments.policy(1)?, arguments.integer(2)?)?;
    write_request(endpoint, &template, out);
    Ok(())
}

/// `parse_response(response, input, links, profiles, now?, credentials?)`: only an error has a date to compare with the
/// current time, and strings that may repeat a credential. Without `credentials`, a part of what was sent may be left
/// out, and no value means that it is needed.
fn parse_response(arguments: &Arguments, out: &mut Writer) -> Result<(), Error> {
    let input = Some(arguments.get(1)).filter(|input| !input.is_absent());
    let now = arguments.get(4).integer().unwrap_or(i64::MAX);
    let options = parse_options(arguments.get(2), arguments.get(3), arguments.get(5), now)?;
    let (endpoint, is_whole) = (endpoint(arguments.get(0))?, arguments.get(5).list().is_some());
    let output = client_call::parse_received(endpoint, &arguments.response(0)?, input, &options, is_whole);
    let output = output.transpose().map_err(|error| attempts(part(arguments.get(0), 4)).conclude(endpoint, error))?;
    output.into_iter().for_each(|output| output.write(out));
    Ok(())
}

/// `check_config(provider, config, { idempotencyKey?, headers? }?)`, where the last are the options of a call: the base
/// URL, whether links may be on loopback, whether the provider requires an idempotency key for creates, and the headers
/// of a request without the key and with it, with an empty media type.
fn check_config(arguments: &Arguments, out: &mut Writer) -> Result<(), Error> {
    let service = arguments.provider(0)?.service;
    let connection = Connection::open_known(service, arguments.get(1))?;
    let call = arguments.get(2).object().map_or(Ok(CallOptions::default()), CallOptions::parse);
    let call = call.and_then(|call| connection.check_call(&call).map(|()| call));
    let call = call.map_err(|error| error.with_provider(service.name))?;
    out.object(|fields| {
        fields.field("baseUrl", &connection.base_url);
        fields.field("allowLoopback", &connection.links.allow_loopback);
        fields.field("requiresKeys", &service.requires_keys());
        fields.member("headers").items([false, true].into_iter(), |takes_key, out| {
            out.object(|fields| {
                for (name, value) in connection.headers(&call, takes_key, Some("")) {
                    fields.any(name, &value);
                }
            });
        });
    });
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

/// `presentation(provider, url, token, origin, options)`: `token` is null for a link without one, true for one without
/// claims, or its claims
fn presentation(arguments: &Arguments, out: &mut Writer) -> Result<(), Error> {
    let token = Token::decoded(arguments.get(2));
    let link = PresentableLink { token, ..PresentableLink::new(arguments.text(0), arguments.text(1)) };
    let options = PresentationOptions::new(arguments.text(3))?.rules(link_rules(arguments, 4)?);
    provider::presentation(&link, &options)?.write(out);
    Ok(())
}

/// `preparation(provider, applicant)`
fn preparation(arguments: &Arguments, out: &mut Writer) -> Result<(), Error> {
    provider::preparation(arguments.text(0), arguments.get(1))?.write(out);
    Ok(())
}

/// `ms_until_expiry(link, now)`: null for a link without an expiry
fn ms_until_expiry(arguments: &Arguments, out: &mut Writer) -> Result<(), Error> {
    let (expiry, now) = (link::read_expiry(arguments.get(0))?, arguments.integer(1)?);
    expiry.map(|at| link::ms_until_expiry(at, now)).write(out);
    Ok(())
}

/// `is_expired(link, now, skew_ms)`
fn is_expired(arguments: &Arguments, out: &mut Writer) -> Result<(), Error> {
    let expiry = link::read_expiry(arguments.get(0))?;
    link::is_link_expired(expiry, arguments.integer(1)?, arguments.integer(2)?).write(out);
    Ok(())
}

/// `check_webhook(provider, headers, keys)`: what has to be verified for a delivery
fn check_webhook(arguments: &Arguments, out: &mut Writer) -> Result<(), Error> {
    webhook::signature_check(arguments.provider(0)?.webhook, arguments.get(1), arguments.get(2))?.write(out);
    Ok(())
}

/// `read_webhook(provider, body, max_age_ms, now, signed_at?)`, after the signature was verified
fn read_webhook(arguments: &Arguments, out: &mut Writer) -> Result<(), Error> {
    let max_age_ms = arguments.given(2).map(integer).transpose();
    let max_age_ms = max_age_ms.map_err(|_| Error::config("maxAgeMs must be a number of milliseconds."))?;
    let now = arguments.integer(3).map_err(|_| Error::config("now must be a number of milliseconds."))?;
    let (webhook, signed_at) = (arguments.provider(0)?.webhook, arguments.get(4).text());
    parse_signed_event(webhook, signed_at, arguments.get(1), max_age_ms, now)?.write(out);
    Ok(())
}

fn link_rules(arguments: &Arguments, at: usize) -> Result<LinkRules, Error> {
    LinkRules::parse(arguments.get(at).object().unwrap_or(&Object::new()))
}

fn endpoint_arg(arguments: &Arguments, at: usize) -> Result<&'static Endpoint, Error> {
    provider::find_endpoint(arguments.text(at))
}
