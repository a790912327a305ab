//! Sending calls from Rust. A transport sends one request; [`send`] adds the retries, [`onboard`] the steps of
//! a whole onboarding.

mod clock;
mod flow;
#[cfg(feature = "http")]
mod http;
#[cfg(feature = "reqwest")]
mod reqwest;

use std::time::Duration;

use self::clock::Clock;
pub use self::flow::{onboard, reconcile};
#[cfg(feature = "reqwest")]
pub use self::reqwest::Reqwest;
use crate::client::call::no_response;
use crate::client::endpoint::Endpoint;
use crate::client::error::{Error, ErrorCode};
use crate::client::http::{HttpRequest, HttpResponse};
use crate::client::retry::{Attempts, FailedAttempt, Limits, wait_ms};
use crate::client::typed::{Call, FromOutput};
use crate::value::host::random_bytes;

/// Sends requests.
///
/// ```
/// use kyclink::transport::{NoResponse, Transport};
/// use kyclink::{HttpRequest, HttpResponse};
///
/// /// Responds to every request with a link.
/// struct Stub;
///
/// impl Transport for Stub {
///     async fn send(&self, _: &HttpRequest) -> Result<HttpResponse<'static>, NoResponse> {
///         let body = br#"{"url": "https://in.sumsub.com/websdk/p/x", "expiresAt": "2026-11-20T12:00:00Z"}"#;
///         Ok(HttpResponse::new(201, [], body))
///     }
/// }
/// ```
pub trait Transport {
    /// Sends a request once and reads the whole response. It must not follow redirects, because that could send
    /// credentials to another host.
    fn send(&self, request: &HttpRequest) -> impl Future<Output = Result<HttpResponse<'static>, NoResponse>>;
}

/// Why a request got no response.
///
/// After any reason but [`NoResponse::NotSent`], a call that creates a customer ends with
/// [`ErrorCode::OutcomeUnknown`]: the provider may have acted on the request.
///
/// ```
/// use kyclink::transport::NoResponse;
/// /// The reason for a failed `connect` or `read`.
/// fn reason(error: &std::io::Error, was_connected: bool) -> NoResponse {
///     match error.kind() {
///         _ if !was_connected => NoResponse::NotSent,
///         std::io::ErrorKind::TimedOut => NoResponse::Timeout,
///         _ => NoResponse::Network,
///     }
/// }
/// let timeout = std::io::ErrorKind::TimedOut.into();
/// assert_eq!(reason(&timeout, true), NoResponse::Timeout);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NoResponse {
    /// There was no connection, so nothing was sent.
    NotSent,
    /// The connection ended before the response did.
    Network,
    /// The response did not arrive in time.
    Timeout,
    /// The caller ended the request.
    Aborted,
}

impl NoResponse {
    const fn code(self) -> ErrorCode {
        match self {
            Self::NotSent | Self::Network => ErrorCode::Network,
            Self::Timeout => ErrorCode::Timeout,
            Self::Aborted => ErrorCode::Aborted,
        }
    }
}

