//! Looking ahead: the effects that a host performs before it asks again. Each crossing into wasm costs more than what
//! happens there, and most writes of a request end as they should.
//!
//! A plan is what the handler would ask for, one effect after the other, if each ended as assumed: a write finds the
//! record as it was, and a record that was loaded before has not changed. The host performs the effects in this order,
//! and ends with the first that does not end as assumed. So at every moment it has performed the same effects as a host
//! that asks after each of them: a process that dies between two effects leaves behind what it would leave then, and no
//! write overtakes another.
//!
//! Records that are only read are loaded at the same moment, whatever the others contain: nothing is written before the
//! handler has seen all of them, and the outcome of one for which the handler does not ask is dropped.
//!
//! One replay makes a whole plan: where it would stop for an effect, it goes on with what is assumed of it.

use super::effect::Effect;
use super::memory::HandlerScratch;
use super::outcome::{LoadedRecord, Outcome, Swap, Value};

/// What a replay has of its plan so far.
#[derive(Default)]
pub(crate) struct Ahead<'a> {
    /// What was loaded, and is not asked for yet.
    loaded: &'a [(Effect, Outcome<'static>)],
    /// How many of the loaded ones were asked for.
    pub(crate) used: usize,
    pub(crate) planned: Vec<Effect>,
    /// The times of the latest outcome. Before the first, only the request has a time.
    times: Option<(i64, i64)>,
}

/// An outcome that a replay does not have from the host.
pub(super) enum Known<'a> {
    /// It was loaded ahead.
    Loaded(&'a Outcome<'a>),
    Assumed(&'a Outcome<'a>),
}

impl<'a> Ahead<'a> {
    pub(crate) const fn new(loaded: &'a [(Effect, Outcome<'static>)], times: Option<(i64, i64)>) -> Self {
        Self { loaded, used: 0, planned: vec![], times }
    }

    /// Returns the outcome of an effect that was not performed one by one: what was loaded ahead, or what is assumed.
    /// Returns the effect if nothing is known of it.
    pub(super) fn known(&mut self, effect: Effect, scratch: &'a HandlerScratch) -> Result<Known<'a>, Effect> {
        if let [(loaded, outcome), rest @ ..] = self.loaded {
            if loaded.loads_same_as(&effect) {
                (self.loaded, self.used) = (rest, self.used + 1);
                self.times = Some((outcome.at, outcome.elapsed_ms));
                return Ok(Known::Loaded(outcome));
            }
            self.loaded = &[];
        }
        let known = admits(&self.planned, &effect).then(|| effect.assumed().zip(self.times)).flatten();
        let Some((value, (at, elapsed_ms))) = known else { return Err(effect) };
        self.planned.push(effect);
        Ok(Known::Assumed(scratch.assumed.keep(Outcome { at, elapsed_ms, result: Ok(value) })))
    }
}

/// Whether an effect may follow the planned ones without their outcomes.
pub(crate) fn admits(planned: &[Effect], effect: &Effect) -> bool {
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
        Effect::Request { endpoint, .. } => endpoint.may_be_sent_again(false),
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
            Self::LoadRecord { .. } => Some(Value::Record(LoadedRecord { sealed: None, value: None })),
            Self::Report { .. } => Some(Value::Done),
            _ => None,
        }
    }

    pub(crate) const fn is_load(&self) -> bool {
        matches!(self, Self::LoadRecord { .. })
    }

    fn loads_same_as(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::LoadRecord { name }, Self::LoadRecord { name: other }) => name == other,
            _ => false,
        }
    }
}
