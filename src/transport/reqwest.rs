//! A transport over reqwest, for servers with tokio.

use std::time::Duration;

use reqwest::redirect::Policy;

use super::{NoResponse, Transport, onboard, reconcile, send};
use crate::client::call::typed::{Call, FromOutput};
use crate::client::customer::Customer;
use crate::client::error::Error;
use crate::client::exchange::retry::Limits;
use crate::client::http::{Body, HttpRequest, HttpResponse};
use crate::client::onboarding::flow_call::{OnboardingCall, ReconcileCall};
use crate::client::onboarding::outcome::Onboarding;

/// The longest that an attempt may take.
const TIMEOUT: Duration = Duration::from_secs(30);
/// The largest body that is read; a larger one counts as not being JSON.
const MAX_BODY: usize = 1 << 20;

/// Sends calls with reqwest. Cloning it shares its connections.
///
/// reqwest has TLS only with one of its features: choose one in your own dependency on reqwest, such as
/// `reqwest = { version = "0.13", features = ["rustls"] }`.
///
/// ```no_run
/// # async fn example() -> Result<(), kyclink::Error> {
/// use kyclink::spherepay::{Client, CreateKycLink, Credentials};
///
/// let transport = kyclink::transport::Reqwest::new()?;
/// let client = Client::new(Credentials::sandbox("secret_x"))?;
/// let input = CreateKycLink::new("customer_1ab2c3d4");
/// let link = transport.call(&client.create_kyc_link(&input)).await?;
/// println!("send the person to the link of {}", link.customer_id.unwrap_or_default());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Reqwest {
    client: reqwest::Client,
}

impl Reqwest {
    /// A transport with 30 seconds for each attempt. It does not follow redirects, because that could send credentials
    /// to another host.
    pub fn new() -> Result<Self, Error> {
        Self::with_builder(reqwest::Client::builder().timeout(TIMEOUT))
    }

    /// A transport with your own settings: time limits, a proxy, root certificates. It does not follow redirects
    /// either, and has only the time limits that the builder sets.
    ///
    /// ```no_run
    /// use std::time::Duration;
    /// let builder = reqwest::Client::builder().timeout(Duration::from_secs(10)).https_only(true);
    /// let transport = kyclink::transport::Reqwest::with_builder(builder)?;
    /// # Ok::<(), kyclink::Error>(())
    /// ```
    pub fn with_builder(builder: reqwest::ClientBuilder) -> Result<Self, Error> {
        let client = builder.redirect(Policy::none()).build();
        let client = client.map_err(|_| Error::config("reqwest could not be set up: check its TLS features."))?;
        Ok(Self { client })
    }

    /// Sends a call, with two retries where they are safe, and reads the response.
    pub async fn call<T: FromOutput>(&self, call: &Call<'_, T>) -> Result<T, Error> {
        self.call_within(call, Limits::default()).await
    }

    /// Sends all requests of an onboarding, with two retries for each where they are safe, and returns a link or what
    /// has to be done first.
    ///
    /// # Errors
    ///
    /// Those of [`transport::onboard`](crate::transport::onboard): after `outcome_unknown`, onboard again with the error's
    /// key, if it has one, or look for the customer with [`reconcile`](Self::reconcile) before creating another.
    ///
    /// ```no_run
    /// # use kyclink::grid::{ApplicantIndividual, Client};
    /// # async fn example(transport: kyclink::transport::Reqwest, client: Client) -> Result<(), kyclink::Error> {
    /// use kyclink::Onboarding;
    /// let applicant = ApplicantIndividual::new("jane@example.com", "+14155550123").into();
    /// match transport.onboard(&client.onboard(&applicant)).await? {
    ///     Onboarding::Link(_) => println!("there is a link"),
    ///     Onboarding::VerifyContact { channels, .. } => println!("{} contacts must be confirmed", channels.len()),
    ///     _ => println!("there is nothing to do"),
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub async fn onboard(&self, onboarding: &OnboardingCall<'_>) -> Result<Onboarding, Error> {
        self.onboard_within(onboarding, Limits::default()).await
    }

