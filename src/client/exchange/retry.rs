//! Whether a request is sent again after a failed attempt, and how long to wait before.
//!
//! Only requests that are safe to send twice are: [`Retryable`](crate::RetrySafety::Retryable) ones, and creates with
//! an idempotency key where the provider replays its response to it. The wait is exponential backoff with full jitter
//! (M. Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015), unless the provider says how long to
//! wait.

use std::time::Duration;

use crate::client::endpoint::Endpoint;
use crate::client::endpoint::error_response;
use crate::client::endpoint::parse_options::ParseOptions;
use crate::client::error::ErrorCode;
pub use crate::client::exchange::attempts::Attempts;
use crate::client::http::HttpResponse;

/// The first wait is a random time up to this; the maximum doubles with each further attempt …
const FIRST_MS: i64 = 500;
/// … but never longer than this.
const LONGEST_MS: i64 = 8_000;
/// If a provider asks for a longer wait, the request is not sent again.
const MAX_RETRY_AFTER_MS: i64 = 60_000;

/// The caller's limits.
///
/// ```
/// use kyclink::retry::{FailedAttempt, Limits, Progress, wait_ms};
/// use kyclink::{ErrorCode, endpoint};
/// use std::time::Duration;
/// let get = endpoint("grid.getCustomer").expect("registered");
/// let lost = FailedAttempt::NoResponse(ErrorCode::Network);
/// let progress = Progress { attempts: 1, elapsed_ms: 9_900, now: 0, random: u32::MAX, is_keyed: false };
/// let limits = Limits::default();
/// assert_eq!(wait_ms(get, &lost, limits, progress), Some(499));
/// let limits = limits.deadline(Duration::from_secs(10));
/// assert_eq!(wait_ms(get, &lost, limits, progress), None, "the next attempt would begin after the deadline");
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The maximum number of attempts after the first.
    pub(crate) max_retries: i64,
    /// The deadline, in milliseconds from the start of the first attempt. A wait that would reach it is not started.
    pub(crate) deadline_ms: Option<i64>,
}

/// Two retries, and no deadline.
impl Default for Limits {
    fn default() -> Self {
        Self::new()
    }
}

impl Limits {
    /// Two retries, and no deadline.
    #[must_use]
    pub const fn new() -> Self {
        Self { max_retries: 2, deadline_ms: None }
    }

    /// Sets the maximum number of attempts after the first.
    ///
    /// ```
    /// use kyclink::retry::{FailedAttempt, Limits, Progress, wait_ms};
    /// # use kyclink::{ErrorCode, endpoint};
    /// # let get = endpoint("grid.getCustomer").expect("registered");
    /// # let progress = Progress { attempts: 1, elapsed_ms: 0, now: 0, random: 0, is_keyed: false };
    /// let lost = FailedAttempt::NoResponse(ErrorCode::Network);
    /// assert_eq!(wait_ms(get, &lost, Limits::new().max_retries(0), progress), None);
    /// ```
    #[must_use]
    pub const fn max_retries(mut self, retries: u32) -> Self {
        self.max_retries = retries as i64;
        self
    }

    /// Sets the deadline, from the start of the first attempt. A wait that would reach it is not started.
    #[must_use]
    pub const fn deadline(mut self, deadline: Duration) -> Self {
        let ms = deadline.as_millis();
        self.deadline_ms = Some(if ms > i64::MAX as u128 { i64::MAX } else { ms as i64 });
        self
    }
}

/// How an attempt failed.
///
/// ```
/// use kyclink::retry::{FailedAttempt, Limits, Progress, wait_ms};
/// use kyclink::{HttpResponse, endpoint};
/// # let limits = Limits::default();
/// # let progress = Progress { attempts: 1, elapsed_ms: 200, now: 0, random: 0, is_keyed: false };
/// let get = endpoint("grid.getCustomer").expect("registered");
/// let busy = HttpResponse::new(503, [("Retry-After", "2")], b"");
/// assert_eq!(wait_ms(get, &FailedAttempt::Response(&busy), limits, progress), Some(2_000));
/// let missing = HttpResponse::new(404, [], b"");
/// assert_eq!(wait_ms(get, &FailedAttempt::Response(&missing), limits, progress), None);
/// ```
pub enum FailedAttempt<'a> {
    /// The response is not a 2xx.
    Response(&'a HttpResponse<'a>),
    /// There is no response. The code is `network`, `timeout` or `aborted`.
    NoResponse(ErrorCode),
}

