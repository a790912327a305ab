//! `POST /token`: what an app needs instead of a link.

use crate::edge::customer::next_step::NextStep;
use crate::edge::engine::run::{End, HandlerRun};
use crate::edge::onboarding::link::{Wanted, request_step};
use crate::edge::onboarding::links::note_link;
use crate::edge::record::claim;
use crate::edge::record::limit::RENEWALS;
use crate::edge::response::Refusal;
use crate::edge::session::caller::Caller;

/// Handles `POST /token`: makes a token with which an app opens the check of this session's customer in the provider's
/// SDK. It counts as a renewal, and leads to the same customer.
#[inline(never)]
pub(crate) fn create<'a>(run: &mut HandlerRun<'a>, caller: &Caller<'a>) -> End {
    let session = caller.require_session(run)?;
    let customer = session.customer;
    let Some(token) = customer.provider.customers.token else { return run.refuse(Refusal::NOT_SUPPORTED) };
    RENEWALS.count_attempt(run, &customer.subject())?;
    match request_step(run, customer, Wanted::Token(token), (None, session.reference))? {
        Ok(_) if !claim::admits(run, customer, session.reference)? => run.refuse(Refusal::NO_SESSION),
        // The provider has SDKs, but not for this customer.
        Ok(NextStep::Link(_)) => run.refuse(Refusal::NOT_SUPPORTED),
        Ok(outcome) => {
            let cookie = session.cookie(run)?;
            note_link(run, &outcome);
            run.respond(outcome.respond(false).with_header("set-cookie", cookie))
        }
        Err(failed) => run.fail_about_customer(failed),
    }
}
