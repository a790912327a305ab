//! Contact codes: sending one, trying one, and correcting a mistyped email address or phone number.

mod code;
pub(crate) mod destination;

use crate::client::contact::Channel;
use crate::client::customer::Status;
use crate::client::error::{Error, ErrorCode};
use crate::edge::contact::code::entered_code;
use crate::edge::contact::destination::destination;
use crate::edge::customer::CustomerRef;
use crate::edge::customer::found::FoundCustomer;
use crate::edge::customer::next_step::next_contact_or_link;
use crate::edge::engine::effect::{BodyKind, Effect};
use crate::edge::engine::outcome::Value;
use crate::edge::engine::run::{End, Failed, HandlerRun, OrSuspended, Suspended};
use crate::edge::onboarding::key::RETRY_MS;
use crate::edge::record::lifetime;
use crate::edge::record::limit::{CODES_SENT, CODES_TO_CONTACT, LOST_CODES, WRONG_CODES, count_against_all};
use crate::edge::record::{SENDING, Session};
use crate::edge::request::body;
use crate::edge::response::{Content, Problem, Refusal, Response, ShownIssues, View};
use crate::edge::session::caller::Caller;
use crate::edge::status::{is_known_as_verified, record_customer, sent_code};
use crate::provider::Provider;
use crate::provider::contact_codes::{ChannelCodes, ContactCodes};
use crate::rules::issue::Issue;
use crate::value::untrusted::{Object, UntrustedValue};

/// Handles `POST /contact/{channel}`: sends a code, after a correction of the address or number where the body has one.
#[inline(never)]
pub(crate) fn send_code<'a>(
    run: &mut HandlerRun<'a>,
    caller: &Caller<'a>,
    kind: Option<BodyKind>,
    channel: Channel,
) -> End {
    let (session, codes) = session_with_codes(run, caller)?;
    let given = body::read(run, kind, &[])?.content;
    let correction = given.field("value").filter(|value| !value.is_absent());
    if correction.is_some() && session.is_handed_over() {
        return run.refuse(Refusal::CONTACT_LOCKED);
    }
    let [provider, id] = session.customer.subject();
    let name = [provider, id, channel.as_str()];
    let Some(held) = run.lock(&SENDING, &name, lifetime::LOCK.ms(run))? else {
        return run.refuse_with_retry_after(Refusal::STILL_RUNNING, RETRY_MS);
    };
    let Err(Suspended) = send_counted_code(run, session, codes, correction, channel);
    let status = run.response().map(|response| response.status);
    if status.is_some_and(|status| correction.is_none() || status < 500) && !run.is_late {
        let stopped_at = run.take_stopped_at();
        // A lock that stays ends by itself.
        run.ignoring_failure(|run| run.remove(&SENDING, &name, Some(held)))?;
        return run.stop(stopped_at);
    }
    Err(Suspended)
}

/// Sends a code, and counts it for the address or number to which it goes. Meanwhile no other request may correct that:
/// it must hold the lock of this contact, which a correction with an unknown outcome keeps.
fn send_counted_code<'a>(
    run: &mut HandlerRun<'a>,
    session: Session<'a>,
    codes: &'static ContactCodes,
    correction: Option<&UntrustedValue<'a>>,
    channel: Channel,
) -> End {
    let customer = session.customer;
    // A correction also counts, because it could otherwise be used to probe addresses.
    CODES_SENT.count_attempt(run, &customer.subject())?;
    if correction.is_some() && is_known_as_verified(run, customer)? {
        return run.refuse(Refusal::CONTACT_LOCKED);
    }
    let mut found = match run.get_customer(customer)? {
        Ok(found) => found,
        Err(failed) => return run.fail_about_customer(failed),
    };
    if let Some(value) = correction {
        found = update_contact(run, session, codes, &found, (channel, value))?;
    }
    count_code_to_contact(run, customer.provider, &found, channel)?;
    match run.call(customer, codes.of(channel).send, Object::new(), |_| Some(()))? {
        Ok(()) => {
            if run.is_form {
                run.ignoring_failure(|run| sent_code::remember(run, customer, channel))?;
            }
            run.respond(Response::new(204, Content::Empty, Some(View::VerifyContact)))
        }
        Err(failed) => respond_to_error(run, customer, &failed, failed.error().clone().into()),
    }
}

/// Handles `POST /contact/{channel}/confirm`.
#[inline(never)]
pub(crate) fn confirm_code<'a>(
    run: &mut HandlerRun<'a>,
    caller: &Caller<'a>,
    kind: Option<BodyKind>,
    channel: Channel,
) -> End {
    let (session, codes) = session_with_codes(run, caller)?;
    let customer = session.customer;
    let &ChannelCodes { confirm, code_field, .. } = codes.of(channel);
    let given = body::read(run, kind, &[])?.content;
    let code = match entered_code(given.field("code").unwrap_or(&UntrustedValue::Null), codes.digits) {
        Ok(code) => code,
        Err(fault) => {
            // Without a complete code, nothing is tried. After the last attempt nothing is said about it, either.
            WRONG_CODES.refuse_if_reached(run, &customer.subject())?;
            let issue = Issue::new(fault.code, vec!["code".into()], fault.params);
            return run.respond(Response::failure(Error::invalid(vec![issue]).into()));
        }
    };
    // Counted before the code is tried, so that concurrent requests cannot get around the limit.
    let attempts_left = WRONG_CODES.count_attempt(run, &customer.subject())?;
    match run.call(customer, confirm, Object::of_unique([(code_field, code)]), FoundCustomer::of)? {
        Ok(found) => {
            // This takes back one attempt only: a correct code for a person's own contact must not allow more wrong
            // codes for somebody else's.
            WRONG_CODES.undo_attempt(run, &customer.subject())?;
            record_customer(run, customer, &found)?;
            run.respond(next_contact_or_link(&found))
        }
        Err(failed) => {
            if was_never_tried(run, customer, failed.code())? {
                WRONG_CODES.undo_attempt(run, &customer.subject())?;
            }
            let problem = Problem::from(failed.error().clone());
            // The request contained only the code, so every issue is about it.
            let problem = match problem.code {
                ErrorCode::ProviderRejected => {
                    Problem { attempts_left: Some(attempts_left), ..problem.showing(ShownIssues::wrong_code("code")) }
                }
                ErrorCode::InvalidRequest => problem.showing(ShownIssues::wrong_code("code")),
                _ => problem,
            };
            respond_to_error(run, customer, &failed, problem)
        }
    }
}