/// The progress of a call.
///
/// ```
/// use kyclink::retry::{FailedAttempt, Limits, Progress, wait_ms};
/// use kyclink::{ErrorCode, endpoint};
/// let get = endpoint("grid.getCustomer").expect("registered");
/// let lost = FailedAttempt::NoResponse(ErrorCode::Network);
/// let limits = Limits::default();
/// let progress = Progress { attempts: 2, elapsed_ms: 900, now: 0, random: u32::MAX / 2, is_keyed: false };
/// assert_eq!(wait_ms(get, &lost, limits, progress), Some(499));
/// assert_eq!(wait_ms(get, &lost, limits, Progress { attempts: 3, ..progress }), None);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Progress {
    /// The number of attempts so far.
    pub attempts: i64,
    /// The time since the start of the first attempt, in milliseconds.
    pub elapsed_ms: i64,
    /// The current time, in milliseconds since 1970-01-01 UTC.
    pub now: i64,
    /// A random number, uniform over all values.
    pub random: u32,
    /// Whether the request carries an idempotency key.
    pub is_keyed: bool,
}

/// Returns how many milliseconds to wait before the next attempt; `None` if there is to be none.
///
/// ```
/// use kyclink::retry::{FailedAttempt, Limits, Progress, wait_ms};
/// use kyclink::{ErrorCode, endpoint};
/// let limits = Limits::default();
/// let progress = Progress { attempts: 1, elapsed_ms: 30_000, now: 0, random: u32::MAX, is_keyed: false };
/// let timeout = FailedAttempt::NoResponse(ErrorCode::Timeout);
/// let link = endpoint("spherepay.createKycLink").expect("registered");
/// assert_eq!(wait_ms(link, &timeout, limits, progress), Some(499));
/// let create = endpoint("spherepay.createCustomerViaLink").expect("registered");
/// assert_eq!(wait_ms(create, &timeout, limits, progress), None, "the customer may exist");
/// ```
pub fn wait_ms(endpoint: &Endpoint, failure: &FailedAttempt, limits: Limits, progress: Progress) -> Option<i64> {
    if !endpoint.may_be_sent_again(progress.is_keyed) || progress.attempts > limits.max_retries {
        return None;
    }
    let (is_retryable, asked_ms) = match failure {
        FailedAttempt::Response(response) if response.is_none() => (true, None),
        FailedAttempt::Response(response) => {
            let error = error_response::parse(endpoint, response, None, &ParseOptions::new(progress.now));
            // The error of a create is not retryable for its caller, who may have no key to repeat.
            let asks_again = response.status == 409 && error.code() == ErrorCode::OutcomeUnknown;
            let is_temporary = error_response::is_temporary(response.status) || asks_again;
            let is_temporary = endpoint.requires_key() && is_temporary;
            (error.is_retryable() || is_temporary, error.details.retry_after_ms)
        }
        FailedAttempt::NoResponse(code) => (code.is_retryable(), None),
    };
    let wait_ms = asked_ms.unwrap_or_else(|| backoff_ms(progress));
    let in_time = limits.deadline_ms.is_none_or(|deadline| progress.elapsed_ms.saturating_add(wait_ms) < deadline);
    (is_retryable && in_time && wait_ms <= MAX_RETRY_AFTER_MS).then_some(wait_ms)
}

/// Whether an attempt with this response may have created a customer. A refusal, such as a 429, says that it has not.
pub(crate) fn may_have_created(endpoint: &Endpoint, response: &HttpResponse, now: i64) -> bool {
    let refusal = || error_response::parse(endpoint, response, None, &ParseOptions::new(now));
    response.is_none() || refusal().code() == ErrorCode::OutcomeUnknown
}

/// A random wait whose maximum doubles with each attempt.
fn backoff_ms(Progress { attempts, random, .. }: Progress) -> i64 {
    let doublings = attempts.clamp(1, 16) - 1;
    let most = (FIRST_MS << doublings).min(LONGEST_MS);
    (most * i64::from(random)) >> 32
}