    /// Sends all requests of an onboarding with your own limits. The deadline is that of the whole onboarding.
    ///
    /// ```no_run
    /// # use kyclink::grid::{Applicant, Client};
    /// # async fn example(
    /// #     transport: kyclink::transport::Reqwest, client: Client, applicant: Applicant,
    /// # ) -> Result<(), kyclink::Error> {
    /// use kyclink::retry::Limits;
    /// use std::time::Duration;
    /// let limits = Limits::default().deadline(Duration::from_secs(20));
    /// let outcome = transport.onboard_within(&client.onboard(&applicant), limits).await?;
    /// # drop(outcome);
    /// # Ok(())
    /// # }
    /// ```
    pub async fn onboard_within(&self, onboarding: &OnboardingCall<'_>, limits: Limits) -> Result<Onboarding, Error> {
        onboard(self, onboarding, limits, tokio::time::sleep).await
    }

    /// Finds the customer created by a request whose response was lost; `None` if there is none, or more than one.
    ///
    /// ```no_run
    /// # use kyclink::grid::{Applicant, Client};
    /// # use kyclink::reconcile::Window;
    /// # async fn example(
    /// #     transport: kyclink::transport::Reqwest, client: Client, applicant: Applicant, window: Window,
    /// # ) -> Result<(), kyclink::Error> {
    /// match transport.reconcile(&client.reconcile(&applicant, window)).await? {
    ///     Some(customer) => println!("continue with {}", customer.id),
    ///     None => println!("wait five seconds after the create before sending another"),
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub async fn reconcile(&self, search: &ReconcileCall<'_>) -> Result<Option<Customer>, Error> {
        reconcile(self, search, Limits::default(), tokio::time::sleep).await
    }

    /// Sends a call with your own limits, and reads the response.
    ///
    /// ```no_run
    /// # use kyclink::spherepay::{Client, Credentials, GetCustomer};
    /// # async fn example(transport: kyclink::transport::Reqwest) -> Result<(), kyclink::Error> {
    /// # let client = Client::new(Credentials::sandbox("secret_x"))?;
    /// # let input = GetCustomer::new("customer_1ab2c3d4");
    /// use kyclink::retry::Limits;
    /// use std::time::Duration;
    /// let limits = Limits::default().max_retries(4).deadline(Duration::from_secs(10));
    /// let customer = transport.call_within(&client.get_customer(&input), limits).await?;
    /// println!("the verification is {}", customer.status.as_str());
    /// # Ok(())
    /// # }
    /// ```
    pub async fn call_within<T: FromOutput>(&self, call: &Call<'_, T>, limits: Limits) -> Result<T, Error> {
        send(self, call, limits, tokio::time::sleep).await
    }
}

impl Transport for Reqwest {
    async fn send(&self, request: &HttpRequest) -> Result<HttpResponse<'static>, NoResponse> {
        let request = http::Request::<Vec<u8>>::try_from(request).map_err(|_| NoResponse::NotSent)?;
        let request = reqwest::Request::try_from(request).map_err(|_| NoResponse::NotSent)?;
        let mut response = self.client.execute(request).await.map_err(|error| reason(&error))?;
        let mut parts = http::Response::new(Vec::new());
        *parts.status_mut() = response.status();
        *parts.headers_mut() = response.headers().clone();
        while let Some(chunk) = response.chunk().await.map_err(|error| reason(&error))? {
            parts.body_mut().extend_from_slice(&chunk);
            if parts.body().len() > MAX_BODY {
                // Too large to be read, but the status still counts.
                return Ok(HttpResponse { body: Body::Other, ..parts.map(|_| []).into() });
            }
        }
        Ok(parts.into())
    }
}

/// If the connection could not be made, nothing was sent; after any later failure, the request may have arrived.
fn reason(error: &reqwest::Error) -> NoResponse {
    if error.is_connect() {
        NoResponse::NotSent
    } else if error.is_timeout() {
        NoResponse::Timeout
    } else {
        NoResponse::Network
    }
}