/// Sends a call, retries it where that is safe and may help, and reads the response.
///
/// `sleep` waits: pass your runtime's timer, such as `tokio::time::sleep`. It also ends an attempt that is still running
/// at the deadline. With the feature `reqwest`, `Reqwest::call` does all of this.
///
/// # Errors
///
/// `outcome_unknown` if the call creates a customer and may have been carried out. If the error has an
/// [`idempotency_key`](Error::idempotency_key), repeat the call with that key; `invalid_config` if the call needs a key
/// and this platform has no random numbers to make one.
///
/// ```
/// # use kyclink::transport::{self, NoResponse, Transport};
/// # use kyclink::{HttpRequest, HttpResponse, spherepay};
/// # struct Stub;
/// # impl Transport for Stub {
/// #     async fn send(&self, _: &HttpRequest) -> Result<HttpResponse<'static>, NoResponse> {
/// #         let body = br#"{"url": "https://in.sumsub.com/websdk/p/x", "expiresAt": "2026-11-20T12:00:00Z"}"#;
/// #         Ok(HttpResponse::new(201, [], body))
/// #     }
/// # }
/// use kyclink::retry::Limits;
/// use std::time::Duration;
///
/// async fn link(transport: &impl Transport) -> Result<kyclink::KycLink, kyclink::Error> {
///     let client = spherepay::Client::new(spherepay::Credentials::sandbox("secret_x"))?;
///     let input = spherepay::CreateKycLink::new("customer_1ab2c3d4");
///     let limits = Limits::default().deadline(Duration::from_secs(30));
///     transport::send(transport, &client.create_kyc_link(&input), limits, async |_| {}).await
/// }
/// # let mut link = std::pin::pin!(link(&Stub));
/// # let mut context = std::task::Context::from_waker(std::task::Waker::noop());
/// # assert!(matches!(link.as_mut().poll(&mut context), std::task::Poll::Ready(Ok(_))));
/// ```
pub async fn send<T: FromOutput>(
    transport: &impl Transport,
    call: &Call<'_, T>,
    limits: Limits,
    sleep: impl AsyncFn(Duration),
) -> Result<T, Error> {
    let request = call.request_keyed_by(random_key)?;
    let (response, attempts) = exchange(transport, call.endpoint(), &request, &Clock::start(limits), &sleep).await?;
    call.read(&response).map_err(|error| attempts.conclude(call.endpoint(), error))
}

/// Sends a request, retries it where that is safe and may help, and returns the last response, with the attempts before
/// it.
async fn exchange(
    transport: &impl Transport,
    endpoint: &'static Endpoint,
    request: &HttpRequest,
    clock: &Clock,
    sleep: &impl AsyncFn(Duration),
) -> Result<(HttpResponse<'static>, Attempts), Error> {
    if clock.is_over() {
        return Err(no_response(endpoint, ErrorCode::Timeout, false));
    }
    // Every attempt sends the same request, with the same idempotency key.
    let mut earlier = Attempts::of(request);
    for attempts in 1.. {
        let result = match clock.within_deadline(transport.send(request), sleep).await {
            Ok(response) if (200..300).contains(&response.status) => return Ok((response, earlier)),
            result => result,
        };
        let failure = match &result {
            Ok(response) => FailedAttempt::Response(response),
            Err(reason) => FailedAttempt::NoResponse(reason.code()),
        };
        let was_sent = !matches!(result, Err(NoResponse::NotSent));
        match (wait_ms(endpoint, &failure, clock.limits, clock.progress(attempts, &earlier)), result) {
            (Some(wait_ms), _) => {
                earlier.add_failed(was_sent);
                sleep(Duration::from_millis(wait_ms.unsigned_abs())).await;
            }
            (None, Ok(response)) => return Ok((response, earlier)),
            (None, Err(reason)) => {
                let error = earlier.conclude(endpoint, no_response(endpoint, reason.code(), was_sent));
                return Err(if was_sent { error } else { error.with_hint(unreached(&request.url)) });
            }
        }
    }
    Err(Error::new(ErrorCode::Internal))
}

/// Says where no connection could be made to.
fn unreached(url: &str) -> String {
    let host = url.split_once("://").map_or(url, |(_, rest)| rest.split('/').next().unwrap_or(rest));
    format!("No connection could be made to {host}.")
}

/// Makes a key that no other call has: 128 random bits.
fn random_key() -> Result<String, Error> {
    match random_bytes() {
        Some(bytes) => Ok(format!("{:032x}", u128::from_ne_bytes(bytes))),
        None => Err(Error::config(NOT_RANDOM)),
    }
}

const NOT_RANDOM: &str = "This platform has no source of random numbers, which an idempotency key needs: pass idempotency_key, a new random one for each person.";
