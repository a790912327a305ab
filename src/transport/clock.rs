//! The time of a call or of a flow of several. It is measured by a clock that never jumps.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use super::NoResponse;
use crate::client::exchange::Moment;
use crate::client::exchange::retry::Limits;
use crate::value::host::{monotonic_ms, now_ms, random_bytes};

/// The time since the first request of a call or flow, and its limits.
pub(super) struct Clock {
    started_ms: i64,
    pub(super) limits: Limits,
}

impl Clock {
    pub(super) fn start(limits: Limits) -> Self {
        Self { started_ms: monotonic_ms(), limits }
    }

    pub(super) fn elapsed_ms(&self) -> i64 {
        monotonic_ms().saturating_sub(self.started_ms)
    }

    pub(super) fn moment(&self) -> Moment {
        // Without random numbers, each wait is the longest.
        let random = random_bytes().map_or(u32::MAX, u32::from_ne_bytes);
        Moment { elapsed_ms: self.elapsed_ms(), now: now_ms(), random }
    }
}

/// Awaits the response to an attempt, but no longer than this.
pub(super) async fn within<T>(
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
