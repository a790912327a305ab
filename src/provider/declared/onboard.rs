//! From an applicant to a link, with the functions of a declared provider.

use super::applicant::Rules;
use super::calls::{Calls, SINCE};
use crate::client::connection::service::Service;
use crate::client::customer::Status;
use crate::client::endpoint::{Endpoint, Output};
use crate::client::error::{Error, ErrorCode};
use crate::client::onboarding::outcome::Onboarding;
use crate::client::onboarding::replay::{OnboardingFlow, Replay, Stop};
use crate::rules::operation::Operation;
use crate::value::json::Json;
use crate::value::untrusted::Object;

pub(super) fn flow(
    service: &'static Service,
    operation: &'static Operation,
    rules: &Rules,
    &Calls { create, link, find, .. }: &Calls,
    has_find: bool,
) -> OnboardingFlow {
    let run = move |replay: &mut Replay<'_>| run(replay, create, link);
    let list = lister(move |applicant, since| {
        if has_find {
            let mut query = applicant.clone();
            query.set(SINCE, since.to_json().into());
            return Ok((find, query));
        }
        Err(find.attribute(Error::new(ErrorCode::OutcomeUnknown).with_hint(CANNOT_FIND)))
    });
    OnboardingFlow {
        service,
        operation,
        field_names: rules.field_names(),
        business_names: &[],
        to_input: |applicant, operation| {
            // Its operations call the fields by the applicant's names.
            let taken = applicant.iter().filter(|(name, _)| operation.shape.field(name).is_some());
            Some(Object::of_unique(taken.map(|(name, value)| (name.to_owned(), value.clone()))))
        },
        list: Box::leak(Box::new(list)),
        page_size: ("limit", 100),
        has_unique_emails: false,
        run: Box::leak(Box::new(run)),
    }
}

const CANNOT_FIND: &str = "The provider has no function find, so nothing says whether the customer exists.";

/// Says that a closure takes applicants of any lifetime.
fn lister<List>(list: List) -> List
where
    List: for<'a> Fn(&Object<'a>, i64) -> Result<(&'static Endpoint, Object<'a>), Error>,
{
    list
}

fn run(replay: &mut Replay<'_>, create: &'static Endpoint, link: &'static Endpoint) -> Result<Onboarding, Stop> {
    let first = match replay.send_applicant(create) {
        Ok(Output::LinkProgress(progress)) => {
            let (customer_id, status) = (progress.id, progress.verification.status);
            return Ok(match status {
                Status::Approved => Onboarding::Approved { customer_id },
                status => Onboarding::Status { customer_id, status },
            });
        }
        first => first,
    };
    let input = replay.input(link);
    replay.usable_link(create, first, link, input).map(Onboarding::Link)
}
