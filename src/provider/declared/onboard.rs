//! From an applicant to a link, with the functions of a declared provider.

use super::kept;
use crate::client::connection::service::Service;
use crate::client::endpoint::Endpoint;
use crate::client::error::{Error, ErrorCode};
use crate::client::onboarding::field_names::{FieldNames, translate};
use crate::client::onboarding::replay::OnboardingFlow;
use crate::client::onboarding::usable_link::link_of_new_customer;
use crate::rules::operation::Operation;
use crate::value::json::Json;
use crate::value::untrusted::Object;

/// Its calls are `create`, `link`, `status` and `find`.
pub(super) fn flow(
    service: &'static Service,
    operation: &'static Operation,
    calls: &'static [&'static Endpoint],
) -> &'static OnboardingFlow {
    kept(OnboardingFlow {
        service,
        operation,
        calls,
        field_names: FIELD_NAMES,
        business_names: &[],
        to_input: |applicant, _| Some(translate(applicant, FIELD_NAMES)),
        list,
        page_size: ("limit", 100),
        has_unique_emails: false,
        run: link_of_new_customer,
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
    let [_, _, _, find] = flow.calls else { return Err(ErrorCode::Internal.into()) };
    let mut query = translate(applicant, FIELD_NAMES);
    query.set("since", since.to_json().into());
    Ok((find, query))
}
