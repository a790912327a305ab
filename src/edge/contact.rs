//! Contact codes: sending one, trying one, and correcting a mistyped e-mail address or phone number.

use super::body;
use super::caller::Caller;
use super::customer::CustomerRef;
use super::json_fields::JsonFields;
use super::key::{RETRY_MS, lock_ms};
use super::limit::{CODES_SENT, CODES_TO_CONTACT, LOST_CODES, WRONG_CODES, count_against_all};
use super::page_response::next_contact_or_link;
use super::response::{Content, Refusal, Response, View};
use super::run::{End, Flow, HandlerRun, Stop, error_code, status_field};
use super::session::Session;
use super::status::{is_known_as_approved, record_customer};
use super::step::{BodyKind, Effect, Step};
use crate::client::customer::{Channel, Status};
use crate::client::error::ErrorCode;
use crate::provider::endpoint;
use crate::value::untrusted::UntrustedValue;

/// Handles `POST /contact/{channel}`: sends a code, after a correction of the address or number where the body has one.
pub(super) fn send_code<'a>(
    run: &mut HandlerRun<'a>,
    caller: &Caller<'a>,
    kind: Option<BodyKind>,
    channel: Channel,
) -> End {
    let session = session_with_codes(run, caller)?;
    let given = body::read(run, kind, &[])?.content;
    let correction = given.field("value").filter(|value| !value.is_absent());
    if correction.is_some() && session.is_handed_over() {
        return run.refuse(Refusal::CONTACT_LOCKED);
    }
    let [provider, id] = session.customer.subject();
    let lock = ["sending", channel.as_str(), provider, id];
    let Some(held) = run.swap(&lock, &UntrustedValue::Null, &true, lock_ms(run))? else {
        return run.refuse_for(Refusal::STILL_RUNNING, RETRY_MS);
    };
    let Err(Stop(step)) = send_counted_code(run, session, correction, channel);
    if let Step::Respond(response) = step.as_ref()
        && (correction.is_none() || response.status < 500)
    {
        run.remove(&lock, held)?;
    }
    Err(Stop(step))
}

/// Sends a code, and counts it for the address or number to which it goes. Meanwhile no other request may correct that: it
/// must hold the lock of this contact, which a correction with an unknown outcome keeps.
fn send_counted_code<'a>(
    run: &mut HandlerRun<'a>,
    session: Session<'a>,
    correction: Option<&UntrustedValue<'a>>,
    channel: Channel,
) -> End {
    let customer = session.customer;
    // A correction also counts, because it could otherwise be used to probe addresses.
    CODES_SENT.count_attempt(run, customer.subject())?;
    if correction.is_some() && is_known_as_approved(run, customer)?.is_some() {
        return run.refuse(Refusal::CONTACT_LOCKED);
    }
    let mut found = match run.get_customer(customer)? {
        Ok(found) => found,
        Err(error) => return run.fail(error),
    };
    if let Some(value) = correction {
        found = update_contact(run, session, found, channel, value)?;
    }
    count_code_to_contact(run, found, channel)?;
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
) -> End {
    let customer = session_with_codes(run, caller)?.customer;
    let given = body::read(run, kind, &[])?.content;
    let code = without_separators(given.field("code").unwrap_or(&UntrustedValue::Null));
    // Counted before the code is tried, so that concurrent requests cannot get around the limit.
    WRONG_CODES.count_attempt(run, customer.subject())?;
    let verb = match channel {
        Channel::Email => "confirmEmail",
        Channel::Phone => "confirmPhone",
    };
    match run.call(customer, verb, &JsonFields(&[("code", &code)]))? {
        Ok(found) => {
            // This takes back one attempt only: a correct code for a person's own contact must not allow more wrong
            // codes for somebody else's.
            WRONG_CODES.undo_attempt(run, customer.subject())?;
            record_customer(run, customer, found)?;
            run.respond(next_contact_or_link(found))
        }
        Err(error) => {
            if was_never_tried(run, customer, error)? {
                WRONG_CODES.undo_attempt(run, customer.subject())?;
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
        ErrorCode::InvalidRequest | ErrorCode::InvalidConfig => Ok(true),
        ErrorCode::Network => LOST_CODES.allows_attempt(run, customer.subject()),
        _ => Ok(false),
    }
}

/// Responds to an error. A conflict means that the contact is verified already, or needs no verification, so the
/// response follows from the customer as it is now.
fn respond_to_error<'a>(run: &mut HandlerRun<'a>, customer: CustomerRef<'a>, error: &UntrustedValue) -> End {
    if error_code(error) != ErrorCode::Conflict {
        return run.fail(error);
    }
    match run.get_customer(customer)? {
        Ok(found) => run.respond(next_contact_or_link(found)),
        Err(error) => run.fail(error),
    }
}

/// Returns the session of this browser, if the provider sends contact codes.
fn session_with_codes<'a>(run: &mut HandlerRun<'a>, caller: &Caller<'a>) -> Flow<Session<'a>> {
    let session = caller.require_session(run)?;
    if endpoint(&[session.customer.provider.name(), ".sendEmailCode"].concat()).is_none() {
        return run.refuse(Refusal::NO_ROUTE);
    }
    Ok(session)
}

/// Corrects the e-mail address or phone number, and returns the customer with the new one. The provider needs the
/// customer's type for that, and the host the country: a number may be written as it is dialled there.
///
/// Whoever sits at this browser later must not take over a verified customer: only a contact that is not verified can
/// be corrected, and only while the verification is not finished.
fn update_contact<'a>(
    run: &mut HandlerRun<'a>,
    session: Session<'a>,
    found: &'a UntrustedValue<'a>,
    channel: Channel,
    value: &UntrustedValue<'a>,
) -> Flow<&'a UntrustedValue<'a>> {
    let open = found.field("channels").and_then(UntrustedValue::list).unwrap_or_default();
    let is_open = open.iter().any(|open| open.text() == Some(channel.as_str()));
    if !is_open || status_field(found) != Some(Status::Incomplete) {
        return run.refuse(Refusal::CONTACT_LOCKED);
    }
    let customer_type = found.text_of("type").unwrap_or_default();
    let country = session.country.unwrap_or_default();
    let fields = JsonFields(&[("type", &customer_type), (channel.as_str(), value), ("country", &country)]);
    match run.call(session.customer, "updateContact", &fields)? {
        Ok(updated) => Ok(updated),
        Err(error) => run.fail(error),
    }
}

/// Counts a code to the customer's address or number, or refuses the request. Anybody can onboard somebody else's
/// contact as often as they like, so a limit per customer would not protect the person who gets the codes.
fn count_code_to_contact<'a>(run: &mut HandlerRun<'a>, found: &'a UntrustedValue<'a>, channel: Channel) -> Flow<()> {
    let Some(contact) = found.text_of(channel.as_str()) else { return Ok(()) };
    let purpose = ["code to ", channel.as_str()].concat();
    let contact = destination(contact);
    let macs = run.require(|| Effect::ComputeMacs { purpose, value: contact.into() })?;
    let newest = macs.list().unwrap_or_default().first().and_then(UntrustedValue::text).unwrap_or_default();
    count_against_all(run, &CODES_TO_CONTACT, [channel.as_str(), newest])
}

/// Returns what identifies the mailbox or phone behind a contact: case does not matter, nor does what follows a `+` in an
/// address, which many hosts deliver to the same mailbox (RFC 5233).
fn destination(contact: &str) -> String {
    let address = contact.to_ascii_lowercase();
    match address.split_once('@') {
        Some((local, host)) => [local.split('+').next().unwrap_or_default(), "@", host].concat(),
        None => address,
    }
}
