//! From an applicant to a hosted link. Each provider has its own [`OnboardingFlow`].

use crate::client::connection::Connection;
use crate::client::connection::call_options::{CALL_OPTIONS, CallOptions};
use crate::client::error::Error;
use crate::client::onboarding::outcome::Onboarding;
use crate::client::onboarding::received::Received;
use crate::client::onboarding::replay::{OnboardingFlow, Replay};
use crate::client::onboarding::step::Step;
use crate::rules::option_table::{OptionTable, PackageOption};
use crate::value::untrusted::UntrustedValue;

/// Options of `onboard` and `reconcile`.
///
/// ```
/// assert!(kyclink::options::ONBOARD_OPTIONS.names().contains(&"deadline"));
/// ```
pub static ONBOARD_OPTIONS: OptionTable = OptionTable::new(
    "OnboardOptions",
    &[
        /// Normalizes the applicant first, as `normalize` does.
        ///
        /// Default: false
        PackageOption::optional("normalize", "boolean"),
        /// The country in which a phone number without `+` is dialled. Only used with `normalize`.
        PackageOption::optional("phoneCountry", "PhoneCountry"),
    ],
)
.extending(&CALL_OPTIONS);

/// Returns the next request to send, or the outcome, for an applicant that is not a struct. A client's `onboard` calls it.
///
/// - `options` are the same at each step. Their idempotency key is sent with the request that creates the customer, and
///   with no other.
/// - `received` has the responses to the requests returned so far.
/// - `now` is the current time in milliseconds since 1970-01-01 UTC.
///
/// # Errors
///
/// `invalid_config` if an option is malformed, `invalid_request` if the applicant is not valid, otherwise the error of the
/// request that failed. Its issues have the applicant's paths. If the customer exists by then, the error has its id and is
/// not retryable.
///
/// ```
/// use kyclink::{CallOptions, Connection, Received, Step, UntrustedValue, onboard, provider};
/// let grid = provider::provider("grid").expect("registered");
/// let config = UntrustedValue::from_json(r#"{"clientId":"id","clientSecret":"secret"}"#).expect("JSON");
/// let connection = Connection::open(grid.service, &config)?;
/// let applicant = r#"{"type":"individual","email":"jane@example.com","phone":"+14155550123"}"#;
/// let applicant = UntrustedValue::from_json(applicant).expect("JSON");
/// let options = CallOptions::default().idempotency_key("6f1e8d0a");
/// let mut received = Received::default();
/// match onboard::step_with(grid.onboarding, &applicant, &connection, &options, &mut received, 0)? {
///     Step::Send { endpoint, request, .. } => {
///         assert_eq!(endpoint.name(), "grid.createCustomer");
///         assert_eq!(request.url, "https://api.lightspark.com/grid/2025-10-13/customers");
///         assert!(request.headers.contains(&("Idempotency-Key".into(), "6f1e8d0a".into())));
///     }
///     Step::Done(_) => unreachable!("the customer is not created yet"),
/// }
/// # Ok::<(), kyclink::Error>(())
/// ```
pub fn step_with(
    flow: &'static OnboardingFlow,
    applicant: &UntrustedValue<'_>,
    connection: &Connection,
    options: &CallOptions,
    received: &mut Received<'_>,
    now: i64,
) -> Result<Step<Onboarding>, Error> {
    // As in the npm package: options that no call can have are refused, whatever the applicant.
    connection.check_call(options).map_err(|error| error.with_operation(flow.operation.name, flow.service.name))?;
    let parse = connection.parse_options_of(options, now);
    Replay::next_step(flow, applicant, connection.policy, parse, received, flow.run)?.complete(connection, options)
}
