//! Codes that confirm a customer's contacts: how often one is sent, and how often a wrong one is taken.

use super::answer::{Answer, Map, NO_ROUTE, NOT_NOW, TOO_MANY, fail, fail_with, refuse, refuse_for};
use super::body::{self, Kind};
use super::run::{Party, Run, Way};
use super::session::Caller;
use crate::draft::{Draft, Object};
use crate::error::ErrorCode;
use crate::issue::Segment;
use crate::operation::Output;

/// A customer may have so many codes sent in an hour, and so many wrong ones tried in a day.
const MOST: i64 = 5;
const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * HOUR_MS;
/// Who counts at the same moment as others tries again so often.
const ATTEMPTS: usize = 8;

/// `POST /contact/{channel}`: sends a code, to another address or number where one is given.
pub(super) fn send<'a>(run: &mut Run<'a>, caller: &Caller<'a>, kind: Kind, channel: &'static str) -> Way<'a, Answer> {
    let verb = if channel == "email" { "sendEmailCode" } else { "sendPhoneCode" };
    let (party, customer) = party(run, caller, verb)?;
    let given = body::read(run, kind)?;
    change(run, "sent", customer, HOUR_MS, 1)?;
    if let Some(value) = given.field("value").filter(|value| !value.is_absent()) {
        correct(run, &party, customer, channel, value)?;
    }
    match run.call(&party, verb, customer, Object::new())? {
        Ok(_) => {
            let mut sent = Answer::empty(204);
            sent.view = "verify_contact";
            Ok(sent)
        }
        Err(error) => fail(error),
    }
}

/// `POST /contact/{channel}/confirm`
pub(super) fn confirm<'a>(run: &mut Run<'a>, caller: &Caller<'a>, kind: Kind, channel: &'static str) -> Way<'a, Answer> {
    let verb = if channel == "email" { "confirmEmail" } else { "confirmPhone" };
    let (party, customer) = party(run, caller, verb)?;
    let given = body::read(run, kind)?;
    let mut input = Object::new();
    input.set("code", given.field("code").cloned().unwrap_or(Draft::Null));
    // Counted before it is tried: many tries at once are no way around the limit.
    change(run, "tried", customer, DAY_MS, 1)?;
    let found = match run.call(&party, verb, customer, input)? {
        Ok(Output::Customer(found)) => found,
        Ok(_) => return fail_with(ErrorCode::Internal),
        Err(error) => {
            if error.code != ErrorCode::ProviderRejected {
                change(run, "tried", customer, DAY_MS, -1)?;
            }
            return fail(error);
        }
    };
    change(run, "tried", customer, DAY_MS, -MOST)?;
    let open: Vec<_> = found.contact_verification.iter().filter(|contact| contact.1 != "verified").collect();
    if open.is_empty() {
        return Ok(Answer::json(200, &[("next", &"link")], "verify_contact"));
    }
    let channels: Vec<_> = open.into_iter().map(|contact| contact.0).collect();
    Ok(Answer::json(200, &[("next", &"verify_contact"), ("channels", &channels)], "verify_contact"))
}

/// The customer of this browser, where its provider sends codes.
fn party<'a>(run: &Run<'a>, caller: &Caller<'a>, verb: &str) -> Way<'a, (Party, &'a str)> {
    let (name, customer) = caller.session()?;
    let party = run.party(name)?;
    if party.operation(verb).is_none() {
        return refuse(&NO_ROUTE);
    }
    Ok((party, customer))
}

/// Another address or number, in the words of the provider, which wants to hear of what type the customer is.
fn correct<'a>(run: &mut Run<'a>, to: &Party, customer: &str, channel: &'static str, value: &Draft<'a>) -> Way<'a, ()> {
    let found = match run.call(to, "getCustomer", customer, Object::new())? {
        Ok(Output::Customer(found)) => found,
        Ok(_) => return fail_with(ErrorCode::Internal),
        Err(error) => return fail(error),
    };
    let mut contact = Object::new();
    contact.set("type", found.kind.into());
    contact.set(channel, value.clone());
    let update = "updateContact";
    let input = to.operation(update).and_then(|update| (to.provider.to_input)(&contact, update));
    match run.call(to, update, customer, input.unwrap_or_default())? {
        Ok(_) => Ok(()),
        Err(mut error) => {
            error.issues.iter_mut().for_each(|issue| issue.path = vec![Segment::Key("value".into())]);
            fail(error)
        }
    }
}

/// Counts so many more, or says how long there will be none. A count begins anew when its window is over.
fn change<'a>(run: &mut Run<'a>, what: &str, customer: &str, window_ms: i64, by: i64) -> Way<'a, ()> {
    let name = ["code", what, customer];
    for _ in 0..ATTEMPTS {
        let kept = run.load(&name)?;
        let begun = kept.number("until").filter(|until| run.now < *until);
        let count = begun.and(kept.number("count")).unwrap_or_default().saturating_add(by).max(0);
        let until = begun.unwrap_or_else(|| run.now.saturating_add(window_ms));
        let left_ms = until.saturating_sub(run.now);
        if count > MOST {
            return refuse_for(&TOO_MANY, left_ms);
        }
        if run.swap(&name, kept.raw, &Map(&[("count", &count), ("until", &until)]), left_ms)?.is_some() {
            return Ok(());
        }
    }
    refuse_for(&NOT_NOW, 1)
}
