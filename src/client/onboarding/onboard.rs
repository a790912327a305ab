//! From an applicant to a hosted link. Each provider has its own [`OnboardingFlow`].

use crate::client::connection::Connection;
use crate::client::connection::call_options::{CALL_OPTIONS, CallOptions};
use crate::client::engine::call::Caller;
use crate::client::engine::running::{Running, random};
use crate::client::exchange::retry::Limits;
use crate::client::onboarding::flow::{OnboardingFlow, require_applicant, run_flow};
use crate::client::onboarding::outcome::Onboarding;
use crate::rules::option_table::{OptionTable, PackageOption};
use crate::value::untrusted::UntrustedValue;

/// Options of `onboard` and `reconcile`.
#[doc(hidden)]
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

/// Begins the onboarding of an applicant that is not a struct. A client's `onboard` calls it.
///
/// - `options`: their idempotency key is sent with the request that creates the customer, and with no other.
/// - `limits`: the deadline is that of the whole onboarding.
/// - `now` is the current time in milliseconds since 1970-01-01 UTC.
///
/// [`Running::proceed`] returns the next effect, or the outcome. Its error is `invalid_config` if an option is malformed,
/// `invalid_request` if the applicant is not valid, otherwise that of the request that failed. Its issues have the
/// applicant's paths. If the customer exists by then, the error has its id and is not retryable.
///
/// ```
/// use kyclink::engine::{Effect, Next};
/// use kyclink::retry::Limits;
/// use kyclink::{CallOptions, Connection, UntrustedValue, onboard, provider};
/// let grid = provider::provider("grid").expect("registered");
/// let config = UntrustedValue::from_json(r#"{"clientId":"id","clientSecret":"secret"}"#).expect("JSON");
/// let connection = Connection::open(grid.service, &config)?;
/// let applicant = r#"{"type":"individual","email":"jane@example.com","phone":"+14155550123"}"#;
/// let applicant = UntrustedValue::from_json(applicant).expect("JSON");
/// let options = CallOptions::default().idempotency_key("6f1e8d0a");
/// let mut onboarding = onboard::begin(grid.onboarding, applicant, &connection, &options, Limits::default(), 0);
/// match onboarding.proceed(None)? {
///     Next::Perform(Effect::Request { endpoint, request, .. }) => {
///         assert_eq!(endpoint.name(), "grid.createCustomer");
///         assert_eq!(request.url, "https://api.lightspark.com/grid/2025-10-13/customers");
///         assert!(request.headers.contains(&("Idempotency-Key".into(), "6f1e8d0a".into())));
///     }
///     _ => unreachable!("the customer is not created yet"),
/// }
/// # Ok::<(), kyclink::Error>(())
/// ```
pub fn begin<'c>(
    flow: &'static OnboardingFlow,
    applicant: UntrustedValue<'c>,
    connection: &'c Connection,
    options: &CallOptions,
    limits: Limits,
    now: i64,
) -> Running<'c, Onboarding> {
    let options = options.clone();
    Running::new((now, random()), move |run| {
        let caller = Caller::alone(connection, &options, limits);
        run_flow(run, flow, require_applicant(flow, applicant.clone()), caller, flow.run)
    })
}
