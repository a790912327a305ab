//! Finds the customer of a create whose response was lost, and never creates another.

use crate::client::connection::Connection;
use crate::client::customer::Customer;
use crate::client::endpoint::{Endpoint, Output};
use crate::client::error::{Error, ErrorCode};
use crate::client::http::HttpResponse;
use crate::client::onboarding::replay::{Journey, Pause, Run, Step};
use crate::rules::operation::Valid;
use crate::value::time::timestamp_ms;
use crate::value::untrusted::{Object, UntrustedValue};

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
/// `responses` holds the answer to each request handed out before, in order.
pub fn step<'a>(
    journey: &'static Journey,
    applicant: &UntrustedValue<'a>,
    connection: &'a Connection,
    window: Window,
    responses: &'a [HttpResponse<'a>],
    now: i64,
) -> Result<Step<Option<Customer>>, Error> {
    Ok(match matching_customers(journey, applicant, connection, window, responses, now)? {
        Step::Send { endpoint, request, customer_id } => Step::Send { endpoint, request, customer_id },
        Step::Done(mut found) => Step::Done(if found.len() == 1 { found.pop() } else { None }),
    })
}

/// The same, with every customer that may be the one.
pub(crate) fn matching_customers<'a>(
    journey: &'static Journey,
    applicant: &UntrustedValue<'a>,
    connection: &'a Connection,
    window: Window,
    responses: &'a [HttpResponse<'a>],
    now: i64,
) -> Result<Step<Vec<Customer>>, Error> {
    Run::replay(journey, applicant, connection, responses, now, |run| {
        let (list, query) = (journey.list)(run.applicant.object())?;
        let mut newest_first = NewestFirst::new();
        let mut found = all_pages(run, list, query, |items| newest_first.ends_before(items, window))?;
        found.retain(|customer| is_of(customer, &run.applicant) && was_created(customer, window));
        Ok(found)
    })
}

/// Every customer of a list, page by page, until `is_enough` says of a page that no later one matters.
pub(crate) fn all_pages(
    run: &mut Run<'_>,
    list: &'static Endpoint,
    query: Object<'_>,
    mut is_enough: impl FnMut(&[Customer]) -> bool,
) -> Result<Vec<Customer>, Pause> {
    let mut found = Vec::new();
    let mut query = query;
    for _ in 0..MOST_PAGES {
        let Output::Page(page) = run.call(list, query)? else {
            return Err(Error::new(ErrorCode::Internal).into());
        };
        let is_enough = is_enough(&page.items);
        found.extend(page.items);
        match page.next {
            Some(next) if !is_enough => query = next,
            _ => return Ok(found),
        }
    }
    Err(list.attribute(Error::unexpected("The list of customers does not end.")).into())
}

/// Whether a list is in order, the newest customer first. Then the pages behind the window hold nothing, however many there
/// are: anybody can have customers made with somebody else's e-mail address. No document promises an order, so that it is
/// believed only of a list that has shown it.
struct NewestFirst {
    seen: usize,
    first: i64,
    last: i64,
    holds: bool,
}

impl NewestFirst {
    /// Fewer than so many may be in order by chance.
    const CONVINCING: usize = 20;

    const fn new() -> Self {
        Self { seen: 0, first: i64::MIN, last: i64::MAX, holds: true }
    }

    /// Whether a page, and with it every later one, lies before the window.
    fn ends_before(&mut self, items: &[Customer], window: Window) -> bool {
        for customer in items {
            let created_at = created_at(customer);
            // Of two at the same moment nobody knows which comes first.
            self.holds &= created_at.is_some_and(|at| at <= self.last);
            self.last = created_at.unwrap_or(self.last);
            self.first = self.first.max(self.last);
            self.seen += 1;
        }
        self.holds
            && self.first > self.last
            && self.seen >= Self::CONVINCING
            && self.last < window.sent_at.saturating_sub(SKEW_MS)
    }
}

fn is_of(customer: &Customer, applicant: &Valid) -> bool {
    let given = |name| applicant.object().text(name);
    let is_same = |email: &String| given("email").is_some_and(|given| given.eq_ignore_ascii_case(email));
    given("type") == Some(customer.customer_type.as_str())
        && customer.email.as_ref().is_some_and(is_same)
        && customer.phone.as_deref() == given("phone")
}

fn was_created(customer: &Customer, Window { sent_at, answered_by }: Window) -> bool {
    created_at(customer)
        .is_some_and(|at| (sent_at.saturating_sub(SKEW_MS)..=answered_by.saturating_add(SKEW_MS)).contains(&at))
}

fn created_at(customer: &Customer) -> Option<i64> {
    customer.created_at.as_deref().and_then(timestamp_ms)
}
