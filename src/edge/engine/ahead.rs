//! Looking ahead: the effects that a host performs before it asks again. Each crossing into wasm costs more than what
//! happens there, and most writes of a request end as they should.
//!
//! A plan is what [`step`](crate::edge::step) would ask for, one effect after the other, if each ended as assumed: a write
//! finds the record as it was, and a record that was loaded before has not changed. The host performs the effects in
//! this order, and ends with the first that does not end as assumed. So at every moment it has performed the same
//! effects as a host that asks after each of them: a process that dies between two effects leaves behind what it would
//! leave then, and no write overtakes another.
//!
//! Records that are only read are loaded at the same moment, whatever the others contain: nothing is written before the
//! handler has seen all of them, and [`Handling::proceed`] drops the outcome of one for which the handler does not ask.

use std::rc::Rc;

use super::kept::{Kept, Memory};
use super::outcome::{Outcome, Record, Swap, Value};
use super::run::{HandlerRun, Stop};
use super::step::{Effect, Step};
use crate::edge::response::Response;
use crate::edge::{finish, operator, rate};
use crate::value::untrusted::UntrustedValue;

/// A request that a host handles plan by plan, the command of an operator, or a request to count.
///
/// ```
/// use std::rc::Rc;
/// use kyclink::UntrustedValue;
/// use kyclink::edge::{Effect, Handling, Outcome, Value};
/// let json = |text| UntrustedValue::from_json(text).expect("JSON");
/// let config = json(r#"{"basePath": "/kyc", "provider": "grid", "connections": {"grid": {}}, "timeout": 20000}"#);
/// let request = json(r#"{"method": "GET", "path": "/kyc/status", "at": 1790000000000,
///     "headers": {"cookie": "__Host-kyclink=sealed"}}"#);
/// let mut handling = Handling::of_request(Rc::new(config), request);
///
/// assert!(handling.proceed(vec![]).is_none());
/// assert!(matches!(handling.effects(), [Effect::OpenCookies { .. }]));
///
/// let session = json(r#"{"id": "s", "customer": {"provider": "grid", "id": "Customer:1"}, "until": 1800000000000,
///     "began_at": 1790000000000}"#);
/// let opened = Outcome { at: 1_790_000_000_001, elapsed_ms: 1, result: Ok(Value::Opened(vec![session])) };
/// assert!(handling.proceed(vec![opened]).is_none());
/// let loads = handling.effects().iter().filter(|effect| matches!(effect, Effect::LoadRecord { .. }));
/// assert_eq!(loads.count(), 3, "whether the session has ended, who may use the customer, and its status");
/// ```
pub struct Handling {
    config: Rc<UntrustedValue<'static>>,
    request: UntrustedValue<'static>,
    subject: Handled,
    outcomes: Vec<Outcome<'static>>,
    planned: Vec<Effect>,
    memory: Memory,
}

/// What is handled.
#[derive(Clone, Copy)]
enum Handled {
    Request,
    Command,
    Count,
}

impl Handling {
    /// Begins a request: [`step`](crate::edge::step) says what both arguments are.
    ///
    /// ```
    /// use kyclink::UntrustedValue;
    /// use kyclink::edge::Handling;
    /// let config = UntrustedValue::from_json(r#"{"basePath": "/kyc", "provider": "grid"}"#).expect("JSON");
    /// let request = r#"{"method": "GET", "path": "/kyc/nothing", "headers": {}, "at": 1790000000000}"#;
    /// let request = UntrustedValue::from_json(request).expect("JSON");
    /// let response = Handling::of_request(config.into(), request).proceed(vec![]);
    /// assert!(response.is_some_and(|response| response.status == 404));
    /// ```
    pub fn of_request(config: Rc<UntrustedValue<'static>>, request: UntrustedValue<'static>) -> Self {
        Self {
            config,
            request,
            subject: Handled::Request,
            outcomes: vec![],
            planned: vec![],
            memory: Memory::default(),
        }
    }

