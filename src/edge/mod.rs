//! The handler in front of a provider: from a page's request to the answer, as a machine without I/O.
//!
//! Like an onboarding (see `src/client/onboarding/replay.rs`) it is straight-line code that is replayed: each step runs it from the
//! start with the outcomes had so far, until something has no outcome yet and is handed out to be done. Whoever carries
//! it reads bodies, keeps records, seals and opens, calls the provider and the hooks; what any of that means is decided
//! here. Every outcome carries its time, so that a replay decides as the first run did.

mod answer;
mod body;
mod claim;
mod config;
mod contact;
mod gate;
mod key;
mod limit;
mod links;
mod run;
mod session;
mod status;
mod webhooks;

use crate::value::untrusted::UntrustedValue;
pub use answer::{Answer, Content, told};
pub use config::check;
use gate::Route;
pub use run::Step;
use run::{Run, Way};

/// Takes the next step.
///
/// `request` is `{ method, path, headers, at }`, `outcomes` holds what came of each step handed out before, in order.
pub fn step<'a>(
    config: &'a UntrustedValue<'a>,
    request: &'a UntrustedValue<'a>,
    outcomes: &'a [UntrustedValue<'a>],
) -> Step {
    let mut run = Run::new(config, request, outcomes);
    answer(&mut run);
    match run.step.take() {
        Some(Step::Answer(answer)) => Step::Answer(gate::shown(&run, answer)),
        Some(step) => step,
        None => Step::Answer(answer::FAULT),
    }
}

fn answer(run: &mut Run<'_>) -> Way<()> {
    let route = gate::route(run)?;
    if let Route::Webhook(provider) = route {
        return webhooks::receive(run, provider);
    }
    let kind = gate::pass(run, route)?;
    let caller = session::caller(run)?;
    match route {
        Route::Links => links::create(run, &caller, kind),
        Route::Renew => links::renew(run, &caller, kind),
        Route::Send(channel) => contact::send(run, &caller, kind, channel),
        Route::Confirm(channel) => contact::confirm(run, &caller, kind, channel),
        Route::Status | Route::Webhook(_) => status::tell(run, &caller),
    }
}
