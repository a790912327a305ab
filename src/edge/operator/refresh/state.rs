//! What a run passes from step to step, and leaves for the next run.

use crate::edge::engine::run::{HandlerRun, OrSuspended};
use crate::edge::record::{Loaded, REFRESHED, Refreshed, content, lifetime};
use crate::provider::Provider;
use crate::value::time::DAY_MS;

/// After so many answers of 403 and no other, the provider refuses all requests.
const MAX_FORBIDDEN: i64 = 2;

content! {
    /// Where a run is, and what it has met so far.
    #[derive(Default)]
    RunState {
        /// The slot to which it has come.
        from: i64,
        /// The root of the tree of that slot with which the latest step has worked; those before it are done.
        root: String,
        /// How many steps have worked on that tree.
        steps: i64,
        /// The first slot in which something was left for the end of the run; 0 where nothing was.
        later: i64,
        /// Whether it works on what was left.
        is_last: bool,
        /// Whether a step does little, because runs end before they are done.
        is_careful: bool,
        /// Whether it has met a tree with which a run has ended, and whether it leaves such ones for last.
        has_met_dead: bool,
        leaves_dead: bool,
        /// How many customers it has asked about, how many of them the provider does not have, and how many answers were 403.
        asked: i64,
        missing: i64,
        forbidden: i64,
        /// How many records in a row the store has refused.
        refused: i64,
        /// The codes of the errors that it has reported.
        reported: Vec<String>,
    }
}

impl RunState {
    /// Goes on with this slot.
    pub(super) fn go_on_from(&mut self, slot: i64) {
        self.from = slot;
        self.root.clear();
    }

    /// Leaves something of this slot for the end of the run.
    pub(super) fn leave_for_last(&mut self, slot: i64) {
        self.later = if self.later == 0 { slot } else { self.later.min(slot) };
    }

    /// Whether most customers of the provider get the answer that it does not have them: then it is the provider that fails.
    pub(super) fn misses_most(&self) -> bool {
        2 * self.missing > self.asked
    }

    /// Whether the provider refuses all requests.
    pub(super) fn is_forbidden(&self) -> bool {
        self.forbidden >= MAX_FORBIDDEN && self.forbidden == self.asked
    }
}

/// Keeps all runs from asking the provider until this time.
pub(super) fn wait(run: &mut HandlerRun, provider: &'static Provider, until: i64) -> OrSuspended<()> {
    let wait_until = until.min(run.now().saturating_add(DAY_MS));
    change_refreshed(run, provider, |refreshed| refreshed.wait_until = wait_until).map(drop)
}

/// Decides whether this run leaves trees with which another one has ended for its end: every second run does, so that they
/// delay others by one run at most, and come to an end where each run does only a few operations.
pub(super) fn leaves_dead(run: &mut HandlerRun, provider: &'static Provider) -> OrSuspended<bool> {
    let change = |refreshed: &mut Refreshed| (refreshed.is_careful, refreshed.has_left) = (true, !refreshed.has_left);
    Ok(change_refreshed(run, provider, change)?.has_left)
}

/// Changes how far runs have come, unless another run does at this moment.
pub(super) fn change_refreshed(
    run: &mut HandlerRun,
    provider: &'static Provider,
    change: impl FnOnce(&mut Refreshed),
) -> OrSuspended<Refreshed> {
    let Loaded { sealed, content } = run.load::<Refreshed>(&REFRESHED, &[provider.name()])?;
    let mut refreshed = content.unwrap_or_default();
    change(&mut refreshed);
    run.swap(&REFRESHED, &[provider.name()], sealed, &refreshed, lifetime::AGENDA.ms(run))?;
    Ok(refreshed)
}