    /// Begins a command: [`operate`](crate::edge::operate) says what both arguments are.
    ///
    /// ```
    /// use kyclink::UntrustedValue;
    /// use kyclink::edge::{Content, Handling};
    /// let json = |text| UntrustedValue::from_json(text).expect("JSON");
    /// let config = json(r#"{"provider": "grid", "connections": {"grid": {}}, "timeout": 20000}"#);
    /// let response = Handling::of_command(config.into(), json(r#"{"function": "find"}"#)).proceed(vec![]);
    /// assert!(response.is_some_and(|response| matches!(response.content, Content::Refused("who"))));
    /// ```
    pub fn of_command(config: Rc<UntrustedValue<'static>>, command: UntrustedValue<'static>) -> Self {
        Self { subject: Handled::Command, ..Self::of_request(config, command) }
    }

    /// Begins to count a request: [`count`](crate::edge::count) says what both arguments are.
    ///
    /// ```
    /// use kyclink::UntrustedValue;
    /// use kyclink::edge::{Effect, Handling};
    /// let request = r#"{"route": "links", "client": "192.0.2.1", "max": 20, "perMs": 600000, "at": 1790000000000}"#;
    /// let request = UntrustedValue::from_json(request).expect("JSON");
    /// let mut handling = Handling::of_count(UntrustedValue::Null.to_static().into(), request);
    /// assert!(handling.proceed(vec![]).is_none() && matches!(handling.effects(), [Effect::ComputeMacs { .. }]));
    /// ```
    pub fn of_count(settings: Rc<UntrustedValue<'static>>, request: UntrustedValue<'static>) -> Self {
        Self { subject: Handled::Count, ..Self::of_request(settings, request) }
    }

    /// The effects to perform, in order: the next one only if [`Outcome::is_as_assumed`] holds for the last.
    ///
    /// ```
    /// use kyclink::UntrustedValue;
    /// use kyclink::edge::Handling;
    /// let handling = Handling::of_request(UntrustedValue::Null.to_static().into(), UntrustedValue::Null);
    /// assert!(handling.effects().is_empty(), "none before the first plan");
    /// ```
    pub fn effects(&self) -> &[Effect] {
        &self.planned
    }

    /// Takes what the effects ended with, as far as they were performed, and plans the next ones: none for the first
    /// plan. Returns the response after all of them ended as assumed, if there is one; otherwise the host proceeds.
    ///
    /// ```
    /// use kyclink::UntrustedValue;
    /// use kyclink::edge::{Effect, Handling, Outcome, RateLimit, Value};
    /// let json = |text| UntrustedValue::from_json(text).expect("JSON");
    /// let config = json(r#"{"basePath": "/kyc", "provider": "grid", "connections": {"grid": {}}, "timeout": 20000}"#);
    /// let mut config = config.object().expect("an object").clone();
    /// config.set("rateLimit", UntrustedValue::Opaque); // a function of the host
    /// let request = json(r#"{"method": "GET", "path": "/kyc/status", "headers": {}, "at": 1790000000000}"#);
    /// let mut handling = Handling::of_request(UntrustedValue::from(config).into(), request);
    /// assert!(handling.proceed(vec![]).is_none() && matches!(handling.effects(), [Effect::LimitRate]));
    /// let result = Ok(Value::RateLimit(RateLimit::Allowed));
    /// let response = handling.proceed(vec![Outcome { at: 1_790_000_000_001, elapsed_ms: 1, result }]);
    /// assert!(response.is_some_and(|response| response.status == 200));
    /// ```
    pub fn proceed(&mut self, ended: Vec<Outcome<'static>>) -> Option<Response> {
        let mut was_loaded = false;
        for (effect, outcome) in std::mem::take(&mut self.planned).into_iter().zip(ended) {
            // The host has not compared what it has loaded with what was assumed.
            if was_loaded && !matches!(self.step(self.outcomes.len()), Step::Do(asked) if asked.loads_same_as(&effect))
            {
                break;
            }
            was_loaded = effect.is_load();
            self.outcomes.push(outcome);
        }
        self.plan()
    }

