//! From an applicant to a hosted link. Each provider has its own calls, written over `replay`.

use crate::client::connection::Connection;
use crate::client::error::Error;
use crate::client::http::HttpResponse;
use crate::client::onboarding::outcome::Onboarding;
use crate::client::onboarding::replay::{Journey, Run, Step};
use crate::value::untrusted::UntrustedValue;

/// Takes the next step.
///
/// `answers` holds the answer to each request handed out before, in order.
pub fn step<'a>(
    journey: &'static Journey,
    applicant: &UntrustedValue<'a>,
    connection: &'a Connection,
    answers: &'a [HttpResponse<'a>],
    now: i64,
) -> Result<Step<Onboarding>, Error> {
    Run::replay(journey, applicant, connection, answers, now, journey.run)
}
