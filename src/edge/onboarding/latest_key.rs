//! The latest key of a person whom the application knows.
//!
//! A page that is loaded again, or twice, has a new key, and would make another customer, or be refused by a provider with
//! one customer for each email address. So the person goes on under the latest key while its onboarding is unfinished,
//! with any key and the same data.

use crate::edge::engine::run::{HandlerRun, OrSuspended};
use crate::edge::record::{LATEST_KEY, LatestKey, lifetime};

pub(super) struct Latest<'a> {
    pub(super) name: [&'a str; 4],
    pub(super) sealed: &'a str,
    /// What was stored before this request, if that was about other data.
    pub(super) earlier: Option<LatestKey<'a>>,
}

impl<'a> Latest<'a> {
    /// From now on, only its own key leads to the onboarding.
    pub(super) fn remove(self, run: &mut HandlerRun<'a>) -> OrSuspended<()> {
        run.remove(&LATEST_KEY, &self.name, Some(self.sealed))?;
        Ok(())
    }

    /// The onboarding is as if it had not begun, and the one before it may still be unfinished.
    pub(super) fn take_back(self, run: &mut HandlerRun<'a>) -> OrSuspended<()> {
        let Some(earlier) = &self.earlier else { return self.remove(run) };
        run.swap(&LATEST_KEY, &self.name, Some(self.sealed), earlier, left_ms(run, earlier))?;
        Ok(())
    }
}

/// Returns how long the record of a latest key is still kept: not as long as that of the key.
pub(super) fn left_ms(run: &HandlerRun, latest: &LatestKey) -> i64 {
    lifetime::LATEST_KEY.left_ms(run, latest.began_at)
}
