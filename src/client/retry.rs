//! Whether a call is sent again, and when: decided from what happened, how long it has taken and a random number.
//!
//! Only what does no harm twice is repeated. The wait is exponential backoff with full jitter (M. Brooker, "Exponential
//! Backoff And Jitter", AWS Architecture Blog, 2015), unless the provider says how long to wait.

use crate::client::endpoint::{Endpoint, RetrySafety};
use crate::client::error::ErrorCode;
use crate::client::http::HttpResponse;
use crate::client::refusal;

/// The first wait is random between nothing and this; every further one may be twice as long …
const FIRST_MS: i64 = 500;
/// … but never longer than this.
const LONGEST_MS: i64 = 8_000;
/// A provider that asks for a longer wait is not waited for.
const LONGEST_ASKED_MS: i64 = 60_000;

/// How long a caller is willing to go on.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// How many attempts may follow the first.
    pub max_retries: i64,
    /// Milliseconds from the start of the first attempt; a wait that would pass them is not begun.
    pub deadline_ms: Option<i64>,
}

/// How an attempt failed.
pub enum Failure<'a> {
    /// With an answer, which is no 2xx.
    Response(&'a HttpResponse<'a>),
    /// Without one: `network`, `timeout` or `aborted`.
    NoResponse(ErrorCode),
}

/// Where a call stands.
#[derive(Clone, Copy, Debug)]
pub struct Progress {
    /// How many attempts have been made.
    pub attempts: i64,
    /// Milliseconds since the first one began.
    pub elapsed_ms: i64,
    /// The time, in milliseconds since 1970-01-01 UTC.
    pub now: i64,
    /// Anything from 0 to `u32::MAX`, each as likely.
    pub random: u32,
    /// Whether the request carries an idempotency key.
    pub is_keyed: bool,
}

/// How many milliseconds to wait before the next attempt; `None` where this failure is the end.
///
/// ```
/// use kyclink::retry::{Failure, Limits, Progress, wait_ms};
/// use kyclink::{ErrorCode, endpoint};
/// let limits = Limits { max_retries: 2, deadline_ms: None };
/// let progress = Progress { attempts: 1, elapsed_ms: 30_000, now: 0, random: u32::MAX, is_keyed: false };
/// let timeout = Failure::NoResponse(ErrorCode::Timeout);
/// let link = endpoint("spherepay.createKycLink").expect("registered");
/// assert_eq!(wait_ms(link, &timeout, limits, progress), Some(499));
/// let create = endpoint("spherepay.createCustomerViaLink").expect("registered");
/// assert_eq!(wait_ms(create, &timeout, limits, progress), None, "it may have happened");
/// ```
pub fn wait_ms(endpoint: &Endpoint, failure: &Failure, limits: Limits, progress: Progress) -> Option<i64> {
    if endpoint.retry != RetrySafety::Retryable {
        return None;
    }
    // A provider that refuses a key it knows would refuse every further attempt, and hide why the first one failed.
    let is_refused = progress.is_keyed && !endpoint.service.replays_keys;
    if is_refused || progress.attempts > limits.max_retries {
        return None;
    }
    let (may_pass, asked_ms) = match failure {
        Failure::Response(response) if response.is_none() => (true, None),
        Failure::Response(response) => {
            let error = refusal::read(endpoint, response, None, progress.now);
            (error.retryable, error.retry_after_ms)
        }
        Failure::NoResponse(code) => (code.is_retryable(), None),
    };
    let wait_ms = asked_ms.unwrap_or_else(|| backoff_ms(progress));
    let in_time = limits.deadline_ms.is_none_or(|deadline| progress.elapsed_ms.saturating_add(wait_ms) < deadline);
    (may_pass && in_time && wait_ms <= LONGEST_ASKED_MS).then_some(wait_ms)
}

fn backoff_ms(Progress { attempts, random, .. }: Progress) -> i64 {
    let doublings = attempts.clamp(1, 16) - 1;
    let most = (FIRST_MS << doublings).min(LONGEST_MS);
    (most * i64::from(random)) >> 32
}
