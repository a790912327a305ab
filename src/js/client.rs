//! Building, reading, onboarding: what the form module does without.

use super::unpack::Arguments;
use super::{answer, found};
use crate::json::{Json, Writer};
use crate::reconcile::Window;
use crate::retry::{self, Failure, Limits, Progress};
use crate::webhook::MaxAge;
use crate::{Connection, Draft, Error, KycUrl, LinkRules, Object, Provider, Reading};

/// Calls a function of this file; `None` where it has none of that name.
pub(super) fn call(arguments: &Arguments, out: &mut Writer) -> Option<Result<(), Error>> {
    Some(match arguments.text(0) {
        "build_request" => build_request(arguments, out),
        "parse_response" => parse_response(arguments, out),
        "check_config" => check_config(arguments, out),
        "no_answer" => no_answer(arguments, out),
        "wait_ms" => wait_ms(arguments, out),
        "onboard" => onboard(arguments, out),
        "reconcile" => reconcile(arguments, out),
        "to_input" => to_input(arguments, out),
        "safe_kyc_url" => safe_kyc_url(arguments, out),
        "ms_until_expiry" => ms_until_expiry(arguments, out),
        "is_expired" => is_expired(arguments, out),
        "check_webhook" => check_webhook(arguments, out),
        "read_webhook" => read_webhook(arguments, out),
        "check_edge" => super::edge::check(arguments, out),
        "edge" => super::edge::step(arguments, out),
        _ => return None,
    })
}

/// `build_request(operation, input, config, now)`
fn build_request(arguments: &Arguments, out: &mut Writer) -> Result<(), Error> {
    let operation = found(arguments, 1)?;
    let connection = Connection::open(operation.provider, arguments.get(3))?;
    let mut request = crate::build_request(operation, arguments.get(2), &connection, arguments.integer(4)?)?;
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
    let input = Some(arguments.get(3)).filter(|input| !input.is_absent());
    let reading = Reading::read(arguments.get(4).object().unwrap_or(&Object::new()))?;
    crate::parse_response(found(arguments, 1)?, &arguments.response(2)?, input, &reading)?.write(out);
    Ok(())
}

/// The first thing a client does with its configuration: `check_config(provider, config)`
fn check_config(arguments: &Arguments, out: &mut Writer) -> Result<(), Error> {
    Connection::open(owner(arguments.text(1))?, arguments.get(2))?.links.allow_loopback.write(out);
    Ok(())
}

/// What it means that an operation has no answer: `no_answer(operation, code, was_sent)`
fn no_answer(arguments: &Arguments, out: &mut Writer) -> Result<(), Error> {
    let was_sent = arguments.get(3).is_true();
    answer::error(&crate::no_answer(found(arguments, 1)?, arguments.error_code(2)?, was_sent), out);
    Ok(())
}

/// `wait_ms(operation, response?, code?, max_retries, deadline_ms?, attempts, elapsed_ms, now, random, is_keyed)`
fn wait_ms(arguments: &Arguments, out: &mut Writer) -> Result<(), Error> {
    let answer;
    let failure = match arguments.get(2) {
        Draft::Null => Failure::NoAnswer(arguments.error_code(3)?),
        _ => {
            answer = arguments.response(2)?;
            Failure::Answer(&answer)
        }
    };
    let limits = Limits { max_retries: arguments.integer(4)?, deadline_ms: arguments.get(5).integer() };
    let progress = Progress {
        attempts: arguments.integer(6)?,
        elapsed_ms: arguments.integer(7)?,
        now: arguments.integer(8)?,
        random: u32::try_from(arguments.integer(9)?).unwrap_or_default(),
        is_keyed: arguments.get(10).is_true(),
    };
    retry::wait_ms(found(arguments, 1)?, &failure, limits, progress).write(out);
    Ok(())
}

/// One step of `onboard(provider, applicant, config, answers, now)`
fn onboard(arguments: &Arguments, out: &mut Writer) -> Result<(), Error> {
    let provider = owner(arguments.text(1))?;
    let connection = Connection::open(provider, arguments.get(3))?;
    let answers = arguments.responses(4)?;
    crate::onboard::step(provider, arguments.get(2), &connection, &answers, arguments.integer(5)?)?.write(out);
    Ok(())
}

/// One step of `reconcile(provider, applicant, config, answers, now, sent_at, answered_by)`: every customer that may be the one
fn reconcile(arguments: &Arguments, out: &mut Writer) -> Result<(), Error> {
    let provider = owner(arguments.text(1))?;
    let connection = Connection::open(provider, arguments.get(3))?;
    let answers = arguments.responses(4)?;
    let window = Window { sent_at: arguments.integer(6)?, answered_by: arguments.integer(7)? };
    let now = arguments.integer(5)?;
    crate::reconcile::found(provider, arguments.get(2), &connection, window, &answers, now)?.write(out);
    Ok(())
}

/// `to_input(applicant, operation)`
fn to_input(arguments: &Arguments, out: &mut Writer) -> Result<(), Error> {
    crate::onboard::to_input(arguments.get(1), found(arguments, 2)?)
        .ok_or_else(|| Error::config("An applicant is an object, and this operation takes none."))?
        .write(out);
    Ok(())
}

/// `safe_kyc_url(url, options)`
fn safe_kyc_url(arguments: &Arguments, out: &mut Writer) -> Result<(), Error> {
    KycUrl::parse(arguments.text(1), &link_rules(arguments, 2)?)?.as_str().write(out);
    Ok(())
}

/// `ms_until_expiry(link, now)`
fn ms_until_expiry(arguments: &Arguments, out: &mut Writer) -> Result<(), Error> {
    crate::ms_until_expiry(arguments.expiry(1)?, arguments.integer(2)?).write(out);
    Ok(())
}

/// `is_expired(link, now, skew_ms)`
fn is_expired(arguments: &Arguments, out: &mut Writer) -> Result<(), Error> {
    crate::is_expired(arguments.expiry(1)?, arguments.integer(2)?, arguments.integer(3)?).write(out);
    Ok(())
}

/// What is to be verified of a delivery: `check_webhook(provider, headers, keys)`
fn check_webhook(arguments: &Arguments, out: &mut Writer) -> Result<(), Error> {
    crate::webhook::check(owner(arguments.text(1))?, arguments.get(2), arguments.get(3))?.write(out);
    Ok(())
}

/// `read_webhook(provider, body, max_age_ms, now)`
fn read_webhook(arguments: &Arguments, out: &mut Writer) -> Result<(), Error> {
    let max_age = match arguments.get(3) {
        Draft::Null => None,
        _ => Some(MaxAge { ms: arguments.integer(3)?, now: arguments.integer(4)? }),
    };
    crate::webhook::event(owner(arguments.text(1))?, arguments.get(2), max_age)?.write(out);
    Ok(())
}

fn link_rules(arguments: &Arguments, at: usize) -> Result<LinkRules, Error> {
    LinkRules::read(arguments.get(at).object().unwrap_or(&Object::new()))
}

/// The provider of that name, or the caller's mistake.
fn owner(name: &str) -> Result<&'static Provider, Error> {
    crate::provider::provider(name).ok_or_else(|| Error::config("There is no such provider."))
}
