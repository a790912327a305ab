//! Finds the customer of a create whose response was lost. It never creates one.

use crate::client::connection::Connection;
use crate::client::connection::call_options::CallOptions;
use crate::client::customer::Customer;
use crate::client::engine::call::Caller;
use crate::client::engine::running::{Running, random};
use crate::client::engine::{OrSuspended, Replay};
use crate::client::error::Error;
use crate::client::exchange::retry::Limits;
use crate::client::onboarding::flow::{OnboardingFlow, require_applicant, run_flow};
use crate::client::onboarding::newest_first::NewestFirst;
use crate::rules::operation::Valid;
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

/// Begins the search for an applicant's customer.
///
/// The customer is the only one with the applicant's type, email and phone that was created in the window; `None` if
/// there are none or several. `now` is the current time in milliseconds since 1970-01-01 UTC.
///
/// [`Running::proceed`] returns the next effect, or the customer. Its error is `invalid_request` if the applicant is not
/// valid or has nothing to search by, otherwise that of the request that failed.
///
/// ```
/// use kyclink::engine::{Next, Outcome};
/// use kyclink::reconcile::{Window, begin};
/// use kyclink::retry::Limits;
/// use kyclink::{Connection, HttpResponse, UntrustedValue, provider};
/// # let spherepay = provider::provider("spherepay").expect("registered");
/// # let config = UntrustedValue::from_json(r#"{"apiKey":"secret_x","environment":"sandbox"}"#).expect("JSON");
/// # let connection = Connection::open(spherepay.service, &config)?;
/// # let applicant = r#"{"type": "individual", "email": "jane@example.com", "phone": "+14155550123",
/// #     "address": {"line1": "1 Main Street", "city": "Gibraltar", "postalCode": "GX11 1AA", "country": "GI"}}"#;
/// # let applicant = UntrustedValue::from_json(applicant).expect("JSON");
/// let window = Window { sent_at: 1_790_000_000_000, ended_at: 1_790_000_030_000 };
/// let mut search = begin(spherepay.onboarding, applicant, &connection, window, Limits::default(), window.ended_at);
/// assert!(matches!(search.proceed(None)?, Next::Perform(_)));
/// // A real caller performs the effect.
/// let result = Ok(Some(HttpResponse::new(200, [], br#"{"customers": []}"#)));
/// let ended = Outcome { at: window.ended_at + 300, elapsed_ms: 300, result };
/// assert!(matches!(search.proceed(Some(ended))?, Next::Done(None)), "the create had no effect");
/// # Ok::<(), kyclink::Error>(())
/// ```
pub fn begin<'c>(
    flow: &'static OnboardingFlow,
    applicant: UntrustedValue<'c>,
    connection: &'c Connection,
    window: Window,
    limits: Limits,
    now: i64,
) -> Running<'c, Option<Customer>> {
    Running::new((now, random()), move |run| {
        let caller = Caller::alone(connection, CallOptions::NONE, limits);
        let found = candidates(run, flow, require_applicant(flow, applicant.clone()), caller, window)?;
        Ok(found.map(|mut found| if found.len() == 1 { found.pop() } else { None }))
    })
}

/// Returns every customer that matches. The handler needs them all: several are not the same as none, after which it
/// sends the create again.
///
/// Without its end before the window, an attacker could make the list endless: anybody can have customers created with
/// another person's email address.
pub(crate) fn candidates<'a, 'v>(
    run: &mut dyn Replay<'a>,
    flow: &'static OnboardingFlow,
    applicant: impl FnOnce(Policy, i64) -> Result<Valid<'v>, Error>,
    caller: Caller,
    window: Window,
) -> OrSuspended<Result<Vec<Customer>, Error>> {
    let may_be_the_one = |customer: &Customer, applicant: &Object| may_be_the_one(customer, applicant, window);
    run_flow(run, flow, applicant, caller, |run| {
        let start = window.sent_at.saturating_sub(SKEW_MS);
        let (list, query) = match (flow.list)(flow, run.applicant(), start) {
            Ok(list) => list,
            Err(error) => return Ok(Err(error)),
        };
        let is_enough = |order: &NewestFirst, _: &[&Customer]| order.ends_before(start);
        let found = run.search(list, query, Some(flow.page_size), &may_be_the_one, &is_enough)?;
        Ok(found.map(|found| found.into_iter().cloned().collect()))
    })
}

/// Whether a customer may be the applicant's: it has the same type, no other reference, and it was created in the window
/// with the same email and phone. If the provider does not say when, it has the caller's own reference, which no other
/// customer has.
fn may_be_the_one(customer: &Customer, applicant: &Object, window: Window) -> bool {
    let given = |name| applicant.text(name);
    let is_same = |email: &String| given("email").is_some_and(|given| given.eq_ignore_ascii_case(email));
    let reference = customer.reference.as_deref();
    given("type") == Some(customer.customer_type.as_str())
        && reference.is_none_or(|reference| given("reference") == Some(reference))
        && match was_created_in(customer, window) {
            Some(is_in) => {
                is_in && customer.email.as_ref().is_some_and(is_same) && customer.phone.as_deref() == given("phone")
            }
            None => reference.is_some(),
        }
}

/// Whether a customer was created in the window, give or take the skew of the provider's clock; `None` if the provider
/// does not say when it was created.
fn was_created_in(customer: &Customer, Window { sent_at, ended_at }: Window) -> Option<bool> {
    let window = sent_at.saturating_sub(SKEW_MS)..=ended_at.saturating_add(SKEW_MS);
    customer.created_at_ms().map(|at| window.contains(&at))
}
