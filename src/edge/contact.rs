//! Codes that confirm a customer's contacts: how often one is sent, and how often a wrong one is taken.

use super::answer::{Answer, Answered, Content, NO_ROUTE, NOT_NOW, TOO_MANY, fail, number, object, refuse, refuse_for};
use super::body::{self, Kind};
use super::links::of;
use super::run::{Run, Way, list};
use super::session::Caller;
use crate::Connection;
use crate::draft::{Draft, Object};
use crate::error::{Error, ErrorCode};
use crate::issue::Segment;
use crate::operation::{Operation, Output};
use crate::provider::Provider;

/// A customer may have so many codes sent in an hour, and so many wrong ones tried in a day.
const MOST: i64 = 5;
const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * HOUR_MS;
/// Who counts at the same moment as others tries again so often.
const ATTEMPTS: usize = 8;

/// Whose contact is confirmed.
struct Customer<'a> {
    provider: &'static Provider,
    connection: Connection,
    id: &'a str,
}

/// `POST /contact/{channel}`: sends a code, to another address or number where one is given.
pub(super) fn send<'a>(run: &mut Run<'a>, caller: &Caller<'a>, kind: Kind, channel: &'static str) -> Way<'a, Answered> {
    let (customer, operation) = customer(run, caller, if channel == "email" { "sendEmailCode" } else { "sendPhoneCode" })?;
    let given = body::read(run, kind)?;
    count(run, "sent", customer.id, HOUR_MS)?;
    if let Some(value) = given.field("value").filter(|value| !value.is_absent()) {
        correct(run, &customer, channel, value)?;
    }
    match customer.call(run, operation, Object::new())? {
        Ok(_) => {
            let mut sent = Answer::new(204, Content::Empty);
            sent.view = "verify_contact";
            Ok(sent)
        }
        Err(error) => fail(error),
    }
}

/// `POST /contact/{channel}/confirm`
pub(super) fn confirm<'a>(
    run: &mut Run<'a>,
    caller: &Caller<'a>,
    kind: Kind,
    channel: &'static str,
) -> Way<'a, Answered> {
    let (customer, operation) = customer(run, caller, if channel == "email" { "confirmEmail" } else { "confirmPhone" })?;
    let given = body::read(run, kind)?;
    let code = given.field("code").cloned().unwrap_or(Draft::Null);
    // Counted before it is tried: many tries at once are no way around the limit.
    count(run, "tried", customer.id, DAY_MS)?;
    match customer.call(run, operation, object([("code", code)]))? {
        Ok(Output::Customer(found)) => {
            change(run, "tried", customer.id, DAY_MS, |_| Some(0))?;
            let open: Vec<_> = found.contact_verification.iter().filter(|(_, state)| *state != "verified").collect();
            if open.is_empty() {
                return Ok(Answer::json(200, object([("next", "link".into())]), "verify_contact"));
            }
            let channels: Vec<_> = open.into_iter().map(|(channel, _)| *channel).collect();
            let next = object([("next", "verify_contact".into()), ("channels", list(&channels))]);
            Ok(Answer::json(200, next, "verify_contact"))
        }
        Ok(_) => fail(Error::new(ErrorCode::Internal)),
        Err(error) => {
            if error.code != ErrorCode::ProviderRejected {
                change(run, "tried", customer.id, DAY_MS, |count| Some(count.saturating_sub(1)))?;
            }
            fail(error)
        }
    }
}

/// The customer of this browser, where its provider sends codes.
fn customer<'a>(run: &Run<'a>, caller: &Caller<'a>, verb: &str) -> Way<'a, (Customer<'a>, &'static Operation)> {
    let (name, id) = caller.session()?;
    let (provider, connection) = run.connect(name)?;
    match of(provider, verb) {
        Some(operation) => Ok((Customer { provider, connection, id }, operation)),
        None => refuse(NO_ROUTE),
    }
}

impl<'a> Customer<'a> {
    fn call(
        &self,
        run: &mut Run<'a>,
        operation: &'static Operation,
        mut input: Object<'a>,
    ) -> Way<'a, Result<Output, Error>> {
        input.set("customerId", self.id.into());
        run.call(&self.connection, operation, input)
    }
}

/// Another address or number, in the words of the provider, which wants to hear of what type the customer is.
fn correct<'a>(run: &mut Run<'a>, customer: &Customer<'a>, channel: &'static str, value: &Draft<'a>) -> Way<'a, ()> {
    let (Some(get), Some(update)) = (of(customer.provider, "getCustomer"), of(customer.provider, "updateContact")) else {
        return refuse(NO_ROUTE);
    };
    let found = match customer.call(run, get, Object::new())? {
        Ok(Output::Customer(found)) => found,
        Ok(_) => return fail(Error::new(ErrorCode::Internal)),
        Err(error) => return fail(error),
    };
    let contact = object([("type", found.kind.into()), (channel, value.clone())]);
    let input = (customer.provider.to_input)(&contact, update).unwrap_or_default();
    match customer.call(run, update, input)? {
        Ok(_) => Ok(()),
        Err(mut error) => {
            error.issues.iter_mut().for_each(|issue| issue.path = vec![Segment::Key("value".into())]);
            fail(error)
        }
    }
}

/// Counts one more, or says how long there will be none.
fn count<'a>(run: &mut Run<'a>, what: &str, customer: &str, window_ms: i64) -> Way<'a, ()> {
    change(run, what, customer, window_ms, |count| (count < MOST).then_some(count + 1))
}

/// Changes a count, which begins anew when its window is over.
fn change<'a>(
    run: &mut Run<'a>,
    what: &str,
    customer: &str,
    window_ms: i64,
    to: impl Fn(i64) -> Option<i64>,
) -> Way<'a, ()> {
    let name = ["code", what, customer];
    for _ in 0..ATTEMPTS {
        let kept = run.load(&name)?;
        let figure = |name| kept.value.field(name).and_then(Draft::integer);
        let until = figure("until").filter(|until| run.now < *until);
        let count = until.and(figure("count")).unwrap_or_default();
        let until = until.unwrap_or_else(|| run.now.saturating_add(window_ms));
        let left_ms = until.saturating_sub(run.now);
        let Some(count) = to(count) else { return refuse_for(TOO_MANY, left_ms) };
        let value = object([("count", number(count)), ("until", number(until))]);
        if run.swap(&name, kept.raw, value.into(), left_ms)?.is_some() {
            return Ok(());
        }
    }
    refuse_for(NOT_NOW, 1)
}
