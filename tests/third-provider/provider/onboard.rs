//! From an applicant to a link, in one request.

use super::service::SERVICE;
use super::{PHONE, create_session};
use crate::client::endpoint::{Endpoint, Output};
use crate::client::error::{Error, ErrorCode};
use crate::client::onboarding::field_names::{FieldNames, translate};
use crate::client::onboarding::outcome::Onboarding;
use crate::client::onboarding::replay::{OnboardingFlow, Replay, Stop};
use crate::rules::issue::{Words, words};
use crate::rules::operation::Operation;
use crate::rules::shape::{Field, Kind, Shape};
use crate::value::untrusted::Object;

pub(super) static OPERATION: Operation = Operation { name: "harbor.onboard", shape: &APPLICANT };

/// What Harbor takes of an applicant.
static APPLICANT: Shape = Shape::new(&[
    /// Harbor takes people only.
    Field::required("type", Kind::Choice(APPLICANT_TYPE)),
    Field::required("email", Kind::Email),
    Field::optional("phone", Kind::Phone(&PHONE)),
]);

/// What an applicant is.
const APPLICANT_TYPE: Words = words!["individual"];

pub(super) static FLOW: OnboardingFlow = OnboardingFlow {
    service: &SERVICE,
    operation: &OPERATION,
    field_names: FIELD_NAMES,
    to_input,
    list,
    page_size: ("limit", 50),
    is_retried_after_rejection: false,
    has_unique_emails: false,
    run,
};

static FIELD_NAMES: FieldNames = &[("email", "email"), ("phone", "phone")];

fn to_input<'a>(applicant: &Object<'a>, operation: &Operation) -> Option<Object<'a>> {
    (operation.name == create_session::OPERATION.name).then(|| translate(applicant, FIELD_NAMES))
}

/// Harbor has no list of customers.
fn list<'a>(_: &Object<'a>) -> Result<(&'static Endpoint, Object<'a>), Error> {
    Err(Error::new(ErrorCode::NotSupported))
}

fn run(replay: &mut Replay<'_>) -> Result<Onboarding, Stop> {
    let create = &create_session::ENDPOINT;
    match replay.send_applicant(create)? {
        Output::KycLink(link) => Ok(Onboarding::Link(Box::new(link))),
        _ => Err(Error::new(ErrorCode::Internal).into()),
    }
}
