//! Contact codes: sending one, trying one, and correcting a mistyped address or number.

use super::answer::{Content, Map, NO_ROUTE, code_of};
use super::body::{self, Kind};
use super::limit::{CODES_SENT, LOST_CODES, WRONG_CODES};
use super::run::{Customer, Run, Way, text};
use super::session::Caller;
use crate::client::error::ErrorCode;
use crate::value::json::Json;
use crate::value::untrusted::UntrustedValue;

/// `POST /contact/{channel}`: sends a code, to another address or number where one is given.
pub(super) fn send<'a>(run: &mut Run<'a>, caller: &Caller<'a>, kind: Kind, channel: &'static str) -> Way<()> {
    let customer = confirmable(run, caller)?;
    let given = body::read(run, kind, &[])?.content;
    CODES_SENT.count(run, customer)?;
    if let Some(value) = given.field("value").filter(|value| !value.is_absent()) {
        correct(run, customer, channel, value)?;
    }
    let verb = if channel == "email" { "sendEmailCode" } else { "sendPhoneCode" };
    match run.call(customer, verb, &Map("", &[]))? {
        Ok(_) => run.answer(204, Content::Empty, "verify_contact"),
        Err(error) if code_of(error) == ErrorCode::Conflict => next_of(run, customer),
        Err(error) => run.fail(error),
    }
}

/// `POST /contact/{channel}/confirm`
pub(super) fn confirm<'a>(run: &mut Run<'a>, caller: &Caller<'a>, kind: Kind, channel: &'static str) -> Way<()> {
    let customer = confirmable(run, caller)?;
    let given = body::read(run, kind, &[])?.content;
    let code = bare_code(given.field("code").unwrap_or(&UntrustedValue::Null));
    // Counted before it is tried: many tries at once are no way around the limit.
    WRONG_CODES.count(run, customer)?;
    let verb = if channel == "email" { "confirmEmail" } else { "confirmPhone" };
    match run.call(customer, verb, &Map("code", &[&code]))? {
        Ok(found) => {
            // A right code for a contact of one's own must not make room for wrong ones for somebody else's.
            WRONG_CODES.give_back(run, customer)?;
            next(run, found)
        }
        Err(error) => {
            if is_unsent(run, customer, error)? {
                WRONG_CODES.give_back(run, customer)?;
            }
            match code_of(error) {
                ErrorCode::Conflict => next_of(run, customer),
                _ => run.fail(error),
            }
        }
    }
}

/// The code without the spaces and dashes that people and messages put into it.
fn bare_code(code: &UntrustedValue) -> UntrustedValue<'static> {
    match code.text() {
        Some(code) => code.chars().filter(|c| !c.is_whitespace() && !is_dash(*c)).collect::<String>().into(),
        None => code.to_static(),
    }
}

fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}')
}

/// Whether a code never reached the provider. Every response to one counts as a try; where the connection broke nobody
/// can tell, so that only a few of those are forgiven.
fn is_unsent(run: &mut Run, customer: Customer, error: &UntrustedValue) -> Way<bool> {
    match code_of(error) {
        ErrorCode::InvalidRequest | ErrorCode::InvalidConfig => Some(true),
        ErrorCode::Network => LOST_CODES.has_room(run, customer),
        _ => Some(false),
    }
}

/// Answers from the customer as it is now: a conflict at a contact route means that the contact is verified already, or
/// that it needs no verification.
fn next_of<'a>(run: &mut Run<'a>, customer: Customer<'a>) -> Way<()> {
    match run.call(customer, "getCustomer", &Map("", &[]))? {
        Ok(found) => next(run, found),
        Err(error) => run.fail(error),
    }
}

/// Says what comes next for a customer: another contact, or the link.
fn next(run: &mut Run, found: &UntrustedValue) -> Way<()> {
    if found.field("channels").and_then(UntrustedValue::list).is_some_and(|open| !open.is_empty()) {
        return verify(run, 200, found);
    }
    run.answer(200, Map("next", &[&"link"]).content(), "verify_contact")
}

/// Says which contacts are still to be confirmed; where the provider does not say, either may be.
pub(super) fn verify(run: &mut Run, status: u16, customer: &UntrustedValue) -> Way<()> {
    let channels: &dyn Json = match customer.field("channels") {
        Some(UntrustedValue::List(open)) if !open.is_empty() => open,
        _ => &["email", "phone"],
    };
    run.answer(status, Map("next channels", &[&"verify_contact", channels]).content(), "verify_contact")
}

/// The customer of this browser, where its provider sends codes.
fn confirmable<'a>(run: &mut Run<'a>, caller: &Caller<'a>) -> Way<Customer<'a>> {
    let customer = caller.session(run)?;
    if crate::provider::endpoint(&[customer.provider.name(), ".sendEmailCode"].concat()).is_none() {
        return run.refuse(&NO_ROUTE);
    }
    Some(customer)
}

/// Another address or number; the provider wants to hear of what type the customer is.
fn correct<'a>(run: &mut Run<'a>, customer: Customer, channel: &'static str, value: &UntrustedValue<'a>) -> Way<()> {
    let found = match run.call(customer, "getCustomer", &Map("", &[]))? {
        Ok(found) => found,
        Err(error) => return run.fail(error),
    };
    let kind = text(found, "type").unwrap_or_default();
    let names = if channel == "email" { "type email" } else { "type phone" };
    match run.call(customer, "updateContact", &Map(names, &[&kind, value]))? {
        Ok(_) => Some(()),
        Err(error) => run.fail(error),
    }
}
