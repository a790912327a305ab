//! A call or a flow that has begun, for a host that drives it.

use super::memory::{Memory, Scratch};
use super::outcome::Outcome;
use super::{Effect, OrSuspended, Replay, State, Suspended};
use crate::client::error::{Error, ErrorCode};
use crate::client::exchange::effect_error::EffectError;
use crate::client::http::HttpResponse;
use crate::value::host::random_bytes;

/// What an effect of a call or a flow ended with: the response to a request, `None` after a wait, or why there is no
/// response.
///
/// ```
/// use kyclink::engine::{Ended, Outcome};
/// let waited: Ended = Outcome { at: 1_790_000_000_500, elapsed_ms: 500, result: Ok(None) };
/// assert!(waited.result.is_ok());
/// ```
pub type Ended = Outcome<Option<HttpResponse<'static>>, EffectError>;

/// What comes next.
///
/// ```
/// use kyclink::engine::{Effect, Next};
/// /// For a log. It says nothing about the person.
/// fn describe<T>(next: &Next<T>) -> String {
///     match next {
///         Next::Perform(Effect::Request { endpoint, .. }) => format!("send {}", endpoint.name()),
///         Next::Perform(Effect::Wait { ms }) => format!("wait {ms} ms"),
///         Next::Done(_) => "done".to_owned(),
///     }
/// }
/// assert_eq!(describe::<()>(&Next::Perform(Effect::Wait { ms: 500 })), "wait 500 ms");
/// ```
pub enum Next<T> {
    /// Perform this effect, and proceed with what it ended with.
    Perform(Effect),
    /// It has ended with this.
    Done(T),
}

/// A call or a flow that has begun. It does no I/O: it says what to perform next, and is told how that ended. A
/// transport does this; a host with an HTTP client of its own does it in a loop.
///
/// ```
/// use kyclink::engine::{Effect, Next, Outcome};
/// use kyclink::retry::Limits;
/// use kyclink::{HttpRequest, HttpResponse, Onboarding, grid};
///
/// /// Stands for an HTTP client, which sends the request once and follows no redirects.
/// fn send(request: &HttpRequest) -> HttpResponse<'static> {
///     match request.url.ends_with("/kyc-link") {
///         false => HttpResponse::new(201, [], br#"{"id": "Customer:1", "customerType": "INDIVIDUAL"}"#),
///         true => {
///             let link = br#"{"kycUrl": "https://in.sumsub.com/websdk/p/x", "expiresAt": "2099-01-15T14:32:00Z"}"#;
///             HttpResponse::new(201, [], link)
///         }
///     }
/// }
///
/// let client = grid::Client::new(grid::Credentials::sandbox("id", "secret_x"))?;
/// let applicant = grid::ApplicantIndividual::new("jane@example.com", "+14155550123").into();
/// let onboarding = client.onboard(&applicant);
/// let mut onboarding = onboarding.begin(Limits::default())?;
/// let mut ended = None;
/// let outcome = loop {
///     let response = match onboarding.proceed(ended)? {
///         Next::Perform(Effect::Request { request, .. }) => Some(send(&request)),
///         Next::Perform(Effect::Wait { .. }) => None, // wait that long
///         Next::Done(outcome) => break outcome,
///     };
///     // The current time, and the time since the beginning.
///     ended = Some(Outcome { at: 1_790_000_000_000, elapsed_ms: 0, result: Ok(response) });
/// };
/// let Onboarding::Link(link) = outcome else { panic!("a link") };
/// assert_eq!(link.kyc_url.as_str(), "https://in.sumsub.com/websdk/p/x");
/// # Ok::<(), kyclink::Error>(())
/// ```
pub struct Running<'c, T> {
    code: Box<Code<'c, T>>,
    /// When it began, and a random number.
    begun: (i64, u32),
    ended: Vec<Ended>,
    memory: Memory,
}

