//! Outcomes: what an effect ended with.

use crate::client::exchange::effect_error::EffectError;

/// What an effect ended with, and when. It may hold a person's data, so it has no `Debug`.
///
/// ```
/// use kyclink::edge::{Outcome, Value};
/// let outcome = Outcome { at: 1_790_000_000_000, elapsed_ms: 5, result: Ok(Value::Done) };
/// assert!(outcome.result.is_ok());
/// ```
pub struct Outcome<V, E = EffectError> {
    /// The time at which it ended, in milliseconds since 1970-01-01 UTC.
    pub at: i64,
    /// How long everything had taken by then, in milliseconds of a clock that never jumps.
    pub elapsed_ms: i64,
    /// The value, which belongs to the effect, or why there is none.
    pub result: Result<V, E>,
}
