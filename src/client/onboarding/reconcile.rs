//! Finds the customer of a create whose response was lost. It never creates one.

use crate::client::connection::Connection;
use crate::client::customer::Customer;
use crate::client::endpoint::{Endpoint, Output};
use crate::client::error::{Error, ErrorCode};
use crate::client::http::HttpResponse;
use crate::client::onboarding::replay::{OnboardingFlow, Replay, Step, Stop};
use crate::client::parse_options::ParseOptions;
use crate::client::request_template::RequestTemplate;
use crate::rules::options::Policy;
use crate::value::time::timestamp_ms;
use crate::value::untrusted::{Object, UntrustedValue};

/// How far a provider's clock may be off.
const SKEW_MS: i64 = 5_000;
/// A longer list is an error, because it may never end.
const MAX_PAGES: usize = 100;

/// The time in which the customer was created, in milliseconds since 1970-01-01 UTC.
///
/// ```
/// use kyclink::reconcile::Window;
/// let sent_at = 1_790_000_000_000;
/// let window = Window { sent_at, ended_at: sent_at + 30_000 };
/// assert_eq!(window.ended_at - window.sent_at, 30_000);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Window {
    /// When the create was sent.
    pub sent_at: i64,
    /// When the attempt ended: the response arrived, or the caller stopped waiting.
    pub ended_at: i64,
}

/// Returns the request for the next page of customers, or the customer.
///
/// The customer is the only one with the applicant's type, email and phone that was created in the window; `None` if there
/// are none or several. `responses` are the responses to the requests returned so far, in order; `now` is the current time
/// in milliseconds since 1970-01-01 UTC.
///
/// # Errors
///
/// `invalid_request` if the applicant is not valid or has nothing to search by, otherwise the error of the request that
/// failed.
///
/// ```
/// use kyclink::reconcile::{Window, step};
/// use kyclink::{Connection, HttpResponse, Step, UntrustedValue, provider};
/// # let spherepay = provider::provider("spherepay").expect("registered");
/// # let config = UntrustedValue::from_json(r#"{"apiKey":"secret_x","environment":"sandbox"}"#).expect("JSON");
/// # let connection = Connection::open(spherepay.service, &config)?;
/// # let applicant = r#"{"type": "individual", "email": "jane@example.com", "phone": "+14155550123",
/// #     "address": {"line1": "1 Main Street", "city": "Gibraltar", "postalCode": "GX11 1AA", "country": "GI"}}"#;
/// # let applicant = UntrustedValue::from_json(applicant).expect("JSON");
/// let window = Window { sent_at: 1_790_000_000_000, ended_at: 1_790_000_030_000 };
/// let mut responses = Vec::new();
/// let customer = loop {
///     match step(spherepay.onboarding, &applicant, &connection, window, &responses, window.ended_at)? {
///         Step::Done(customer) => break customer,
///         // A real caller sends the request.
///         Step::Send { .. } => responses.push(HttpResponse::new(200, [], br#"{"customers": []}"#)),
///     }
/// };
/// assert!(customer.is_none(), "the create had no effect");
/// # Ok::<(), kyclink::Error>(())
/// ```
pub fn step<'a>(
    flow: &'static OnboardingFlow,
    applicant: &UntrustedValue<'a>,
    connection: &Connection,
    window: Window,
    responses: &'a [HttpResponse<'a>],
    now: i64,
) -> Result<Step<Option<Customer>>, Error> {
    let options = connection.parse_options(now);
    let step = matching_customers(flow, applicant.clone(), connection.policy, options, window, responses)?;
    Ok(match step.complete(connection)? {
        Step::Send { endpoint, request, customer_id } => Step::Send { endpoint, request, customer_id },
        Step::Done(mut matching) => Step::Done(if matching.len() == 1 { matching.pop() } else { None }),
    })
}