/// What is replayed.
type Code<'c, T> = dyn for<'a> Fn(&mut dyn Replay<'a>) -> OrSuspended<Result<T, Error>> + Send + 'c;

impl<'c, T> Running<'c, T> {
    /// Begins at this time, in milliseconds since 1970-01-01 UTC, with a random number.
    pub(crate) fn new(
        begun: (i64, u32),
        code: impl for<'a> Fn(&mut dyn Replay<'a>) -> OrSuspended<Result<T, Error>> + Send + 'c,
    ) -> Self {
        Self { code: Box::new(code), begun, ended: vec![], memory: Memory::default() }
    }

    /// Takes what the last effect ended with, `None` at first, and returns what comes next.
    ///
    /// # Errors
    ///
    /// The error of the call or flow. If a create was sent whose outcome is unknown, its code is `outcome_unknown`.
    pub fn proceed(&mut self, ended: Option<Ended>) -> Result<Next<T>, Error> {
        self.ended.extend(ended);
        let (scratch, (now, random)) = (Scratch::default(), self.begun);
        let state = State::new(now, self.ended.len(), random, (&scratch, &self.memory));
        let mut run = Run { state, ended: &self.ended, asked: None };
        match (self.code)(&mut run) {
            Ok(result) => result.map(Next::Done),
            Err(Suspended) => run.asked.map(Next::Perform).ok_or_else(|| ErrorCode::Internal.into()),
        }
    }
}

/// Returns a random number for [`Running::new`]. Without random numbers, every call waits equally long.
pub(crate) fn random() -> u32 {
    random_bytes().map_or(u32::MAX, u32::from_ne_bytes)
}

/// Makes an idempotency key that no other call has: 128 random bits.
pub(crate) fn random_key() -> Result<String, Error> {
    match random_bytes() {
        Some(bytes) => Ok(format!("{:032x}", u128::from_ne_bytes(bytes))),
        None => Err(Error::config(NOT_RANDOM)),
    }
}

const NOT_RANDOM: &str = "This platform has no source of random numbers, which an idempotency key needs: pass idempotency_key, a new random one for each person.";

/// One replay of a call or a flow that stands alone.
struct Run<'a> {
    state: State<'a>,
    ended: &'a [Ended],
    asked: Option<Effect>,
}

impl<'a> Replay<'a> for Run<'a> {
    fn state(&mut self) -> &mut State<'a> {
        &mut self.state
    }

    fn ask(
        &mut self,
        effect: &dyn Fn() -> Effect,
    ) -> OrSuspended<Result<Option<&'a HttpResponse<'a>>, &'a EffectError>> {
        let Some(outcome) = self.ended.get(self.state.place.used) else {
            self.asked = Some(effect());
            return Err(Suspended);
        };
        self.state.place.pass(outcome);
        Ok(outcome.result.as_ref().map(Option::as_ref))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::connection::Connection;
    use crate::client::connection::call_options::CallOptions;
    use crate::client::exchange::retry::Limits;
    use crate::client::onboarding::onboard;
    use crate::provider::{EXAMPLE, PROVIDERS};
    use crate::rules::operation::VALIDATED;
    use crate::value::json::Json;
    use crate::value::untrusted::UntrustedValue;

    /// A server's runtime moves what waits for a response from thread to thread.
    #[test]
    fn what_has_begun_can_be_sent_to_another_thread() {
        fn can_be_sent<T: Send>() {}
        can_be_sent::<Running<'_, crate::Onboarding>>();
    }

    /// Another instance of the wasm module gets what the effects ended with, and nothing else.
    #[test]
    fn a_flow_validates_its_applicant_once_and_ends_the_same_without_its_memory() {
        let json = |text: &'static str| UntrustedValue::from_json(text).unwrap();
        let (provider, create) = (PROVIDERS[0], &EXAMPLE.calls[0]);
        let connection = Connection::open(provider.service, &json(EXAMPLE.config)).unwrap();
        let end = |forgets: bool| {
            let (applicant, options) = (json(EXAMPLE.applicant), CallOptions::default());
            let mut running = onboard::begin(provider.onboarding, applicant, &connection, &options, Limits::new(), 0);
            assert!(matches!(running.proceed(None), Ok(Next::Perform(Effect::Request { attempt: 1, .. }))));
            if forgets {
                running.memory = Memory::default();
            }
            let response = HttpResponse::new(201, [], create.response.as_bytes());
            match running.proceed(Some(Outcome { at: 0, elapsed_ms: 0, result: Ok(Some(response)) })) {
                Ok(Next::Done(outcome)) => outcome.to_json(),
                next => panic!("not done: {:?}", next.err()),
            }
        };
        VALIDATED.take();
        let scratch = end(false);
        assert_eq!(VALIDATED.take(), [provider.onboarding.operation.name, create.endpoint.name()]);
        assert_eq!(end(true), scratch);
    }
}
