//! Sending calls from Rust. A transport sends one request; [`send`] adds the retries, [`onboard`] the steps of
//! a whole onboarding.

mod flow;
#[cfg(feature = "http")]
mod http;
#[cfg(feature = "reqwest")]
mod reqwest;

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

pub use self::flow::{onboard, reconcile};
#[cfg(feature = "reqwest")]
pub use self::reqwest::Reqwest;
use crate::client::call::typed::{Call, FromOutput};
use crate::client::engine::Effect;
use crate::client::engine::outcome::Outcome;
use crate::client::engine::running::{Next, Running};
use crate::client::error::{Error, ErrorCode};
use crate::client::exchange::effect_error::EffectError;
use crate::client::exchange::retry::Limits;
use crate::client::http::{HttpRequest, HttpResponse};
use crate::value::host::{monotonic_ms, now_ms};

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
    drive(transport, call.begin(limits)?, &sleep).await
}

/// Performs one effect after the other until there is a result.
async fn drive<T>(
    transport: &impl Transport,
    mut running: Running<'_, T>,
    sleep: &impl AsyncFn(Duration),
) -> Result<T, Error> {
    let began_ms = monotonic_ms();
    let mut ended = None;
    loop {
        let result = match running.proceed(ended)? {
            Next::Done(value) => return Ok(value),
            Next::Perform(Effect::Request { request, timeout_ms, .. }) => {
                within(timeout_ms, transport.send(&request), sleep).await.map(Some).map_err(EffectError::from)
            }
            Next::Perform(Effect::Wait { ms }) => {
                sleep(Duration::from_millis(ms.unsigned_abs())).await;
                Ok(None)
            }
        };
        ended = Some(Outcome { at: now_ms(), elapsed_ms: monotonic_ms().saturating_sub(began_ms), result });
    }
}

/// Awaits the response to an attempt, but no longer than this.
async fn within<T>(
    timeout_ms: Option<i64>,
    attempt: impl Future<Output = Result<T, NoResponse>>,
    sleep: &impl AsyncFn(Duration),
) -> Result<T, NoResponse> {
    let Some(timeout_ms) = timeout_ms else { return attempt.await };
    let (mut attempt, mut timer) = (pin!(attempt), pin!(sleep(Duration::from_millis(timeout_ms.unsigned_abs()))));
    poll_fn(|context| match attempt.as_mut().poll(context) {
        Poll::Pending => timer.as_mut().poll(context).map(|()| Err(NoResponse::Timeout)),
        ready => ready,
    })
    .await
}

impl From<NoResponse> for EffectError {
    fn from(reason: NoResponse) -> Self {
        Self { was_not_sent: reason == NoResponse::NotSent, ..Self::new(reason.code()) }
    }
}