    fn plan(&mut self) -> Option<Response> {
        let known = self.outcomes.len();
        let times = self.outcomes.last().map(|last| (last.at, last.elapsed_ms));
        let response = loop {
            let effect = match self.step(known) {
                Step::Respond(response) => break Some(response).filter(|_| !self.has_load()),
                Step::Do(effect) => effect,
            };
            if !self.admits(&effect) {
                break None;
            }
            let assumed = effect.assumed();
            self.planned.push(effect);
            // Before the first outcome, only the request has a time.
            let Some((value, (at, elapsed_ms))) = assumed.zip(times) else { break None };
            self.outcomes.push(Outcome { at, elapsed_ms, result: Ok(value) });
        };
        self.outcomes.truncate(known);
        response
    }

    /// Takes a step. Only this many of the outcomes are certain.
    fn step(&self, certain: usize) -> Step {
        let kept = Kept::default();
        let mut run = HandlerRun::new(&self.config, &self.request, (&self.outcomes, certain), (&kept, &self.memory));
        let Err(Stop(step)) = match self.subject {
            Handled::Request => return finish(&mut run),
            Handled::Command => operator::run(&mut run),
            Handled::Count => rate::run(&mut run),
        };
        *step
    }

    /// Whether an effect may follow the planned ones without their outcomes.
    fn admits(&self, effect: &Effect) -> bool {
        if self.planned.is_empty() {
            return true;
        }
        match effect {
            Effect::LoadRecord { .. } => self.planned.iter().all(Effect::is_load),
            _ if self.has_load() => false,
            // The sealed form that a write of the same plan leaves is not known yet.
            Effect::SwapRecord { expected, .. } | Effect::CheckRecord { expected, .. } => {
                expected.as_deref() != Some(UNKNOWN)
            }
            // Whether there is time for a create follows from how long the writes before it took.
            Effect::Send { endpoint, .. } => endpoint.may_be_sent_again(false),
            _ => true,
        }
    }

    fn has_load(&self) -> bool {
        self.planned.iter().any(Effect::is_load)
    }
}

impl Outcome<'_> {
    /// Whether a host performs the next effect of a plan after this one: nothing failed, no write found another
    /// record than the expected one, and no record has changed that was checked.
    ///
    /// ```
    /// use kyclink::edge::{Outcome, Swap, Value};
    /// let outcome = Outcome { at: 1_790_000_000_000, elapsed_ms: 5, result: Ok(Value::Swap(Swap::Changed)) };
    /// assert!(!outcome.is_as_assumed());
    /// ```
    pub const fn is_as_assumed(&self) -> bool {
        !matches!(self.result, Err(_) | Ok(Value::Swap(Swap::Changed) | Value::Checked(false)))
    }
}

/// Stands for the sealed form of a record that is not written yet.
const UNKNOWN: &str = "";

impl Effect {
    /// Returns how the effect probably ends: only writes, checks and loads are done ahead of what follows.
    const fn assumed(&self) -> Option<Value<'static>> {
        match self {
            Self::SwapRecord { value: Some(_), .. } => Some(Value::Swap(Swap::Written(String::new()))),
            Self::SwapRecord { value: None, .. } => Some(Value::Swap(Swap::Removed)),
            Self::CheckRecord { .. } => Some(Value::Checked(true)),
            Self::LoadRecord { .. } => Some(Value::Record(Record { sealed: None, value: None })),
            Self::Report { .. } => Some(Value::Done),
            _ => None,
        }
    }

    const fn is_load(&self) -> bool {
        matches!(self, Self::LoadRecord { .. })
    }

    fn loads_same_as(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::LoadRecord { name }, Self::LoadRecord { name: other }) => name == other,
            _ => false,
        }
    }
}
