//! Looking ahead: the effects that a host performs before it asks again. Each crossing into wasm costs more than what
//! happens there, and most writes of a request end as they should.
//!
//! A plan is what [`step`](super::step) would ask for, one effect after the other, if each ended as assumed: a write
//! finds the record as it was, and a record that was loaded before has not changed. The host performs the effects in
//! this order, and ends with the first that does not end as assumed. So at every moment it has performed the same
//! effects as a host that asks after each of them: a process that dies between two effects leaves behind what it would
//! leave then, and no write overtakes another.
//!
//! Records that are only read are loaded at the same moment, whatever the others contain: nothing is written before the
//! handler has seen all of them, and [`accept`] drops the outcome of one for which the handler does not ask.

use super::outcome::{Outcome, Record, Swap, Value};
use super::response::Response;
use super::step::{Effect, Step};

/// What the host does next: effects, then the response if there is one.
#[derive(Default)]
pub struct Plan {
    /// The effects, in order. The host performs the next one only if [`Outcome::is_as_assumed`] holds for the last.
    pub effects: Vec<Effect>,
    /// The response after all of them ended as assumed. Otherwise, or without a response, the host asks again.
    pub response: Option<Response>,
}

/// Returns the next effects of a request. `take` takes its next step with the given outcomes, which are those so far.
///
/// ```
/// use kyclink::UntrustedValue;
/// use kyclink::edge::{Effect, Outcome, Value, plan, step};
/// let json = |text| UntrustedValue::from_json(text).expect("JSON");
/// let config = json(r#"{"basePath": "/kyc", "provider": "grid", "connections": {"grid": {}}, "timeout": 20000}"#);
/// let request = json(r#"{"method": "GET", "path": "/kyc/status", "at": 1790000000000,
///     "headers": {"cookie": "__Host-kyclink=sealed"}}"#);
/// let session = json(r#"{"session": "s", "provider": "grid", "customer": "Customer:1", "until": 1800000000000,
///     "beganAt": 1790000000000}"#);
///
/// let opened = Outcome { at: 1_790_000_000_001, elapsed_ms: 1, result: Ok(Value::Opened(vec![session])) };
/// let mut outcomes = vec![opened];
/// let plan = plan(&mut outcomes, |outcomes| step(&config, &request, outcomes));
/// assert!(plan.effects.len() == 3 && plan.effects.iter().all(|effect| matches!(effect, Effect::LoadRecord { .. })));
/// ```
pub fn plan<'v>(outcomes: &mut Vec<Outcome<'v>>, take: impl for<'s> Fn(&'s [Outcome<'v>]) -> Step) -> Plan {
    let known = outcomes.len();
    let (at, elapsed_ms) = outcomes.last().map_or((0, 0), |last| (last.at, last.elapsed_ms));
    let mut plan = Plan::default();
    loop {
        match take(outcomes) {
            Step::Respond(response) => {
                if !plan.has_load() {
                    plan.response = Some(response);
                }
                break;
            }
            Step::Do(effect) => {
                if !plan.admits(&effect) {
                    break;
                }
                let assumed = effect.assumed();
                plan.effects.push(effect);
                // Before the first outcome, the only time is that of the request.
                match assumed.filter(|_| known > 0) {
                    Some(value) => outcomes.push(Outcome { at, elapsed_ms, result: Ok(value) }),
                    None => break,
                }
            }
        }
    }
    outcomes.truncate(known);
    plan
}

/// Adds what the effects of a plan ended with to the outcomes of the request, as far as the handler asks for it.
///
/// ```
/// use kyclink::edge::{Effect, Outcome, RateLimit, Step, Value, accept};
/// let limited = Outcome { at: 1_790_000_000_001, elapsed_ms: 1, result: Ok(Value::RateLimit(RateLimit::Allowed)) };
/// let mut outcomes = vec![];
/// accept(&mut outcomes, &[Effect::LimitRate], vec![limited], |_| Step::Do(Effect::LimitRate));
/// assert_eq!(outcomes.len(), 1);
/// ```
pub fn accept<'v>(
    outcomes: &mut Vec<Outcome<'v>>,
    planned: &[Effect],
    ended: Vec<Outcome<'v>>,
    take: impl for<'s> Fn(&'s [Outcome<'v>]) -> Step,
) {
    let mut last_load = false;
    for (effect, outcome) in planned.iter().zip(ended) {
        // The host has not compared what it has loaded with what was assumed.
        if last_load && !matches!(take(outcomes), Step::Do(asked) if asked.loads_same_as(effect)) {
            return;
        }
        last_load = effect.is_load();
        outcomes.push(outcome);
    }
}

impl Outcome<'_> {
    /// Whether a host performs the next effect of a [`Plan`] after this one: nothing failed, no write found another
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

impl Plan {
    /// Whether an effect may follow the others without their outcomes.
    fn admits(&self, effect: &Effect) -> bool {
        if self.effects.is_empty() {
            return true;
        }
        match effect {
            Effect::LoadRecord { .. } => self.effects.iter().all(Effect::is_load),
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
        self.effects.iter().any(Effect::is_load)
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
