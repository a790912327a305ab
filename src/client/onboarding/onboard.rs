//! From an applicant to a hosted link. Each provider has its own [`OnboardingFlow`].

use crate::client::connection::Connection;
use crate::client::error::Error;
use crate::client::onboarding::outcome::Onboarding;
use crate::client::onboarding::received::Received;
use crate::client::onboarding::replay::{OnboardingFlow, Replay, Step};
use crate::value::untrusted::UntrustedValue;

/// Returns the next request to send, or the outcome.
///
/// `received` has the responses to the requests returned so far; `now` is the current time in milliseconds since 1970-01-01
/// UTC.
///
/// # Errors
///
/// `invalid_request` if the applicant is not valid, otherwise the error of the request that failed. Its issues have the
/// applicant's paths. If the customer exists by then, the error has its id and is not retryable.
///
/// ```
/// use kyclink::{Connection, Received, Step, UntrustedValue, onboard, provider};
/// let grid = provider::provider("grid").expect("registered");
/// let config = UntrustedValue::from_json(r#"{"clientId":"id","clientSecret":"secret"}"#).expect("JSON");
/// let connection = Connection::open(grid.service, &config)?;
/// let applicant = r#"{"type":"individual","email":"jane@example.com","phone":"+14155550123"}"#;
/// let applicant = UntrustedValue::from_json(applicant).expect("JSON");
/// match onboard::step(grid.onboarding, &applicant, &connection, &mut Received::default(), 0)? {
///     Step::Send { endpoint, request, .. } => {
///         assert_eq!(endpoint.name(), "grid.createCustomer");
///         assert_eq!(request.url, "https://api.lightspark.com/grid/2025-10-13/customers");
///     }
///     Step::Done(_) => unreachable!("the customer is not created yet"),
/// }
/// # Ok::<(), kyclink::Error>(())
/// ```
pub fn step(
    flow: &'static OnboardingFlow,
    applicant: &UntrustedValue<'_>,
    connection: &Connection,
    received: &mut Received<'_>,
    now: i64,
) -> Result<Step<Onboarding>, Error> {
    let options = connection.parse_options(now);
    Replay::next_step(flow, applicant.clone(), connection.policy, options, received, flow.run)?.complete(connection)
}
