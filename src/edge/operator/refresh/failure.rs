//! What a run does about failures: of one customer, of the provider, and of the store.

use super::Step;
use crate::client::error::ErrorCode;
use crate::edge::engine::run::{Failed, HandlerRun, OrSuspended};
use crate::edge::record::DueCustomer;
use crate::edge::record::agenda::{self, OF_FAILED, slot_at};
use crate::edge::status::StatusRecord;
use crate::provider::Provider;
use crate::value::time::{DAY_MS, HOUR_MS};

/// After so many records in a row that the store refuses, a run ends.
const MAX_REFUSED: i64 = 3;
/// After a failure, a customer is asked about again when this time has passed, or sooner.
const AFTER_FAILURE_MS: i64 = DAY_MS;
/// The same where the provider was full.
const AFTER_FULL_MS: i64 = HOUR_MS;

/// Whether it is not about this customer that a provider has failed.
pub(super) fn is_about_all(failed: Failed) -> bool {
    failed.code() == ErrorCode::Unauthorized || is_full(failed)
}

/// Whether the provider takes no more requests for now.
fn is_full(failed: Failed) -> bool {
    failed.code() == ErrorCode::RateLimited || failed.error().details.retry_after_ms.is_some()
}

/// Returns the slot in which a customer is due again about whom a run has asked in vain.
pub(super) fn again_after(run: &HandlerRun, failed: Failed, next_slot: i64) -> i64 {
    let wait_ms = if is_full(failed) { AFTER_FULL_MS } else { AFTER_FAILURE_MS };
    next_slot.min(slot_at(run.now(), run.now().saturating_add(wait_ms)))
}

impl<'a> Step<'a> {
    /// Whether the provider is left alone for now.
    pub(super) fn leaves_alone(&self) -> bool {
        self.is_refused || self.state.refused >= MAX_REFUSED || self.state.is_forbidden()
    }

    /// Counts a customer whose record the store refuses as a failure, and writes an entry for the next day if its next one
    /// is later.
    pub(super) fn note_refusal(
        &mut self,
        run: &mut HandlerRun,
        provider: &'static Provider,
        next_slot: i64,
        entry: DueCustomer,
    ) -> OrSuspended<()> {
        self.failed += 1;
        self.state.refused += 1;
        run.end_plan()?;
        let again = slot_at(run.now(), run.now().saturating_add(AFTER_FAILURE_MS));
        if again < next_slot { agenda::add(run, provider, (again, OF_FAILED), &[entry]) } else { Ok(()) }
    }

    /// Counts a failure, and reports each kind once in a run. Of a customer whom the provider does not have, the first answer
    /// says it; see `note_missing` for the others.
    pub(super) fn note_failure(
        &mut self,
        run: &mut HandlerRun<'a>,
        failed: Failed<'a>,
        is_first: bool,
    ) -> OrSuspended<()> {
        let (code, wait_ms) = (failed.code(), failed.error().details.retry_after_ms);
        self.failed += 1;
        self.wait_until = wait_ms.map(|ms| run.now().saturating_add(ms));
        self.is_refused |= is_about_all(failed);
        self.state.forbidden += i64::from(code == ErrorCode::Forbidden);
        if code == ErrorCode::NotFound {
            self.state.missing += 1;
            self.missing = Some(failed);
        }
        if code == ErrorCode::RateLimited || code == ErrorCode::NotFound && !is_first {
            return Ok(());
        }
        self.report(run, failed)
    }

    /// Reports an error, unless the run has reported another one of its kind.
    fn report(&mut self, run: &mut HandlerRun<'a>, failed: Failed<'a>) -> OrSuspended<()> {
        let code = failed.code().as_str();
        if self.state.reported.iter().any(|one| one == code) {
            return Ok(());
        }
        self.state.reported.push(code.to_owned());
        run.report(run.failed(failed.error().clone()))
    }

    /// Gives up customers whom the provider has not had for long, and ends decisions: not where it does not have most of them,
    /// because then it is the provider that fails. Both are reported.
    pub(super) fn note_missing(&mut self, run: &mut HandlerRun<'a>) -> OrSuspended<()> {
        let Some(failed) = self.missing.take() else { return Ok(()) };
        let gone = std::mem::take(&mut self.gone);
        let (is_alone, misses_most) = (self.state.missing == 1, self.state.misses_most());
        if misses_most && !is_alone {
            return self.report(run, failed);
        }
        run.end_plan()?;
        for customer in gone {
            let stored = StatusRecord::load(run, customer)?;
            let is_gone = match stored.decision() {
                // Also of somebody alone: it ends after two answers that are an hour apart.
                Some(_) => stored.miss(run, customer, run.now())?.1,
                None if misses_most => false,
                None => {
                    stored.mark_gone(run, customer)?;
                    true
                }
            };
            if is_gone {
                self.report(run, failed)?;
            }
        }
        Ok(())
    }
}
