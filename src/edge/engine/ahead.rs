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
//! handler has seen all of them, and the outcome of one for which the handler does not ask is dropped.
//!
//! One replay makes a whole plan: where it would stop for an effect, it goes on with what is assumed of it.

use std::rc::Rc;

use super::kept::{Kept, Memory};
use super::outcome::{Outcome, Record, Swap, Value};
use super::run::{End, Flow, HandlerRun, Stop};
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
        let mut ended = std::mem::take(&mut self.planned).into_iter().zip(ended);
        // The host has not compared what it has loaded with what was assumed, so only the first of several loads is
        // certainly one for which the handler asks.
        let mut loaded = Vec::new();
        while let Some((effect, outcome)) = ended.next() {
            self.outcomes.push(outcome);
            if effect.is_load() {
                loaded.extend(ended.by_ref());
            }
        }
        let times = self.outcomes.last().map(|last| (last.at, last.elapsed_ms));
        let kept = Kept::default();
        let mut run = HandlerRun::new(&self.config, &self.request, &self.outcomes, (&kept, &self.memory));
        run.ahead = Some(Ahead { loaded: &loaded, used: 0, planned: vec![], times });
        let step = match self.subject {
            Handled::Request => finish(&mut run),
            Handled::Command => step_of(operator::run(&mut run)),
            Handled::Count => step_of(rate::run(&mut run)),
        };
        let Ahead { used, planned, .. } = run.ahead?;
        self.outcomes.extend(loaded.into_iter().take(used).map(|(_, outcome)| outcome));
        self.planned = planned;
        match step {
            Step::Respond(response) => Some(response).filter(|_| !self.planned.iter().any(Effect::is_load)),
            Step::Do(effect) => {
                if admits(&self.planned, &effect) {
                    self.planned.push(effect);
                }
                None
            }
        }
    }
}

fn step_of(Err(Stop(step)): End) -> Step {
    *step
}

/// What a replay that makes a plan has of it so far.
pub(crate) struct Ahead<'a> {
    /// What was loaded, and is not asked for yet.
    loaded: &'a [(Effect, Outcome<'static>)],
    /// How many of the loaded ones were asked for.
    used: usize,
    planned: Vec<Effect>,
    /// The times of the latest outcome. Before the first, only the request has a time.
    times: Option<(i64, i64)>,
}

impl<'a> HandlerRun<'a> {
    /// Returns the outcome of an effect that was not performed one by one: what was loaded ahead, or what is assumed.
    /// Stops at an effect of which nothing is known.
    pub(super) fn look_ahead(&mut self, effect: Effect) -> Flow<&'a Outcome<'a>> {
        let Some(ahead) = &mut self.ahead else { return Err(Stop(Box::new(Step::Do(effect)))) };
        if let [(loaded, outcome), rest @ ..] = ahead.loaded {
            if loaded.loads_same_as(&effect) {
                (ahead.loaded, ahead.used) = (rest, ahead.used + 1);
                ahead.times = Some((outcome.at, outcome.elapsed_ms));
                self.certain += 1;
                return Ok(outcome);
            }
            ahead.loaded = &[];
        }
        let known = admits(&ahead.planned, &effect).then(|| effect.assumed().zip(ahead.times)).flatten();
        let Some((value, (at, elapsed_ms))) = known else { return Err(Stop(Box::new(Step::Do(effect)))) };
        ahead.planned.push(effect);
        Ok(self.kept.assumed.keep(Outcome { at, elapsed_ms, result: Ok(value) }))
    }
}

/// Whether an effect may follow the planned ones without their outcomes.
fn admits(planned: &[Effect], effect: &Effect) -> bool {
    if planned.is_empty() {
        return true;
    }
    let has_load = planned.iter().any(Effect::is_load);
    match effect {
        Effect::LoadRecord { .. } => planned.iter().all(Effect::is_load),
        _ if has_load => false,
        // The sealed form that a write of the same plan leaves is not known yet.
        Effect::SwapRecord { expected, .. } | Effect::CheckRecord { expected, .. } => {
            expected.as_deref() != Some(UNKNOWN)
        }
        // Whether there is time for a create follows from how long the writes before it took.
        Effect::Send { endpoint, .. } => endpoint.may_be_sent_again(false),
        _ => true,
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
