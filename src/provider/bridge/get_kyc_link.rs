//! `GET /kyc_links/{kycLinkId}`: returns a link and the progress of its verification.
//!
//! - Documents: `IndividualKycLinkResponse` in Bridge's OpenAPI description of September 2026.
//! - Retry: yes. It only reads.

use super::fields::ID;
use super::kyc_link;
use super::service::SERVICE;
use crate::client::endpoint::request_template::RequestTemplate;
use crate::client::endpoint::{Endpoint, RetrySafety};
use crate::rules::operation::Operation;
use crate::rules::shape::{Field, Kind, Shape};
use crate::value::untrusted::Object;

pub(super) static OPERATION: Operation = Operation { name: "bridge.getKycLink", shape: &SHAPE };

static SHAPE: Shape = Shape::new(&[
    /// The link's id: 1 to 42 letters, digits, hyphens or underscores.
    Field::required("kycLinkId", Kind::Pattern(&ID)),
]);

pub(super) static ENDPOINT: Endpoint =
    Endpoint::new(&OPERATION, &SERVICE, RetrySafety::Retryable, request, kyc_link::parse_read).reads(kyc_link::FIELDS);

pub(super) type Returned = kyc_link::LinkProgress;

fn request(input: &Object) -> Option<RequestTemplate> {
    Some(RequestTemplate::get(["/kyc_links/", input.text("kycLinkId")?].concat()))
}
