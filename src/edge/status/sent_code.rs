//! Remembers to which contact a form has just sent a code, so that the page after the redirect can name it.

use crate::client::contact::Channel;
use crate::edge::customer::CustomerRef;
use crate::edge::engine::run::{HandlerRun, OrSuspended};
use crate::edge::record::{Loaded, SENT_TO, SentTo, lifetime};

/// Records to which contact a code was sent.
pub(crate) fn remember(run: &mut HandlerRun, customer: CustomerRef, channel: Channel) -> OrSuspended<()> {
    let stored: Loaded<SentTo> = run.load(&SENT_TO, &customer.subject())?;
    let content = SentTo { channel: Some(channel) };
    run.swap(&SENT_TO, &customer.subject(), stored.sealed, &content, lifetime::SENT_TO.ms(run))?;
    Ok(())
}

/// Returns the contact to which a form has just sent a code.
pub(crate) fn sent_to(run: &mut HandlerRun, customer: CustomerRef) -> OrSuspended<Option<Channel>> {
    let stored: Loaded<SentTo> = run.load(&SENT_TO, &customer.subject())?;
    Ok(stored.content.and_then(|sent| sent.channel))
}
