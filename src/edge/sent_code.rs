//! Remembers to which contact a form has just sent a code, so that the page after the redirect can name it.

use super::customer::CustomerRef;
use super::json_fields::JsonFields;
use super::record::IfUnreadable;
use super::run::{Flow, HandlerRun};
use crate::client::contact::Channel;

/// The record of the contact to which a form has sent a code, and how long it is kept: about as long as a code is
/// valid.
const SENT_TO: &str = "sentTo";
const SENT_TO_MS: i64 = 10 * 60_000;

/// Records to which contact a code was sent.
pub(super) fn remember(run: &mut HandlerRun, customer: CustomerRef, channel: Channel) -> Flow<()> {
    let name = customer.record_name(SENT_TO);
    let stored = run.load(&name, IfUnreadable::TreatAsAbsent)?;
    run.swap(&name, stored.sealed(), &JsonFields(&[("channel", &channel.as_str())]), SENT_TO_MS)?;
    Ok(())
}

/// Whether a form has just sent a code to one of these contacts.
pub(super) fn was_sent_to(run: &mut HandlerRun, customer: CustomerRef, contacts: &[Channel]) -> Flow<bool> {
    let stored = run.load(&customer.record_name(SENT_TO), IfUnreadable::TreatAsAbsent)?;
    Ok(stored.text("channel").and_then(Channel::parse).is_some_and(|channel| contacts.contains(&channel)))
}
