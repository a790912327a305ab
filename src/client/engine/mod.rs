//! The engine of replay, which every call and every flow of several runs in: straight-line code without I/O, that asks a
//! host for effects.
//!
//! The code runs from its start with what its effects have ended with so far. At the first effect that has not ended, the
//! replay stops. The host performs that effect, and the next replay goes further. So the whole state is a list of outcomes,
//! and there is nothing to restore. Each outcome has its time, so that every replay makes the same decisions.
//!
//! What takes time is made once ([`make_once`](once::make_once)): a later replay finds it in its [`Memory`], and neither
//! validates an applicant nor reads a response again.

mod begin;
pub(crate) mod call;
pub(crate) mod memory;
pub(crate) mod once;
pub(crate) mod outcome;
pub(crate) mod running;

use self::memory::{Chain, Made, Memory, Scratch};
use self::outcome::Outcome;
use crate::client::endpoint::Endpoint;
use crate::client::error::{Error, ErrorCode};
use crate::client::exchange::effect_error::EffectError;
use crate::client::http::{HttpRequest, HttpResponse};

/// What a call or a flow asks its host for.
///
/// ```
/// use kyclink::engine::Effect;
/// /// The time after which a host gives up, in milliseconds.
/// fn limit(effect: &Effect) -> Option<i64> {
///     match effect {
///         Effect::Request { timeout_ms, .. } => *timeout_ms,
///         Effect::Wait { .. } => None,
///     }
/// }
/// assert_eq!(limit(&Effect::Wait { ms: 500 }), None);
/// ```
pub enum Effect {
    /// Sends a request once. The host must not follow redirects.
    Request {
        /// The endpoint of the request.
        endpoint: &'static Endpoint,
        /// The request, with the provider's credentials.
        request: HttpRequest,
        /// 1 for the first time that this request is sent, 2 for the second.
        attempt: i64,
        /// How long the response may take, in milliseconds, if there is a limit.
        timeout_ms: Option<i64>,
    },
    /// Waits.
    Wait {
        /// How long, in milliseconds.
        ms: i64,
    },
}

/// A replay has stopped: at an effect that has not ended, or where the host wants it to.
pub(crate) struct Suspended;

/// The result of a part of the code, unless the replay has stopped in it.
pub(crate) type OrSuspended<T> = Result<T, Suspended>;

/// What a part of the code ended with: its value, or an error.
pub(crate) type Performed<'a, T> = Result<T, Failed<'a>>;

/// A part of the code that failed.
#[derive(Clone, Copy)]
pub(crate) struct Failed<'a>(pub(crate) &'a Error);

impl<'a> Failed<'a> {
    pub(crate) fn code(self) -> ErrorCode {
        self.0.code()
    }

    pub(crate) fn error(self) -> &'a Error {
        self.0
    }
}

/// One run of the code from its start.
pub(crate) trait Replay<'a> {
    fn state(&mut self) -> &mut State<'a>;

    /// Returns what an effect ended with, or stops until it has ended: the response to a request; `None` after a wait.
    fn ask(
        &mut self,
        effect: &dyn Fn() -> Effect,
    ) -> OrSuspended<Result<Option<&'a HttpResponse<'a>>, &'a EffectError>>;
}

/// What every replay has.
pub(crate) struct State<'a> {
    pub(crate) place: Place,
    /// How many of the outcomes are certain; the others are assumed.
    pub(crate) certain: usize,
    /// What earlier replays have made and this one has not passed: things are found in the order in which they were made.
    rest: &'a Chain<Made>,
    scratch: &'a Scratch,
    /// A random number for the jitter of all waits, the same in every replay, so that each decides alike.
    pub(crate) random: u32,
}

/// How far a replay has come.
#[derive(Clone, Copy)]
pub(crate) struct Place {
    /// How many of the outcomes it has used.
    pub(crate) used: usize,
    /// How many things it has made.
    pub(crate) made: usize,
    /// The time of the latest outcome, in milliseconds since 1970-01-01 UTC.
    pub(crate) now: i64,
    /// How long everything had taken by the latest outcome, in milliseconds.
    pub(crate) elapsed_ms: i64,
}

impl Place {
    pub(crate) fn pass<V, E>(&mut self, outcome: &Outcome<V, E>) {
        self.used += 1;
        (self.now, self.elapsed_ms) = (outcome.at, outcome.elapsed_ms);
    }
}

impl<'a> State<'a> {
    /// Before the first outcome, at this time.
    pub(crate) fn new(now: i64, certain: usize, random: u32, (scratch, memory): (&'a Scratch, &'a Memory)) -> Self {
        let place = Place { used: 0, made: 0, now, elapsed_ms: 0 };
        Self { place, certain, rest: &memory.made, scratch, random }
    }

    /// Keeps an error, for a response or a report.
    pub(crate) fn failed(&self, error: impl Into<Error>) -> Failed<'a> {
        Failed(self.scratch.errors.keep(error.into()))
    }
}
