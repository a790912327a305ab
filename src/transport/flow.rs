//! Sends the requests of a whole flow.

use std::time::Duration;

use super::{Transport, drive};
use crate::client::customer::Customer;
use crate::client::error::Error;
use crate::client::exchange::retry::Limits;
use crate::client::onboarding::flow_call::{OnboardingCall, ReconcileCall};
use crate::client::onboarding::outcome::Onboarding;

/// Creates what the provider needs, and returns a link or what has to be done first.
///
/// A request that creates a customer is sent once; the others are retried where that may help. The deadline of `limits`
/// is that of the whole onboarding, and ends a request that is still running. `sleep` waits: pass your runtime's timer.
/// With the feature `reqwest`, `Reqwest::onboard` does all of this.
///
/// # Errors
///
/// `outcome_unknown` if the create was sent and its response was lost: the customer may exist. If the error has an
/// [`idempotency_key`](Error::idempotency_key), onboard again with that key. Otherwise do not send the create again, but
/// look for the customer with [`reconcile`]. After any later failure the error has the customer's id
/// ([`Error::customer_id`]): continue with that customer, such as with a call of `create_kyc_link`.
///
/// ```
/// # use kyclink::transport::{self, NoResponse, Transport};
/// # use kyclink::{HttpRequest, HttpResponse, spherepay};
/// # struct Stub;
/// # impl Transport for Stub {
/// #     async fn send(&self, _: &HttpRequest) -> Result<HttpResponse<'static>, NoResponse> {
/// #         let body = br#"{"customerId": "customer_1", "url": "https://in.sumsub.com/websdk/p/x", "expiresAt": "2099-11-20T12:00:00Z"}"#;
/// #         Ok(HttpResponse::new(200, [], body))
/// #     }
/// # }
/// use kyclink::Onboarding;
/// use kyclink::retry::Limits;
///
/// async fn link(transport: &impl Transport) -> Result<Option<String>, kyclink::Error> {
///     let client = spherepay::Client::new(spherepay::Credentials::sandbox("secret_x"))?;
///     let mut address = spherepay::Address::new("1 Main Street", "Gibraltar", "GI");
///     address.postal_code = Some("GX11 1AA".into());
///     let applicant = spherepay::ApplicantIndividual::new("jane@example.com", "+14155550123", address).into();
///     let outcome = transport::onboard(transport, &client.onboard(&applicant), Limits::default(), async |_| {}).await?;
///     Ok(match outcome {
///         Onboarding::Link(link) => Some(link.kyc_url.as_str().to_owned()),
///         _ => None,
///     })
/// }
/// # let mut future = std::pin::pin!(link(&Stub));
/// # let mut context = std::task::Context::from_waker(std::task::Waker::noop());
/// # assert!(matches!(future.as_mut().poll(&mut context), std::task::Poll::Ready(Ok(Some(_)))));
/// ```
pub async fn onboard(
    transport: &impl Transport,
    onboarding: &OnboardingCall<'_>,
    limits: Limits,
    sleep: impl AsyncFn(Duration),
) -> Result<Onboarding, Error> {
    drive(transport, onboarding.begin(limits)?, &sleep).await
}

/// Finds the customer created by a request whose response was lost; `None` if there is none, or more than one.
///
/// # Errors
///
/// Those of [`reconcile::begin`](crate::reconcile::begin).
///
/// ```
/// # use kyclink::transport::{self, NoResponse, Transport};
/// # use kyclink::{HttpRequest, HttpResponse, spherepay};
/// # struct Stub;
/// # impl Transport for Stub {
/// #     async fn send(&self, _: &HttpRequest) -> Result<HttpResponse<'static>, NoResponse> {
/// #         let body = br#"{"customers": []}"#;
/// #         Ok(HttpResponse::new(200, [], body))
/// #     }
/// # }
/// use kyclink::Customer;
/// use kyclink::reconcile::Window;
/// use kyclink::retry::Limits;
///
/// async fn find(transport: &impl Transport) -> Result<Option<Customer>, kyclink::Error> {
///     let client = spherepay::Client::new(spherepay::Credentials::sandbox("secret_x"))?;
///     let mut address = spherepay::Address::new("1 Main Street", "Gibraltar", "GI");
///     address.postal_code = Some("GX11 1AA".into());
///     let applicant = spherepay::ApplicantIndividual::new("jane@example.com", "+14155550123", address).into();
///     // When the create was sent, and when its attempt ended.
///     let window = Window { sent_at: 1_790_000_000_000, ended_at: 1_790_000_030_000 };
///     transport::reconcile(transport, &client.reconcile(&applicant, window), Limits::default(), async |_| {}).await
/// }
/// # let mut future = std::pin::pin!(find(&Stub));
/// # let mut context = std::task::Context::from_waker(std::task::Waker::noop());
/// # assert!(matches!(future.as_mut().poll(&mut context), std::task::Poll::Ready(Ok(None))));
/// ```
pub async fn reconcile(
    transport: &impl Transport,
    search: &ReconcileCall<'_>,
    limits: Limits,
    sleep: impl AsyncFn(Duration),
) -> Result<Option<Customer>, Error> {
    drive(transport, search.begin(limits), &sleep).await
}
