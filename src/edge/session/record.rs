//! What the store knows about a session: whether it has ended, and which other device may use it.
//!
//! A cookie alone could not be taken back. The record is written when the onboarding is handed over or ended, so that a
//! session that stays in its browser needs none.

use crate::edge::engine::run::{HandlerRun, OrSuspended, Suspended};
use crate::edge::record::{SESSION, Session, SessionState, lifetime};
use crate::edge::response::Refusal;

/// How often a request tries to write a record that other requests change at the same moment.
const WRITE_ATTEMPTS: usize = 8;

/// The record of a session. Without one, the session has not ended and no other device has it.
pub(crate) struct SessionRecord<'a> {
    sealed: Option<&'a str>,
    state: SessionState<'a>,
}

impl<'a> SessionRecord<'a> {
    /// Loads the record. If none of the secrets can open it, it is unknown whether the session has ended: the request
    /// fails.
    pub(crate) fn load(run: &mut HandlerRun<'a>, session: Session<'a>) -> OrSuspended<Self> {
        let stored = run.load(&SESSION, &[session.id])?;
        let fresh = SessionState { offered: "", device: "", has_ended: false };
        Ok(Self { sealed: stored.sealed, state: stored.content.unwrap_or(fresh) })
    }

    /// Whether the session may still be used by the browser that sent its cookie.
    pub(crate) fn admits(&self, session: Session) -> bool {
        !self.state.has_ended && session.device.is_none_or(|device| device == self.state.device)
    }

    /// Whether the link for this device is the newest one and was not opened yet.
    pub(crate) fn offers(&self, session: Session) -> bool {
        !self.state.has_ended && session.device == Some(self.state.offered)
    }

    /// Whether another device has the session.
    pub(crate) fn has_other_device(&self) -> bool {
        !self.state.device.is_empty()
    }

    /// Makes the link for this device the newest one: older links do not open any more.
    pub(crate) fn offer(run: &mut HandlerRun<'a>, session: Session<'a>, device: &'a str) -> OrSuspended<()> {
        Self::change(run, session, |record| {
            record.state.offered = device;
            true
        })
    }

    /// Gives the session of the newest link to a device, and takes it from an earlier one. Returns whether the link
    /// still was the newest. Each request names another device, so that it knows which of them got the session.
    pub(crate) fn hand_over(run: &mut HandlerRun<'a>, link: Session<'a>, device: &'a str) -> OrSuspended<bool> {
        let mut is_newest = false;
        let changed = Self::change(run, link, |record| {
            is_newest = record.offers(link);
            if is_newest {
                (record.state.device, record.state.offered) = (device, "");
            }
            is_newest
        });
        if let Err(Suspended) = changed {
            if run.response().is_none() || run.is_late {
                return Err(Suspended);
            }
            let failure = run.take_stopped_at();
            // A store may have written, and failed then.
            let record = Self::load(run, link)?;
            if record.offers(link) {
                return run.stop(failure);
            }
            return Ok(record.state.device == device);
        }
        Ok(is_newest)
    }

    /// Takes the session from the other device, and makes open links useless.
    pub(crate) fn take_back(run: &mut HandlerRun<'a>, session: Session<'a>) -> OrSuspended<()> {
        Self::change(run, session, |record| {
            (record.state.device, record.state.offered) = ("", "");
            true
        })
    }

    /// Ends the session: everywhere, or only on the device to which it was handed over.
    pub(crate) fn end(run: &mut HandlerRun<'a>, session: Session<'a>) -> OrSuspended<()> {
        Self::change(run, session, |record| {
            match session.device {
                None => record.state.has_ended = true,
                Some(device) if device == record.state.device => record.state.device = "",
                Some(_) => return false,
            }
            true
        })
    }

    /// Changes the record, and tries again if another request has changed it in the meantime. `change` returns whether
    /// there is anything to write: many posts of a link that is used must not hold each other up.
    fn change(
        run: &mut HandlerRun<'a>,
        session: Session<'a>,
        mut change: impl FnMut(&mut SessionRecord<'a>) -> bool,
    ) -> OrSuspended<()> {
        for _ in 0..WRITE_ATTEMPTS {
            let mut record = Self::load(run, session)?;
            if !change(&mut record) {
                return Ok(());
            }
            let left_ms = lifetime::SESSION_STATE.left_ms(run, session.began_at);
            if run.swap(&SESSION, &[session.id], record.sealed, &record.state, left_ms)?.is_some() {
                return Ok(());
            }
        }
        run.refuse_with_retry_after(Refusal::NOT_NOW, 1)
    }
}
