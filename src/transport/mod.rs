//! Sending calls from Rust. A transport sends one request; [`send`] adds the retries, [`onboard`] the steps of
//! a whole onboarding.

mod clock;
mod flow;
#[cfg(feature = "http")]
mod http;
#[cfg(feature = "reqwest")]
mod reqwest;

use std::time::Duration;

use self::clock::{Clock, within};
pub use self::flow::{onboard, reconcile};
#[cfg(feature = "reqwest")]
pub use self::reqwest::Reqwest;
use crate::client::call::typed::{Call, FromOutput};
use crate::client::endpoint::Endpoint;
use crate::client::error::{Error, ErrorCode};
use crate::client::exchange::retry::{Attempts, Limits};
use crate::client::exchange::{Exchange, Next, Unanswered};
use crate::client::http::{HttpRequest, HttpResponse};
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
    let (response, attempts) =
        exchange(transport, (call.endpoint(), &request, None), &Clock::start(limits), &sleep).await?;
    call.read(&response).map_err(|error| attempts.conclude(call.endpoint(), error))
}

/// Sends a request, retries it where that is safe and may help, and returns the last response, with the attempts before
/// it. Every attempt sends the same request, with the same idempotency key. Every error has the `customer_id`.
async fn exchange(
    transport: &impl Transport,
    (endpoint, request, customer_id): (&'static Endpoint, &HttpRequest, Option<&str>),
    clock: &Clock,
    sleep: &impl AsyncFn(Duration),
) -> Result<(HttpResponse<'static>, Attempts), Error> {
    let (url, limits, attempts) = (request.url.as_str(), clock.limits, Attempts::of(request));
    let mut exchange = Exchange { endpoint, url, limits, timeout_ms: None, customer_id, attempts };
    loop {
        let timeout_ms = exchange.before_attempt(clock.elapsed_ms())?;
        let result = within(timeout_ms, transport.send(request), sleep).await.map_err(Unanswered::from);
        match exchange.after_attempt(result, || clock.moment())? {
            Next::Wait { ms } => sleep(Duration::from_millis(ms.unsigned_abs())).await,
            Next::Respond(response) => return Ok((response, exchange.attempts)),
        }
    }
}

impl From<NoResponse> for Unanswered {
    fn from(reason: NoResponse) -> Self {
        Self::new(reason.code(), reason != NoResponse::NotSent)
    }
}

/// Makes a key that no other call has: 128 random bits.
fn random_key() -> Result<String, Error> {
    match random_bytes() {
        Some(bytes) => Ok(format!("{:032x}", u128::from_ne_bytes(bytes))),
        None => Err(Error::config(NOT_RANDOM)),
    }
}

const NOT_RANDOM: &str = "This platform has no source of random numbers, which an idempotency key needs: pass idempotency_key, a new random one for each person.";
