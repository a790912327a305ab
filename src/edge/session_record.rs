//! What the store knows about a session: whether it has ended, and which other device may use it.
//!
//! A cookie alone could not be taken back. The record is written when the onboarding is handed over or ended, so that a
//! session that stays in its browser needs none.

use super::json_fields::JsonFields;
use super::record::{IfUnreadable, StoredRecord};
use super::response::Refusal;
use super::run::{Flow, HandlerRun};
use super::session::Session;

/// How often a request tries to write a record that other requests change at the same moment.
const WRITE_ATTEMPTS: usize = 8;

/// The record of a session. Without one, the session has not ended and no other device has it.
pub(super) struct SessionRecord<'a> {
    stored: StoredRecord<'a>,
    /// The device for which the newest link was made, until it opens the link; empty if there is none.
    offered: &'a str,
    /// The device that has the session beside the browser in which it began; empty if there is none.
    device: &'a str,
    has_ended: bool,
}

impl<'a> SessionRecord<'a> {
    /// Loads the record. If none of the secrets can open it, it is unknown whether the session has ended: the request
    /// fails.
    pub(super) fn load(run: &mut HandlerRun<'a>, session: Session<'a>) -> Flow<Self> {
        let stored = run.load(&name(run, session), IfUnreadable::Fail)?;
        Ok(Self {
            offered: stored.text("offered").unwrap_or_default(),
            device: stored.text("device").unwrap_or_default(),
            has_ended: stored.field("hasEnded").is_true(),
            stored,
        })
    }

    /// Whether the session may still be used by the browser that sent its cookie.
    pub(super) fn admits(&self, session: Session) -> bool {
        !self.has_ended && session.device.is_none_or(|device| device == self.device)
    }

    /// Whether the link for this device is the newest one and was not opened yet.
    pub(super) fn offers(&self, session: Session) -> bool {
        !self.has_ended && session.device == Some(self.offered)
    }

    /// Whether another device has the session.
    pub(super) fn has_other_device(&self) -> bool {
        !self.device.is_empty()
    }

    /// Makes the link for this device the newest one: older links do not open any more.
    pub(super) fn offer(run: &mut HandlerRun<'a>, session: Session<'a>, device: &'a str) -> Flow<()> {
        Self::change(run, session, |record| record.offered = device)
    }

    /// Gives the session to the device of the newest link, and takes it from an earlier one. Returns whether the link
    /// still was the newest.
    pub(super) fn hand_over(run: &mut HandlerRun<'a>, session: Session<'a>) -> Flow<bool> {
        let mut is_newest = false;
        Self::change(run, session, |record| {
            is_newest = record.offers(session);
            if is_newest {
                (record.device, record.offered) = (record.offered, "");
            }
        })?;
        Ok(is_newest)
    }

    /// Takes the session from the other device, and makes open links useless.
    pub(super) fn take_back(run: &mut HandlerRun<'a>, session: Session<'a>) -> Flow<()> {
        Self::change(run, session, |record| (record.device, record.offered) = ("", ""))
    }

    /// Ends the session: everywhere, or only on the device to which it was handed over.
    pub(super) fn end(run: &mut HandlerRun<'a>, session: Session<'a>) -> Flow<()> {
        Self::change(run, session, |record| match session.device {
            None => record.has_ended = true,
            Some(device) if device == record.device => record.device = "",
            Some(_) => {}
        })
    }

    /// Changes the record, and tries again if another request has changed it in the meantime.
    fn change(
        run: &mut HandlerRun<'a>,
        session: Session<'a>,
        mut change: impl FnMut(&mut SessionRecord<'a>),
    ) -> Flow<()> {
        let name = name(run, session);
        for _ in 0..WRITE_ATTEMPTS {
            let mut record = Self::load(run, session)?;
            change(&mut record);
            let value = JsonFields(&[
                ("offered", &record.offered),
                ("device", &record.device),
                ("hasEnded", &record.has_ended),
            ]);
            // As long as any cookie of the session may last.
            let left_ms = session.ends_at().saturating_sub(run.now).max(1);
            if run.swap(&name, record.stored.sealed(), &value, left_ms)?.is_some() {
                return Ok(());
            }
        }
        run.refuse_for(Refusal::NOT_NOW, 1)
    }
}

fn name<'a>(run: &HandlerRun<'a>, session: Session<'a>) -> [&'a str; 3] {
    ["session", run.handler_id(), session.id]
}
