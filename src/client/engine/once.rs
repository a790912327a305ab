//! What a call or a flow makes once, although it is replayed after each outcome.

use super::memory::Made;
use super::{Failed, OrSuspended, Performed, Replay};
use crate::client::error::{Error, ErrorCode};

/// Returns what `make` makes, unless an earlier replay has made it. `make` must change nothing of the replay but which
/// outcomes are used. What it has made in this way is kept while it is suspended.
pub(crate) fn make_once<'a, R: Replay<'a> + ?Sized, T: Send + 'static>(
    run: &mut R,
    make: impl FnOnce(&mut R) -> OrSuspended<Result<T, Error>>,
) -> OrSuspended<Performed<'a, &'a T>> {
    let state = run.state();
    let at = state.place.made;
    state.place.made += 1;
    let made = match state.rest.find(|made| made.at == at) {
        Some((made, rest)) => {
            state.rest = rest;
            made
        }
        None => {
            let result = make(run)?;
            let state = run.state();
            let result = result.map(|value| Box::new(value) as _);
            let chain = if state.place.used > state.certain { &state.scratch.made } else { state.rest };
            chain.keep(Made { at, result, after: state.place })
        }
    };
    let state = run.state();
    state.place = made.after;
    Ok(match &made.result {
        Ok(value) => value.downcast_ref().ok_or_else(|| state.failed(ErrorCode::Internal)),
        Err(error) => Err(Failed(error)),
    })
}
