//! `GET /verifications/{verificationId}`: a verification and where it stands.

use super::service::SERVICE;
use super::verification;
use super::verification::VERIFICATION_ID;
use crate::client::endpoint::{Endpoint, RetrySafety};
use crate::client::error::ErrorCode;
use crate::client::request_template::RequestTemplate;
use crate::rules::operation::Operation;
use crate::rules::shape::{Field, Kind, Shape};
use crate::value::untrusted::Object;

pub(super) static OPERATION: Operation = Operation { name: "grid.getVerification", shape: &SHAPE };

static SHAPE: Shape = Shape::new(&[Field::required("verificationId", Kind::Pattern(&VERIFICATION_ID))]);

pub(super) static ENDPOINT: Endpoint = Endpoint {
    operation: &OPERATION,
    service: &SERVICE,
    request,
    response: verification::response,
    retry: RetrySafety::Retryable,
    conflict: ErrorCode::Conflict,
    body_field: None,
};

fn request(input: &Object) -> Option<RequestTemplate> {
    Some(RequestTemplate::get(["/verifications/", input.text("verificationId")?].concat()))
}
