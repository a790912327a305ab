//! Codes that confirm a customer's contacts: how often one is sent, and how often a wrong one is taken.

use super::answer::{Content, Map, NO_ROUTE, NOT_NOW, TOO_MANY, code_of};
use super::body::{self, Kind};
use super::run::{Customer, Run, Way, text};
use super::session::Caller;
use crate::draft::Draft;
use crate::error::ErrorCode;
use crate::json::Json;

/// A customer may have so many codes sent in an hour, and so many wrong ones tried in a day.
const MOST: i64 = 5;
const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * HOUR_MS;
/// Who counts at the same moment as others tries again so often.
const ATTEMPTS: usize = 8;

/// `POST /contact/{channel}`: sends a code, to another address or number where one is given.
pub(super) fn send<'a>(run: &mut Run<'a>, caller: &Caller<'a>, kind: Kind, channel: &'static str) -> Way<()> {
    let customer = confirmable(run, caller)?;
    let given = body::read(run, kind, &[])?.content;
    change(run, customer, "sent", HOUR_MS, 1)?;
    if let Some(value) = given.field("value").filter(|value| !value.is_absent()) {
        correct(run, customer, channel, value)?;
    }
    let verb = if channel == "email" { "sendEmailCode" } else { "sendPhoneCode" };
    match run.call(customer, verb, &Map("", &[]))? {
        Ok(_) => run.answer(204, Content::Empty, "verify_contact"),
        Err(error) => run.fail(error),
    }
}

/// `POST /contact/{channel}/confirm`
pub(super) fn confirm<'a>(run: &mut Run<'a>, caller: &Caller<'a>, kind: Kind, channel: &'static str) -> Way<()> {
    let customer = confirmable(run, caller)?;
    let given = body::read(run, kind, &[])?.content;
    let code = given.field("code").unwrap_or(&Draft::Null);
    // Counted before it is tried: many tries at once are no way around the limit.
    change(run, customer, "tried", DAY_MS, 1)?;
    let verb = if channel == "email" { "confirmEmail" } else { "confirmPhone" };
    match run.call(customer, verb, &Map("code", &[code]))? {
        Ok(found) => {
            change(run, customer, "tried", DAY_MS, -MOST)?;
            if found.field("channels").and_then(Draft::list).is_some_and(|open| !open.is_empty()) {
                return verify(run, 200, found);
            }
            run.answer(200, Map("next", &[&"link"]).content(), "verify_contact")
        }
        Err(error) => {
            if code_of(error) != ErrorCode::ProviderRejected {
                change(run, customer, "tried", DAY_MS, -1)?;
            }
            run.fail(error)
        }
    }
}

/// Says which contacts are still to be confirmed; where the provider does not say, either may be.
pub(super) fn verify(run: &mut Run, status: u16, customer: &Draft) -> Way<()> {
    let channels: &dyn Json = match customer.field("channels") {
        Some(Draft::List(open)) if !open.is_empty() => open,
        _ => &["email", "phone"],
    };
    run.answer(status, Map("next channels", &[&"verify_contact", channels]).content(), "verify_contact")
}

/// The customer of this browser, where its provider sends codes.
fn confirmable<'a>(run: &mut Run<'a>, caller: &Caller<'a>) -> Way<Customer<'a>> {
    let customer = caller.session(run)?;
    if crate::operation(&[customer.provider.name, ".sendEmailCode"].concat()).is_none() {
        return run.refuse(&NO_ROUTE);
    }
    Some(customer)
}

/// Another address or number; the provider wants to hear of what type the customer is.
fn correct<'a>(run: &mut Run<'a>, customer: Customer, channel: &'static str, value: &Draft<'a>) -> Way<()> {
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

/// Counts so many more, or says how long there will be none. A count begins anew when its window is over.
fn change(run: &mut Run, customer: Customer, what: &'static str, window_ms: i64, by: i64) -> Way<()> {
    let name = customer.record(what);
    for _ in 0..ATTEMPTS {
        let kept = run.load(&name)?;
        let begun = kept.number("until").filter(|until| run.now < *until);
        let count = begun.and(kept.number("count")).unwrap_or_default().saturating_add(by).max(0);
        let until = begun.unwrap_or_else(|| run.now.saturating_add(window_ms));
        let left_ms = until.saturating_sub(run.now);
        if count > MOST {
            return run.refuse_for(&TOO_MANY, left_ms);
        }
        if run.swap(&name, kept.raw(), &Map("count until", &[&count, &until]), left_ms)?.is_some() {
            return Some(());
        }
    }
    run.refuse_for(&NOT_NOW, 1)
}
