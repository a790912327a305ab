//! The time of a call or of a flow of several. It is measured by a clock that never jumps.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use super::NoResponse;
use crate::client::retry::{Attempts, Limits, Progress};
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

    fn elapsed_ms(&self) -> i64 {
        monotonic_ms().saturating_sub(self.started_ms)
    }

    /// Whether the deadline has passed.
    pub(super) fn is_over(&self) -> bool {
        self.limits.deadline_ms.is_some_and(|deadline| self.elapsed_ms() >= deadline)
    }

    /// Awaits the response to an attempt, but no longer than until the deadline.
    pub(super) async fn within_deadline<T>(
        &self,
        attempt: impl Future<Output = Result<T, NoResponse>>,
        sleep: &impl AsyncFn(Duration),
    ) -> Result<T, NoResponse> {
        let Some(deadline) = self.limits.deadline_ms else { return attempt.await };
        let left_ms = deadline.saturating_sub(self.elapsed_ms()).max(1);
        let (mut attempt, mut timer) = (pin!(attempt), pin!(sleep(Duration::from_millis(left_ms.unsigned_abs()))));
        poll_fn(|context| match attempt.as_mut().poll(context) {
            Poll::Pending => timer.as_mut().poll(context).map(|()| Err(NoResponse::Timeout)),
            ready => ready,
        })
        .await
    }

    /// Returns the progress after this many attempts.
    pub(super) fn progress(&self, attempts: i64, earlier: &Attempts) -> Progress {
        // Without random numbers, each wait is the longest.
        let random = random_bytes().map_or(u32::MAX, u32::from_ne_bytes);
        Progress { attempts, elapsed_ms: self.elapsed_ms(), now: now_ms(), random, is_keyed: earlier.is_keyed() }
    }
}
