//! From an applicant to a link, with the functions of a provider of one's own.

use super::{endpoints_of, leak};
use crate::client::customer::Status;
use crate::client::endpoint::service::Service;
use crate::client::endpoint::{Endpoint, Output};
use crate::client::engine::OrSuspended;
use crate::client::error::{Error, ErrorCode};
use crate::client::field_names::{FieldNames, translate};
use crate::client::onboarding::flow::{FlowRun, OnboardingFlow};
use crate::client::onboarding::outcome::Onboarding;
use crate::rules::operation::Operation;
use crate::value::json::Json;
use crate::value::untrusted::Object;

pub(super) fn flow(service: &'static Service, operation: &'static Operation) -> &'static OnboardingFlow {
    leak(OnboardingFlow {
        service,
        operation,
        field_names: FIELD_NAMES,
        business_names: &[],
        to_input: |applicant, _| Some(translate(applicant, FIELD_NAMES)),
        list,
        page_size: ("limit", 100),
        has_unique_emails: false,
        run,
    })
}

/// Its operations call the fields by the applicant's names.
static FIELD_NAMES: FieldNames = &[
    ("type", "type"),
    ("email", "email"),
    ("phone", "phone"),
    ("address", "address"),
    ("firstName", "firstName"),
    ("lastName", "lastName"),
    ("birthDate", "birthDate"),
    ("nationality", "nationality"),
    ("business", "business"),
    ("reference", "reference"),
    ("redirectUri", "redirectUri"),
];

fn list<'a>(
    flow: &OnboardingFlow,
    applicant: &Object<'a>,
    since: i64,
) -> Result<(&'static Endpoint, Object<'a>), Error> {
    let Some([_, _, _, find, _]) = endpoints_of(flow) else { return Err(ErrorCode::Internal.into()) };
    let mut query = translate(applicant, FIELD_NAMES);
    query.set("since", since.to_json().into());
    Ok((find, query))
}

fn run(run: &mut FlowRun) -> OrSuspended<Result<Onboarding, Error>> {
    let Some([create, link, ..]) = endpoints_of(run.flow()) else { return Ok(Err(ErrorCode::Internal.into())) };
    let first = run.send_applicant(create)?;
    if let Ok(Output::LinkProgress(progress)) = first {
        let (customer_id, status) = (progress.id.clone(), progress.verification.status);
        return Ok(Ok(match status {
            Status::Approved => Onboarding::Approved { customer_id },
            status => Onboarding::Status { customer_id, status },
        }));
    }
    let input = run.input(link);
    let link = run.usable_link(create, first, link, input)?;
    Ok(link.map(Onboarding::Link))
}
