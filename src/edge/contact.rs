//! Codes that confirm a customer's contacts: how often one is sent, and how often a wrong one is taken.

use super::answer::{Content, Map, NO_ROUTE, NOT_NOW, TOO_MANY};
use super::body::{self, Kind};
use super::run::{Party, Run, Way};
use super::session::Caller;
use crate::draft::{Draft, Object};
use crate::error::ErrorCode;
use crate::issue::Segment;
use crate::json::Json;

/// A customer may have so many codes sent in an hour, and so many wrong ones tried in a day.
const MOST: i64 = 5;
const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * HOUR_MS;
/// Who counts at the same moment as others tries again so often.
const ATTEMPTS: usize = 8;

/// `POST /contact/{channel}`: sends a code, to another address or number where one is given.
pub(super) fn send<'a>(run: &mut Run<'a>, caller: &Caller<'a>, kind: Kind, channel: &'static str) -> Way<()> {
    let verb = if channel == "email" { "sendEmailCode" } else { "sendPhoneCode" };
    let (party, customer) = party(run, caller, verb)?;
    let given = body::read(run, kind)?;
    change(run, "sent", customer, HOUR_MS, 1)?;
    if let Some(value) = given.field("value").filter(|value| !value.is_absent()) {
        correct(run, &party, customer, channel, value)?;
    }
    match run.call(&party, verb, customer, Object::new())? {
        Ok(_) => run.answer(204, Content::Empty, "verify_contact"),
        Err(error) => run.fail(error),
    }
}

/// `POST /contact/{channel}/confirm`
pub(super) fn confirm<'a>(run: &mut Run<'a>, caller: &Caller<'a>, kind: Kind, channel: &'static str) -> Way<()> {
    let verb = if channel == "email" { "confirmEmail" } else { "confirmPhone" };
    let (party, customer) = party(run, caller, verb)?;
    let given = body::read(run, kind)?;
    let mut input = Object::new();
    input.set("code", given.field("code").cloned().unwrap_or(Draft::Null));
    // Counted before it is tried: many tries at once are no way around the limit.
    change(run, "tried", customer, DAY_MS, 1)?;
    match run.customer(&party, verb, customer, input)? {
        Ok(found) => {
            change(run, "tried", customer, DAY_MS, -MOST)?;
            let mut open = found.contact_verification;
            open.retain(|(_, state)| *state != "verified");
            let channels: Vec<_> = open.into_iter().map(|(channel, _)| channel).collect();
            let next = if channels.is_empty() { "link" } else { "verify_contact" };
            let all: &[(_, &dyn Json)] = &[("next", &next), ("channels", &channels)];
            let said = if channels.is_empty() { all.get(..1).unwrap_or_default() } else { all };
            run.answer(200, Map(said).content(), "verify_contact")
        }
        Err(error) => {
            if error.code != ErrorCode::ProviderRejected {
                change(run, "tried", customer, DAY_MS, -1)?;
            }
            run.fail(error)
        }
    }
}

/// The customer of this browser, where its provider sends codes.
fn party<'a>(run: &mut Run<'a>, caller: &Caller<'a>, verb: &str) -> Way<(Box<Party>, &'a str)> {
    let (name, customer) = caller.session(run)?;
    let party = run.party(name)?;
    if party.operation(verb).is_none() {
        return run.refuse(&NO_ROUTE);
    }
    Some((party, customer))
}

/// Another address or number, in the words of the provider, which wants to hear of what type the customer is.
fn correct<'a>(run: &mut Run<'a>, to: &Party, customer: &str, channel: &'static str, value: &Draft<'a>) -> Way<()> {
    let found = match run.customer(to, "getCustomer", customer, Object::new())? {
        Ok(found) => found,
        Err(error) => return run.fail(error),
    };
    let mut contact = Object::new();
    contact.set("type", found.kind.into());
    contact.set(channel, value.clone());
    let update = "updateContact";
    let input = to.operation(update).and_then(|update| (to.provider.to_input)(&contact, update));
    match run.call(to, update, customer, input.unwrap_or_default())? {
        Ok(_) => Some(()),
        Err(mut error) => {
            error.issues.iter_mut().for_each(|issue| issue.path = vec![Segment::Key("value".into())]);
            run.fail(error)
        }
    }
}

/// Counts so many more, or says how long there will be none. A count begins anew when its window is over.
fn change(run: &mut Run, what: &str, customer: &str, window_ms: i64, by: i64) -> Way<()> {
    let name = ["code", what, customer];
    for _ in 0..ATTEMPTS {
        let kept = run.load(&name)?;
        let begun = kept.number("until").filter(|until| run.now < *until);
        let count = begun.and(kept.number("count")).unwrap_or_default().saturating_add(by).max(0);
        let until = begun.unwrap_or_else(|| run.now.saturating_add(window_ms));
        let left_ms = until.saturating_sub(run.now);
        if count > MOST {
            return run.refuse_for(&TOO_MANY, left_ms);
        }
        if run.swap(&name, kept.raw(), &Map(&[("count", &count), ("until", &until)]), left_ms)?.is_some() {
            return Some(());
        }
    }
    run.refuse_for(&NOT_NOW, 1)
}
