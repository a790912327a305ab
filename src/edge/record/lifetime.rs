//! How long the store keeps each kind of record.

use std::ops::RangeInclusive;

use crate::edge::engine::run::HandlerRun;
use crate::value::time::{DAY_MS, HOUR_MS, MINUTE_MS};

/// How far the clocks of two servers may differ.
pub(crate) const CLOCK_SKEW_MS: i64 = 60_000;

const SECOND_MS: i64 = 1_000;

/// How long the store keeps a record, in milliseconds.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lifetime {
    /// So long after each write.
    For(i64),
    /// So long after the beginning of what the record is about: later writes do not extend it.
    Since(i64),
    /// As long as a request may take, and so much longer.
    Request(i64),
    /// As long as an event is accepted, and so much longer.
    EventAge(i64),
    /// As long as the caller of a function says, in the option of this name.
    Option(&'static str),
}

/// From the first use of a key.
pub(crate) const KEY: Lifetime = Lifetime::Since(DAY_MS);
/// The lock of a request outlasts it: the deadline does not cover the work after the provider's response.
pub(crate) const LOCK: Lifetime = Lifetime::Request(10 * SECOND_MS);
/// How long a provider may still act on a create whose outcome is unknown.
pub(crate) const COOLDOWN: Lifetime = Lifetime::For(5 * SECOND_MS);
/// Longer than any session of the customer, and any idempotency key whose onboarding could find it.
pub(crate) const CLAIM: Lifetime = Lifetime::For(91 * DAY_MS);
/// The provider keeps a reference for ever, and a store needs an end: ten years.
pub(crate) const RELEASED: Lifetime = Lifetime::For(3_650 * DAY_MS);
/// Ends before the record of its key does, in whose last minutes no attempt begins.
pub(crate) const LATEST_KEY: Lifetime = Lifetime::Since(23 * HOUR_MS);
/// As long as a session may last.
pub(crate) const HOLDER: Lifetime = Lifetime::For(90 * DAY_MS);
/// From the beginning of the onboarding, however often the cookie is set.
pub(crate) const SESSION: Lifetime = Lifetime::Since(90 * DAY_MS);
/// Longer than the session, by the clock of any server: a session that was ended must not come back.
pub(crate) const SESSION_STATE: Lifetime = Lifetime::Since(91 * DAY_MS);
/// From the latest time at which the cookie was set.
pub(crate) const COOKIE: Lifetime = Lifetime::For(30 * DAY_MS);
/// A link to another device.
pub(crate) const HANDOFF: Lifetime = Lifetime::For(10 * MINUTE_MS);
/// A link of an operator.
pub(crate) const RESUME: Lifetime = Lifetime::Option("ttlMs");
/// The shortest and the longest lifetime of a link of an operator: as long as a cookie lasts.
pub(crate) const RESUME_MS: RangeInclusive<i64> = MINUTE_MS..=30 * DAY_MS;
/// The window of a limit of `limitBy`, from its beginning.
pub(crate) const WINDOW: Lifetime = Lifetime::Option("perMs");
/// An entry of the agenda: the longest interval, and thirty days for a run that comes too late.
pub(crate) const AGENDA: Lifetime = Lifetime::For(40 * DAY_MS);
/// A status is learned again, so that this only saves requests.
pub(crate) const STATUS: Lifetime = Lifetime::For(30 * DAY_MS);
/// If the process of the request dies, no other request is sent for as long as after a failure.
pub(crate) const STATUS_LOCK: Lifetime = Lifetime::Request(5 * SECOND_MS);
/// How long no request for a status is sent after one has failed.
pub(crate) const STATUS_FAILURE: Lifetime = Lifetime::For(5 * SECOND_MS);
/// How long `onEvent` may take before its event counts as abandoned.
pub(crate) const EVENT_LOCK: Lifetime = Lifetime::Request(5 * MINUTE_MS);
/// Longer than the event is accepted, because it may come from a clock that is ahead.
pub(crate) const EVENT: Lifetime = Lifetime::EventAge(DAY_MS);
/// An event without a time is accepted at any age.
pub(crate) const UNDATED_EVENT: Lifetime = Lifetime::For(366 * DAY_MS);
/// About as long as a code is valid.
pub(crate) const SENT_TO: Lifetime = Lifetime::For(10 * MINUTE_MS);
/// How long the documents of agreements count as current.
pub(crate) const DOCUMENTS: Lifetime = Lifetime::For(HOUR_MS);
/// The window of a limit.
pub(crate) const HOUR: Lifetime = Lifetime::Since(HOUR_MS);
/// The window of a limit.
pub(crate) const DAY: Lifetime = Lifetime::Since(DAY_MS);

/// The default maximum age of an event: as long as a provider retries.
const EVENT_AGE_MS: i64 = 7 * DAY_MS;

impl Lifetime {
    /// Returns how long a record is kept that is written now.
    pub(crate) fn ms(self, run: &HandlerRun) -> i64 {
        match self {
            Self::For(ms) | Self::Since(ms) => ms,
            Self::Request(ms) => run.timeout().saturating_add(ms),
            Self::EventAge(ms) => max_event_age(run).saturating_add(ms),
            Self::Option(name) => run.request.integer_at(name).unwrap_or_default(),
        }
    }

    /// Returns when a record ends that is about something that began at this time.
    pub(crate) fn end(self, run: &HandlerRun, began_at: i64) -> i64 {
        began_at.saturating_add(self.ms(run))
    }

    /// Returns how long a record is still kept that is about something that began at this time.
    pub(crate) fn left_ms(self, run: &HandlerRun, began_at: i64) -> i64 {
        self.end(run, began_at).saturating_sub(run.now()).max(1)
    }
}

/// Returns the age up to which an event is accepted.
pub(crate) fn max_event_age(run: &HandlerRun) -> i64 {
    run.config.integer_at("maxWebhookAgeMs").unwrap_or(EVENT_AGE_MS)
}

/// The lifetime in words, for the documentation: `90 days`, `` `timeout` and 10 seconds ``.
impl std::fmt::Display for Lifetime {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (before, ms) = match *self {
            Self::For(ms) | Self::Since(ms) => ("", ms),
            Self::Request(ms) => ("`timeout` and ", ms),
            Self::EventAge(ms) => ("`maxWebhookAgeMs` and ", ms),
            Self::Option(name) => return write!(out, "`{name}`"),
        };
        let units = [(DAY_MS, "day"), (HOUR_MS, "hour"), (MINUTE_MS, "minute"), (SECOND_MS, "second")];
        let (unit, name) = units.into_iter().find(|(unit, _)| ms % unit == 0).unwrap_or((1, "millisecond"));
        let count = ms / unit;
        write!(out, "{before}{count} {name}{}", if count == 1 { "" } else { "s" })
    }
}
