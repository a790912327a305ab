//! `GET /verifications/{verificationId}`: returns a verification and its status.
//!
//! - Documents: Grid's OpenAPI description 2025-10-13, as of August 2026.
//! - Retry: yes. It only reads.

use super::service::SERVICE;
use super::verification;
use super::verification::VERIFICATION_ID;
use crate::client::endpoint::request_template::RequestTemplate;
use crate::client::endpoint::{Endpoint, RetrySafety};
use crate::rules::operation::Operation;
use crate::rules::shape::{Field, Kind, Shape};
use crate::value::untrusted::Object;

pub(super) static OPERATION: Operation = Operation { name: "grid.getVerification", shape: &SHAPE };

static SHAPE: Shape = Shape::new(&[
    /// The verification's id: `Verification:<uuid>`.
    Field::required("verificationId", Kind::Pattern(&VERIFICATION_ID)),
]);

pub(super) static ENDPOINT: Endpoint =
    Endpoint::new(&OPERATION, &SERVICE, RetrySafety::Retryable, request, verification::parse_response)
        .reads(verification::FIELDS);

pub(super) type Returned = verification::Verification;

fn request(input: &Object) -> Option<RequestTemplate> {
    Some(RequestTemplate::get(["/verifications/", input.text("verificationId")?].concat()))
}
