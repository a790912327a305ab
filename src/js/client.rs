//! Building, reading, onboarding: what the form module does without.

use super::unpack::Arguments;
use super::{answer, found};
use crate::calls::Call;
use crate::json::{Json, Writer};
use crate::reconcile::Window;
use crate::retry::{self, Failure, Limits, Progress};
use crate::webhook::MaxAge;
use crate::{Connection, Draft, Error, KycUrl, LinkRules, Object, Provider, Reading};

/// Calls a function of this file or of [`super::edge`]; `None` where it is neither's.
pub(super) fn call(call: Call, arguments: &Arguments, out: &mut Writer) -> Option<Result<(), Error>> {
    Some(match call {
        Call::BuildRequest => build_request(arguments, out),
        Call::ParseResponse => parse_response(arguments, out),
        Call::CheckConfig => check_config(arguments, out),
        Call::NoAnswer => no_answer(arguments, out),
        Call::WaitMs => wait_ms(arguments, out),
        Call::Onboard => onboard(arguments, out),
        Call::Reconcile => reconcile(arguments, out),
        Call::ToInput => to_input(arguments, out),
        Call::SafeKycUrl => safe_kyc_url(arguments, out),
        Call::MsUntilExpiry => ms_until_expiry(arguments, out),
        Call::IsExpired => is_expired(arguments, out),
        Call::CheckWebhook => check_webhook(arguments, out),
        Call::ReadWebhook => read_webhook(arguments, out),
        Call::CheckEdge => super::edge::check(arguments, out),
        Call::Edge => super::edge::step(arguments, out),
        _ => return None,
    })
}

/// `build_request(operation, input, config, now)`
fn build_request(arguments: &Arguments, out: &mut Writer) -> Result<(), Error> {
    let operation = found(arguments, 0)?;
    let connection = Connection::open(operation.provider, arguments.get(2))?;
    let mut request = crate::build_request(operation, arguments.get(1), &connection, arguments.integer(3)?)?;
    let body = request.body.take();
    request.write(out);
    // As it is, behind the rest (lib/request.js).
    if let Some(body) = &body {
        out.parts(&["\n", body]);
    }
    Ok(())
}

/// `parse_response(operation, response, input, options)`
fn parse_response(arguments: &Arguments, out: &mut Writer) -> Result<(), Error> {
    let input = Some(arguments.get(2)).filter(|input| !input.is_absent());
    let reading = Reading::read(arguments.get(3).object().unwrap_or(&Object::new()))?;
    crate::parse_response(found(arguments, 0)?, &arguments.response(1)?, input, &reading)?.write(out);
    Ok(())
}

/// The first thing a client does with its configuration: `check_config(provider, config)`
fn check_config(arguments: &Arguments, out: &mut Writer) -> Result<(), Error> {
    Connection::open(owner(arguments.text(0))?, arguments.get(1))?.links.allow_loopback.write(out);
    Ok(())
}

/// What it means that an operation has no response: `no_answer(operation, code, was_sent, customer_id?)`
fn no_answer(arguments: &Arguments, out: &mut Writer) -> Result<(), Error> {
    let was_sent = arguments.get(2).is_true();
    let error = crate::no_answer(found(arguments, 0)?, arguments.error_code(1)?, was_sent);
    let error = match arguments.get(3).text() {
        Some(id) => error.of_customer(id),
        None => error,
    };
    answer::error(&error, out);
    Ok(())
}

/// `wait_ms(operation, response?, code?, max_retries, deadline_ms?, attempts, elapsed_ms, now, random, is_keyed)`
fn wait_ms(arguments: &Arguments, out: &mut Writer) -> Result<(), Error> {
    let answer;
    let failure = match arguments.get(1) {
        Draft::Null => Failure::NoAnswer(arguments.error_code(2)?),
        _ => {
            answer = arguments.response(1)?;
            Failure::Answer(&answer)
        }
    };
    let limits = Limits { max_retries: arguments.integer(3)?, deadline_ms: arguments.get(4).integer() };
    let progress = Progress {
        attempts: arguments.integer(5)?,
        elapsed_ms: arguments.integer(6)?,
        now: arguments.integer(7)?,
        random: u32::try_from(arguments.integer(8)?).unwrap_or_default(),
        is_keyed: arguments.get(9).is_true(),
    };
    retry::wait_ms(found(arguments, 0)?, &failure, limits, progress).write(out);
    Ok(())
}

/// One step of `onboard(provider, applicant, config, answers, now)`
fn onboard(arguments: &Arguments, out: &mut Writer) -> Result<(), Error> {
    let provider = owner(arguments.text(0))?;
    let connection = Connection::open(provider, arguments.get(2))?;
    let answers = arguments.responses(3)?;
    crate::onboard::step(provider, arguments.get(1), &connection, &answers, arguments.integer(4)?)?.write(out);
    Ok(())
}

/// One step of `reconcile(provider, applicant, config, answers, now, sent_at, answered_by)`: every customer that may be the one
fn reconcile(arguments: &Arguments, out: &mut Writer) -> Result<(), Error> {
    let provider = owner(arguments.text(0))?;
    let connection = Connection::open(provider, arguments.get(2))?;
    let answers = arguments.responses(3)?;
    let window = Window { sent_at: arguments.integer(5)?, answered_by: arguments.integer(6)? };
    let now = arguments.integer(4)?;
    crate::reconcile::found(provider, arguments.get(1), &connection, window, &answers, now)?.write(out);
    Ok(())
}

/// `to_input(applicant, operation)`
fn to_input(arguments: &Arguments, out: &mut Writer) -> Result<(), Error> {
    crate::onboard::to_input(arguments.get(0), found(arguments, 1)?)
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
    crate::ms_until_expiry(arguments.expiry(0)?, arguments.integer(1)?).write(out);
    Ok(())
}

/// `is_expired(link, now, skew_ms)`
fn is_expired(arguments: &Arguments, out: &mut Writer) -> Result<(), Error> {
    crate::is_expired(arguments.expiry(0)?, arguments.integer(1)?, arguments.integer(2)?).write(out);
    Ok(())
}

/// What is to be verified of a delivery: `check_webhook(provider, headers, keys)`
fn check_webhook(arguments: &Arguments, out: &mut Writer) -> Result<(), Error> {
    crate::webhook::check(owner(arguments.text(0))?, arguments.get(1), arguments.get(2))?.write(out);
    Ok(())
}

/// `read_webhook(provider, body, max_age_ms, now)`
fn read_webhook(arguments: &Arguments, out: &mut Writer) -> Result<(), Error> {
    let max_age = match arguments.get(2) {
        Draft::Null => None,
        _ => Some(MaxAge { ms: arguments.integer(2)?, now: arguments.integer(3)? }),
    };
    crate::webhook::event(owner(arguments.text(0))?, arguments.get(1), max_age)?.write(out);
    Ok(())
}

fn link_rules(arguments: &Arguments, at: usize) -> Result<LinkRules, Error> {
    LinkRules::read(arguments.get(at).object().unwrap_or(&Object::new()))
}

/// The provider of that name, or the caller's mistake.
fn owner(name: &str) -> Result<&'static Provider, Error> {
    crate::provider::provider(name).ok_or_else(|| Error::config("There is no such provider."))
}