/// Whether the attempt should not be counted, because the provider did not get the code. Any response counts as an
/// attempt. After a broken connection it is unknown whether the code arrived, so only a few of these are not counted.
fn was_never_tried(run: &mut HandlerRun, customer: CustomerRef, code: ErrorCode) -> OrSuspended<bool> {
    match code {
        ErrorCode::InvalidRequest | ErrorCode::InvalidConfig => Ok(true),
        ErrorCode::Network => LOST_CODES.allows_attempt(run, &customer.subject()),
        _ => Ok(false),
    }
}

/// Responds to an error. A conflict means that the contact is verified already, or needs no verification, so the
/// response follows from the customer as it is now. The provider may also not have the customer any more.
fn respond_to_error<'a>(
    run: &mut HandlerRun<'a>,
    customer: CustomerRef<'a>,
    failed: &Failed<'a>,
    problem: Problem,
) -> End {
    if !matches!(failed.code(), ErrorCode::Conflict | ErrorCode::NotFound) {
        return run.respond(Response::failure(problem));
    }
    match run.get_customer(customer)? {
        Ok(_) if failed.code() == ErrorCode::NotFound => run.respond(Response::failure(problem)),
        Ok(found) => {
            record_customer(run, customer, &found)?;
            run.respond(next_contact_or_link(&found))
        }
        Err(failed) => run.fail_about_customer(failed),
    }
}

/// Returns the session of this browser, and how its provider sends contact codes, if it does.
fn session_with_codes<'a>(
    run: &mut HandlerRun<'a>,
    caller: &Caller<'a>,
) -> OrSuspended<(Session<'a>, &'static ContactCodes)> {
    let session = caller.require_session(run)?;
    match session.customer.provider.contact_codes {
        Some(codes) => Ok((session, codes)),
        None => run.refuse(Refusal::NO_ROUTE),
    }
}

/// Corrects the email address or phone number, and returns the customer with the new one. The provider needs the
/// customer's type for that.
///
/// The next user of this browser must not take over a verified customer: only a contact that is not verified can be
/// corrected, and only while the verification is not finished.
fn update_contact<'a>(
    run: &mut HandlerRun<'a>,
    session: Session<'a>,
    codes: &'static ContactCodes,
    found: &FoundCustomer,
    (channel, value): (Channel, &UntrustedValue<'a>),
) -> OrSuspended<FoundCustomer<'a>> {
    if !found.unverified.contains(&channel) || found.status != Status::Incomplete {
        return run.refuse(Refusal::CONTACT_LOCKED);
    }
    let country = session.country.unwrap_or_default().to_owned();
    let address = Object::of_unique([("country", country.into())]);
    let fields = [
        ("type", found.customer_type.map_or(UntrustedValue::Null, |known| known.as_str().into())),
        (channel.as_str(), value.to_static()),
        ("address", address.into()),
    ];
    let input = run.input_of(session.customer.provider, codes.correct.operation, fields);
    match run.call(session.customer, codes.correct, input, FoundCustomer::of)? {
        Ok(updated) => Ok(updated),
        // The page has sent only the contact, in a field of this name.
        Err(failed) => run.fail_showing(failed, ShownIssues::of_field("value")),
    }
}

/// Counts a code to the customer's address or number, or refuses the request. Anybody can onboard somebody else's
/// contact as often as they like, so a limit per customer would not protect the person who gets the codes.
fn count_code_to_contact<'a>(
    run: &mut HandlerRun<'a>,
    provider: &'static Provider,
    found: &FoundCustomer,
    channel: Channel,
) -> OrSuspended<()> {
    let contact = match channel {
        Channel::Email => found.email,
        Channel::Phone => found.phone,
    };
    let Some(contact) = contact else { return Ok(()) };
    let subject = contact_subject(run, provider, channel, contact)?;
    count_against_all(run, &CODES_TO_CONTACT, &subject)
}

/// Returns whom the limits of a contact concern: the provider, the channel, and a MAC.
pub(crate) fn contact_subject<'a>(
    run: &mut HandlerRun<'a>,
    provider: &'static Provider,
    channel: Channel,
    contact: &str,
) -> OrSuspended<[&'a str; 3]> {
    let purpose = ["code to ", channel.as_str()].concat();
    let effect = || Effect::ComputeMacs { purpose, value: destination(contact).into() };
    let newest = run.require(effect, |value| match value {
        Value::Macs(macs) => macs.first(),
        _ => None,
    })?;
    Ok([provider.name(), channel.as_str(), newest])
}
