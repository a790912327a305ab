//! Onboarding and reconciliation with a client, for a transport to drive.

use std::fmt;

use serde::Serialize;

use crate::client::connection::Connection;
use crate::client::connection::call_options::CallOptions;
use crate::client::customer::Customer;
use crate::client::endpoint::service::Idempotency;
use crate::client::engine::running::{Running, random_key};
use crate::client::error::Error;
use crate::client::exchange::retry::Limits;
use crate::client::onboarding::flow::OnboardingFlow;
use crate::client::onboarding::onboard;
use crate::client::onboarding::outcome::Onboarding;
use crate::client::onboarding::reconcile::{self, Window};
use crate::value::host::now_ms;
use crate::value::untrusted::UntrustedValue;

/// The onboarding of one applicant: all requests that lead to a hosted link.
///
/// A client's `onboard` returns it, and a transport sends it: `Reqwest::onboard` or [`transport::onboard`]. It carries
/// a credential and a person's data: `Debug` shows neither.
///
/// [`transport::onboard`]: crate::transport::onboard
///
/// ```
/// use kyclink::engine::{Effect, Next};
/// use kyclink::grid;
/// use kyclink::retry::Limits;
/// let credentials = grid::Credentials::sandbox("id", "secret_x");
/// let client = grid::Client::new(credentials)?;
/// let applicant = grid::ApplicantIndividual::new("jane@example.com", "+14155550123").into();
/// let onboarding = client.onboard(&applicant).idempotency_key("6f1e8d0a-6c0f-4a57-9d0e-0b1f6a8f6d3c");
/// let next = onboarding.begin(Limits::default())?.proceed(None)?;
/// let Next::Perform(Effect::Request { endpoint, .. }) = next else { unreachable!("nothing is sent yet") };
/// assert_eq!(endpoint.name(), "grid.createCustomer");
/// # Ok::<(), kyclink::Error>(())
/// ```
#[must_use = "an onboarding does nothing until it is sent"]
pub struct OnboardingCall<'c> {
    flow: &'static OnboardingFlow,
    connection: &'c Connection,
    applicant: UntrustedValue<'static>,
    options: CallOptions,
}

impl<'c> OnboardingCall<'c> {
    pub(crate) fn new(flow: &'static OnboardingFlow, applicant: &impl Serialize, connection: &'c Connection) -> Self {
        let applicant = UntrustedValue::from_serialize(applicant);
        Self { flow, connection, applicant, options: CallOptions::default() }
    }

    /// Sets the idempotency key: 1 to 255 visible ASCII characters, sent with the request that creates the customer and
    /// with no other.
    pub fn idempotency_key(mut self, key: impl Into<String>) -> Self {
        self.options = self.options.idempotency_key(key);
        self
    }

    /// Adds a header to every request of the onboarding, other than `Authorization` and `Content-Type`.
    ///
    /// ```
    /// # use kyclink::engine::{Effect, Next};
    /// # use kyclink::grid;
    /// # use kyclink::retry::Limits;
    /// # let credentials = grid::Credentials::sandbox("id", "secret_x");
    /// # let client = grid::Client::new(credentials)?;
    /// # let applicant = grid::ApplicantIndividual::new("jane@example.com", "+14155550123").into();
    /// let onboarding = client.onboard(&applicant).header("X-Trace", "7");
    /// let next = onboarding.begin(Limits::default())?.proceed(None)?;
    /// let Next::Perform(Effect::Request { request, .. }) = next else { unreachable!("nothing is sent yet") };
    /// assert!(request.headers.contains(&("X-Trace".into(), "7".into())));
    /// # Ok::<(), kyclink::Error>(())
    /// ```
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.options = self.options.header(name, value);
        self
    }

    /// Begins the onboarding, with a new key if the provider requires one and the caller has given none. Only a loop of
    /// your own needs it: a transport calls it. The deadline of `limits` is that of the whole onboarding.
    ///
    /// # Errors
    ///
    /// `invalid_config` if the create needs a key and this platform has no random numbers to make one. [`onboard::begin`]
    /// says how an onboarding fails.
    pub fn begin(&self, limits: Limits) -> Result<Running<'_, Onboarding>, Error> {
        let options = match self.flow.service.idempotency {
            Idempotency::Required if !self.options.has_idempotency_key() => {
                self.options.clone().idempotency_key(random_key()?)
            }
            _ => self.options.clone(),
        };
        Ok(onboard::begin(self.flow, self.applicant.clone(), self.connection, &options, limits, now_ms()))
    }
}

/// The search for the customer of a create whose response was lost. It never creates one.
///
/// A client's `reconcile` returns it, and a transport sends it: `Reqwest::reconcile` or [`transport::reconcile`]. It
/// carries a credential and a person's data: `Debug` shows neither.
///
/// [`transport::reconcile`]: crate::transport::reconcile
///
/// ```
/// use kyclink::engine::{Effect, Next};
/// use kyclink::reconcile::Window;
/// use kyclink::retry::Limits;
/// use kyclink::spherepay;
/// let client = spherepay::Client::new(spherepay::Credentials::sandbox("secret_x"))?;
/// let address = spherepay::Address::new("1 Main Street", "Gibraltar", "GI");
/// let applicant = spherepay::ApplicantIndividual::new("jane@example.com", "+14155550123", address).into();
/// let window = Window { sent_at: 1_790_000_000_000, ended_at: 1_790_000_030_000 };
/// let search = client.reconcile(&applicant, window);
/// let next = search.begin(Limits::default()).proceed(None)?;
/// let Next::Perform(Effect::Request { endpoint, .. }) = next else { unreachable!("nothing is sent yet") };
/// assert_eq!(endpoint.name(), "spherepay.listCustomers");
/// # Ok::<(), kyclink::Error>(())
/// ```
#[must_use = "a search does nothing until it is sent"]
pub struct ReconcileCall<'c> {
    flow: &'static OnboardingFlow,
    connection: &'c Connection,
    applicant: UntrustedValue<'static>,
    window: Window,
}

impl<'c> ReconcileCall<'c> {
    pub(crate) fn new(
        flow: &'static OnboardingFlow,
        applicant: &impl Serialize,
        window: Window,
        connection: &'c Connection,
    ) -> Self {
        Self { flow, connection, applicant: UntrustedValue::from_serialize(applicant), window }
    }

    /// Begins the search. Only a loop of your own needs it: a transport calls it. [`reconcile::begin`] says how it fails.
    pub fn begin(&self, limits: Limits) -> Running<'_, Option<Customer>> {
        reconcile::begin(self.flow, self.applicant.clone(), self.connection, self.window, limits, now_ms())
    }
}

impl fmt::Debug for OnboardingCall<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} [redacted]", self.flow.operation.name)
    }
}

impl fmt::Debug for ReconcileCall<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "search for {} [redacted]", self.flow.operation.name)
    }
}
