//! Which customer a create has made whose answer was lost: looked for at the provider, and never made again.

use crate::connection::Connection;
use crate::customer::Customer;
use crate::draft::{Draft, Object};
use crate::error::{Error, ErrorCode};
use crate::field::date;
use crate::http::HttpResponse;
use crate::operation::{Operation, Output, Valid};
use crate::provider::Provider;
use crate::run::{Pause, Run, Step};

/// How far a provider's clock may be off.
const SKEW_MS: i64 = 5_000;
/// A list that goes on beyond this is not looked through: an end that never comes is no answer.
const MOST_PAGES: usize = 100;

/// When the create was on its way, in milliseconds since 1970-01-01 UTC.
#[derive(Clone, Copy, Debug)]
pub struct Window {
    /// When it was sent.
    pub sent_at: i64,
    /// When it was answered, or given up.
    pub answered_by: i64,
}

/// Takes the next step: a page of customers to ask for, or the customer at the end, where there is exactly one of the
/// applicant's type, e-mail and phone that was created meanwhile.
///
/// `answers` holds the answer to each request handed out before, in order.
pub fn step<'a>(
    provider: &'static Provider,
    applicant: &Draft<'a>,
    connection: &'a Connection,
    window: Window,
    answers: &'a [HttpResponse<'a>],
    now: i64,
) -> Result<Step<Option<Customer>>, Error> {
    Ok(match found(provider, applicant, connection, window, answers, now)? {
        Step::Send { operation, request } => Step::Send { operation, request },
        Step::Done(mut found) => Step::Done(if found.len() == 1 { found.pop() } else { None }),
    })
}

/// The same, with every customer that may be the one.
pub(crate) fn found<'a>(
    provider: &'static Provider,
    applicant: &Draft<'a>,
    connection: &'a Connection,
    window: Window,
    answers: &'a [HttpResponse<'a>],
    now: i64,
) -> Result<Step<Vec<Customer>>, Error> {
    Run::replay(provider, applicant, connection, answers, now, |run| {
        let (list, query) = (provider.list_of)(run.applicant.object())?;
        let mut found = all(run, list, query)?;
        found.retain(|customer| is_of(customer, &run.applicant) && was_created(customer, window));
        Ok(found)
    })
}

/// Every customer of a list, page by page.
pub(crate) fn all(run: &mut Run<'_>, list: &'static Operation, query: Object<'_>) -> Result<Vec<Customer>, Pause> {
    let mut found = Vec::new();
    let mut query = query;
    for _ in 0..MOST_PAGES {
        let Output::Page(page) = run.call(list, query)? else {
            return Err(Error::new(ErrorCode::Internal).into());
        };
        found.extend(page.items);
        match page.next {
            Some(next) => query = next,
            None => return Ok(found),
        }
    }
    Err(list.attribute(Error::unexpected("The list of customers does not end.")).into())
}

fn is_of(customer: &Customer, applicant: &Valid) -> bool {
    let given = |name| applicant.object().text(name);
    let is_same = |email: &String| given("email").is_some_and(|given| given.eq_ignore_ascii_case(email));
    Some(customer.kind) == given("type")
        && customer.email.as_ref().is_some_and(is_same)
        && customer.phone.as_deref() == given("phone")
}

fn was_created(customer: &Customer, Window { sent_at, answered_by }: Window) -> bool {
    let created_at = customer.created_at.as_deref().and_then(date::timestamp_ms);
    created_at.is_some_and(|at| (sent_at.saturating_sub(SKEW_MS)..=answered_by.saturating_add(SKEW_MS)).contains(&at))
}
