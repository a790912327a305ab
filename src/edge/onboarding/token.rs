//! `POST /token`: what an app needs instead of a link.

use crate::edge::customer::next_step::NextStep;
use crate::edge::engine::run::{End, HandlerRun};
use crate::edge::onboarding::link::Wanted;
use crate::edge::onboarding::links::{note_link, renew};
use crate::edge::response::Refusal;
use crate::edge::session::caller::Caller;

/// Handles `POST /token`: makes a token with which an app opens the check of this session's customer in the provider's
/// SDK. It counts as a renewal, and leads to the same customer.
#[inline(never)]
pub(crate) fn create<'a>(run: &mut HandlerRun<'a>, caller: &Caller<'a>) -> End {
    let session = caller.require_session(run)?;
    let Some(token) = session.customer.provider.customers.token else { return run.refuse(Refusal::NOT_SUPPORTED) };
    let outcome = renew(run, session, Wanted::Token(token))?;
    // The provider has SDKs, but not for this customer.
    if matches!(outcome, NextStep::Link(_)) {
        return run.refuse(Refusal::NOT_SUPPORTED);
    }
    let cookie = session.cookie(run)?;
    note_link(run, &outcome);
    run.respond(outcome.respond(false).with_header("set-cookie", cookie))
}
