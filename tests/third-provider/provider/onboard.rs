//! From an applicant to a link: one call.

use super::{PHONE};
#[cfg(feature = "client")]
use super::create_session;
#[cfg(feature = "client")]
use crate::applicant::{FieldNames, translate};
#[cfg(feature = "client")]
use crate::draft::Object;
#[cfg(feature = "client")]
use crate::error::{Error, ErrorCode};
use crate::field::Kind;
use crate::field::choice::words;
#[cfg(feature = "client")]
use crate::onboard::Onboarding;
use crate::operation::Operation;
#[cfg(feature = "client")]
use crate::operation::Output;
#[cfg(feature = "client")]
use crate::run::{Pause, Run};
use crate::shape::{Field, Shape};

pub(super) static OPERATION: Operation = Operation {
    name: "harbor.onboard",
    provider: &PROVIDER,
    shape: &APPLICANT,
    #[cfg(feature = "client")]
    exchange: None,
};

static APPLICANT: Shape = Shape::new(&[
    Field::required("type", Kind::Choice(&["individual"])),
    Field::required("email", Kind::Email),
    Field::optional("phone", Kind::Phone(&PHONE)),
]);

#[cfg(feature = "client")]
pub(super) static NAMES: FieldNames = &[("email", "email"), ("phone", "phone")];

#[cfg(feature = "client")]
pub(super) fn to_input<'a>(applicant: &Object<'a>, operation: &Operation) -> Option<Object<'a>> {
    (operation.name == create_session::OPERATION.name).then(|| translate(applicant, NAMES))
}

/// It has no list to find a customer in.
#[cfg(feature = "client")]
pub(super) fn list_of<'a>(_: &Object<'a>) -> Result<(&'static Operation, Object<'a>), Error> {
    Err(Error::new(ErrorCode::NotSupported))
}

#[cfg(feature = "client")]
pub(super) fn run(run: &mut Run<'_>) -> Result<Onboarding, Pause> {
    let operation = &create_session::OPERATION;
    match run.call(operation, run.input(operation))? {
        Output::KycLink(link) => Ok(Onboarding::Link(Box::new(link))),
        _ => Err(Error::new(ErrorCode::Internal).into()),
    }
}
