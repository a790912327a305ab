//! `POST /v2/customer/kyc-link`: creates a customer and its hosted link in one request.
//!
//! - Documents: "Create Customer via Link" in SpherePay's API reference of July 2026.
//! - Retry: no. SpherePay replays no idempotency key, so a second request may create a second customer.

use super::fields::{CUSTOMER_TYPE, EXTRA, PHONE};
use super::service::SERVICE;
use super::{address, link};
use crate::client::endpoint::{Endpoint, RetrySafety};
use crate::rules::operation::Operation;
use crate::rules::shape::{Field, Kind, Shape};

pub(super) static OPERATION: Operation = Operation { name: "spherepay.createCustomerViaLink", shape: &SHAPE };

/// ```ts
/// const address = { line1: "233 S Wacker Dr", city: "Chicago", state: "IL", postalCode: "60606", country: "USA" };
/// const input = { type: "individual", email: "jane@example.com", phone: "+14155550123", address };
/// ```
static SHAPE: Shape = Shape::new(&[
    /// Whether the customer is a person or a company.
    Field::required("type", Kind::Choice(CUSTOMER_TYPE)),
    /// Email address, at most 254 characters.
    Field::required("email", Kind::Email),
    /// Phone number: `+` and 7 to 15 digits.
    Field::required("phone", Kind::Phone(&PHONE)),
    /// Where the person lives, or where the business is registered.
    Field::required("address", Kind::Object(&address::SHAPE)),
    EXTRA,
]);

pub(super) static ENDPOINT: Endpoint = Endpoint::posting(
    &OPERATION,
    &SERVICE,
    RetrySafety::CreatesCustomer,
    "/v2/customer/kyc-link",
    link::parse_response,
)
.reads(link::FIELDS);

pub(super) type Returned = crate::client::link::KycLink;