/// Like [`step`], with every customer that matches.
pub(crate) fn matching_customers<'a>(
    flow: &'static OnboardingFlow,
    applicant: UntrustedValue<'a>,
    policy: Policy,
    options: ParseOptions,
    window: Window,
    responses: &'a [HttpResponse<'a>],
) -> Result<Step<Vec<Customer>, RequestTemplate>, Error> {
    Replay::next_step(flow, applicant, policy, options, responses, |replay| {
        let (list, query) = (flow.list)(replay.applicant())?;
        let mut newest_first = NewestFirst::new();
        let mut customers = all_pages(replay, list, query, |items| newest_first.ends_before(items, window))?;
        customers.retain(|customer| matches(customer, replay.applicant()) && was_created_in(customer, window));
        Ok(customers)
    })
}

/// Returns the customers of a list, page by page, until `is_last` says of a page that no later one matters.
pub(crate) fn all_pages(
    replay: &mut Replay<'_>,
    list: &'static Endpoint,
    query: Object<'_>,
    mut is_last: impl FnMut(&[Customer]) -> bool,
) -> Result<Vec<Customer>, Stop> {
    let mut customers = Vec::new();
    let mut query = query;
    for _ in 0..MAX_PAGES {
        let Output::Page(page) = replay.send(list, query)? else {
            return Err(Error::new(ErrorCode::Internal).into());
        };
        let is_last = is_last(&page.items);
        customers.extend(page.items);
        match page.next {
            Some(next) if !is_last => query = next,
            _ => return Ok(customers),
        }
    }
    Err(list.attribute(Error::unexpected("The list of customers has more than 100 pages.")).into())
}

/// Observes whether a list is ordered with the newest customer first. If so, the search ends at a page before the window.
///
/// Without this, an attacker could make the list endless: anybody can have customers created with another person's email
/// address. No document promises an order, so it is assumed only after a list has shown it.
struct NewestFirst {
    seen: usize,
    /// The newest creation time so far.
    newest: i64,
    /// The creation time of the last customer so far.
    last: i64,
    /// Whether every customer so far was in order.
    is_ordered: bool,
}

impl NewestFirst {
    /// Fewer customers may be in order by chance.
    const CONVINCING: usize = 20;

    const fn new() -> Self {
        Self { seen: 0, newest: i64::MIN, last: i64::MAX, is_ordered: true }
    }

    /// Adds a page; returns whether it and every later page are before the window.
    fn ends_before(&mut self, items: &[Customer], window: Window) -> bool {
        for customer in items {
            let created_at = created_at(customer);
            // Two customers may have the same creation time.
            self.is_ordered &= created_at.is_some_and(|at| at <= self.last);
            self.last = created_at.unwrap_or(self.last);
            self.newest = self.newest.max(self.last);
            self.seen += 1;
        }
        self.is_ordered
            && self.newest > self.last
            && self.seen >= Self::CONVINCING
            && self.last < window.sent_at.saturating_sub(SKEW_MS)
    }
}

/// Whether a customer has the applicant's type, email and phone.
fn matches(customer: &Customer, applicant: &Object) -> bool {
    let given = |name| applicant.text(name);
    let is_same = |email: &String| given("email").is_some_and(|given| given.eq_ignore_ascii_case(email));
    given("type") == Some(customer.customer_type.as_str())
        && customer.email.as_ref().is_some_and(is_same)
        && customer.phone.as_deref() == given("phone")
}

/// Whether a customer was created in the window, give or take the skew of the provider's clock.
fn was_created_in(customer: &Customer, Window { sent_at, ended_at }: Window) -> bool {
    created_at(customer)
        .is_some_and(|at| (sent_at.saturating_sub(SKEW_MS)..=ended_at.saturating_add(SKEW_MS)).contains(&at))
}

/// The creation time in milliseconds since 1970-01-01 UTC.
fn created_at(customer: &Customer) -> Option<i64> {
    customer.created_at.as_deref().and_then(timestamp_ms)
}
