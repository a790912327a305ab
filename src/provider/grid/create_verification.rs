//! `POST /verifications`: submits a customer for verification when its data is sent through the API instead of a link.
//!
//! - Documents: Grid's OpenAPI description 2025-10-13, as of August 2026.
//! - Retry: no. Each submission may start a review, and Grid refuses one for a customer that is already approved. After
//!   a lost response, read the customer instead of submitting again.

use super::fields::{CUSTOMER, EXTRA};
use super::service::SERVICE;
use super::verification;
use crate::client::endpoint::{Endpoint, RetrySafety};
use crate::rules::operation::Operation;
use crate::rules::shape::Shape;

pub(super) static OPERATION: Operation = Operation { name: "grid.createVerification", shape: &SHAPE };

static SHAPE: Shape = Shape::new(&[CUSTOMER, EXTRA]);

pub(super) static ENDPOINT: Endpoint =
    Endpoint::posting(&OPERATION, &SERVICE, RetrySafety::NeverRetry, "/verifications", verification::parse_response)
        .reads(verification::FIELDS);

pub(super) type Returned = verification::Verification;
