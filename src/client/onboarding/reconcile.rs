//! Finds the customer of a create whose response was lost. It never creates one.

use crate::client::connection::Connection;
use crate::client::connection::call_options::CallOptions;
use crate::client::customer::Customer;
use crate::client::endpoint::parse_options::ParseOptions;
use crate::client::endpoint::request_template::RequestTemplate;
use crate::client::error::Error;
use crate::client::onboarding::received::Received;
use crate::client::onboarding::replay::{OnboardingFlow, Replay};
use crate::client::onboarding::step::Step;
use crate::rules::options::Policy;
use crate::value::untrusted::{Object, UntrustedValue};

/// How far a provider's clock may be off.
const SKEW_MS: i64 = 5_000;

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
/// The customer is the only one with the applicant's type, email and phone that was created in the window; `None` if
/// there are none or several. `received` has the responses to the requests returned so far; `now` is the current time
/// in milliseconds since 1970-01-01 UTC.
///
/// # Errors
///
/// `invalid_request` if the applicant is not valid or has nothing to search by, otherwise the error of the request that
/// failed.
///
/// ```
/// use kyclink::reconcile::{Window, step};
/// use kyclink::{Connection, HttpResponse, Received, Step, UntrustedValue, provider};
/// # let spherepay = provider::provider("spherepay").expect("registered");
/// # let config = UntrustedValue::from_json(r#"{"apiKey":"secret_x","environment":"sandbox"}"#).expect("JSON");
/// # let connection = Connection::open(spherepay.service, &config)?;
/// # let applicant = r#"{"type": "individual", "email": "jane@example.com", "phone": "+14155550123",
/// #     "address": {"line1": "1 Main Street", "city": "Gibraltar", "postalCode": "GX11 1AA", "country": "GI"}}"#;
/// # let applicant = UntrustedValue::from_json(applicant).expect("JSON");
/// let window = Window { sent_at: 1_790_000_000_000, ended_at: 1_790_000_030_000 };
/// let mut received = Received::default();
/// let customer = loop {
///     match step(spherepay.onboarding, &applicant, &connection, window, &mut received, window.ended_at)? {
///         Step::Done(customer) => break customer,
///         // A real caller sends the request.
///         Step::Send { .. } => received.push(HttpResponse::new(200, [], br#"{"customers": []}"#)),
///     }
/// };
/// assert!(customer.is_none(), "the create had no effect");
/// # Ok::<(), kyclink::Error>(())
/// ```
pub fn step(
    flow: &'static OnboardingFlow,
    applicant: &UntrustedValue<'_>,
    connection: &Connection,
    window: Window,
    received: &mut Received<'_>,
    now: i64,
) -> Result<Step<Option<Customer>>, Error> {
    Ok(match candidates(flow, applicant, connection, window, received, now)? {
        Step::Send { endpoint, request, customer_id } => Step::Send { endpoint, request, customer_id },
        Step::Done(mut matching) => Step::Done(if matching.len() == 1 { matching.pop() } else { None }),
    })
}

/// Returns the request for the next page of customers, or every customer that matches. The handler needs them all:
/// several are not the same as none, after which it sends the create again.
pub(crate) fn candidates(
    flow: &'static OnboardingFlow,
    applicant: &UntrustedValue<'_>,
    connection: &Connection,
    window: Window,
    received: &mut Received<'_>,
    now: i64,
) -> Result<Step<Vec<Customer>>, Error> {
    let options = connection.parse_options(now);
    matching_customers(flow, applicant, connection.policy, options, window, received)?
        .complete(connection, &CallOptions::default())
}

/// Returns the next request of the search, or the customers that match. The caller, who has the connection, completes
/// the requests.
///
/// Without its end before the window, an attacker could make the list endless: anybody can have customers created with
/// another person's email address.
pub(crate) fn matching_customers(
    flow: &'static OnboardingFlow,
    applicant: &UntrustedValue<'_>,
    policy: Policy,
    options: ParseOptions,
    window: Window,
    received: &mut Received<'_>,
) -> Result<Step<Vec<Customer>, RequestTemplate>, Error> {
    let may_be_the_one = |customer: &Customer, applicant: &Object| may_be_the_one(customer, applicant, window);
    let step = Replay::next_step(flow, applicant, policy, options, received, |replay| {
        let start = window.sent_at.saturating_sub(SKEW_MS);
        let (list, query) = (flow.list)(flow, replay.applicant(), start)?;
        replay.search(list, query, Some(flow.page_size), &may_be_the_one, &|order, _| order.ends_before(start))
    })?;
    Ok(match step {
        Step::Done(found) => Step::Done(received.found.iter().cloned().chain(found).collect()),
        send => send,
    })
}

/// Whether a customer may be the applicant's: it has the same type, and it was created in the window with the same email
/// and phone. If the provider does not say when, it has the caller's own reference, which no other customer has.
fn may_be_the_one(customer: &Customer, applicant: &Object, window: Window) -> bool {
    let given = |name| applicant.text(name);
    let is_same = |email: &String| given("email").is_some_and(|given| given.eq_ignore_ascii_case(email));
    given("type") == Some(customer.customer_type.as_str())
        && match was_created_in(customer, window) {
            Some(is_in) => {
                is_in && customer.email.as_ref().is_some_and(is_same) && customer.phone.as_deref() == given("phone")
            }
            None => customer.reference.is_some() && customer.reference.as_deref() == given("reference"),
        }
}

/// Whether a customer was created in the window, give or take the skew of the provider's clock; `None` if the provider
/// does not say when it was created.
fn was_created_in(customer: &Customer, Window { sent_at, ended_at }: Window) -> Option<bool> {
    let window = sent_at.saturating_sub(SKEW_MS)..=ended_at.saturating_add(SKEW_MS);
    customer.created_at_ms().map(|at| window.contains(&at))
}
