//! Contact codes: sending one, trying one, and correcting a mistyped e-mail address or phone number.

use super::body;
use super::customer::CustomerRef;
use super::json_fields::JsonFields;
use super::limit::{CODES_SENT, LOST_CODES, WRONG_CODES};
use super::page_response::next_contact_or_link;
use super::response::{Content, Refusal, Response, View};
use super::run::{Flow, HandlerRun, error_code};
use super::session::Caller;
use super::status::record_customer;
use super::step::BodyKind;
use crate::client::customer::Channel;
use crate::client::error::ErrorCode;
use crate::provider::endpoint;
use crate::value::untrusted::UntrustedValue;

/// Handles `POST /contact/{channel}`: sends a code, after a correction of the address or number where the body has one.
pub(super) fn send_code<'a>(
    run: &mut HandlerRun<'a>,
    caller: &Caller<'a>,
    kind: Option<BodyKind>,
    channel: Channel,
) -> Flow<()> {
    let customer = customer_with_codes(run, caller)?;
    let given = body::read(run, kind, &[])?.content;
    // A correction also counts, because it could otherwise be used to probe addresses.
    CODES_SENT.count_attempt(run, customer)?;
    if let Some(value) = given.field("value").filter(|value| !value.is_absent()) {
        update_contact(run, caller, customer, channel, value)?;
    }
    let verb = match channel {
        Channel::Email => "sendEmailCode",
        Channel::Phone => "sendPhoneCode",
    };
    match run.call(customer, verb, &JsonFields(&[]))? {
        Ok(_) => run.respond(Response::new(204, Content::Empty, Some(View::VerifyContact))),
        Err(error) => respond_to_error(run, customer, error),
    }
}

/// Handles `POST /contact/{channel}/confirm`.
pub(super) fn confirm_code<'a>(
    run: &mut HandlerRun<'a>,
    caller: &Caller<'a>,
    kind: Option<BodyKind>,
    channel: Channel,
) -> Flow<()> {
    let customer = customer_with_codes(run, caller)?;
    let given = body::read(run, kind, &[])?.content;
    let code = without_separators(given.field("code").unwrap_or(&UntrustedValue::Null));
    // Counted before the code is tried, so that concurrent requests cannot get around the limit.
    WRONG_CODES.count_attempt(run, customer)?;
    let verb = match channel {
        Channel::Email => "confirmEmail",
        Channel::Phone => "confirmPhone",
    };
    match run.call(customer, verb, &JsonFields(&[("code", &code)]))? {
        Ok(found) => {
            // This takes back one attempt only: a correct code for a person's own contact must not allow more wrong
            // codes for somebody else's.
            WRONG_CODES.undo_attempt(run, customer)?;
            record_customer(run, customer, found)?;
            run.respond(next_contact_or_link(found))
        }
        Err(error) => {
            if was_never_tried(run, customer, error)? {
                WRONG_CODES.undo_attempt(run, customer)?;
            }
            respond_to_error(run, customer, error)
        }
    }
}

/// Returns the code without the spaces and dashes that people and messages put into it.
fn without_separators(code: &UntrustedValue) -> UntrustedValue<'static> {
    match code.text() {
        Some(code) => code.chars().filter(|c| !c.is_whitespace() && !is_dash(*c)).collect::<String>().into(),
        None => code.to_static(),
    }
}

fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}')
}

/// Whether the attempt should not be counted, because the provider did not get the code. Any response counts as an
/// attempt. After a broken connection it is unknown whether the code arrived, so only a few of these are not counted.
fn was_never_tried(run: &mut HandlerRun, customer: CustomerRef, error: &UntrustedValue) -> Flow<bool> {
    match error_code(error) {
        ErrorCode::InvalidRequest | ErrorCode::InvalidConfig => Some(true),
        ErrorCode::Network => LOST_CODES.allows_attempt(run, customer),
        _ => Some(false),
    }
}

/// Responds to an error. A conflict means that the contact is verified already, or needs no verification, so the
/// response follows from the customer as it is now.
fn respond_to_error<'a>(run: &mut HandlerRun<'a>, customer: CustomerRef<'a>, error: &UntrustedValue) -> Flow<()> {
    if error_code(error) != ErrorCode::Conflict {
        return run.fail(error);
    }
    match run.get_customer(customer)? {
        Ok(found) => run.respond(next_contact_or_link(found)),
        Err(error) => run.fail(error),
    }
}

/// Returns the customer of this browser, if the provider sends contact codes.
fn customer_with_codes<'a>(run: &mut HandlerRun<'a>, caller: &Caller<'a>) -> Flow<CustomerRef<'a>> {
    let customer = caller.require_customer(run)?;
    if endpoint(&[customer.provider.name(), ".sendEmailCode"].concat()).is_none() {
        return run.refuse(Refusal::NO_ROUTE);
    }
    Some(customer)
}

/// Corrects the e-mail address or phone number. The provider needs the customer's type for that, and the host the country:
/// a number may be written as it is dialled there.
fn update_contact<'a>(
    run: &mut HandlerRun<'a>,
    caller: &Caller<'a>,
    customer: CustomerRef,
    channel: Channel,
    value: &UntrustedValue<'a>,
) -> Flow<()> {
    let found = match run.get_customer(customer)? {
        Ok(found) => found,
        Err(error) => return run.fail(error),
    };
    let customer_type = found.text_of("type").unwrap_or_default();
    let country = caller.country.unwrap_or_default();
    let fields = JsonFields(&[("type", &customer_type), (channel.as_str(), value), ("country", &country)]);
    match run.call(customer, "updateContact", &fields)? {
        Ok(_) => Some(()),
        Err(error) => run.fail(error),
    }
}
